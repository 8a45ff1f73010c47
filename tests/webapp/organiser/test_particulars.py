"""The owner corrects what is kept of somebody, at whatever moment, and the log says which fields."""

import html
from pathlib import Path

import pytest

from tests.proofs.actors import Installation, empty_sqlite, installation
from tests.webapp.conftest import HandClock, answer, begin, end_and_close, everybody_consents, partner_in
from tests.webapp.participant.phones import PRESENT_TEXTS
from webapp.models import EventRow, ParticipantRow, RemarkRow
from webapp.services import anonymising, audit, choices, consents, erasure, particulars, passwords
from webapp.services.contacts import contacts_of
from webapp.services.own_data import own_data
from webapp.services.refusals import Refused

BOTH = ("first_name", "last_name")


@pytest.fixture
def installed(tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Nobody types a password here, so none is hashed."""
    monkeypatch.setattr(passwords, "hashed", lambda _password: passwords.nobodys())
    return installation(empty_sqlite(tmp_path), clock, tmp_path)


@pytest.fixture
def person(installed: Installation) -> int:
    return installed.evening.people["A01-1"]


def page_of(installed: Installation, person: int) -> str:
    return f"/e/{installed.evening.public_id}/desk/people/{person}/particulars"


def kept(installed: Installation, person: int) -> tuple[str, ...]:
    with installed.database.reading() as session:
        row = session.get_one(ParticipantRow, person)
        return row.first_name, row.last_name, row.role, row.email, row.phone


def correct(installed: Installation, person: int, *, same_person: bool = False, **given: str) -> particulars.Correction:
    with installed.database.writing() as session:
        return particulars.correct(
            session,
            installed.evening.event_id,
            person,
            given,
            actor=audit.SYSTEM,
            now=installed.clock.now(),
            same_person=same_person,
        )


def test_a_name_with_nothing_in_common_is_another_persons_unless_said_otherwise(
    installed: Installation, person: int
) -> None:
    """Else the colleague who comes in somebody's place would answer for their agreements, and they for his answers."""
    owner, page, before = installed.client("owner"), page_of(installed, person), kept(installed, person)
    assert 'name="same_person"' not in owner.get(page).text
    form = {"first_name": "Zeno", "last_name": "Quist", "phone": "0639980015"}
    refused = owner.post(page, data=form)
    assert refused.status_code == 422
    assert "« Driss Amrani » et « Zeno Quist » n’ont aucun mot en commun.".replace("« ", "«\u00a0").replace(
        " »", "\u00a0»"
    ) in html.unescape(refused.text)
    assert 'value="Zeno"' in refused.text
    assert kept(installed, person) == before
    assert owner.post(page, data=form | {"same_person": "yes"}).status_code == 303
    assert kept(installed, person)[:2] == ("Zeno", "Quist")
    assert correct(installed, person, first_name="Zeno-Marie", last_name="QUIST").problems == {}
    assert correct(installed, person, first_name="", last_name="Amrani").problems == {"same_person": "another_person"}
    assert correct(installed, person, first_name="", last_name="Amrani", same_person=True).problems == {}


def test_the_owner_corrects_a_person_of_a_published_plan_and_everything_follows(
    installed: Installation, person: int
) -> None:
    owner, page = installed.client("owner"), page_of(installed, person)
    desk = f"/e/{installed.evening.public_id}/desk"
    assert page in owner.get(f"{desk}/presence/people/{person}").text
    form = {
        "first_name": "Idriss",
        "last_name": " Amrani  Weil ",
        "email": "<Idriss@Example.org>",
        "phone": "0639980014",
    }
    done = owner.post(page, data=form, follow_redirects=True)
    assert "C’est corrigé\u00a0: prénom, nom, adresse électronique et téléphone." in html.unescape(done.text)
    assert kept(installed, person) == ("Idriss", "Amrani Weil", "Président", "Idriss@example.org", "+33639980014")
    for at in ("badges", "timetables", "presence?show=all", "people"):
        shown = owner.get(f"{desk}/{at}").text
        assert "Amrani Weil" in shown, at
        assert "Driss Amrani<" not in shown, at
    with installed.database.reading() as session:
        entry = next(one for one in audit.entries(session, installed.evening.event_id) if one.action != "badges_opened")
        noted = [one for one in audit.entries(session, installed.evening.event_id) if one.action == "person_corrected"]
        told = own_data(session, installed.evening.event_id, person)
    assert entry is not None
    assert [(one.participant_id, one.details) for one in noted] == [
        (person, {"fields": ["first_name", "last_name", "email", "phone"]})
    ]
    assert told["done_about_me"][-1]["action"] == "person_corrected"
    log = owner.get(f"{desk}/log?topic=people").text
    assert "(prénom, nom, adresse électronique et téléphone)" in log
    assert "example.org" not in log


@pytest.mark.parametrize("actor", ["door helper", "facilitator", "reader", "owner of another evening", "administrator"])
def test_nobody_but_the_owner_corrects(installed: Installation, person: int, actor: str) -> None:
    before = kept(installed, person)
    client = installed.client(actor)
    assert client.get(page_of(installed, person)).status_code == 404
    assert client.post(page_of(installed, person), data={"last_name": "X"}).status_code == 404
    assert kept(installed, person) == before
    at_door = client.get(f"/e/{installed.evening.public_id}/desk/presence/people/{person}").text
    assert "particulars" not in at_door


def test_somebody_of_another_evening_and_nobody_are_not_found(installed: Installation) -> None:
    other = installed.other.people["A01-1"]
    for number in (other, 999_999):
        assert installed.client("owner").get(page_of(installed, number)).status_code == 404
        assert installed.client("owner").post(page_of(installed, number), data={"role": "X"}).status_code == 404
    assert kept(installed, other)[2] == "Président"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("email", "driss@", "« driss@ » n’est pas une adresse"),
        ("phone", "12", "« 12 » n’est pas un numéro"),
        ("role", "x" * 201, "trop long"),
        ("last_name", "a\ue000b", "un signe qui ne s’écrit pas"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_changes(
    installed: Installation, person: int, field: str, typed: str, said: str
) -> None:
    before = kept(installed, person)
    form = {"first_name": "Idriss", field: typed}
    done = installed.client("owner").post(page_of(installed, person), data=form)
    assert done.status_code == 422
    assert f'id="{field}-error"' in done.text
    assert said in html.unescape(done.text).replace("\u00a0", " ")
    assert 'value="Idriss"' in done.text  # what was typed is not lost
    assert kept(installed, person) == before
    with installed.database.reading() as session:
        assert audit.count(session, installed.evening.event_id) == 0


def test_a_name_is_not_taken_away_whole(installed: Installation, person: int) -> None:
    assert correct(installed, person, first_name=" ", last_name="").problems == {"first_name": "name_missing"}
    assert correct(installed, person, first_name="").changed == ("first_name",)
    with installed.database.writing() as session:
        row = session.get_one(ParticipantRow, person)
        row.first_name = row.last_name = ""
    assert correct(installed, person, phone="").changed == ("phone",)  # who never gave a name can be corrected


def test_what_changed_meanwhile_is_not_undone(installed: Installation, person: int) -> None:
    client, page = installed.client("owner"), page_of(installed, person)
    form = {"last_name": "Amrany", "shown_last_name": "Amrani", "email": "driss@example.org"}
    form["shown_email"] = form["email"]
    with installed.database.writing() as session:
        session.get_one(ParticipantRow, person).email = "new@example.org"
    assert client.post(page, data=form).status_code == 303
    assert kept(installed, person)[1::2] == ("Amrany", "new@example.org")
    before = client.post(page, data=form | {"shown_last_name": "Amrany"}, follow_redirects=True)
    assert "Rien n’a changé." in before.text
    wrong = form | {"email": "x@", "phone": "12", "shown_phone": "+33639980004"}
    again = client.post(page, data=wrong).text  # asked again, the form still knows what it showed at first
    assert '<input type="hidden" name="shown_email" value="driss@example.org">' in again


def test_a_number_that_nobody_has_is_kept_and_said(installed: Installation, person: int) -> None:
    done = installed.client("owner").post(
        page_of(installed, person), data={"phone": "0700000000"}, follow_redirects=True
    )
    assert "vérifiez-le" in done.text
    assert kept(installed, person)[4] == "+33700000000"
    assert not correct(installed, person, role="Trésorier").phone_doubtful


def test_the_address_of_who_booked_becomes_nobodys_own_by_itself(installed: Installation, person: int) -> None:
    with installed.database.writing() as session:
        session.get_one(ParticipantRow, person).email_of_payer = True
    page = installed.client("owner").get(page_of(installed, person)).text
    assert "La réservation donne driss@example.org" in page
    assert 'name="shown_email" value=""' in page
    assert correct(installed, person, role="Trésorier", email="").changed == ("role",)
    with installed.database.reading() as session:
        assert session.get_one(ParticipantRow, person).email_of_payer
    assert correct(installed, person, email="own@example.org").changed == ("email",)
    with installed.database.reading() as session:
        row = session.get_one(ParticipantRow, person)
        assert (row.email, row.email_of_payer, row.email_given_by_person) == ("own@example.org", False, False)
        assert not consents.may_write_address(session, person)


def test_the_phone_offers_to_write_anew_what_its_person_gave_until_the_seal(
    installed: Installation, person: int
) -> None:
    page, evening = f"/e/{installed.evening.public_id}/me/consent", installed.evening
    phone = installed.client("participant", person="A01-1")
    assert 'name="own_email"' not in phone.get(page).text  # it came with the sheet
    with installed.database.writing() as session:
        session.get_one(ParticipantRow, person).email = ""
    assert phone.post(page, data=PRESENT_TEXTS | {"own_email": "driss@exampel.org"}).status_code == 303
    assert "Corriger cette adresse" in phone.get(page).text
    assert phone.post(page, data={"own_email": "driss@", "email": "yes"}).status_code == 422
    assert phone.post(page, data={"own_email": "own@example.org", "email": "yes"}).status_code == 303
    assert kept(installed, person)[3] == "own@example.org"
    with installed.database.reading() as session:
        assert consents.current(session, person)["email"]
        assert own_data(session, evening.event_id, person)["person"]["email_given_by_me"]
    begin(installed.database, evening)
    end_and_close(installed.database, evening)
    with installed.database.writing() as session:
        choices.seal(session, evening.event_id, evening.clock.now())
    assert 'name="own_email"' not in phone.get(page).text
    phone.post(page, data={"own_email": "late@example.org", "email": "yes"})
    assert kept(installed, person)[3] == "own@example.org"
    correct(installed, person, email="corrected@example.org")
    with installed.database.reading() as session:
        assert not consents.may_write_address(session, person)


def test_what_was_handed_over_stays_as_it_was(installed: Installation) -> None:
    evening, database = installed.evening, installed.database
    everybody_consents(database, evening)
    begin(database, evening)
    evening.clock.go(minutes=1)
    one = evening.people["A01-1"]
    other = partner_in(database, evening, "A01-1", 1)
    answer(database, evening, one, other, "yes")
    answer(database, evening, other, one, "yes")
    end_and_close(database, evening)
    with database.writing() as session:
        choices.seal(session, evening.event_id, evening.clock.now())
    correct(installed, one, first_name="Idriss")
    with database.writing() as session:
        choices.reveal(session, evening.event_id, evening.clock.now())
    assert correct(installed, one, first_name="Drissa", email="late@example.org").changed == ("first_name", "email")
    with database.reading() as session:
        (card,) = contacts_of(session, other)
    assert (card.first_name, card.email) == ("Idriss", "driss@example.org")
    page = html.unescape(installed.client("owner").get(page_of(installed, one)).text)
    assert "tel qu’il était" in page


def test_who_was_erased_is_not_corrected_nor_anybody_of_an_anonymised_evening(
    installed: Installation, person: int
) -> None:
    event_id, now = installed.evening.event_id, installed.clock.now()
    with installed.database.writing() as session:
        erasure.erase(session, event_id, person, actor=audit.SYSTEM, now=now)
    another = installed.evening.people["A02-1"]
    for number in (person, another):
        with pytest.raises(Refused, match="no_such_person"):
            correct(installed, number, first_name="Zoé")
        assert installed.client("owner").get(page_of(installed, number)).status_code == 404
        if number == person:
            with installed.database.writing() as session:
                anonymising.anonymise(session, event_id, now)
    with installed.database.reading() as session:
        assert session.get_one(EventRow, event_id).anonymised_at is not None


def test_remarks_that_only_the_former_particulars_would_find_go_with_them(installed: Installation, person: int) -> None:
    """Else an erasure, which looks for remarks by the particulars of then, would leave the former name behind."""

    def remark(line: int, value: str) -> RemarkRow:
        return RemarkRow(
            event_id=installed.evening.event_id,
            source="sheet",
            level="correction",
            code="capitals_lowered",
            line=line,
            column_name="last_name",
            subject="",
            value=value,
            details={},
        )

    with installed.database.writing() as session:
        session.get_one(ParticipantRow, person).sheet_line = None
        session.add_all([remark(40, "AMRANI"), remark(41, "driss@example.org"), remark(42, "Somebody Else")])
    correct(installed, person, last_name="Berger")
    with installed.database.reading() as session:
        lines = {row.line for row in session.query(RemarkRow).filter(RemarkRow.line >= 40)}
    assert lines == {41, 42}
