"""What is built on: every package has hashes, a reason or somebody who brings it, and a licence that fits."""

from collections.abc import Callable

import pytest

from tests import supply_chain
from tests.supply_chain import IMPORTED_AS, Locked, asked_for, everything, imported, may_be_used


def test_nothing_is_wrong_with_what_is_built_on() -> None:
    assert supply_chain.faults() == []
    assert len(everything()) > 50
    assert len(set(imported())) > 50


def test_lock_files_name_no_server_and_no_file() -> None:
    for path in (supply_chain.RUNTIME_LOCK, supply_chain.TEST_LOCK):
        lines = path.read_text().splitlines()
        assert [line for line in lines if "://" in line or line.startswith(("-e", "--index", "--find", "-f"))] == []


def test_what_runs_is_locked_alike_for_tests() -> None:
    runtime, tests = supply_chain.locked(supply_chain.RUNTIME_LOCK), supply_chain.locked(supply_chain.TEST_LOCK)
    assert {
        name: versions for name, (versions, _) in runtime.items() if tests.get(name, (versions,))[0] != versions
    } == {}


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


LEFT_PAD = Locked(name="left-pad", versions=("1.3.0",), n_hashes=0, for_tests=False)
RUNTIME, FOR_TESTS = asked_for()


@pytest.mark.parametrize(
    ("name", "instead", "faults"),
    [
        (
            "asked_for",
            lambda: (RUNTIME | {"left-pad"}, FOR_TESTS),
            ["left-pad is asked for and not locked", "left-pad is asked for without a reason"],
        ),
        ("asked_for", lambda: (RUNTIME, FOR_TESTS - {"ruff"}), ["ruff has a reason and is not asked for"]),
        (
            "everything",
            lambda: [*everything(), LEFT_PAD],
            ["left-pad has a file without a hash", "left-pad: '' does not fit"],
        ),
        (
            "licence",
            lambda name: "AGPL-3.0-only" if name == "flask" else "MIT",
            ["flask: 'AGPL-3.0-only' does not fit"],
        ),
        (
            "imported",
            lambda: iter([("flask", "webapp/app.py"), ("left_pad", "webapp/app.py")]),
            ["webapp/app.py imports left_pad, which is not asked for"],
        ),
    ],
)
def test_each_fault_of_what_is_built_on_is_seen(
    name: str, instead: Callable[..., object], faults: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the same check, of a project that is not in order."""
    monkeypatch.setattr(supply_chain, name, instead)
    assert supply_chain.faults() == faults
