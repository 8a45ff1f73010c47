"""Hostile files, handed in through the browser and on the command line: refused at little cost, nobody else waits.

    python -m tests.proofs.uploads [--phones | --control] [--every 4]

Each file goes through the real route; the reader it starts is measured by the operating system (processor seconds and
greatest memory) while a participant's phone asks for its page again and again, as it then does alone for as long:
what it waits meanwhile is compared with what it waits alone, in the same run. Then each file is given to the command
line. One control takes the limits of the reader away: the same measure sees them exceeded. The other (``--control``)
reads in the process that answers, files that take long: the phone's answers then share its time.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from werkzeug.test import TestResponse

from tests.proofs.actors import OWNER, Installation, empty_sqlite, installation
from tests.proofs.bombs import JSON, SHEETS, a_long_sheet
from tests.webapp.conftest import EVENING, SECRET, THREE_BY_THREE, HandClock
from webapp.organiser import uploads as upload_view
from webapp.services import accounts, events, organisations, reading_apart, reading_child
from webapp.services.events import EventSettings
from webapp.services.refusals import Refused
from webapp.throttle import Buckets

MOST_SECONDS: Final = 2.0
MOST_MEBIBYTES: Final = 200.0
REFUSED: Final = (413, 422)
#: How many times longer a phone may wait while files are read than alone, at the median and at the 99th of 100.
MOST_SLOWER: Final = {50: 2.0, 99: 4.0}
PAUSE_SECONDS: Final = 0.01


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What became of one file: the answer's status, the reader's processor seconds and memory, the phone's wait."""

    name: str
    status: int
    seconds: float
    mebibytes: float
    #: What the phone waited for each of its pages while the file was read, and as long after it.
    phone_meanwhile: tuple[float, ...] = ()
    phone_alone: tuple[float, ...] = ()
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
    place.app.extensions["entremise_throttle"].requests = Buckets(burst=10**9, per_second=1e9)  # a quick phone
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
    before = _state(place, event_id)
    file = Path(place.app.extensions["entremise_settings"].instance) / "cost.json"
    with _measured_readers(file), _phone(place) as meanwhile:
        began = time.perf_counter()
        answer = _post(place, public_id, source, content)
        lasted = time.perf_counter() - began
    with _phone(place) as alone:
        time.sleep(lasted)
    return Cost(
        name=name,
        status=answer.status_code,
        **_measured(file),
        phone_meanwhile=tuple(meanwhile),
        phone_alone=tuple(alone),
        changed=_state(place, event_id) != before,
    )


@contextmanager
def _phone(place: Installation) -> Iterator[list[float]]:
    """A phone that asks for its page again and again while a block runs; the seconds of each answer, one at least."""
    waits: list[float] = []
    done = threading.Event()
    phone = place.client("participant")

    def ask() -> None:
        while not (done.is_set() and waits):
            started = time.perf_counter()
            assert phone.get(f"/e/{place.evening.public_id}/me").status_code == 200
            waits.append(time.perf_counter() - started)
            done.wait(PAUSE_SECONDS)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield waits
    finally:
        done.set()
        asking.join()


@dataclass(frozen=True, kw_only=True)
class PhonesBesideFiles:
    """What phones waited while files were read, and alone, in seconds."""

    meanwhile: tuple[float, ...]
    alone: tuple[float, ...]

    @classmethod
    def of(cls, costs: Iterable[Cost]) -> "PhonesBesideFiles":
        """All the answers of a run together."""
        found = list(costs)
        return cls(
            meanwhile=tuple(wait for one in found for wait in one.phone_meanwhile),
            alone=tuple(wait for one in found for wait in one.phone_alone),
        )

    def ratio(self, percentile: int) -> float:
        """How many times longer they waited."""
        return _percentile(self.meanwhile, percentile) / _percentile(self.alone, percentile)

    @property
    def fault(self) -> str:
        """Which bound is passed, "" when none is."""
        slower = [f"p{one} {self.ratio(one):.1f} times" for one, most in MOST_SLOWER.items() if self.ratio(one) > most]
        return f"phones waited too long: {', '.join(slower)}" if slower else ""

    def __str__(self) -> str:
        figures = [
            f"p{one} {1000 * _percentile(self.meanwhile, one):.0f} ms, alone "
            f"{1000 * _percentile(self.alone, one):.0f} ms ({self.ratio(one):.2f} times, {most:.0f} allowed)"
            for one, most in MOST_SLOWER.items()
        ]
        return f"phones, {len(self.meanwhile)} answers while files are read, {len(self.alone)} alone: " + ", ".join(
            figures
        )


def _percentile(values: Iterable[float], percentile: int) -> float:
    found = list(values)
    return statistics.quantiles(found, n=100, method="inclusive")[percentile - 1] if len(found) > 1 else found[0]


@contextmanager
def read_in_the_same_process() -> Iterator[None]:
    """The control: no process of its own for what is read, and so no limit either."""

    def read(files: Mapping[str, bytes], known: Sequence[Any], **_: Any) -> Any:
        reading_child.read_files(dict(files), list(known))
        raise Refused("file_too_heavy", status=413)

    with patch.object(upload_view, "read_apart", read):
        yield


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
    line = f"{what}: {len(found)} files, {len(faults)} not refused in time, at most {slowest:.2f} s, {heaviest:.0f} MiB"
    return [line, *faults]


def main() -> int:
    """Print the figures of every file by every way in."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--phones", action="store_true", help="the sign-up sheet alone, for what phones wait")
    parser.add_argument("--control", action="store_true", help="long sheets, read in the process that answers")
    parser.add_argument("--every", type=int, default=1, help="of the files by the sign-up sheet, every so many")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = empty_sqlite(folder)
        place = installation(database, HandClock(), folder)
        draft = draft_evening(place)
        with read_in_the_same_process() if given.control else nullcontext():
            files = {name: SHEETS[name] for name in list(SHEETS)[:: given.every]}
            if given.control:
                files = {f"long sheet {number}": a_long_sheet for number in range(6)}
            costs = by_browser(place, draft, files)
        phones = PhonesBesideFiles.of(costs)
        lines = [str(phones)]
        faults = [phones.fault] if phones.fault else []
        if not given.control:
            lines += summary("browser, sign-up sheet", costs)
            faults += [one.fault for one in costs if one.fault]
        if not (given.phones or given.control):
            others = {name: SHEETS[name] for name in list(SHEETS)[::4]}
            for source in ("history", "pairs", "diagnosis"):
                costs = by_browser(place, draft, others, source=source)
                lines += summary(f"browser, {source}", costs)
                faults += [one.fault for one in costs if one.fault]
            for command, bombs in (("check", SHEETS), ("score", JSON), ("repair", JSON)):
                costs = by_command(folder, bombs, command)
                lines += summary(f"command line, {command}", costs)
                faults += [one.fault for one in costs if one.fault]
        database.dispose()
    print(*lines, phones.fault or "phones within the bounds", sep="\n")
    return int(bool(faults) != given.control)


if __name__ == "__main__":
    sys.exit(main())
