"""A sample of the proof about guessed passwords, on both databases, and the control without the limit."""

from pathlib import Path

import pytest

from tests.postgresql import new_database
from tests.proofs.guessing import figures, without_limit

N = 120


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'guessing.sqlite'}"
    return new_database(request.getfixturevalue("postgresql_url"))


def test_at_most_twenty_guesses_are_looked_at_and_the_good_user_gets_in(url: str, tmp_path: Path) -> None:
    found = list(figures(url, tmp_path, n=N, seed=7))
    assert [figure.evaluated for figure in found] == [10, 10, 20]
    assert [figure.got_in for figure in found] == [0, 0, 0]
    for figure in found:
        assert len(figure.good) == 2
        assert all(figure.good.values()), figure


def test_without_the_limit_every_guess_is_looked_at_and_the_true_one_gets_in(tmp_path: Path) -> None:
    with without_limit():
        first = next(figures(f"sqlite:///{tmp_path / 'guessing.sqlite'}", tmp_path, n=N, seed=7))
    assert first.evaluated == N
    assert first.got_in == 1
