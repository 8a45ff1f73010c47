"""A sample of the taps in any order, and of requests sent again after the close; with the order taken away it fails."""

import pytest

from tests.proofs.protocol_world import world
from tests.proofs.taps import control, play


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def test_the_highest_number_stands_and_nothing_counts_after_the_close(
    kind: str, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue("postgresql_url") if kind == "postgresql" else ""
    with world(kind, server=server) as where:
        figures = play(where, n_trials=15, n_replays=15, seed_number=7)
    assert figures.wrong == []
    assert figures.n_requests > 30
    assert figures.n_replays == 15


def test_without_the_order_of_numbers_wrong_answers_stand() -> None:
    with world("sqlite") as where, control(True):
        figures = play(where, n_trials=15, n_replays=3, seed_number=7)
    assert len(figures.wrong) >= 1
