"""A form that stayed open while somebody else's link was opened on the same device acts for neither of the two."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.conftest import Evening, open_phone, partner_in
from tests.webapp.participant.phones import PRESENT_TEXTS, answers_of, first_change_over, page
from webapp.database import Database
from webapp.models import ConsentRow, ParticipantRow
from webapp.participant.blueprint import participant, refuse_another_readers_page
from webapp.services.taps import new_key

#: What each form of the phone sends, beside what every form carries.
FORMS = {
    "choice": ("choice/{partner}", {"answer": "yes", "sequence": "1", "key": "{key}"}),
    "review": ("review", {"answer-{partner}": "yes", "sequence-{partner}": "1", "key-{partner}": "{key}"}),
    "consent": ("consent", {"about": "contacts", "email": "yes", **PRESENT_TEXTS}),
    "erase": ("erase", {"sure": "yes"}),
    "profile": ("profile", {}),
}
PAGES = ("", "/review", "/consent", "/profile", "/erase", "/programme", "/privacy")


@pytest.fixture
def evening(sqlite_database: Database, sqlite_evening: Evening) -> Evening:
    """The first change-over: everybody is asked about the first meeting."""
    return first_change_over(sqlite_database, sqlite_evening)


@pytest.fixture
def phone(app: Flask, sqlite_database: Database, evening: Evening) -> FlaskClient:
    """A phone on which one person's pages are open, and another one's link was opened last."""
    opened = open_phone(app, sqlite_database, evening, "C01-1")
    opened.get(f"/p/{evening.token(sqlite_database, 'C02-1')}")
    return opened


def kept_of(database: Database, person: int) -> tuple[dict[int, str], int, bool]:
    """A person's answers, how much they have said about what they let go, and whether they were erased."""
    with database.reading() as session:
        said = session.query(ConsentRow).filter_by(participant_id=person).count()
        return answers_of(database, person), said, session.get_one(ParticipantRow, person).erased_at is not None


def send(phone: FlaskClient, database: Database, evening: Evening, form: str, *, reader: str) -> int:
    partner = partner_in(database, evening, "C02-1", 1)
    path, fields = FORMS[form]
    values = {"partner": partner, "key": new_key(partner, 1)}
    data = {name.format(**values): value.format(**values) for name, value in fields.items()}
    address = f"/e/{evening.public_id}/me/{path.format(**values)}"
    return phone.post(address, data=data | {"reader": reader}).status_code


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("defended", [True, False])
def test_a_form_of_another_readers_page_changes_nothing(
    phone: FlaskClient, sqlite_database: Database, evening: Evening, form: str, defended: bool,
    monkeypatch: pytest.MonkeyPatch, app: Flask,
) -> None:  # fmt: skip
    if not defended:  # negative control
        kept = [one for one in app.before_request_funcs[participant.name] if one is not refuse_another_readers_page]
        monkeypatch.setitem(app.before_request_funcs, participant.name, kept)
    first, second = (evening.people[code] for code in ("C01-1", "C02-1"))
    before = [kept_of(sqlite_database, person) for person in (first, second)]
    status = send(phone, sqlite_database, evening, form, reader=f"{evening.public_id}-{first}")
    assert status == (409 if defended else 303)
    changed = [kept_of(sqlite_database, person) for person in (first, second)] != before
    assert changed == (not defended and form != "profile")  # which has nothing to answer here


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_ones_own_page_is_taken(
    phone: FlaskClient, sqlite_database: Database, evening: Evening, form: str
) -> None:
    own = f"{evening.public_id}-{evening.people['C02-1']}"
    assert send(phone, sqlite_database, evening, form, reader=own) == 303


def test_every_form_of_the_phone_says_whose_page_it_stands_on(phone: FlaskClient, app: Flask, evening: Evening) -> None:
    posts = {
        rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()) and "/me" in rule.rule
    }
    assert len(posts) == len(FORMS)
    own = f'<input type="hidden" name="reader" value="{evening.public_id}-{evening.people["C02-1"]}">'
    found = 0
    for path in PAGES:
        for form in re.findall(r'<form [^>]*method="post".*?</form>', page(phone, evening, path), flags=re.DOTALL):
            assert own in form
            found += 1
    assert found >= len(FORMS)
