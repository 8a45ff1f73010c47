"""A sample of the races on both databases, and the same races with the lock taken away."""

import pytest

from tests.proofs.protocol_world import world
from tests.proofs.races import race

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))]


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_received_is_what_is_sealed(kind: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("postgresql_url") if kind == "postgresql" else ""
    with world(kind, server=server) as where:
        races = race(where, n_races=12, seed_number=7)
    assert races.wrong == []
    assert races.n_received > 30


@pytest.mark.parametrize("kind", KINDS)
def test_without_the_lock_it_is_not(kind: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("postgresql_url") if kind == "postgresql" else ""
    with world(kind, server=server) as where:
        n_wrong = 0
        for seed_number in range(7, 17):  # how soon depends on the machine
            n_wrong += len(race(where, n_races=10, seed_number=seed_number, without_lock=True).wrong)
            if n_wrong:
                break
    assert n_wrong > 0
