"""A sample of the kills under load: nothing acknowledged is lost; a server that answers too early is seen to lose."""

import pytest

from tests.conftest import missing
from tests.postgresql import server_program
from tests.proofs.kills import Figures, place, run

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
    assert (found.lost, found.altered, found.refused, found.end_moved) == (0, 0, 0, 0)


def test_a_server_that_answers_before_it_commits_is_seen_to_lose() -> None:
    """Negative control."""
    assert figures("sqlite", n=12, victims=("workers",) * 2, early=True).lost > 0
