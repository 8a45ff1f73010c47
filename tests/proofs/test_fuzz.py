"""A few hundred of the requests that nobody's browser sends, and the controls: a fault that is put in is found."""

from pathlib import Path

import pytest
from flask import Flask

from tests.proofs import fuzz
from tests.proofs.actors import empty_sqlite, installation
from tests.proofs.inputs import Inputs
from tests.webapp.conftest import HandClock


# Werkzeug leaves the file of a form that breaks off in its middle to be collected.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_few_hundred_requests_are_all_answered(tmp_path: Path) -> None:
    found = fuzz.fuzz(tmp_path, n=240, seed=11, per_evening=120)
    assert found.faults == {}
    assert found.answers[5] == 0
    assert found.answers[2] > 10


def test_every_route_is_asked(tmp_path: Path) -> None:
    database = empty_sqlite(tmp_path)
    app = installation(database, HandClock(), tmp_path).app
    database.dispose()
    asked = set(Inputs(app, ("a",), ("b",), seed=1).routes)
    declared = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method == "POST"
    }
    assert declared <= asked


def test_the_same_seed_asks_the_same() -> None:
    app = Flask("empty")
    app.add_url_rule("/x/<public_id>", "x", methods=["GET", "POST"])
    app.view_functions["x"] = lambda public_id: ""
    one, again = (Inputs(app, ("a",), ("b",), seed=5) for _ in range(2))
    assert [one.one() for _ in range(50)] == [again.one() for _ in range(50)]


def test_a_fault_that_is_put_in_is_found(tmp_path: Path) -> None:
    with (
        fuzz.addresses_of_any_octets(),
        pytest.raises(AssertionError),
    ):  # the page that speaks of the fault may break too: no answer at all
        assert fuzz.fuzz(tmp_path, n=200, seed=3, per_evening=200).faults == {}
