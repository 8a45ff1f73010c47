"""A sample of the proof about guessed passwords, on both databases, and the control without the limit."""

from pathlib import Path

import pytest

from tests.postgresql import new_database
from tests.proofs.equal_work import Work, compared, counted_work
from tests.proofs.guessing import EMAIL, HOME, STRANGER, Attack, figures, without_limit
from tests.proofs.protocol_bugs import Bug, seeded
from tests.webapp.ready_evenings import latest_shape
from webapp.services import passwords, sign_ins

N = 120


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'guessing.sqlite'}"
    return new_database(request.getfixturevalue("postgresql_url"))


def test_at_most_twenty_guesses_are_looked_at_and_the_good_user_gets_in(url: str, tmp_path: Path) -> None:
    found = list(figures(url, tmp_path, n=N, seed=7))
    # Eight at a time find no room for a hash most often, so that a hundred tries may not use up all that is left.
    assert [figure.evaluated for figure in found[:2]] == [10, 10]
    assert 10 < found[2].evaluated <= 20
    assert [figure.got_in for figure in found[:2]] == [0, 0]
    assert found[2].got_in <= 1  # the true one, if it is among those that are looked at
    for figure in found:
        assert len(figure.good) == 2
        assert all(figure.good.values()), figure


def test_without_the_limit_every_guess_is_looked_at_and_the_true_one_gets_in(tmp_path: Path) -> None:
    with without_limit():
        first = next(figures(f"sqlite:///{tmp_path / 'guessing.sqlite'}", tmp_path, n=N, seed=7))
    assert first.evaluated == N
    assert first.got_in == 1


def works(url: str, folder: Path, email: str) -> list[tuple[str, Work]]:
    """What each of twelve wrong tries is told and costs, two of them beyond the limit."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).write_bytes(latest_shape())
    attack = Attack(url, folder, 7)
    with counted_work(attack.database) as since:
        found = []
        for _ in range(12):
            since()
            told = attack.sign_in("not the password at all", HOME, email=email)
            found.append((told, since()))
    attack.database.dispose()
    return found


def pair_of_works(request: pytest.FixtureRequest, url: str, folder: Path) -> list[list[tuple[str, Work]]]:
    other = f"sqlite:///{folder / 'other.sqlite'}"
    if not url.startswith("sqlite"):
        other = new_database(request.getfixturevalue("postgresql_url"))
    return [works(one, folder, email) for one, email in ((url, EMAIL), (other, STRANGER))]


def test_an_unknown_address_costs_the_same_hashes_and_statements(
    request: pytest.FixtureRequest, url: str, tmp_path: Path
) -> None:
    known, unknown = pair_of_works(request, url, tmp_path)
    assert known == unknown
    assert [told for told, _ in known] == ["wrong"] * 10 + ["wait"] * 2
    assert [len(one.hashes) for _, one in known] == [1] * 10 + [0, 0]
    assert all(one.statements for _, one in known)


FASTER = (
    Bug("nothing is hashed for nobody", passwords, "nobodys", (('return f"{METHOD}$', 'return "" and f"{METHOD}$'),)),
    Bug("a cheaper hash for nobody", passwords, "nobodys", (('f"{METHOD}$', 'f"scrypt:128:8:1$'),)),
    Bug("a shorter salt for nobody", passwords, "nobodys", (("token_urlsafe(12)", "token_urlsafe(6)"),)),
    Bug(
        "one more question about who has an account",
        sign_ins,
        "_look",
        (
            (
                "    device_key =",
                "    if account:\n        session.scalar(select(func.count(AccountRow.id)))\n    device_key =",
            ),
        ),
    ),
    Bug(
        "an unknown address is not counted",
        sign_ins,
        "_begin",
        (
            (
                "    session.add(row)\n    session.flush()",
                "    if standing.account:\n        session.add(row)\n    session.flush()",
            ),
        ),
    ),
)


@pytest.mark.parametrize("bug", FASTER, ids=lambda bug: bug.name)
def test_the_count_sees_what_could_tell_an_account(bug: Bug, tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.sqlite" for name in ("known", "unknown")]
    with seeded(bug):
        unknown = works(urls[1], tmp_path, STRANGER)
        known = works(urls[0], tmp_path, EMAIL)
    assert unknown != known


def test_a_ratio_comes_with_its_interval() -> None:
    times = [200.0 + step for step in range(20)]
    assert compared(times, times, seed=7).alike
    found = compared(times, [5.0] * 20, seed=7)
    assert not found.alike
    assert "NOT within" in str(found)
