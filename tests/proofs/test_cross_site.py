"""No other site makes a browser change anything; without one of the two locks, something gets through."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs import cross_site
from tests.proofs.actors import Installation
from tests.proofs.permissions import world_of
from tests.webapp.conftest import HandClock


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Two evenings in their first round."""
    made = world_of(tmp_path_factory.mktemp("world"), HandClock())
    yield made
    made.database.dispose()


def test_nothing_gets_through_from_another_site(tmp_path: Path) -> None:
    found = cross_site.run(tmp_path)
    assert found.got_through == []
    assert found.never_pass == []
    assert found.passed == cross_site.declared_to_change()
    assert found.n_routes == len(found.passed) >= 45
    assert found.n_attacks == found.n_routes * len(cross_site.attacks(""))


@pytest.mark.parametrize(
    ("lock", "through"),
    [
        ("csrf_protect", {"no token", "wrong token", "token of another session"}),
        ("refuse_others", {"foreign Origin", "foreign Referer", "Sec-Fetch-Site cross-site"}),
    ],
)
def test_without_a_lock_something_gets_through(
    world: Installation, monkeypatch: pytest.MonkeyPatch, lock: str, through: set[str]
) -> None:
    locks = world.app.before_request_funcs[None]
    left = [one for one in locks if one.__name__ != lock]
    assert len(left) == len(locks) - 1
    monkeypatch.setitem(world.app.before_request_funcs, None, left)
    few = list(cross_site.changing_routes(world))[:4]
    monkeypatch.setattr(cross_site, "changing_routes", lambda _world: few)
    found = cross_site.Findings()
    cross_site.run_at(world, found)
    ways = {line.partition(", ")[2].partition(":")[0] for line in found.got_through}
    assert through <= ways
