"""Contacts as they are handed over, field for field; taps and browsers by what they are made of."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import SignUps
from tests.webapp.conftest import (
    Evening,
    answer,
    begin,
    consent,
    end_and_close,
    make_evening,
    partner_in,
)
from webapp.database import Database
from webapp.models import EventRow, MutualChoiceRow, OrganisationRow, ParticipantRow, ReceivedContactRow
from webapp.services import browsers, choices, consents, contacts, taps
from webapp.services.contacts import ContactCard, MutualPair
from webapp.services.refusals import Refused


def card(session: Session, number: int, *, email: bool = True, phone: bool = True) -> ContactCard:
    """What the tiny world's sheet says of a person."""
    person = session.get_one(ParticipantRow, number)
    name, side, commune = {
        "C01-1": ("Menuiserie Ganter", "company", "Strasbourg"),
        "A01-1": ("Emploi Tremplin", "association", "Strasbourg"),
        "A02-1": ("Internet pour tous", "association", "Bischheim"),
        "A03-1": ("Rivières vivantes", "association", "Colmar"),
    }[person.code]
    return ContactCard(
        participant_id=number,
        first_name=person.first_name,
        last_name=person.last_name,
        role=person.role,
        organisation=name,
        side=side,
        commune=commune,
        email=person.email if email else "",
        phone=person.phone if phone else "",
    )


def test_a_shared_wish_hands_over_the_cards_of_both(sqlite_database: Database, sqlite_evening: Evening) -> None:
    evening, database = sqlite_evening, sqlite_database
    anne, driss = evening.people["C01-1"], partner_in(database, evening, "C01-1", 1)
    with database.writing() as session:
        for number in evening.people.values():
            consent(session, number, evening.clock.now(), email=number != anne, phone=number != driss)
    begin(database, evening)
    answer(database, evening, anne, driss, "yes")
    answer(database, evening, driss, anne, "yes")
    end_and_close(database, evening)
    with database.writing() as session:
        assert choices.seal(session, evening.event_id, evening.clock.now()) == 1
        assert session.scalars(select(MutualChoiceRow)).one().company_participant_id == anne
        assert contacts.contacts_of(session, anne) == contacts.mutual_pairs(session, evening.event_id) == []
        choices.reveal(session, evening.event_id, evening.clock.now())
        mine, theirs = card(session, anne, email=False), card(session, driss, phone=False)
        assert contacts.contacts_of(session, anne) == [theirs]
        assert contacts.contacts_of(session, driss) == [mine]
        assert contacts.mutual_pairs(session, evening.event_id) == [MutualPair(company=mine, association=theirs)]
        assert contacts.mutual_pairs(session, evening.event_id + 1) == []
        others = set(evening.people.values()) - {anne, driss}
        assert [contacts.contacts_of(session, number) for number in others] == [[]] * 4
        row = session.scalars(select(ReceivedContactRow).where(ReceivedContactRow.giver_id == anne)).one()
        row.giver_id = None
        session.flush()
        assert contacts.mutual_pairs(session, evening.event_id) == []
        assert [one.participant_id for one in contacts.contacts_of(session, driss)] == [None]


def show(session: Session, evening: Evening) -> None:
    """The results, without anything that leads to them."""
    event = session.get_one(EventRow, evening.event_id)
    event.sealed_at = event.revealed_at = evening.clock.now()


def receive(session: Session, evening: Evening, receiver: str, giver: str, organisation: str, side: str) -> None:
    """A contact as it is kept, with nothing around it."""
    session.add(
        ReceivedContactRow(
            event_id=evening.event_id,
            receiver_id=evening.people[receiver],
            giver_id=evening.people[giver],
            first_name="Anne",
            last_name=giver,
            role="",
            organisation=organisation,
            side=side,
            commune="",
            email="",
            phone="",
        )
    )
    session.flush()


def test_what_is_kept_is_shown_from_the_reveal_on_only(
    sqlite_database: Database, sqlite_evening: Evening, three_by_three: SignUps
) -> None:
    """Even where something had written contacts too early."""
    other = make_evening(sqlite_database, three_by_three, sqlite_evening.clock, owner="other@example.org")
    with sqlite_database.writing() as session:
        show(session, other)
        receive(session, sqlite_evening, "C01-1", "A01-1", "Association", "association")
        receive(session, sqlite_evening, "A01-1", "C01-1", "Company", "company")
        assert contacts.contacts_of(session, sqlite_evening.people["C01-1"]) == []
        assert contacts.mutual_pairs(session, sqlite_evening.event_id) == []
        show(session, sqlite_evening)
        session.flush()
        assert len(contacts.contacts_of(session, sqlite_evening.people["C01-1"])) == 1
        assert len(contacts.mutual_pairs(session, sqlite_evening.event_id)) == 1
        assert contacts.mutual_pairs(session, other.event_id) == []


def test_contacts_stand_in_the_order_of_names(sqlite_database: Database, sqlite_evening: Evening) -> None:
    with sqlite_database.writing() as session:
        show(session, sqlite_evening)
        for giver, organisation in (("A03-1", "Beta"), ("A02-1", "Alpha"), ("A01-1", "Alpha")):
            receive(session, sqlite_evening, "C01-1", giver, organisation, "association")
            receive(session, sqlite_evening, giver, "C01-1", "Ganter", "company")
        receive(session, sqlite_evening, "C02-1", "A01-1", "Alpha", "association")
        receive(session, sqlite_evening, "A01-1", "C02-1", "Etape", "company")
        mine = contacts.contacts_of(session, sqlite_evening.people["C01-1"])
        assert [(one.organisation, one.last_name) for one in mine] == [
            ("Alpha", "A01-1"),
            ("Alpha", "A02-1"),
            ("Beta", "A03-1"),
        ]
        pairs = contacts.mutual_pairs(session, sqlite_evening.event_id)
        assert [(one.company.organisation, one.association.organisation) for one in pairs] == [
            ("Etape", "Alpha"),
            ("Ganter", "Alpha"),
            ("Ganter", "Alpha"),
            ("Ganter", "Beta"),
        ]


@pytest.mark.parametrize("profile", [{}, {"place": {}}])
def test_whose_commune_is_not_known_has_none(
    sqlite_database: Database, sqlite_evening: Evening, profile: dict[str, object]
) -> None:
    people, now = sqlite_evening.people, sqlite_evening.clock.now()
    with sqlite_database.writing() as session:
        show(session, sqlite_evening)
        row = session.scalars(select(OrganisationRow).where(OrganisationRow.code == "C01")).one()
        row.profile = profile
        consents.state(
            session, participant_id=people["C01-1"], granted={"email": True}, now=now, purpose="introductions"
        )
        (card,) = contacts.for_introductions(session, sqlite_evening.event_id, ["C01"])["C01"]
        assert card.commune == ""


def test_introductions_are_of_this_evening_and_name_colleagues_in_the_order_of_their_numbers(
    sqlite_database: Database, sqlite_evening: Evening, three_by_three: SignUps
) -> None:
    """Two evenings have organisations of the same codes."""
    other = make_evening(sqlite_database, three_by_three, sqlite_evening.clock, owner="other@example.org")
    now = sqlite_evening.clock.now()
    with sqlite_database.writing() as session:
        for one in (sqlite_evening, other):
            home = session.get_one(ParticipantRow, one.people["C01-1"]).organisation_id
            session.get_one(ParticipantRow, one.people["C02-1"]).organisation_id = home
            session.get_one(ParticipantRow, one.people["C01-1"]).code = "Z"  # made first, and comes last
            session.flush()
            for code in ("C01-1", "C02-1"):
                consents.state(
                    session, participant_id=one.people[code], granted={"email": True}, now=now, purpose="introductions"
                )
        show(session, sqlite_evening)
        session.flush()
        found = contacts.for_introductions(session, sqlite_evening.event_id, ["C01"])
        assert [one.participant_id for one in found["C01"]] == [
            sqlite_evening.people["C02-1"],
            sqlite_evening.people["C01-1"],
        ]


def test_introductions_have_the_addresses_of_those_who_agreed_to_them(
    sqlite_database: Database, sqlite_evening: Evening
) -> None:
    evening = sqlite_evening
    people, now = evening.people, evening.clock.now()

    def asked(session: Session) -> dict[str, list[ContactCard]]:
        return contacts.for_introductions(session, evening.event_id, ["C02", "C01", "A01", "C01"])

    with sqlite_database.writing() as session:
        for code, granted in (("C01-1", {"phone": True}), ("A01-1", {"email": False}), ("A02-1", {"email": True})):
            consents.state(session, participant_id=people[code], granted=granted, now=now, purpose="introductions")
        assert asked(session) == {"A01": [], "C01": [], "C02": []}
    begin(sqlite_database, evening)
    end_and_close(sqlite_database, evening)
    with sqlite_database.writing() as session:
        choices.seal(session, evening.event_id, evening.clock.now())
        choices.reveal(session, evening.event_id, evening.clock.now())
        expected = card(session, people["C01-1"], email=False)
        assert asked(session) == {"A01": [], "C01": [expected], "C02": []}
        person = session.get_one(ParticipantRow, people["C01-1"])
        person.erased_at = now
        session.flush()
        assert asked(session)["C01"] == []


def test_a_key_says_its_tap() -> None:
    key = taps.new_key(7, 3)
    assert re.fullmatch(r"7\.3\.[A-Za-z0-9_-]{24}", key)
    taps.require_fitting(key, partner_id=7, sequence=3)
    taps.require_fitting("7.3." + "x" * 16, partner_id=7, sequence=3)
    for wrong in (f"8.3.{'x' * 16}", f"7.4.{'x' * 16}", f"7.3.{'x' * 15}", f"7.3.{'x' * 65}", f"7.3.{'é' * 16}"):
        with pytest.raises(Refused) as caught:
            taps.require_fitting(wrong, partner_id=7, sequence=3)
        assert (caught.value.code, caught.value.status) == ("tap_key_unfit", 422)
    shown = {0: 1000, 999: 1000, 1000: 2000, 2**31 - 2: 2**31 - 2, 2**31 - 1: 2**31 - 2}
    assert {number: taps.shown_elsewhere(number) for number in shown} == shown


def test_a_browser_is_a_hash_of_key_person_and_token() -> None:
    token = browsers.new_token()
    assert len(token) == 32
    assert browsers.known(token)
    assert not browsers.known(token + "x")
    assert browsers.browser_hash("key", 7, "x" * 31) == ""
    found = {browsers.browser_hash(key, number, one) for key in "kl" for number in (7, 8) for one in (token, "x" * 32)}
    assert len(found) == 8
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in found)
