"""What is built on: every package has hashes, a reason or somebody who brings it, and a licence that fits."""

import pytest

from tests import supply_chain
from tests.supply_chain import COMES_WITH, IMPORTED_AS, REASONS, asked_for, everything, imported, licence, may_be_used


def test_every_locked_package_has_hashes() -> None:
    assert [one.name for one in everything() if one.n_hashes == 0] == []


def test_lock_files_name_no_server_and_no_file() -> None:
    for path in (supply_chain.RUNTIME_LOCK, supply_chain.TEST_LOCK):
        lines = path.read_text().splitlines()
        assert [line for line in lines if "://" in line or line.startswith(("-e", "--index", "--find", "-f"))] == []


def test_what_runs_is_locked_alike_for_tests() -> None:
    runtime, tests = supply_chain.locked(supply_chain.RUNTIME_LOCK), supply_chain.locked(supply_chain.TEST_LOCK)
    assert {
        name: versions for name, (versions, _) in runtime.items() if tests.get(name, (versions,))[0] != versions
    } == {}


def test_every_package_that_is_asked_for_is_locked_and_has_a_reason() -> None:
    runtime, tests = asked_for()
    assert runtime | tests <= {one.name for one in everything()}
    assert runtime | tests == set(REASONS)


def test_every_licence_is_known_and_fits() -> None:
    assert {one.name: licence(one.name) for one in everything() if not may_be_used(licence(one.name))} == {}


@pytest.mark.parametrize(
    ("expression", "fits"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("BSD-3-Clause AND MIT", True),
        ("BSD-3-Clause AND AGPL-3.0-only", False),
        ("GPL-3.0-or-later", False),
        ("", False),
    ],
)
def test_an_expression_fits_when_it_can_be_met(expression: str, *, fits: bool) -> None:
    assert may_be_used(expression) == fits


def test_nothing_is_imported_that_is_not_asked_for() -> None:
    runtime, _ = asked_for()
    known = {IMPORTED_AS.get(name, name.replace("-", "_")) for name in runtime} | COMES_WITH.keys()
    assert {(name, path) for name, path in imported() if name not in known} == set()


def test_nothing_is_asked_for_that_is_not_imported() -> None:
    runtime, _ = asked_for()
    names = {name for name, _path in imported()}
    unused = {name for name in runtime if IMPORTED_AS.get(name, name.replace("-", "_")) not in names}
    assert unused == {"psycopg", "setuptools"}  # named in a database's address; builds the package


def test_the_page_says_what_is_locked() -> None:
    """Licences aside: another Python may have another version installed, whose licence is worded differently."""
    written = supply_chain.PAGE.read_text(encoding="utf-8")
    assert _without_licences(written) == _without_licences(supply_chain.page()), "run python -m tests.supply_chain"


def _without_licences(page: str) -> list[list[str]]:
    cells = [line.split("|") for line in page.splitlines()]
    return [[*line[:3], *line[4:]] for line in cells]


def test_a_package_without_a_reason_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    monkeypatch.setattr(supply_chain, "asked_for", lambda: ({"left-pad"}, set()))
    assert not supply_chain.asked_for()[0] <= set(REASONS)
