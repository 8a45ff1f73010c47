"""Somebody is erased at any moment of the evening: nothing of them is found anywhere, and the evening goes on."""

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from matching.read import SignUps
from tests.proofs.actors import OWNER, Installation, installation
from tests.webapp.conftest import SECRET, HandClock, answer, end_and_close
from tests.webapp.personal_data.filling import everything
from tests.webapp.personal_data.people import TRACES, WHO, Traced, leave_traces, traced
from webapp.database import Database
from webapp.models import ChoiceRow, MeetingRow, ParticipantRow, PresenceRow
from webapp.services import accounts, choices, contacts, erasure, links, organisations, presence, retention, scores
from webapp.services.audit import SYSTEM
from webapp.services.erasure_journal import JOURNAL, erased_people, read_journal
from webapp.services.forgetting import remembered_texts
from webapp.services.presence import WHOLE
from webapp.services.refusals import Refused

MOMENTS = ("before", "in a round", "closed", "sealed", "revealed")


@pytest.fixture
def place(sqlite_database: Database, three_by_three: SignUps, clock: HandClock, tmp_path: Path) -> Installation:
    """The installation in which C01 and its person are traces."""
    made = installation(sqlite_database, clock, tmp_path, sign_ups=traced(three_by_three))
    made.app.config["PROPAGATE_EXCEPTIONS"] = True
    return made


def come_to(place: Installation, moment: str) -> Traced:
    """Leave traces and let the evening go on to a moment."""
    if moment == "before":
        return Traced(number=place.evening.people[WHO], partner=0)
    person = leave_traces(place.database, place.evening)
    if moment != "in a round":
        end_and_close(place.database, place.evening)
    with place.database.writing() as session:
        if moment in ("sealed", "revealed"):
            choices.seal(session, place.evening.event_id, place.clock.now())
        if moment == "revealed":
            choices.reveal(session, place.evening.event_id, place.clock.now())
    return person


def pages(place: Installation, client: FlaskClient) -> str:
    """Everything a browser can read of the evening, in one text."""
    known = {
        "public_id": place.evening.public_id,
        "participant_id": place.evening.people["C02-1"],
        "company": "C01",
        "association": "A01",
        "code": "C01",
    }
    found = []
    for rule in place.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and "public_id" in rule.arguments and rule.arguments <= set(known):
            with place.app.test_request_context():
                address = place.app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})
            answered = client.get(address)
            assert answered.status_code < 500, address
            found.append(answered.get_data().decode("utf-8", "replace"))
    return "\n".join(found)


def erase_by_phone(place: Installation) -> FlaskClient:
    phone = place.client("participant", person=WHO)
    address = f"/e/{place.evening.public_id}/me/erase"
    assert phone.get(address).status_code == 200
    assert phone.post(address).status_code == 422, "without the tick nothing happens"
    with place.database.reading() as session:
        assert session.get_one(ParticipantRow, place.evening.people[WHO]).erased_at is None
    done = phone.post(address, data={"sure": "yes"})
    assert (done.status_code, done.location) == (303, "/erased")
    return phone


def in_files(place: Installation) -> set[str]:
    path = Path(place.database.url.removeprefix("sqlite:///"))
    content = b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))
    spelt = {name: (trace.encode(), json.dumps(trace)[1:-1].encode()) for name, trace in TRACES.items()}
    return {name for name, forms in spelt.items() if any(form in content for form in forms)}


@pytest.mark.parametrize("moment", MOMENTS)
def test_nothing_of_an_erased_person_is_found_anywhere(moment: str, place: Installation) -> None:
    come_to(place, moment)
    # The other evening of the installation has the same people: it must not be what is found, nor be touched.
    with place.database.writing() as session:
        other = session.scalars(
            select(ParticipantRow).where(ParticipantRow.event_id == place.other.event_id, ParticipantRow.code == WHO)
        ).one()
        assert other.last_name == TRACES["last name"]
        erasure.erase(session, place.other.event_id, other.id, actor=SYSTEM, now=place.clock.now())
    owner, looked_at = place.client("owner"), moment in ("in a round", "revealed")
    assert not looked_at or TRACES["last name"] in pages(place, owner)
    phone = erase_by_phone(place)
    assert scores._shelf._kept == {}
    assert [cached for cached in remembered_texts() if cached.cache_info().currsize] == []
    kept = {"first name", "last name", "role", "e-mail", "telephone", "organisation"} if moment == "revealed" else set()
    with place.database.reading() as session:
        standing = everything(session)
    assert {name for name, trace in TRACES.items() if trace in standing} == kept
    assert in_files(place) == kept
    shown = pages(place, owner) if looked_at else ""
    assert {name for name, trace in TRACES.items() if trace in shown} == set()
    assert phone.get("/erased").status_code == 200
    assert phone.get(f"/e/{place.evening.public_id}/me").status_code == 404
    journal = read_journal((place.app.extensions["entremise_settings"].instance / JOURNAL).read_text())
    with place.database.reading() as session:
        assert journal[-1] in erased_people(session)


def test_every_page_of_an_anonymised_evening_opens_for_its_owner(place: Installation) -> None:
    come_to(place, "revealed")
    settings = place.app.extensions["entremise_settings"]
    now = place.clock.go(days=400)
    with place.database.writing() as session:
        assert retention.apply(session, now, settings).evenings_anonymised == 2
        number = accounts.account_number(session, OWNER)
        assert number is not None
        place.tokens["owner"] = accounts.open_sign_in(session, number, now=now, hours=1)
    owner = place.client("owner")
    shown = pages(place, owner)
    assert {name for name, trace in TRACES.items() if trace in shown} == set()
    assert "Soirée anonymisée" in owner.get(f"/e/{place.evening.public_id}/desk/results").get_data(as_text=True)
    for page in ("plan", "report", "results", "evening", "sheet", "presence"):
        assert owner.get(f"/e/{place.evening.public_id}/desk/{page}").status_code == 200, page


def test_a_partner_keeps_what_was_handed_over_and_reads_no_reason(place: Installation) -> None:
    person = come_to(place, "revealed")
    code = next(code for code, number in place.evening.people.items() if number == person.partner)
    erase_by_phone(place)
    partner = place.client("participant", person=code)
    results = partner.get(f"/e/{place.evening.public_id}/me/contacts").get_data(as_text=True)
    assert TRACES["e-mail"] in results
    with place.database.reading() as session:
        assert [card.participant_id for card in contacts.contacts_of(session, person.partner)] == [None]
        assert contacts.mutual_pairs(session, place.evening.event_id) == []


def test_before_the_reveal_nothing_is_handed_over(place: Installation) -> None:
    person = come_to(place, "sealed")
    erase_by_phone(place)
    with place.database.writing() as session:
        choices.reveal(session, place.evening.event_id, place.clock.now())
        assert contacts.contacts_of(session, person.partner) == []


def test_the_plan_is_repaired_and_partners_read_that_somebody_is_not_there(place: Installation) -> None:
    come_to(place, "in a round")
    number = place.evening.people[WHO]
    erase_by_phone(place)
    with place.database.reading() as session:
        stay = presence.stays(session, place.evening.event_id)[number]
        assert not stay.covers(2)
        assert stay.covers(1)
        latest = session.scalars(select(MeetingRow).order_by(MeetingRow.plan_id.desc()).limit(1)).one().plan_id
        met = session.scalars(
            select(MeetingRow.round_number).where(
                MeetingRow.plan_id == latest, MeetingRow.company_participant_id == number
            )
        ).all()
    assert list(met) == [1], "the round under way stands, those to come do not"
    for code in ("A01-1", "A02-1", "A03-1"):
        phone = place.client("participant", person=code)
        shown = phone.get(f"/e/{place.evening.public_id}/me").get_data(as_text=True)
        assert not re.search("effac", re.sub(r"<nav.*?</nav>", "", shown, flags=re.DOTALL))


def test_erased_in_a_round_the_partner_reads_the_words_of_every_absence(place: Installation) -> None:
    person = come_to(place, "in a round")
    code = next(code for code, number in place.evening.people.items() if number == person.partner)
    erase_by_phone(place)
    shown = place.client("participant", person=code).get(f"/e/{place.evening.public_id}/me").get_data(as_text=True)
    assert "La personne prévue en face n’est pas là" in shown


def test_a_meeting_that_took_place_is_no_break_once_the_other_is_erased(place: Installation) -> None:
    person = come_to(place, "closed")
    code = next(code for code, number in place.evening.people.items() if number == person.partner)
    erase_by_phone(place)
    phone = place.client("participant", person=code)
    shown = phone.get(f"/e/{place.evening.public_id}/me/programme").get_data(as_text=True)
    assert "Rencontre qui n’est plus gardée" in shown
    assert "La personne prévue en face n’est pas là" not in shown
    assert "Pause<" not in shown
    assert ", pause" not in shown


def test_nobody_answers_about_somebody_erased_nor_consents_in_their_place(place: Installation) -> None:
    person = come_to(place, "in a round")
    erase_by_phone(place)
    with pytest.raises(Refused, match="not_met"):
        answer(place.database, place.evening, person.partner, person.number, "yes", 9)
    with pytest.raises(Refused):
        answer(place.database, place.evening, person.number, person.partner, "yes", 9)
    with place.database.reading() as session:
        about = select(ChoiceRow).where(
            (ChoiceRow.partner_id == person.number) | (ChoiceRow.chooser_id == person.number)
        )
        assert session.scalars(about.where(ChoiceRow.answer != "")).all() == []


def test_what_was_erased_cannot_be_brought_back_at_the_desk(place: Installation) -> None:
    come_to(place, "in a round")
    number, event_id = place.evening.people[WHO], place.evening.event_id
    erase_by_phone(place)
    now = place.clock.now()
    with place.database.writing() as session:
        for attempt in (
            lambda: presence.note(session, event_id, number, WHOLE, now),
            lambda: links.reissue_participant(session, event_id, number, secret_key=SECRET),
            lambda: erasure.erase(session, event_id, number, actor=SYSTEM, now=now),
        ):
            with pytest.raises(Refused, match="no_such_person"):
                attempt()
        presence.expect_absent_again(session, event_id, now)
        assert not presence.stays(session, event_id)[number].covers(3)
        assert number not in organisations.personal_tokens(session, event_id, secret_key=SECRET)


@pytest.mark.parametrize("moment", ["in a round", "closed", "sealed"])
def test_an_erasure_does_not_tell_what_was_chosen(moment: str, place: Installation) -> None:
    """Both said yes, or one said yes and the other not: what is left in the tables afterwards is the same."""
    person = come_to(place, moment)
    with place.database.writing() as session:
        erased = session.begin_nested()
        erasure.erase(session, place.evening.event_id, person.number, actor=SYSTEM, now=place.clock.now())
        session.flush()
        both = _without_links(everything(session), session)
        erased.rollback()
        session.expire_all()
        session.query(ChoiceRow).filter_by(chooser_id=person.number, partner_id=person.partner).update(
            {"answer": "not", "sequence": 4}
        )
        erasure.erase(session, place.evening.event_id, person.number, actor=SYSTEM, now=place.clock.now())
        session.flush()
        one_sided = _without_links(everything(session), session)
    assert one_sided == both


def _without_links(text: str, session) -> str:  # type: ignore[no-untyped-def]
    for row in session.scalars(select(ParticipantRow)):
        text = text.replace(row.link_hash, "")
    return text


def test_the_owner_erases_on_request(place: Installation) -> None:
    owner = place.client("owner")
    number = place.evening.people["C02-1"]
    address = f"/e/{place.evening.public_id}/desk/people/{number}/erase"
    assert "Bruno Roth" in owner.get(address).get_data(as_text=True)
    assert owner.post(address).status_code == 422
    done = owner.post(address, data={"sure": "yes"}, follow_redirects=True).get_data(as_text=True)
    assert "C’est effacé." in done
    assert "Bruno" not in done
    assert owner.get(address).status_code == 404
    with place.database.reading() as session:
        assert session.get_one(PresenceRow, number).last_round == 0


def test_a_colleague_keeps_the_profile_of_the_organisation(place: Installation) -> None:
    with place.database.writing() as session:
        here = session.get_one(ParticipantRow, place.evening.people["C02-1"])
        here.organisation_id = session.get_one(ParticipantRow, place.evening.people[WHO]).organisation_id
        session.flush()
        erasure.erase(session, place.evening.event_id, place.evening.people[WHO], actor=SYSTEM, now=place.clock.now())
        standing = everything(session)
    assert TRACES["organisation"] in standing
    assert TRACES["presentation"] in standing


def test_a_copy_that_is_put_back_forgets_them_again(place: Installation) -> None:
    person = come_to(place, "in a round")
    with place.database.writing() as session:
        copy = session.begin_nested()
        erasure.erase(session, place.evening.event_id, person.number, actor=SYSTEM, now=place.clock.now())
        known = erased_people(session)
        copy.rollback()
        session.expire_all()
        assert erased_people(session) == []
        assert erasure.erase_again(session, known, now=place.clock.now()) == 1
        assert erasure.erase_again(session, known, now=place.clock.now()) == 0
        assert erased_people(session) == known
