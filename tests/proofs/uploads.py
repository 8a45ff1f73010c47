"""Hostile files, handed in through the browser and on the command line: refused at little cost, nobody else waits.

    python -m tests.proofs.uploads

Each file goes through the real route; the reader it starts is measured by the operating system (processor seconds and
greatest memory) while a participant asks for their page. Then each is given to the
command line. The control takes the limits of the reader away: the same measure sees them exceeded.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from werkzeug.test import TestResponse

from tests.proofs.actors import OWNER, Installation, empty_sqlite, installation
from tests.proofs.bombs import JSON, SHEETS
from tests.webapp.conftest import EVENING, SECRET, THREE_BY_THREE, HandClock
from webapp.services import accounts, events, organisations, reading_apart
from webapp.services.events import EventSettings

MOST_SECONDS: Final = 2.0
MOST_MEBIBYTES: Final = 200.0
REFUSED: Final = (413, 422)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What became of one file: the answer's status, the reader's processor seconds and memory, the phone's wait."""

    name: str
    status: int
    seconds: float
    mebibytes: float
    phone_seconds: float = 0.0
    changed: bool = False

    @property
    def fault(self) -> str:
        """What is wrong with it, "" when nothing is."""
        if self.status not in REFUSED:
            return f"{self.name}: status {self.status}"
        if self.changed:
            return f"{self.name}: something was taken in"
        if self.seconds >= MOST_SECONDS or self.mebibytes >= MOST_MEBIBYTES:
            return f"{self.name}: {self.seconds:.1f} s, {self.mebibytes:.0f} MiB"
        return ""


def draft_evening(place: Installation) -> tuple[int, str]:
    """An evening whose sheet may still be replaced, with three companies and three associations in it."""
    with place.database.writing() as session:
        owner = accounts.account_number(session, OWNER)
        assert owner is not None
        wanted = EventSettings(name="En préparation", venue="Salle", starts_at=EVENING, n_rounds=3)
        event_id, public_id = events.create_event(
            session, account_id=owner, settings=wanted, secret_key=SECRET, now=place.clock.now()
        )
    answer = _post(place, public_id, "sheet", THREE_BY_THREE.encode())
    assert answer.status_code == 303, answer.status_code
    return event_id, public_id


def by_browser(
    place: Installation, draft: tuple[int, str], bombs: Mapping[str, Callable[[], bytes]], *, source: str = "sheet"
) -> list[Cost]:
    """Hand in each file by the form of the sign-up sheet, one after the other."""
    return [_hand_in(place, draft, name, make(), source) for name, make in bombs.items()]


def by_command(folder: Path, bombs: Mapping[str, Callable[[], bytes]], command: str) -> list[Cost]:
    """Give each file to a command: "check" (a sheet), "score" (weights) or "repair" (an evening).

    The seconds are those above what the command takes to start: with a small honest file, in the same run.
    """
    sheet = folder / "sheet.csv"
    sheet.write_text(THREE_BY_THREE, encoding="utf-8")
    start = _command(folder, "honest", ["check" if command == "repair" else command, str(sheet)]).seconds
    costs = []
    for name, make in bombs.items():
        bomb = folder / ("evening.json" if command == "repair" else "bomb")
        bomb.write_bytes(make())
        arguments = {
            "check": ["check", str(bomb)],
            "score": ["score", str(sheet), "--weights", str(bomb)],
            "repair": ["repair", str(folder), "--from-round", "1", "-o", str(folder / "repaired")],
        }[command]
        cost = _command(folder, name, arguments)
        costs.append(replace(cost, seconds=max(0.0, cost.seconds - start)))
    return costs


def _post(place: Installation, public_id: str, source: str, content: bytes) -> TestResponse:
    """The form of the sign-up sheet with one file, as a browser sends it."""
    head = f'--bound\r\nContent-Disposition: form-data; name="{source}"; filename="essai.csv"\r\n\r\n'
    body = head.encode() + content + b"\r\n--bound--\r\n"
    client = place.client("owner")
    return client.post(f"/e/{public_id}/desk/sheet", data=body, content_type="multipart/form-data; boundary=bound")


def _hand_in(place: Installation, draft: tuple[int, str], name: str, content: bytes, source: str) -> Cost:
    event_id, public_id = draft
    waits: list[float] = []
    done = threading.Event()

    def ask() -> None:
        phone = place.client("participant")
        while not done.is_set():
            started = time.perf_counter()
            assert phone.get(f"/e/{place.evening.public_id}/me").status_code == 200
            waits.append(time.perf_counter() - started)
            done.wait(0.2)

    before = _state(place, event_id)
    asking = threading.Thread(target=ask)
    asking.start()
    file = Path(place.app.extensions["entremise_settings"].instance) / "cost.json"
    with _measured_readers(file):
        answer = _post(place, public_id, source, content)
    done.set()
    asking.join()
    return Cost(
        name=name,
        status=answer.status_code,
        **_measured(file),
        phone_seconds=max(waits),
        changed=_state(place, event_id) != before,
    )


def _state(place: Installation, event_id: int) -> object:
    with place.database.reading() as session:
        return events.sheet_of(session, event_id), organisations.listed_participants(session, event_id)


@contextmanager
def _measured_readers(file: Path) -> Iterator[None]:
    """Let the application start its readers through the program that measures them."""
    started = subprocess.Popen

    def start(arguments: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return started([*_measuring(file), *arguments], **options)

    reading_apart.subprocess.Popen = start  # type: ignore[misc, assignment]
    try:
        yield
    finally:
        reading_apart.subprocess.Popen = started  # type: ignore[misc]


def _measuring(file: Path) -> list[str]:
    return [sys.executable, "-I", "-S", str(Path(__file__).with_name("measured.py")), str(file)]


def _measured(file: Path) -> dict[str, float]:
    """What a program cost that ran before; nothing where none was started."""
    found: dict[str, float] = json.loads(file.read_text()) if file.exists() else {"seconds": 0.0, "mebibytes": 0.0}
    file.unlink(missing_ok=True)
    return found


def _command(folder: Path, name: str, arguments: list[str]) -> Cost:
    """Run a command and measure it; its refusals leave with 1, a fault in it with a traceback."""
    file = folder / "cost.json"
    command = [*_measuring(file), sys.executable, "-c", "from webapp.cli import main; main()", *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    status = 422 if done.returncode == 1 and b"Traceback" not in done.stderr else 500
    return Cost(name=name, status=status, **_measured(file))


def summary(what: str, costs: Iterable[Cost]) -> list[str]:
    """One line of figures, and one for each fault."""
    found = list(costs)
    faults = [one.fault for one in found if one.fault]
    slowest, heaviest = max(one.seconds for one in found), max(one.mebibytes for one in found)
    waited = max(one.phone_seconds for one in found)
    line = f"{what}: {len(found)} files, {len(faults)} not refused in time, at most {slowest:.2f} s, {heaviest:.0f} MiB"
    return [line + (f", phones waited {waited * 1000:.0f} ms at most" if waited else ""), *faults]


def main() -> int:
    """Print the figures of every file by every way in."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = empty_sqlite(folder)
        place = installation(database, HandClock(), folder)
        draft = draft_evening(place)
        costs = by_browser(place, draft, SHEETS)
        lines = summary("browser, sign-up sheet", costs)
        others = {name: SHEETS[name] for name in list(SHEETS)[::4]}
        for source in ("history", "pairs", "diagnosis"):
            lines += summary(f"browser, {source}", by_browser(place, draft, others, source=source))
        database.dispose()
        for command, bombs in (("check", SHEETS), ("score", JSON), ("repair", JSON)):
            lines += summary(f"command line, {command}", by_command(folder, bombs, command))
    print(*lines, sep="\n")
    return int(not all(", 0 not refused" in line for line in lines))


if __name__ == "__main__":
    sys.exit(main())
