"""Results on the phone: contacts of shared wishes as page and files; else thanks, the same whatever was answered."""

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.conftest import SECRET, Evening, HandClock, begin, end_and_close, open_phone
from tests.webapp.participant.phones import (
    CLOSING,
    EVENING_MINUTES,
    PEOPLE,
    consent_of_all,
    page,
    seal_and_reveal,
    settled,
    tap,
)
from webapp.app import create_app
from webapp.config import Settings
from webapp.database import Database
from webapp.services import choices, consents

FILES = ("/contacts.vcf", "/contacts.csv")


def hold_evening(app: Flask, database: Database, evening: Evening, yes: set[tuple[str, str]]) -> dict[str, FlaskClient]:
    """Everybody answers about everybody: yes for the pairs given (chooser, partner), else not; then the results.

    Returns the phones they answered on, by code.
    """
    phones = {}
    consent_of_all(database, evening)
    with database.writing() as session:  # the first association's person hands over the address only
        consents.state(
            session, participant_id=evening.people["A01-1"], granted={"email": True}, now=evening.clock.now()
        )
    begin(database, evening)
    evening.clock.go(minutes=EVENING_MINUTES)
    for code in PEOPLE:
        phone = phones[code] = open_phone(app, database, evening, code)
        for partner in PEOPLE:
            if partner[0] != code[0]:
                answer = "yes" if (code, partner) in yes else "not"
                assert tap(phone, evening, evening.people[partner], answer).status_code == 200
    evening.clock.go(minutes=CLOSING)
    seal_and_reveal(database, evening)
    return phones


def test_a_shared_wish_hands_over_what_each_agreed_to(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    both = {("C01-1", "A01-1"), ("A01-1", "C01-1"), ("C01-1", "A02-1")}
    hold_evening(app, sqlite_database, sqlite_evening, both)
    company = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    results = page(company, sqlite_evening)
    assert "Souhait partagé" in page(company, sqlite_evening, "/contacts")
    assert "Une personne souhaite aussi vous revoir" in results
    assert "driss@example.org" in results
    assert "+33639980004" not in results  # not agreed to
    assert "elise@example.org" not in results  # one-sided
    association = page(open_phone(app, sqlite_database, sqlite_evening, "A01-1"), sqlite_evening)
    assert "anne@example.org" in association
    assert "tel:+33639980001" in association


def test_a_phone_left_on_the_review_goes_to_the_results(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    address = f"/e/{sqlite_evening.public_id}/me/review"
    begin(sqlite_database, sqlite_evening)
    end_and_close(sqlite_database, sqlite_evening)
    assert phone.get(address).status_code == 200
    with sqlite_database.writing() as session:
        choices.seal(session, sqlite_evening.event_id, sqlite_evening.clock.now())
        choices.reveal(session, sqlite_evening.event_id, sqlite_evening.clock.now())
    left = phone.get(address)
    assert (left.status_code, left.location) == (303, f"/e/{sqlite_evening.public_id}/me/contacts")


def test_the_files_hold_the_same_contacts(app: Flask, sqlite_database: Database, sqlite_evening: Evening) -> None:
    hold_evening(app, sqlite_database, sqlite_evening, {("C01-1", "A01-1"), ("A01-1", "C01-1")})
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    address = f"/e/{sqlite_evening.public_id}/me"
    card = phone.get(f"{address}/contacts.vcf")
    assert (card.status_code, card.mimetype) == (200, "text/vcard")
    read = vobject.readOne(card.get_data(as_text=True))
    assert read.fn.value == "Driss Amrani"
    assert read.email.value == "driss@example.org"
    assert not hasattr(read, "tel")
    sheet = phone.get(f"{address}/contacts.csv")
    assert (sheet.status_code, sheet.mimetype) == (200, "text/csv")
    assert "attachment" in sheet.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(sheet.get_data().decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert "driss@example.org" in rows[1]


def test_there_is_no_contact_before_the_results(app: Flask, sqlite_database: Database, sqlite_evening: Evening) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    begin(sqlite_database, sqlite_evening)
    address = f"/e/{sqlite_evening.public_id}/me"
    assert phone.get(f"{address}/contacts").location == address
    for path in FILES:
        assert phone.get(address + path).status_code == 302


def test_without_a_shared_wish_the_results_are_the_same_whatever_was_answered(
    tmp_path: Path, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    def results(name: str, yes: set[tuple[str, str]]) -> list[str]:
        return _results_in(_copied(sqlite_database, tmp_path / name), sqlite_evening, yes)

    nobody = results("nobody", set())
    assert "Merci pour vos trois conversations." in nobody[0]
    assert "aucun souhait de se revoir ne s’est croisé" in nobody[0]
    assert "Huit minutes, c’est court" in nobody[0]
    assert results("yes-to-all", {("C01-1", "A01-1"), ("C01-1", "A02-1"), ("C01-1", "A03-1")}) == nobody
    assert results("wished-by-all", {("A01-1", "C01-1"), ("A02-1", "C01-1"), ("A03-1", "C01-1")}) == nobody
    assert results("crossed", {("C01-1", "A01-1"), ("A02-1", "C01-1")}) == nobody
    assert results("shared", {("C01-1", "A01-1"), ("A01-1", "C01-1")}) != nobody  # a shared wish is seen


def test_own_data_holds_own_answers_and_nobody_else_s(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    phones = hold_evening(app, sqlite_database, sqlite_evening, {("C01-1", "A02-1"), ("A03-1", "C01-1")})
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    response = phone.get(f"/e/{sqlite_evening.public_id}/me/data")
    assert "attachment" in response.headers["Content-Disposition"]
    stored = response.get_json()
    assert stored["person"]["email"] == "anne@example.org"
    assert {meeting["my_answer"] for meeting in stored["meetings"]} == {None}  # on a phone that answered nothing
    assert all(meeting["answered"] for meeting in stored["meetings"])
    stored = phones["C01-1"].get(f"/e/{sqlite_evening.public_id}/me/data").get_json()
    answers = {meeting["with"]: meeting["my_answer"] for meeting in stored["meetings"]}
    assert answers == {"Driss Amrani": "not", "Élise Muller": "yes", "Farid Weiss": "not"}
    assert {row["field"]: row["granted"] for row in stored["consents"]} == {"email": True, "phone": True}
    assert stored["contacts_received"] == []
    assert "farid@example.org" not in response.text


@pytest.mark.parametrize("path", FILES)
def test_without_a_contact_there_is_no_file(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening, path: str
) -> None:
    hold_evening(app, sqlite_database, sqlite_evening, set())
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    assert phone.get(f"/e/{sqlite_evening.public_id}/me{path}").status_code == 302
    assert path not in page(phone, sqlite_evening)


def _copied(database: Database, folder: Path) -> Path:
    """The file of a database, copied to a folder of its own."""
    database.dispose()
    folder.mkdir()
    return Path(shutil.copy(database.url.removeprefix("sqlite:///"), folder))


def _results_in(file: Path, evening: Evening, yes: set[tuple[str, str]]) -> list[str]:
    """The pages of the first company's person after an evening with these yeses, in a world of its own."""
    database, evening = Database(f"sqlite:///{file}"), replace(evening, clock=HandClock())
    settings = Settings(database_url=database.url, secret_key=SECRET, instance=file.parent, secure_cookies=False)
    app = create_app(settings, database, clock=evening.clock)  # type: ignore[arg-type]
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    hold_evening(app, database, evening, yes)
    phone = open_phone(app, database, evening, "C01-1")
    pages = [settled(page(phone, evening, path)) for path in ("", "/contacts", "/state", "/programme", "/consent")]
    database.dispose()
    return pages
