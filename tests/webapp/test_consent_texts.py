"""A text that changes before the form beside it is sent: nobody agrees to what they never saw."""

from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.webapp.conftest import Evening, begin, end_and_close, open_phone
from tests.webapp.participant.phones import PRESENT_TEXTS, page
from webapp.database import Database
from webapp.models import ConsentRow, ParticipantRow
from webapp.services import choices, consents

EARLIER = {"text-contacts": "2026-11", "text-introductions": "2026-11-b"}
BOTH = ["contacts", "introductions"]
CHANGED = "Ce texte a changé depuis que vous avez ouvert la page"


@pytest.fixture
def phone(app: Flask, sqlite_database: Database, sqlite_evening: Evening) -> FlaskClient:
    return open_phone(app, sqlite_database, sqlite_evening, "C01-1")


@pytest.fixture
def address(sqlite_evening: Evening) -> str:
    return f"/e/{sqlite_evening.public_id}/me/consent"


def said(database: Database, evening: Evening) -> list[tuple[str, str, bool, str]]:
    """What the first company's person has said, with the text it stands under."""
    with database.reading() as session:
        return [
            (one.purpose, one.field, one.granted, one.text_version)
            for one in consents.history(session, evening.people["C01-1"])
        ]


def test_the_form_says_which_texts_it_shows_and_they_are_what_is_stored(
    phone: FlaskClient, address: str, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    form = page(phone, sqlite_evening, "/consent")
    for name, version in PRESENT_TEXTS.items():
        assert f'name="{name}" value="{version}"' in form
    assert phone.post(address, data=PRESENT_TEXTS | {"about": BOTH, "email": "yes"}).status_code == 303
    assert {version for _, _, _, version in said(sqlite_database, sqlite_evening)} == set(PRESENT_TEXTS.values())


@pytest.mark.parametrize(
    "texts", [EARLIER, PRESENT_TEXTS | {"text-contacts": "2026-11"}, {}, dict.fromkeys(EARLIER, "2099-01"),
              PRESENT_TEXTS | {"text-introductions": "2026-11-c"}]
)  # fmt: skip
def test_what_was_ticked_beside_an_earlier_text_is_not_stored_and_the_page_comes_with_the_present_one(
    phone: FlaskClient, address: str, sqlite_database: Database, sqlite_evening: Evening, texts: Mapping[str, str]
) -> None:
    ticked = {"about": BOTH, "email": "yes", "introductions-phone": "yes", "back": "review"}
    refused = phone.post(address, data=texts | ticked)
    assert refused.status_code == 409
    assert CHANGED in refused.text
    assert " checked" not in refused.text
    assert f'value="{consents.TEXT_VERSIONS["contacts"]}"' in refused.text
    assert 'name="back" value="review"' in refused.text
    assert said(sqlite_database, sqlite_evening) == []
    script = phone.post(address, data=texts | ticked, headers={"Accept": "application/json"})
    assert (script.status_code, script.json["code"] if script.json else "") == (409, "consent_text_changed")
    assert said(sqlite_database, sqlite_evening) == []
    assert CHANGED not in page(phone, sqlite_evening, "/consent")
    assert phone.post(address, data=PRESENT_TEXTS | ticked).status_code == 303


def test_an_address_written_beside_an_earlier_text_is_not_kept(
    phone: FlaskClient, address: str, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    with sqlite_database.writing() as session:
        session.get_one(ParticipantRow, sqlite_evening.people["C01-1"]).email = ""
    refused = phone.post(address, data=EARLIER | {"about": "contacts", "own_email": "own@example.org"})
    assert refused.status_code == 409
    assert "own@example.org" not in refused.text
    with sqlite_database.reading() as session:
        assert session.get_one(ParticipantRow, sqlite_evening.people["C01-1"]).email == ""
    assert said(sqlite_database, sqlite_evening) == []


@pytest.mark.parametrize("texts", [EARLIER, {}])
def test_taking_back_is_never_refused_for_its_text_and_what_stays_agreed_stays_under_its_own(
    phone: FlaskClient, address: str, sqlite_database: Database, sqlite_evening: Evening, texts: Mapping[str, str]
) -> None:
    with sqlite_database.writing() as session:
        session.add_all(
            ConsentRow(
                participant_id=sqlite_evening.people["C01-1"],
                purpose=purpose,
                field=field,
                granted=True,
                text_version=EARLIER[f"text-{purpose}"],
                at=sqlite_evening.clock.now(),
                channel="phone",
            )
            for purpose in consents.PURPOSES
            for field in consents.FIELDS
        )
    before = said(sqlite_database, sqlite_evening)
    assert (
        phone.post(address, data=texts | {"about": BOTH, "email": "yes", "introductions-phone": "yes"}).status_code
        == 303
    )
    assert said(sqlite_database, sqlite_evening)[len(before) :] == [
        ("contacts", "phone", False, "2026-11"),
        ("introductions", "email", False, "2026-11-b"),
    ]
    kept = page(phone, sqlite_evening, "/consent")
    assert kept.count(" checked") == 2
    present = PRESENT_TEXTS | {"about": BOTH, "email": "yes", "introductions-phone": "yes"}
    assert phone.post(address, data=present).status_code == 303  # read and said again under the present text
    assert {version for *_, version in said(sqlite_database, sqlite_evening)[-4:]} == set(PRESENT_TEXTS.values())


def test_letting_nothing_go_needs_no_present_text(
    phone: FlaskClient, address: str, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    assert phone.post(address, data=EARLIER | {"about": BOTH}).status_code == 303
    assert {(granted, version) for _, _, granted, version in said(sqlite_database, sqlite_evening)} == {
        (False, "2026-11"),
        (False, "2026-11-b"),
    }
    with sqlite_database.reading() as session:
        assert consents.stated(session.connection(), sqlite_evening.people["C01-1"])


def test_after_the_seal_an_earlier_text_of_introductions_is_refused_as_before_it(
    phone: FlaskClient, address: str, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    begin(sqlite_database, sqlite_evening)
    end_and_close(sqlite_database, sqlite_evening)
    with sqlite_database.writing() as session:
        choices.seal(session, sqlite_evening.event_id, sqlite_evening.clock.now())
    ticked = {"about": BOTH, "email": "yes", "introductions-email": "yes"}
    assert CHANGED in phone.post(address, data=EARLIER | ticked).text
    with sqlite_database.reading() as session:
        assert session.scalar(select(func.count(ConsentRow.id))) == 0
    told = phone.post(address, data=EARLIER | PRESENT_TEXTS | ticked | {"text-contacts": "2026-11"})
    assert told.status_code == 303  # too late for contacts, whatever its text; introductions are stored
    assert [one[:3] for one in said(sqlite_database, sqlite_evening)] == [
        ("introductions", "email", True),
        ("introductions", "phone", False),
    ]
