"""A sample of the random evenings on both databases, and a few of the seeded bugs, which are found."""

import pytest

from tests.proofs.protocol import play, runs_until_found
from tests.proofs.protocol_bugs import BUGS, seeded
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
        right = getattr(bug.module, bug.function).__code__.co_code
        constants = getattr(bug.module, bug.function).__code__.co_consts
        with seeded(bug):
            wrong = getattr(bug.module, bug.function).__code__
            assert (wrong.co_code, wrong.co_consts) != (right, constants), bug.name
        assert getattr(bug.module, bug.function).__code__.co_code == right
