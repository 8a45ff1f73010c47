"""A sample of the kills under load: nothing acknowledged is lost; a server that answers too early is seen to lose."""

import pytest

from tests.conftest import missing
from tests.postgresql import server_program
from tests.proofs.kills import Figures, place, run

SEED = 7


def figures(database: str, *, n: int, victims: tuple[str, ...], early: bool = False) -> Figures:
    if database == "postgresql" and server_program("initdb") is None:
        missing("PostgreSQL's server programs are not installed")
    with place(database) as (folder, url, cluster):
        return run(folder, url, cluster, n=n, kills=len(victims), seed=SEED, early=early, victims=victims)


@pytest.mark.parametrize(
    ("database", "victims"), [("sqlite", ("worker", "all")), ("postgresql", ("database", "database killed"))]
)
def test_nothing_acknowledged_is_lost_when_processes_are_killed(database: str, victims: tuple[str, ...]) -> None:
    found = figures(database, n=60, victims=victims)
    assert found.acknowledged >= 60
    assert (found.lost, found.altered, found.refused, found.end_moved) == (0, 0, 0, 0)


def test_a_server_that_answers_before_it_commits_is_seen_to_lose() -> None:
    """Negative control."""
    assert figures("sqlite", n=60, victims=("all",) * 2, early=True).lost > 0
