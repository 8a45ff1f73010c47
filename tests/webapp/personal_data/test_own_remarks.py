"""One's own data quotes nobody else: not a namesake, not whoever belongs to what is called like one, not who paid."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.read import read_organisations
from tests.webapp.conftest import EVENING, SECRET, Evening, HandClock
from tests.webapp.personal_data.people import WHO
from webapp.database import Database
from webapp.models import ParticipantRow, RemarkRow
from webapp.services import accounts, erasure, events, organisations, walk_ins
from webapp.services.audit import SYSTEM
from webapp.services.own_data import own_data
from webapp.services.own_remarks import own_remarks
from webapp.services.quoted_remarks import remarks_about
from webapp.services.walk_ins import WalkIn

SHEET = """\
structure,côté,prénom,nom,courriel,téléphone,nom payeur,prénom payeur,email payeur,présentation
Scierie Martin,company,CARL,MARTIN,carl@example.org,06 39 98 00 11,,,,
Atelier,company,ALICE,MARTIN,ALICE.MARTIN@example.org,06 39 98 00 12,,,,
Le Petit Jardin,association,EVE,LONG,EVE.LONG@example.org,06 39 98 00 13,,,,
Les Amis,association,BOB,PETIT,,06 39 98 00 14,Rich,Yves,yves.rich@example.org,
Les Amis,association,DORA,OBER,dora@ober,,,,,=CARL(1)
"""
PEOPLE = {"Carl Martin": 2, "Alice Martin": 3, "Eve Long": 4, "Bob Petit": 5, "Dora Ober": 6}


@pytest.fixture
def event_id(sqlite_database: Database, clock: HandClock) -> int:
    """An evening whose sheet has namesakes and a surname inside an organisation's name."""
    with sqlite_database.writing() as session:
        owner = accounts.create_account(
            session, email="o@example.org", name="O", password="long enough for a test", may_organise=True
        )
        number, _public_id = events.create_event(
            session,
            account_id=owner,
            settings=events.EventSettings(name="Essai", venue="Salle", starts_at=EVENING, n_rounds=1),
            secret_key=SECRET,
            now=clock.now(),
        )
        sign_ups = read_organisations(SHEET.encode())
        organisations.take_in(session, number, sign_ups, sheet_name="s.csv", secret_key=SECRET)
    return number


def people(session: Session, event_id: int) -> dict[str, ParticipantRow]:
    rows = session.scalars(select(ParticipantRow).where(ParticipantRow.event_id == event_id))
    return {f"{row.first_name} {row.last_name}": row for row in rows}


def remark(session: Session, person: ParticipantRow, **fields: object) -> int:
    values = {"event_id": person.event_id, "source": "sheet", "level": "problem", "code": "extra_cells"}
    values |= {"line": person.sheet_line, "column_name": "", "subject": "", "value": "", "details": {}}
    row = RemarkRow(**(values | fields))
    session.add(row)
    session.flush()
    return row.id


def test_each_gets_what_was_said_of_their_own_line_and_nobody_elses_address_or_number(
    sqlite_database: Database, event_id: int
) -> None:
    with sqlite_database.reading() as session:
        found = people(session, event_id)
        assert {name: row.sheet_line for name, row in found.items()} == PEOPLE
        for name, row in found.items():
            told = own_data(session, event_id, row.id)
            file = json.dumps(told, ensure_ascii=False)
            assert told["line_of_my_registration"] == PEOPLE[name]
            assert {one["line"] for one in told["remarks_about_my_registration"]} == {PEOPLE[name]}, name
            for other_name, other in found.items():
                assert other_name == name or other_name not in file
                assert other_name == name or (other.email or "no address") not in file.lower()
                assert other_name == name or (other.phone or "no number") not in file
            assert "yves.rich@example.org" not in file
            assert "Rich" not in file
        broad = {row.line for row in remarks_about(session, found["Carl Martin"])}
        assert broad == {2, 3}, "the marks of an erasure take the namesake's line too: they are no measure of access"
        carl = {one["code"] for one in own_remarks(session, found["Carl Martin"])}
        assert carl >= {"capitals_lowered", "phone_corrected"}


def test_what_a_line_says_of_others_is_withheld_and_said_to_be(sqlite_database: Database, event_id: int) -> None:
    with sqlite_database.writing() as session:
        found = people(session, event_id)
        alice, bob, dora = (found[name] for name in ("Alice Martin", "Bob Petit", "Dora Ober"))
        paid = next(one for one in own_remarks(session, bob) if one["code"] == "email_of_payer")
        assert (paid["details"], paid["withheld"]) == ({}, ["email", "payer"])
        invalid = next(one for one in own_remarks(session, dora) if one["code"] == "email_invalid")
        assert (invalid["value"], invalid["withheld"]) == ("dora@ober", [])
        for code, value, details, withheld in (
            ("extra_cells", "", {"cells": ["x", "write to EVE.LONG@example.org"], "n_cells": 12}, ["cells"]),
            ("extra_cells", "", {"cells": ["x", "somebody@elsewhere.example"]}, ["cells"]),
            ("extra_cells", "", {"cells": ["0033 6 39.98.00.13"], "n_cells": 12}, ["cells"]),
            ("answers_differ", "Voir Mme Long Eve", {"kept": "Mme Long", "other": "eve long"}, ["value", "other"]),
            ("answers_differ", "a.martin, alice.martin@example.org, +33 6 39 98 00 12", {"kept": "Martin"}, []),
            ("email_corrected", "alice martin@exemple.org", {"corrected": "alice.martin@example.org"}, []),
            ("email_shared", "", {"email": "alice.martin@example.org", "people": ["Zed"]}, ["people"]),
        ):
            number = remark(session, alice, code=code, value=value, details=details)
            told = own_remarks(session, alice)[-1]
            assert told["withheld"] == withheld, (code, value)
            assert told["value"] == ("" if "value" in withheld else value)
            assert told["details"] == {name: said for name, said in details.items() if name not in withheld}
            session.delete(session.get_one(RemarkRow, number))
        remark(session, bob, code="email_corrected", value="Yves@exemple.org", details={"corrected": bob.email})
        assert own_remarks(session, bob)[-1]["withheld"] == ["value", "corrected"], "it is the payer's address"


def test_what_is_shared_is_ones_own_too(sqlite_database: Database, event_id: int) -> None:
    with sqlite_database.writing() as session:
        found = people(session, event_id)
        alice, carl = found["Alice Martin"], found["Carl Martin"]
        carl.email, carl.phone, carl.first_name = alice.email, alice.phone, alice.first_name
        remark(session, alice, value=f"Alice Martin {alice.email} {alice.phone}")
        assert own_remarks(session, alice)[-1]["withheld"] == []


def test_other_files_and_lines_that_nobody_knows_are_not_quoted(sqlite_database: Database, event_id: int) -> None:
    with sqlite_database.writing() as session:
        alice = people(session, event_id)["Alice Martin"]
        before = own_remarks(session, alice)
        remark(session, alice, source="history", value="Alice Martin")
        remark(session, alice, line=0, value="Alice Martin")
        assert own_remarks(session, alice) == before != []
        alice.sheet_line = None
        session.flush()
        assert own_remarks(session, alice) == []
        told = own_data(session, event_id, alice.id)
        assert (told["line_of_my_registration"], told["remarks_about_my_registration"]) == (None, [])


def test_an_erasure_takes_the_own_line_too_and_forgets_it(
    sqlite_database: Database, event_id: int, clock: HandClock
) -> None:
    with sqlite_database.writing() as session:
        dora = people(session, event_id)["Dora Ober"]
        unnamed = remark(session, dora, value="nothing that names her")
        elsewhere = remark(session, dora, source="history", value="nothing that names her")
        assert unnamed in {row.id for row in remarks_about(session, dora)}
        erasure.erase(session, event_id, dora.id, actor=SYSTEM, now=clock.now())
        assert dora.sheet_line is None
        left = set(session.scalars(select(RemarkRow.id)))
        assert unnamed not in left
        assert elsewhere in left


def test_who_walked_in_has_no_line(sqlite_database: Database, sqlite_evening: Evening) -> None:
    with sqlite_database.writing() as session:
        company = session.get_one(ParticipantRow, sqlite_evening.people[WHO])
        came = WalkIn(first_name="Zoé", last_name="Ganter", organisation_id=company.organisation_id)
        number = walk_ins.add(session, sqlite_evening.event_id, came, secret_key=SECRET, now=EVENING)
        lines = {row.id: row.sheet_line for row in session.scalars(select(ParticipantRow))}
    assert sorted(line for one, line in lines.items() if one != number) == [2, 3, 4, 5, 6, 7]
    assert lines[number] is None
