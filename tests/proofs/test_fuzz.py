"""A few hundred of the requests that nobody's browser sends, and the controls: a fault that is put in is found."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.proofs import fuzz
from tests.proofs.actors import Installation, empty_sqlite, installation
from tests.proofs.inputs import WEBAPP, Input, Inputs
from tests.proofs.moments import installation_at
from tests.proofs.rendered_forms import TOKEN, Fields
from tests.webapp.conftest import HandClock

pytestmark = pytest.mark.xdist_group("fuzz")
#: What no browser is shown: a form's token is not asked for in tests.
NOT_SHOWN = {TOKEN}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Fields:
    """Every form that pages show."""
    return fuzz.forms_shown(tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Two evenings, the first published."""
    folder = tmp_path_factory.mktemp("world")
    made = installation_at(empty_sqlite(folder), HandClock(), folder, "published")
    yield made
    made.database.dispose()


# Werkzeug leaves the file of a form that breaks off in its middle to be collected.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_few_hundred_requests_are_all_answered(
    forms: Fields, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz, "forms_shown", lambda _folder: forms)
    found = fuzz.fuzz(tmp_path, n=160, seed=11, per_evening=20)
    assert found.faults == {}
    assert found.answers[5] == 0
    assert found.answers[2] > 10


def test_every_field_of_every_template_is_in_a_form_that_was_shown(forms: Fields) -> None:
    shown = {name for fields in forms.values() for name in fields}
    named = re.compile(r"""<(?:input|select|textarea|button)\b[^>]*?\bname="([a-z_]+)\"""")
    written = {
        name for path in sorted(WEBAPP.rglob("templates/**/*.html")) for name in named.findall(path.read_text("utf-8"))
    }
    assert len(written) > 40
    assert written - shown - NOT_SHOWN == set()


def test_every_field_of_every_form_is_sent_to_where_its_form_leads(world: Installation, forms: Fields) -> None:
    for endpoint, names in (
        ("organiser.create_event", {"name", "venue", "date", "start", "n_rounds"}),
        ("organiser.save_rules", {"name", "venue", "date", "start", "n_rounds", "n_tables"}),
        ("account.change_password", {"current", "new", "again"}),
        ("account.choose_password", {"new", "again"}),
        ("account.join", {"name", "new", "again"}),
        ("participant.save_profile", {"need-volunteers"}),
        ("organiser.take_in", {"sheet", "diagnosis", "history", "pairs"}),
    ):
        assert names <= set(forms[endpoint, "POST"]), endpoint
    inputs = fuzz.inputs_for(world, forms, seed=7)
    sent = {
        (given.endpoint, given.method, name) for given in (inputs.one() for _ in range(4_000)) for name in given.names
    }
    assert {(*route, name) for route, fields in forms.items() for name in fields} - sent == set()


def test_who_was_erased_leaves_the_phone_to_the_next(world: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    known, asked = Installation.client, []
    erased = next(iter(world.evening.people))

    def client(self: Installation, actor: str, *, person: str = "C01-1") -> FlaskClient:
        asked.append((actor, person))
        if person == erased:
            raise KeyError(person)
        return known(self, actor, person=person)

    monkeypatch.setattr(Installation, "client", client)
    page = fuzz._client(world, "participant").get(f"/e/{world.evening.public_id}/me")
    assert page.status_code == 200
    assert [person for _actor, person in asked] == list(world.evening.people)[:2]


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


def test_a_fault_that_is_put_in_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "forms_shown", lambda _folder: {})
    with (
        fuzz.addresses_of_any_octets(),
        pytest.raises(AssertionError),
    ):  # the page that speaks of the fault may break too: no answer at all
        assert fuzz.fuzz(tmp_path, n=200, seed=3, per_evening=200).faults == {}


@pytest.mark.parametrize(("seconds", "slow"), [([3.0], False), ([3.0, 3.0], False), ([3.0, 3.0, 3.0], True)])
def test_only_what_is_slow_whenever_it_is_asked_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, seconds: list[float], slow: bool
) -> None:
    """A machine that does other work is slow of itself, once or twice."""
    clock, waits = [0.0], iter(seconds)

    def send(_client: FlaskClient, _given: Input) -> int:
        clock[0] += next(waits, 0.1)
        return 200

    monkeypatch.setattr(fuzz, "_send", send)
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])
    _status, judged = fuzz._judged(None, None)  # type: ignore[arg-type]  # nothing is sent
    assert (judged >= fuzz.MOST_SECONDS) == slow


def test_work_of_its_own_is_slow_however_quick_the_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, waits = [0.0], iter([3.0])

    def send(_client: FlaskClient, _given: Input) -> int:
        clock[0] += next(waits, 0.1)
        return 200

    monkeypatch.setattr(fuzz, "_send", send)
    for name in ("perf_counter", "process_time"):
        monkeypatch.setattr(time, name, lambda: clock[0])
    assert fuzz._judged(None, None)[1] >= fuzz.MOST_SECONDS  # type: ignore[arg-type]  # nothing is sent
