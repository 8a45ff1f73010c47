"""Who of a new sheet is who of the earlier one, and keeps their key; nobody else is given it, nor their number."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matching.organisations import Participant
from matching.read import SignUps
from tests.webapp.conftest import EVENING, SECRET, Evening
from webapp.database import Database
from webapp.models import EventRow, OrganisationRow, ParticipantRow
from webapp.services import audit, organisations
from webapp.services.person_keys import Identity, kept_keys

ANNE = Identity(code="C01-1", full_name="Anne Ganter", organisation="Menuiserie Ganter", email="anne@example.org")
BRUNO = Identity(code="C02-1", full_name="Bruno Roth", organisation="Numéris", email="contact@example.org")
KNOWN = {"a": ANNE, "b": BRUNO}


@pytest.mark.parametrize(
    ("later", "keys"),
    [
        ([ANNE, BRUNO], {"C01-1": "a", "C02-1": "b"}),
        ([replace(ANNE, email="", organisation="Ganter SARL", full_name="ANNE GANTER")], {"C01-1": "a"}),
        ([replace(ANNE, code="C07-1", email="")], {"C07-1": "a"}),
        ([replace(ANNE, code="C07-1", organisation="Ganter SARL", email="Anne@example.org")], {"C07-1": "a"}),
        ([replace(ANNE, full_name="Anne Ganter-Roy")], {"C01-1": "a"}),
        ([replace(ANNE, full_name="")], {"C01-1": "a"}),
        # Another in their place: the line, the organisation and its address stay, the person is another.
        ([replace(BRUNO, code="C01-1", full_name="Zoé Blum", email="zoe@example.org")], {}),
        ([replace(BRUNO, full_name="Zoé Blum")], {}),
        # Nobody can tell two people of one name at one organisation, or at one address, from each other.
        ([replace(ANNE, code="C08-1", email=""), replace(ANNE, code="C09-1", email="")], {}),
        ([replace(BRUNO, code="C08-1", organisation="X"), replace(BRUNO, code="C09-1", organisation="Y")], {}),
        # The same line and name, although another has their address now: it is theirs once only.
        ([replace(ANNE, email=""), replace(ANNE, code="C08-1", full_name="Anne Blum")], {"C01-1": "a"}),
        ([], {}),
    ],
)
def test_who_keeps_their_key(later: list[Identity], keys: dict[str, str]) -> None:
    assert kept_keys(KNOWN, later) == keys


WORDS = st.sampled_from(["", "Anne", "Anne Roth", "Bruno", "Bruno Roth"])
PEOPLE = st.lists(
    st.builds(
        Identity,
        code=st.sampled_from([f"C0{number}-1" for number in range(9)]),
        full_name=WORDS,
        organisation=st.sampled_from(["X", "Y"]),
        email=st.sampled_from(["", "one@example.org", "two@example.org"]),
    ),
    unique_by=lambda one: one.code,
    max_size=6,
)


@given(before=PEOPLE, after=PEOPLE)
def test_no_key_is_given_twice_and_the_same_sheet_keeps_them(before: list[Identity], after: list[Identity]) -> None:
    known = {str(number): one for number, one in enumerate(before)}
    keys = kept_keys(known, after)
    assert len(set(keys.values())) == len(keys)
    assert keys.keys() <= {one.code for one in after}
    again = kept_keys(known, before)
    assert all(known[key].code == code for code, key in again.items())
    assert {known[key] for key in again.values()} >= {one for one in before if one.full_name}


def keys_of(session: Session) -> dict[str, str]:
    return dict(session.execute(select(ParticipantRow.last_name, ParticipantRow.person_key)).all())  # type: ignore[arg-type]


def take_in(session: Session, evening: Evening, sign_ups: SignUps) -> None:
    session.execute(update(EventRow).values(published_version=None))
    organisations.take_in(session, evening.event_id, sign_ups, sheet_name="again.csv", secret_key=SECRET)


def without(sign_ups: SignUps, code: str) -> SignUps:
    """The sheet without an organisation and its person; ids move up, as in sheets that have none of their own."""
    kept = [one for one in sign_ups.organisations if one.id != code]
    renamed: dict[str, str] = {}
    for one in kept:
        renamed[one.id] = f"{one.id[0]}{1 + sum(other[0] == one.id[0] for other in renamed):02}"
    return replace(
        sign_ups,
        organisations=tuple(replace(one, id=renamed[one.id]) for one in kept),
        participants=tuple(
            replace(one, id=f"{renamed[one.organisation_id]}-1", organisation_id=renamed[one.organisation_id])
            for one in sign_ups.participants
            if one.organisation_id in renamed
        ),
    )


def test_a_sheet_handed_in_again_leaves_their_key_to_those_who_still_come(
    database: Database, evening: Evening, three_by_three: SignUps
) -> None:
    fewer = without(three_by_three, "C01")
    nameless = Participant(id="C03-1", organisation_id="C02", first_name="Gaël", last_name="Nouveau")
    with database.writing() as session:
        before = keys_of(session)
        take_in(session, evening, replace(fewer, participants=(*fewer.participants, nameless)))
        after = keys_of(session)
    assert {name: key for name, key in after.items() if name != "Nouveau"} == {
        name: key for name, key in before.items() if name != "Ganter"
    }
    assert len(after["Nouveau"]) == 32
    assert after["Nouveau"] not in before.values()


def test_the_address_of_whoever_registered_makes_nobody_somebody_else(
    sqlite_database: Database, sqlite_evening: Evening, three_by_three: SignUps
) -> None:
    """One paid for Anne, then for Annette in her place: she has neither her name nor an address of hers."""
    people = three_by_three.participants
    paid = replace(people[0], email="payer@example.org", email_of_payer=True)
    other = replace(paid, first_name="Annette", last_name="Ganter-Blum", id="C01-9")
    with sqlite_database.writing() as session:
        take_in(session, sqlite_evening, replace(three_by_three, participants=(paid, *people[1:])))
        before = keys_of(session)
        take_in(session, sqlite_evening, replace(three_by_three, participants=(other, *people[1:])))
        assert keys_of(session)["Ganter-Blum"] not in before.values()


def numbers_of(session: Session) -> set[tuple[str, int]]:
    people, organisation_rows = select(ParticipantRow.id), select(OrganisationRow.id)
    return {("person", one) for one in session.scalars(people)} | {
        ("organisation", one) for one in session.scalars(organisation_rows)
    }


def test_a_number_never_comes_back_to_somebody_else(
    database: Database, evening: Evening, three_by_three: SignUps
) -> None:
    """The log tells of people by number: what was done about one must not be read of another."""
    with database.writing() as session:
        seen = numbers_of(session)
        for sheet in (three_by_three, without(three_by_three, "C01"), three_by_three):
            take_in(session, evening, sheet)
            assert not numbers_of(session) & seen
            seen |= numbers_of(session)
        last = max(session.scalars(select(ParticipantRow.id)))
        audit.note(session, evening.event_id, actor=audit.SYSTEM, action="link_shown", now=EVENING, participant_id=last)
        take_in(session, evening, replace(three_by_three, organisations=(), participants=(), pair_rules=()))
        assert numbers_of(session) == set(), "nothing but the log knows the numbers now"
        take_in(session, evening, three_by_three)
        assert min(session.scalars(select(ParticipantRow.id))) > last
