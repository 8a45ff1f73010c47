"""What a move of a slider costs at n x n organisations, answered by the server: python -m tests.benchmarks.sliders."""

import resource
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient

from tests.browser.directories import OWNER, event_of
from tests.browser.serving import serve
from tests.webapp.conftest import EVENING, PASSWORD, HandClock
from webapp.app import create_app
from webapp.services import accounts

N_MOVES = 10
MOVED = ("points-place", "points-shared_fragilities", "points-objectives", "giving")


def timed(client: FlaskClient, address: str) -> tuple[float, float]:
    """Processor and wall-clock seconds of one answer."""
    busy, start = time.process_time(), time.perf_counter()
    answer = client.get(address)
    found = time.process_time() - busy, time.perf_counter() - start
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return found


def main(number: int) -> None:
    """Print one line per kind of answer, and the peak of memory."""
    clock = HandClock(EVENING - timedelta(days=3))
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder), clock) as served:
        with served.database.writing() as session:
            account_id = accounts.create_account(
                session, email=OWNER, name="Odile", password=PASSWORD, may_organise=True
            )
        pairs = f"/e/{event_of(served, number, account_id)}/pairs"
        app = create_app(served.settings, served.database, clock=clock)  # type: ignore[arg-type]  # the same methods
        app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
        client = app.test_client()
        client.post("/sign-in", data={"email": OWNER, "password": PASSWORD})
        answers = {
            "first page, measured": [timed(client, pairs)],
            "same page again": [timed(client, pairs) for _ in range(N_MOVES)],
            "a move of a slider": [
                timed(client, f"{pairs}/effect?{MOVED[move % len(MOVED)]}={31 + move}") for move in range(N_MOVES)
            ],
            "first without diagnosis": [timed(client, f"{pairs}/effect?diagnosis=off")],
            "a move without diagnosis": [
                timed(client, f"{pairs}/effect?diagnosis=off&{MOVED[0]}={31 + move}") for move in range(N_MOVES)
            ],
            "one pair": [timed(client, f"{pairs}/C{1 + move:02d}/A{1 + move:02d}") for move in range(N_MOVES)],
        }
    print(f"{number} x {number} organisations; median and most seconds of processor, median seconds on the wall")
    for name, taken in answers.items():
        busy, wall = sorted(one[0] for one in taken), sorted(one[1] for one in taken)
        print(f"{name:26} {busy[len(busy) // 2]:6.2f} {busy[-1]:6.2f} {wall[len(wall) // 2]:6.2f}   of {len(taken)}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
