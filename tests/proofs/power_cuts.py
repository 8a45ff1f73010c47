"""Power cuts on SQLite: every write of a run of acknowledged choices, and what a disk may hold of them at any moment.

``python -m tests.proofs.power_cuts --n 10000 --seed 7`` watches a program whose threads record choices as the route
of a tap does, several to a commit (strace; the seed draws the taps, the threads their order), rebuilds the files at so
many moments - everything that was synced, and of the rest all, none, a prefix, some of the writes or some of their
512-byte sectors -, opens them, and looks: the database is whole, every acknowledged choice is there as it was sent, and
none that was not sent or was undone. ``--synchronous normal`` and ``off`` are the negative controls. The shared memory
beside the log is lost with the power, and made anew.
"""

import argparse
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from tests.proofs.actors import empty_sqlite
from tests.proofs.full_hall import full_hall
from tests.proofs.power_cut_run import HALL
from tests.webapp.conftest import EVENING

SECTOR = 512
LEVELS = {"full": 2, "normal": 1, "off": 0}
STRACE = ["strace", "-f", "-qq", "-xx", "-y", "-s", "1000000", "--seccomp-bpf"]
CALLS = "trace=pwrite64,write,ftruncate,fsync,fdatasync,unlink"
LINE = re.compile(r"^(\w+)\((.*?)\)\s+= (-?\d+)")
#: A call of one thread during which another one called, in two lines: its beginning, and its end.
BEGUN, ENDED = re.compile(r"(\w+)\(.*(?= <unfinished \.\.\.>)"), re.compile(r"<\.\.\. \w+ resumed>")


@dataclass(frozen=True)
class Operation:
    """One thing the program asked of the disk; ``data`` of a journal line is the line.

    ``offset`` of a sync is how many other operations on its file had ended when it began: it makes no later one safe.
    """

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What is safe on the disk, and what may still be on its way, file by file."""

    safe: dict[str, bytearray]
    named: set[str]
    pending: dict[str, list[Operation]] = field(default_factory=dict)
    synced: Counter[str] = field(default_factory=Counter)

    def take(self, operation: Operation) -> None:
        """Receive the next operation."""
        if operation.kind == "sync":
            waiting = self.pending.pop(operation.file, [])
            n_now_safe = max(0, operation.offset - self.synced[operation.file])
            for one in waiting[:n_now_safe]:
                _apply(self.safe, one)
                self.synced[operation.file] += 1
            if waiting[n_now_safe:]:
                self.pending[operation.file] = waiting[n_now_safe:]
        elif operation.kind == "sync_folder":
            self.named = set(self.safe) | set(self.pending)
        else:
            self.pending.setdefault(operation.file, []).append(operation)

    def after_a_cut(self, draw: random.Random) -> dict[str, bytes]:
        """Files as they may be found when the power comes back."""
        found = {name: bytearray(content) for name, content in self.safe.items()}
        way = draw.choice(("all", "none", "prefix", "some", "torn"))
        for file, operations in self.pending.items():
            end = draw.randrange(len(operations) + 1) if way == "prefix" else len(operations)
            for one in operations[:end] if way != "none" else ():
                if way == "some" and draw.random() < 0.5:
                    continue
                for part in _sectors(one) if way == "torn" else (one,):
                    if way != "torn" or draw.random() < 0.5:
                        _apply(found, part)
            if file not in self.named and way != "all" and draw.random() < 0.5:
                found.pop(file, None)
        return {name: bytes(content) for name, content in found.items()}


@dataclass(frozen=True)
class Figures:
    """What was found at the moments that were looked at."""

    points: int
    lost: int
    worst: int
    corrupt: int
    invented: int
    choices: int

    @property
    def wrong(self) -> int:
        """Moments at which anything was wrong."""
        return self.lost + self.corrupt + self.invented


def watch(
    folder: Path, *, n_choices: int, n_organisations: int, seed: int, level: str, checkpoint: int
) -> list[Operation]:
    """Prepare an evening, run the program on it, and return what it asked of the disk."""
    database = empty_sqlite(folder)
    hall = full_hall(database, folder, n_organisations=n_organisations, now=EVENING)
    database.forget_deleted()
    database.dispose()
    now: datetime = EVENING
    (folder / HALL).write_text(json.dumps({"now": now.isoformat(), "pairs": hall.pairs}), encoding="utf-8")
    beginning = folder / "beginning.sqlite"
    file, journal, trace = folder / "evening.sqlite", folder / "journal", folder / "trace"
    shutil.copyfile(file, beginning)
    places = [file, f"{file}-wal", f"{file}-journal", journal, folder]
    watched = [part for place in places for part in ("-P", str(place))]
    program = [sys.executable, "-m", "tests.proofs.power_cut_run", str(file), str(journal), "--n", str(n_choices)]
    options = ["--seed", str(seed), "--synchronous", str(LEVELS[level]), "--checkpoint", str(checkpoint)]
    subprocess.run(
        [*STRACE, "-e", CALLS, *watched, "-o", str(trace), *program, *options], check=True, capture_output=True
    )
    return list(read_trace(trace, folder))


def read_trace(trace: Path, folder: Path) -> Iterator[Operation]:
    """The operations on the files of a folder that strace saw, each where it ended."""
    begun: dict[str, str] = {}
    n_before: dict[str, int] = {}
    n_ended: Counter[str] = Counter()
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            thread, _, call = line.rstrip("\n").partition(" ")
            call = call.lstrip()
            if beginning := BEGUN.match(call):
                begun[thread] = beginning[0]
                n_before[thread] = n_ended[_place(beginning[0], folder).name]
                continue
            if ending := ENDED.match(call):
                call = begun.pop(thread) + call[ending.end() :]
            seen = LINE.match(call)
            if seen is None or int(seen[3]) < 0:
                continue
            operation = _operation(seen[1], seen[2], folder)
            if operation.kind == "sync":
                known = n_before[thread] if ending else n_ended[operation.file]
                operation = replace(operation, offset=known)
            else:
                n_ended[operation.file] += 1
            yield operation


def _operation(call: str, arguments: str, folder: Path) -> Operation:
    path = _place(arguments, folder)
    if path == folder:
        return Operation("sync_folder", "")
    if call in ("fsync", "fdatasync"):
        return Operation("sync", path.name)
    if call == "ftruncate":
        return Operation("truncate", path.name, int(arguments.rsplit(",", 1)[1]))
    if call == "unlink":
        return Operation("unlink", path.name)
    text = re.search(r'"((?:\\x[0-9a-f]{2})*)"', arguments)
    data = _plain(text[1]) if text else b""
    offset = int(arguments.rsplit(",", 1)[1]) if call == "pwrite64" else 0
    return Operation("journal" if path.name == "journal" else "write", path.name, offset, data)


def _place(arguments: str, folder: Path) -> Path:
    """The file that a call is about."""
    place = re.search(r"<((?:\\x[0-9a-f]{2}|[^>])*)>", arguments) or re.search(r'"([^"]*)"', arguments)
    return Path(_plain(place[1]).decode()) if place else folder


def replay(folder: Path, operations: list[Operation], *, n_points: int, seed: int) -> Figures:
    """Cut the power at so many moments, spread over all of the run, and look at what is left."""
    draw = random.Random(seed)
    last = len(operations)
    moments = Counter(round(number * last / n_points) for number in range(1, n_points + 1))
    disk = Disk({"evening.sqlite": bytearray((folder / "beginning.sqlite").read_bytes())}, {"evening.sqlite"})
    sent: dict[tuple[int, int], dict[int, str]] = {}
    received: dict[tuple[int, int], int] = {}
    found: Counter[str] = Counter()
    worst = 0
    with tempfile.TemporaryDirectory(dir=_memory()) as place:
        for number, operation in enumerate(operations, start=1):
            if operation.kind == "journal":
                word, chooser, partner, sequence, answer = operation.data.decode().split()
                pair = (int(chooser), int(partner))
                if word == "s":
                    sent.setdefault(pair, {})[int(sequence)] = answer
                else:
                    received[pair] = int(sequence)
                    found["choices"] += 1
            else:
                disk.take(operation)
            for _ in range(moments[number]):
                n_lost, verdict = look(Path(place), disk.after_a_cut(draw), sent, received)
                found[verdict] += 1
                worst = max(worst, n_lost)
    return Figures(n_points, found["lost"], worst, found["corrupt"], found["invented"], found["choices"])


def look(
    place: Path,
    files: dict[str, bytes],
    sent: dict[tuple[int, int], dict[int, str]],
    received: dict[tuple[int, int], int],
) -> tuple[int, str]:
    """Open what a disk holds: how many acknowledged choices are not there, and what is wrong, if anything."""
    for name in ("evening.sqlite", "evening.sqlite-wal", "evening.sqlite-shm", "evening.sqlite-journal"):
        (place / name).unlink(missing_ok=True)
    for name, content in files.items():
        (place / name).write_bytes(content)
    connection = sqlite3.connect(place / "evening.sqlite")
    try:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return 0, "corrupt"
        rows = connection.execute("SELECT chooser_id, partner_id, sequence, answer FROM choices").fetchall()
    except sqlite3.DatabaseError:
        return 0, "corrupt"
    finally:
        connection.close()
    stored = {(chooser, partner): (sequence, answer) for chooser, partner, sequence, answer in rows}
    for pair, (sequence, answer) in stored.items():
        if sequence and sent.get(pair, {}).get(sequence) != answer:
            return 0, "invented"
    n_lost = sum(stored.get(pair, (0, ""))[0] < sequence for pair, sequence in received.items())
    return n_lost, "lost" if n_lost else "right"


def log_syncs(operations: list[Operation]) -> int:
    """How often the write-ahead log was synced, which every commit is one of."""
    return sum(one.kind == "sync" and one.file.endswith("-wal") for one in operations)


def _apply(files: dict[str, bytearray], operation: Operation) -> None:
    if operation.kind == "unlink":
        files.pop(operation.file, None)
        return
    content = files.setdefault(operation.file, bytearray())
    if operation.kind == "truncate":
        del content[operation.offset :]
        content.extend(bytes(operation.offset - len(content)))
        return
    if len(content) < operation.offset:
        content.extend(bytes(operation.offset - len(content)))
    content[operation.offset : operation.offset + len(operation.data)] = operation.data


def _sectors(operation: Operation) -> Iterator[Operation]:
    if operation.kind != "write":
        yield operation
        return
    start, end = operation.offset, operation.offset + len(operation.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Operation(
            "write", operation.file, start, operation.data[start - operation.offset : stop - operation.offset]
        )
        start = stop


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  only where it is quick to forget


def main() -> int:
    """Print a line per level; 1 when anything was wrong with the level that is in use."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="moments at which the power is cut")
    parser.add_argument("--choices", type=int, default=2_000)
    parser.add_argument("--organisations", type=int, default=12)
    parser.add_argument("--checkpoint", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--synchronous", choices=tuple(LEVELS), default="full")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        operations = watch(
            Path(folder),
            n_choices=asked.choices,
            n_organisations=asked.organisations,
            seed=asked.seed,
            level=asked.synchronous,
            checkpoint=asked.checkpoint,
        )
        figures = replay(Path(folder), operations, n_points=asked.n, seed=asked.seed)
    print(
        f"synchronous={asked.synchronous}: power cut at {figures.points} moments of {len(operations)} operations and "
        f"{figures.choices} acknowledged choices ({log_syncs(operations)} syncs of the log): "
        f"{figures.lost} lose one (worst {figures.worst}), "
        f"{figures.corrupt} corrupt, {figures.invented} invented"
    )
    return int(asked.synchronous == "full" and figures.wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
