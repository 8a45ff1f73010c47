"""A sample of the random evenings on both databases, and a few of the seeded bugs, which are found."""

from types import FunctionType

import pytest

from tests.proofs.protocol import play, runs_until_found
from tests.proofs.protocol_bugs import BUGS, Bug, seeded
from tests.proofs.protocol_world import world


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def test_the_application_does_what_the_reference_says(kind: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("postgresql_url") if kind == "postgresql" else ""
    with world(kind, server=server) as where:
        machine = play(where, n_runs=3, seed_number=7, shrink=False)
    assert machine.runs >= 3
    assert machine.steps > 50


def test_seeded_bugs_are_found() -> None:
    wanted = ("a lower number replaces a higher one", "an answer after the close is taken")
    with world("sqlite") as where:
        for bug in BUGS:
            if bug.name in wanted:
                assert runs_until_found(where, bug, n_runs=40, seed_number=7), bug.name


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
