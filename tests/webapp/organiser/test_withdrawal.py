"""The owner writes down that somebody took back their agreement to introductions, also when their link has ended."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.proofs.actors import OWNER, Installation, empty_sqlite, installation
from tests.webapp.conftest import HandClock, begin, end_and_close
from tests.webapp.organiser.reading import Page
from webapp import housekeeping
from webapp.access import SIGN_IN_COOKIE
from webapp.models import AuditEntryRow, EventRow
from webapp.services import accounts, choices, consents, contacts, passwords

OFFER = "Retirer son accord pour les mises en relation"


@pytest.fixture
def installed(tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """The results are out; C01-1 agreed to introductions by both ways, A01-1 by telephone alone."""
    monkeypatch.setattr(passwords, "hashed", lambda _password: passwords.nobodys())
    made = installation(empty_sqlite(tmp_path), clock, tmp_path)
    begin(made.database, made.evening)
    for code, fields in (("C01-1", consents.FIELDS), ("A01-1", ("phone",))):
        agree(made, code, *fields)
    end_and_close(made.database, made.evening)
    with made.database.writing() as session:
        choices.seal(session, made.evening.event_id, clock.now())
        choices.reveal(session, made.evening.event_id, clock.now())
    return made


@pytest.fixture
def owner(installed: Installation) -> FlaskClient:
    return installed.client("owner")


def agree(installed: Installation, code: str, *fields: str) -> None:
    with installed.database.writing() as session:
        consents.state(
            session,
            participant_id=installed.evening.people[code],
            purpose="introductions",
            granted=dict.fromkeys(fields, True),
            now=installed.clock.now(),
        )


def person(installed: Installation, code: str) -> str:
    return f"/e/{installed.evening.public_id}/desk/presence/people/{installed.evening.people[code]}"


def withdrawal(installed: Installation, code: str) -> str:
    return f"/e/{installed.evening.public_id}/desk/people/{installed.evening.people[code]}/introductions"


def owner_of_today(installed: Installation) -> FlaskClient:
    """The owner, who signed in a moment ago."""
    with installed.database.writing() as session:
        number = accounts.account_number(session, OWNER)
        assert number is not None
        token = accounts.open_sign_in(session, number, now=installed.clock.now(), hours=12)
    client = installed.app.test_client()
    client.set_cookie(SIGN_IN_COOKIE, token)
    return client


def introduced(installed: Installation) -> list[str]:
    """Whom a facilitator may write to, or call."""
    with installed.database.reading() as session:
        cards = contacts.for_introductions(session, installed.evening.event_id, ["C01", "A01"])
    return sorted(one.first_name for found in cards.values() for one in found)


def noted(installed: Installation) -> list[tuple[str, int | None]]:
    asked = select(AuditEntryRow.actor_name, AuditEntryRow.participant_id)
    with installed.database.reading() as session:
        return [tuple(row) for row in session.execute(asked.where(AuditEntryRow.action == "agreement_withdrawn"))]


def test_an_agreement_is_taken_back_at_the_desk_and_nothing_else_changes(
    installed: Installation, owner: FlaskClient
) -> None:
    number, address = installed.evening.people["C01-1"], withdrawal(installed, "C01-1")
    assert OFFER in owner.get(person(installed, "C01-1")).text
    asked = Page(owner.get(address).text).text
    assert "Anne Ganter : retirer son accord ?" in asked
    assert introduced(installed) == ["Anne", "Driss"]
    unsure = owner.post(address)
    assert unsure.status_code == 422
    assert "Rien n’a encore changé." in unsure.text
    assert introduced(installed) == ["Anne", "Driss"]
    assert noted(installed) == []
    with installed.database.reading() as session:
        before = consents.history(session, number)
    done = owner.post(address, data={"sure": "yes"}, follow_redirects=True)
    assert "Anne Ganter n’est plus à contacter" in done.text
    assert OFFER not in done.text
    assert introduced(installed) == ["Driss"]
    assert noted(installed) == [("Odile", number)]
    with installed.database.reading() as session:
        assert consents.current(session, number, "introductions") == {"email": False, "phone": False}
        new = consents.history(session, number)[len(before) :]
    assert [(one.purpose, one.field, one.granted, one.channel, one.at) for one in new] == [
        ("introductions", field, False, "team", installed.clock.now()) for field in consents.FIELDS
    ]
    log = owner.get(f"/e/{installed.evening.public_id}/desk/log").text
    assert "Accord pour les mises en relation retiré à sa demande\u00a0: Anne Ganter" in log


def test_it_is_offered_and_noted_only_while_an_agreement_stands(installed: Installation, owner: FlaskClient) -> None:
    assert OFFER not in owner.get(person(installed, "C02-1")).text
    assert "rien à retirer" in owner.get(withdrawal(installed, "C02-1")).text
    assert owner.post(withdrawal(installed, "C02-1"), data={"sure": "yes"}).status_code == 303
    assert noted(installed) == []
    assert "qu’on l’appelle, après" in owner.get(person(installed, "A01-1")).text
    for _time in range(2):
        owner.post(withdrawal(installed, "A01-1"), data={"sure": "yes"})
    assert noted(installed) == [("Odile", installed.evening.people["A01-1"])]
    agree(installed, "A01-1", "email")
    assert "qu’on lui écrive, après" in owner.get(person(installed, "A01-1")).text


def test_nobody_but_the_owner_sees_or_does_it(installed: Installation) -> None:
    for actor in ("door helper", "facilitator", "reader", "owner of another evening", "participant", "nobody"):
        client = installed.client(actor)
        refused = 303 if actor in ("participant", "nobody") else 404  # to the sign-in page
        assert client.get(withdrawal(installed, "C01-1")).status_code == refused
        assert client.post(withdrawal(installed, "C01-1"), data={"sure": "yes"}).status_code == refused
        assert OFFER not in client.get(person(installed, "C01-1")).text
    assert introduced(installed) == ["Anne", "Driss"]


@pytest.mark.parametrize("days", [31, 364])
@pytest.mark.parametrize("job", [True, False])
def test_it_works_after_the_links_have_ended_until_the_evening_is_anonymised(
    installed: Installation, days: int, job: bool
) -> None:
    installed.clock.go(days=days)
    if job:
        housekeeping.do_now(installed.app)
    with installed.database.reading() as session:
        ended_at = session.scalar(select(EventRow.links_ended_at).where(EventRow.id == installed.evening.event_id))
        assert (ended_at is not None) == job
    owner = owner_of_today(installed)
    desk = f"/e/{installed.evening.public_id}/desk"
    people = owner.get(f"{desk}/people").text
    assert f'href="{person(installed, "C01-1")}"' in people
    assert "Nouveau lien" not in people
    assert f'href="{desk}/people"' in owner.get(f"{desk}/evening").text
    page = owner.get(person(installed, "C01-1")).text
    assert OFFER in page
    assert 'class="own-code"' not in page, "no code that opens nothing"
    assert "Les liens de cette soirée ont pris fin" in page
    another = f"{desk}/people/{installed.evening.people['C01-1']}/link"
    assert owner.get(another).status_code == owner.post(another).status_code == 409
    assert owner.get(f"{desk}/badges").status_code == 409, "no papers with codes that open nothing"
    assert owner.post(withdrawal(installed, "C01-1"), data={"sure": "yes"}).status_code == 303
    assert introduced(installed) == ["Driss"]
    assert len(noted(installed)) == 1
    installed.clock.go(days=366 - days + 1)
    housekeeping.do_now(installed.app)
    assert owner_of_today(installed).post(withdrawal(installed, "A01-1"), data={"sure": "yes"}).status_code == 404
