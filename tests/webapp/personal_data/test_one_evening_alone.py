"""Forgetting an evening, or a person, changes what is theirs, row for row, and nothing of another evening."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from tests.webapp.conftest import Evening
from tests.webapp.personal_data.filling import Filled, fill
from webapp.database import Database
from webapp.models import EventRow, MutualChoiceRow, OrganisationRow, ParticipantRow, Row
from webapp.services import anonymising, audit, erasure
from webapp.services.refusals import Refused

AT = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
NOW = datetime(2028, 1, 1, tzinfo=UTC)
GIVEN: dict[tuple[str, str], Any] = {
    ("clock_entries", "action"): "start",
    ("events", "n_rounds"): 3,
    ("events", "meeting_minutes"): 8,
    ("events", "change_over_minutes"): 2,
    ("events", "closing_minutes"): 10,
    ("participants", "sheet_line"): 2,
    ("remarks", "source"): "sheet",
    ("remarks", "line"): 2,
    ("organisations", "side"): "company",
    ("suggestion_answers", "side"): "company",
    ("suggestion_answers", "organisation_name"): "ATELIER eclair",
    ("organisations", "name"): "Atelier Éclair",
}
Rows = dict[tuple[str, tuple[Any, ...]], dict[str, Any]]


def rows(session: Session) -> Rows:
    """Every row of every table by its table and primary key."""
    session.flush()
    found = {}
    for table in Row.metadata.sorted_tables:
        for one in session.execute(select(table)):
            found[table.name, tuple(one._mapping[key.name] for key in table.primary_key)] = dict(one._mapping)
    return found


def what_became(filled: Filled, before: Rows, after: Rows) -> dict[str, str | set[str]]:
    """Of the tables of an evening: "gone", or the columns that are different now; the others are not named."""
    found: dict[str, str | set[str]] = {}
    for table in Row.metadata.sorted_tables:
        place = (table.name, key_of(table, filled))
        if place not in after:
            found[table.name] = "gone"
        elif differ := {name for name, value in before[place].items() if after[place][name] != value}:
            found[table.name] = differ
    return found


def key_of(table: Table, filled: Filled) -> tuple[Any, ...]:
    return tuple(filled.keys[table.name].values())


@pytest.fixture
def two(sqlite_database: Database) -> tuple[Filled, Filled]:
    """Two evenings, each with one row in every table."""
    with sqlite_database.writing() as session:
        return fill(session, AT, name="first", given=GIVEN), fill(session, AT, name="second", given=GIVEN)


@pytest.mark.parametrize("which", [0, 1])
def test_forgetting_an_evening(sqlite_database: Database, two: tuple[Filled, Filled], which: int) -> None:
    mine, other = two[which], two[1 - which]
    with sqlite_database.writing() as session:
        before = rows(session)
        event_id = mine.keys["events"]["id"]
        assert anonymising.anonymise(session, event_id, NOW)
        after = rows(session)
        assert what_became(other, before, after) == {}
        assert what_became(mine, before, after) == {
            "events": {"kept_counts", "anonymised_at", "choices_destroyed_at", "sheet_name"},
            "plans": {"certificate"},
        } | dict.fromkeys(OF_PEOPLE, "gone")
        assert {place for place in before if place not in after} <= {
            (table.name, key_of(table, mine)) for table in Row.metadata.sorted_tables
        }
        event = session.get_one(EventRow, event_id)
        assert (event.kept_counts, event.anonymised_at, event.choices_destroyed_at) == ({}, NOW, NOW)
        assert not anonymising.anonymise(session, event_id, AT)
        assert rows(session) == after


OF_PEOPLE = (
    "audit_entries",
    "choices",
    "consents",
    "criterion_weights",
    "meetings",
    "mutual_choices",
    "organisations",
    "pair_rules",
    "participants",
    "past_meetings",
    "presences",
    "received_contacts",
    "remarks",
    "suggestion_answers",
)


def test_what_is_counted_of_an_evening(
    sqlite_database: Database, sqlite_evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three companies' people and two associations', six organisations, nine meetings, one shared wish."""
    people = sqlite_evening.people
    with sqlite_database.writing() as session:
        fill(session, AT)  # another evening
        event = session.get_one(EventRow, sqlite_evening.event_id)
        home = session.scalars(select(OrganisationRow).where(OrganisationRow.code == "C01")).one()
        session.get_one(ParticipantRow, people["A03-1"]).organisation_id = home.id
        session.add(
            MutualChoiceRow(
                event_id=event.id,
                company_participant_id=people["C01-1"],
                association_participant_id=people["A01-1"],
            )
        )
        session.flush()
        counted = {"company_people": 4, "association_people": 2, "organisations": 6, "meetings": 9, "shared_wishes": 1}
        for least in (1, 2, 3, 4, 5, 9, 10):
            monkeypatch.setattr(anonymising, "LEAST_KEPT", least)
            kept = {name: count for name, count in counted.items() if count >= least}
            assert anonymising.kept_counts(session, event) == kept
        assert anonymising.kept_of(session, event.id) is None
        event.published_version = 7  # there is no such plan
        session.flush()
        monkeypatch.setattr(anonymising, "LEAST_KEPT", 0)
        assert anonymising.kept_counts(session, event) == counted | {"meetings": 0}


@pytest.mark.parametrize("which", [0, 1])
def test_erasing_a_person(sqlite_database: Database, two: tuple[Filled, Filled], which: int) -> None:
    mine, other = two[which], two[1 - which]
    event_id, person = mine.keys["events"]["id"], mine.keys["participants"]["id"]
    with sqlite_database.writing() as session:
        before = rows(session)
        for wrong in (other.keys["participants"]["id"], 999):
            with pytest.raises(Refused) as caught:
                erasure.erase(session, event_id, wrong, actor=audit.SYSTEM, now=NOW)
            assert (caught.value.code, caught.value.status) == ("no_such_person", 404)
        assert rows(session) == before
        done = erasure.erase(session, event_id, person, actor=audit.SYSTEM, now=NOW)
        assert done == erasure.Erasure(person_key=mine.values["participants"]["person_key"], plan_to_repair=False)
        after = rows(session)
        assert what_became(other, before, after) == {}
        assert what_became(mine, before, after) == ERASED
        written = [place for place in after if place not in before]
        assert [table for table, _ in written] == ["audit_entries"]
        emptied = after["participants", (person,)]
        assert {name: emptied[name] for name in EMPTIED} == EMPTIED
        assert emptied["erased_at"] == NOW
        with pytest.raises(Refused):
            erasure.erase(session, event_id, person, actor=audit.SYSTEM, now=NOW)
        assert session.scalar(select(func.count()).select_from(ParticipantRow)) == 2


EMPTIED: dict[str, Any] = dict.fromkeys(("first_name", "last_name", "role", "email", "phone", "link_nonce"), "") | {
    "email_of_payer": False,
    "email_given_by_person": False,
    "sheet_line": None,
}
ERASED: dict[str, Any] = {
    "participants": {*EMPTIED, "erased_at", "link_hash"},
    "organisations": {"name", "profile"},
    "meetings": {"explanation"},
} | dict.fromkeys(
    (
        "choices",
        "consents",
        "mutual_choices",
        "pair_rules",
        "past_meetings",
        "received_contacts",
        "remarks",
        "suggestion_answers",
    ),
    "gone",
)
