"""Writers of one SQLite file: in line across processes, taps several to a commit, each undone alone."""

import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from webapp.database import Database
from webapp.turns import DOOR, INSIDE, MOST_TOGETHER, NotCommitted, Turn


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Database]:
    """A database with one table of numbers."""
    found = Database(f"sqlite:///{tmp_path / 'numbers.sqlite'}")
    with found.writing() as session:
        session.execute(text("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"))
    yield found
    found.dispose()


def _numbers(base: Database) -> list[int]:
    with base.reading() as session:
        return list(session.scalars(text("SELECT number FROM numbers ORDER BY number")))


def _put(base: Database, number: int, faults: list[BaseException], *, fails: bool = False) -> None:
    try:
        with base.tapping() as session:
            session.execute(text("INSERT INTO numbers VALUES (:number)"), {"number": number})
            if fails:
                raise ValueError(number)
        assert number in _numbers(base)  # on disk, for everybody, once the block has ended
    except BaseException as fault:
        faults.append(fault)


def _together(base: Database, calls: list[dict[str, Any]]) -> tuple[int, list[BaseException]]:
    """Let these taps come while one is being written; the number of commits, and what failed."""
    commits: list[object] = []
    faults: list[BaseException] = []
    event.listen(base.write_engine, "commit", commits.append)
    with base.tapping() as session:
        session.execute(text("INSERT INTO numbers VALUES (1000)"))
        threads = [threading.Thread(target=_put, args=(base,), kwargs={**call, "faults": faults}) for call in calls]
        for thread in threads:
            thread.start()
        while base._shared._waiting < len(calls):
            time.sleep(0.001)
    for thread in threads:
        thread.join(10)
    return len(commits), faults


def test_taps_that_come_together_share_a_commit(base: Database) -> None:
    n_commits, faults = _together(base, [{"number": number} for number in range(10)])
    assert faults == []
    assert _numbers(base) == [*range(10), 1000]
    assert n_commits == 1


@pytest.mark.parametrize(("others", "commits"), [(MOST_TOGETHER - 1, 1), (MOST_TOGETHER, 2)])
def test_so_many_taps_share_a_commit_and_no_more(base: Database, others: int, commits: int) -> None:
    counted, faults = _together(base, [{"number": number} for number in range(others)])
    assert (counted, faults) == (commits, [])
    assert len(_numbers(base)) == others + 1


def test_one_that_fails_is_undone_alone(base: Database) -> None:
    _, faults = _together(base, [{"number": 1}, {"number": 2, "fails": True}, {"number": 3}])
    assert [str(fault) for fault in faults] == ["2"]
    assert _numbers(base) == [1, 3, 1000]


def test_nobody_is_told_that_it_is_stored_when_the_commit_fails(base: Database) -> None:
    def give_up(connection: object) -> None:
        raise OSError("disk")

    event.listen(base.write_engine, "commit", give_up)
    with pytest.raises(NotCommitted), base.tapping() as session:
        session.execute(text("INSERT INTO numbers VALUES (1)"))
    event.remove(base.write_engine, "commit", give_up)
    assert _numbers(base) == []
    faults: list[BaseException] = []
    _put(base, 2, faults)
    assert faults == []
    assert _numbers(base) == [2]


def test_nobody_is_told_that_it_is_stored_when_the_database_gave_the_transaction_up(base: Database) -> None:
    def given_up() -> None:  # as SQLite does on a full disk
        with base.tapping() as session:
            session.execute(text("INSERT INTO numbers VALUES (1)"))
            session.commit()
            together: Any = base._shared._open
            together.connection.connection.dbapi_connection.rollback()

    with pytest.raises(NotCommitted):
        given_up()
    assert _numbers(base) == []


def test_whoever_writes_next_is_not_in_a_transaction_that_could_not_be_committed(base: Database) -> None:
    with base.writing() as session:
        session.execute(text("CREATE TABLE parts (number INTEGER REFERENCES numbers DEFERRABLE INITIALLY DEFERRED)"))
    with pytest.raises(IntegrityError), base.writing() as session:
        session.execute(text("INSERT INTO parts VALUES (7)"))  # of no number: seen at the commit, which leaves it open
    with base.writing() as session:
        session.execute(text("INSERT INTO numbers VALUES (1)"))
    assert _numbers(base) == [1]


def test_whoever_writes_otherwise_ends_what_taps_have_begun(base: Database) -> None:
    faults: list[BaseException] = []
    others = [threading.Thread(target=_put, args=(base, number, faults)) for number in range(5)]
    for thread in others:
        thread.start()
    with base.writing() as session:
        session.execute(text("INSERT INTO numbers VALUES (100)"))
    base.forget_deleted()
    for thread in others:
        thread.join(10)
    assert faults == []
    assert _numbers(base) == [*range(5), 100]


def test_processes_stand_in_line(tmp_path: Path) -> None:
    line = tmp_path / "line"
    script = (
        "import sys; from pathlib import Path; from webapp.turns import Turn\n"
        f"with Turn(Path({str(line)!r})): print('inside', flush=True); sys.stdin.read()\n"
    )
    other = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"inside\n"
    turn, entered = Turn(line), threading.Event()

    def enter() -> None:
        with turn:
            entered.set()

    mine = threading.Thread(target=enter)
    mine.start()
    assert not entered.wait(0.2)
    other.communicate(timeout=10)
    assert entered.wait(10)
    mine.join()
    turn.close()


#: Another process: takes the bytes it is told, says that it has them, and keeps them until its input ends.
HOLDS = """
import fcntl, os, sys
line = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
for byte in map(int, sys.argv[2:]):
    fcntl.lockf(line, fcntl.LOCK_EX, 1, byte)
print("held", flush=True)
sys.stdin.read()
"""
#: Another process: says which of the first three bytes somebody holds.
LOOKS = """
import fcntl, os, sys
line = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
for byte in range(3):
    try:
        fcntl.lockf(line, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
    except OSError:
        print(byte)
"""


@contextmanager
def _held(line: Path, *held: int) -> Iterator[None]:
    command = [sys.executable, "-S", "-c", HOLDS, str(line), *map(str, held)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        other.communicate(timeout=10)


def _taken(line: Path) -> list[int]:
    command = [sys.executable, "-S", "-c", LOOKS, str(line)]
    return list(
        map(int, subprocess.run(command, capture_output=True, check=True, text=True, timeout=10).stdout.split())
    )


def test_whoever_is_inside_holds_one_lock_until_they_leave(tmp_path: Path) -> None:
    line = tmp_path / "line"
    turn = Turn(line)
    assert not line.exists()  # made when it is needed
    for _ in range(2):  # the second time it is there
        with turn:
            assert _taken(line) == [INSIDE]
        assert _taken(line) == []
        assert stat.S_IMODE(line.stat().st_mode) == 0o600
        turn.close()
        turn.close()
    with turn:
        assert _taken(line) == [INSIDE]
    turn.close()


def test_a_process_keeps_its_turn_for_a_neighbour_alone(tmp_path: Path) -> None:
    line = tmp_path / "line"
    turn = Turn(line)
    turn.__enter__()
    turn.leave(to_a_neighbour=True)
    assert _taken(line) == [INSIDE]
    turn.__enter__()  # a neighbour: neither lock is asked for again
    turn.leave()
    assert _taken(line) == []
    turn.close()


@pytest.mark.parametrize("held", [DOOR, INSIDE])
def test_both_locks_are_waited_for(tmp_path: Path, held: int) -> None:
    line, entered = tmp_path / "line", threading.Event()
    turn = Turn(line)

    def enter() -> None:
        with turn:
            entered.set()

    mine = threading.Thread(target=enter)
    with _held(line, held):
        mine.start()
        assert not entered.wait(0.2)
        # At the door nobody has passed it yet; whoever waits for the inside holds the door meanwhile.
        assert _taken(line) == ([DOOR] if held == DOOR else [DOOR, INSIDE])
    assert entered.wait(10)
    mine.join()
    turn.close()


def test_threads_of_one_process_stand_in_line_without_a_file() -> None:
    turn, entered = Turn(None), threading.Event()

    def enter() -> None:
        with turn:
            entered.set()

    with turn:
        neighbour = threading.Thread(target=enter)
        neighbour.start()
        assert not entered.wait(0.1)
    assert entered.wait(10)
    neighbour.join()
    turn.close()


def test_whoever_cannot_stand_in_line_holds_up_nobody(tmp_path: Path) -> None:
    turn = Turn(tmp_path / "no such folder" / "line")
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            turn.__enter__()
