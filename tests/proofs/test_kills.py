"""A sample of the kills under load: nothing acknowledged is lost; a server that answers too early is seen to lose."""

import random
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.postgresql import server_program
from tests.proofs.acknowledged import Books
from tests.proofs.kills import OWN_VICTIMS, Figures, Server, _end, _runs, compare, place, run

SEED = 7
PAUSE = 0.2  # seconds: few taps, since what is looked at is what is on its way when something is killed


def figures(database: str, *, n: int, victims: tuple[str, ...], early: bool = False) -> Figures:
    if database == "postgresql" and server_program("initdb") is None:
        missing("PostgreSQL's server programs are not installed")
    with place(database) as (folder, url, cluster):
        return run(folder, url, cluster, n=n, victims=victims, seed=SEED, early=early, pause=PAUSE)


@pytest.mark.parametrize(
    ("database", "victims"), [("sqlite", ("workers", "all")), ("postgresql", ("database", "database killed"))]
)
def test_nothing_acknowledged_is_lost_when_processes_are_killed(database: str, victims: tuple[str, ...]) -> None:
    found = figures(database, n=40, victims=victims)
    assert found.acknowledged >= 40
    assert found.kills == len(victims)
    assert (found.lost, found.altered, found.refused, found.end_moved) == (0, 0, (), 0)


def test_a_server_that_answers_before_it_commits_is_seen_to_lose() -> None:
    """Negative control."""
    assert figures("sqlite", n=12, victims=("workers",) * 2, early=True).lost > 0


def test_a_kill_that_meets_nobody_does_not_count(tmp_path: Path) -> None:
    server = Server(tmp_path, "sqlite://", early=False)
    draw = random.Random(SEED)
    assert [server.kill(victim, draw) for victim in OWN_VICTIMS] == [0, 0, 0, 0]
    with subprocess.Popen(["sleep", "100"]) as process:
        assert _runs(process.pid)
        assert _end(process.pid)
        process.wait()
        assert not _runs(process.pid)
        assert not _end(process.pid)


def test_what_was_never_sent_and_what_is_missing_is_counted(tmp_path: Path) -> None:
    """Negative control of the comparison."""
    url = f"sqlite:///{tmp_path / 'evening.sqlite'}"
    with sqlite3.connect(tmp_path / "evening.sqlite") as connection:
        connection.execute("CREATE TABLE choices (chooser_id, partner_id, sequence, answer)")
        connection.execute("INSERT INTO choices VALUES (1, 2, 1, 'yes'), (2, 1, 2, 'not'), (3, 4, 0, '')")
    connection.close()
    books = Books(sent={(1, 2): {1: "not"}, (2, 1): {1: "not", 2: "not", 3: "yes"}})
    assert compare(url, {(1, 2): 1, (2, 1): 3}, books) == (1, 1)
