"""A sample of the random evenings on both databases, and a few of the seeded bugs, which are found."""

from collections.abc import Iterator
from types import FunctionType

import pytest

from tests.proofs.protocol import play
from tests.proofs.protocol_bugs import BUGS, Bug, seeded
from tests.proofs.protocol_story import evening, shows
from tests.proofs.protocol_world import World, world

pytestmark = pytest.mark.xdist_group("postgresql")  # all in one process, where the same evening serves twice


@pytest.fixture(scope="module")
def on_sqlite() -> Iterator[World]:
    """One world for all that is played on SQLite."""
    with world("sqlite") as where:
        yield where


def test_the_application_does_what_the_reference_says(on_sqlite: World) -> None:
    machine = play(on_sqlite, n_runs=2, seed_number=7, shrink=False)
    assert machine.runs >= 2
    assert machine.steps > 50


def test_and_so_it_does_on_postgresql(postgresql_url: str) -> None:
    with world("postgresql", server=postgresql_url) as where:
        machine = play(where, n_runs=1, seed_number=7, shrink=False)
    assert machine.steps > 20


def test_seeded_bugs_show_in_one_evening(on_sqlite: World) -> None:
    """A few; ``python -m tests.proofs.protocol_story`` plays it with each of them."""
    evening(on_sqlite, repaired=False)
    for bug in BUGS[:2] + BUGS[5:6]:
        assert shows(on_sqlite, bug), bug.name


def test_every_bug_still_changes_what_the_application_does() -> None:
    assert len({bug.name for bug in BUGS}) >= 10
    for bug in BUGS:
        right = _text_of(bug)
        with seeded(bug):
            assert _text_of(bug) != right, bug.name
        assert _text_of(bug) == right


def _text_of(bug: Bug) -> str:
    """What a function does or a statement says."""
    found = getattr(bug.module, bug.place)
    return repr((found.__code__.co_code, found.__code__.co_consts)) if isinstance(found, FunctionType) else str(found)
