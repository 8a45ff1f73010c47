"""Rules that nothing can keep, or not any more, are named by both organisations, and each once."""

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import Evening, begin
from tests.webapp.organiser.reading import Page
from webapp.database import Database
from webapp.models import ParticipantRow
from webapp.services import planning, plans, presence, repairs, rules
from webapp.services.presence import ABSENT, Stay
from webapp.services.repairs import Repair
from webapp.services.standing_plan import standing_plan


def set_rule(database: Database, evening: Evening, kind: str, *, round_number: int | None = None) -> None:
    """A rule about the first company and the first association."""
    with database.writing() as session:
        numbers = {one.code: one.id for one in rules.organisations_of(session, evening.event_id)}
        plans.set_rule(
            session,
            evening.event_id,
            company_id=numbers["C01"],
            association_id=numbers["A01"],
            kind=kind,
            round_number=round_number,
        )


def note(database: Database, evening: Evening, code: str, stay: Stay) -> None:
    with database.writing() as session:
        presence.note(session, evening.event_id, evening.people[code], stay, evening.clock.now())


def repaired(database: Database, evening: Evening) -> Repair:
    """The repair of this moment, published."""
    now = evening.clock.now()
    with database.reading() as session:
        given = repairs.situation(session, evening.event_id, now)
    made = repairs.repair(given)
    with database.writing() as session:
        repairs.publish(session, evening.event_id, made, made.token, now)
    return made


def named(made: Repair) -> list[tuple[str, str]]:
    return [(company.name, association.name) for company, association in made.waived]


@pytest.mark.parametrize(("kind", "round_number"), [("required", None), ("locked", 2)])
@pytest.mark.parametrize("absent", [["C01-1"], ["A01-1"], ["C01-1", "A01-1"]])
def test_a_rule_is_named_when_nobody_comes_for_an_organisation(
    sqlite_database: Database, sqlite_evening: Evening, kind: str, round_number: int | None, absent: list[str]
) -> None:
    set_rule(sqlite_database, sqlite_evening, kind, round_number=round_number)
    assert named(repaired(sqlite_database, sqlite_evening)) == []
    for code in absent:
        note(sqlite_database, sqlite_evening, code, ABSENT)
    lost = [("Menuiserie Ganter", "Emploi Tremplin")]
    first, again = repaired(sqlite_database, sqlite_evening), repaired(sqlite_database, sqlite_evening)
    assert (named(first), first.nothing_changes) == (lost, False)
    assert (named(again), again.nothing_changes) == (lost, True)


def test_a_pair_that_must_not_meet_is_not_named(sqlite_database: Database, sqlite_evening: Evening) -> None:
    set_rule(sqlite_database, sqlite_evening, "forbidden")
    note(sqlite_database, sqlite_evening, "C01-1", ABSENT)
    assert named(repaired(sqlite_database, sqlite_evening)) == []


def test_a_pair_that_has_met_is_not_named_when_one_of_them_leaves(
    sqlite_database: Database, sqlite_evening: Evening
) -> None:
    set_rule(sqlite_database, sqlite_evening, "locked", round_number=1)
    repaired(sqlite_database, sqlite_evening)
    begin(sqlite_database, sqlite_evening)
    note(sqlite_database, sqlite_evening, "C01-1", Stay(1, 1))
    assert named(repaired(sqlite_database, sqlite_evening)) == []
    note(sqlite_database, sqlite_evening, "C01-1", ABSENT)  # and had not been there after all
    assert named(repaired(sqlite_database, sqlite_evening)) == [("Menuiserie Ganter", "Emploi Tremplin")]


def test_whoever_comes_back_may_meet_again(sqlite_database: Database, sqlite_evening: Evening) -> None:
    set_rule(sqlite_database, sqlite_evening, "required")
    note(sqlite_database, sqlite_evening, "A01-1", ABSENT)
    assert named(repaired(sqlite_database, sqlite_evening)) != []
    note(sqlite_database, sqlite_evening, "A01-1", Stay(2))
    assert named(repaired(sqlite_database, sqlite_evening)) == []


@pytest.mark.parametrize(("kind", "round_number"), [("required", None), ("locked", 2), ("forbidden", None)])
def test_a_new_plan_says_which_rules_it_leaves_aside(
    at_desk: FlaskClient,
    address: str,
    sqlite_database: Database,
    sqlite_evening: Evening,
    kind: str,
    round_number: int | None,
) -> None:
    told = "1 rencontre demandée par une règle n’est pas dans ce plan."
    set_rule(sqlite_database, sqlite_evening, kind, round_number=round_number)
    assert at_desk.post(f"{address}/plan/compute").status_code == 303
    assert told not in Page(at_desk.get(f"{address}/plan").text).text
    note(sqlite_database, sqlite_evening, "A01-1", ABSENT)
    assert told not in Page(at_desk.get(f"{address}/plan").text).text  # it still stands in that plan
    assert at_desk.post(f"{address}/plan/compute").status_code == 303
    text = Page(at_desk.get(f"{address}/plan").text).text
    assert (told in text) == (kind != "forbidden")
    if kind != "forbidden":
        why = "Au moins une des deux structures n’a personne ce soir-là."
        assert f"{told} {why} Entreprise : Menuiserie Ganter , Association : Emploi Tremplin" in text
    note(sqlite_database, sqlite_evening, "A01-1", Stay(1, 1))
    assert told not in Page(at_desk.get(f"{address}/plan").text).text


@pytest.mark.parametrize("order", [("A01", "A02"), ("A02", "A01")])
def test_two_colleagues_keep_a_rule_each_once_everybody_is_there(
    sqlite_database: Database, sqlite_evening: Evening, order: tuple[str, str]
) -> None:
    """C01 sends two people. One rule stands in the plan; the other waits for somebody who comes after all."""
    event_id, people = sqlite_evening.event_id, sqlite_evening.people
    with sqlite_database.writing() as session:
        home = session.get_one(ParticipantRow, people["C01-1"]).organisation_id
        session.get_one(ParticipantRow, people["C02-1"]).organisation_id = home
        numbers = {one.code: one.id for one in rules.organisations_of(session, event_id)}
        for code in order:
            asked = {"company_id": numbers["C01"], "association_id": numbers[code], "round_number": 2}
            plans.set_rule(session, event_id, kind="locked", **asked)
    note(sqlite_database, sqlite_evening, "A01-1", ABSENT)
    with sqlite_database.reading() as session:
        draft = planning.compute(planning.inputs(session, event_id))
    with sqlite_database.writing() as session:
        plans.store(session, event_id, draft, sqlite_evening.clock.now())
        plans.publish(session, event_id, sqlite_evening.clock.now())
    kept = in_second_round(sqlite_database, sqlite_evening)["A02-1"]
    assert kept in ("C01-1", "C02-1")
    note(sqlite_database, sqlite_evening, "A01-1", Stay(1))
    begin(sqlite_database, sqlite_evening)
    made = repaired(sqlite_database, sqlite_evening)
    assert named(made) == []
    after = in_second_round(sqlite_database, sqlite_evening)
    other = next(code for code in ("C01-1", "C02-1") if code != kept)
    assert (after[kept], after[other]) == ("A02-1", "A01-1")
    with sqlite_database.reading() as session:
        standing = standing_plan(session, event_id, 3)
    assert standing is not None
    assert len(standing.problem.locked) == 2
    assert set(standing.problem.locked) <= {(one.round_number, -1, one.row, one.column) for one in standing.plan}


def in_second_round(database: Database, evening: Evening) -> dict[str, str]:
    """Who meets whom in the second round."""
    codes = {number: code for code, number in evening.people.items()}
    found = {}
    with database.reading() as session:
        for code, number in evening.people.items():
            meeting = plans.own_meetings(session, number).get(2)
            if meeting is not None:
                pair = {codes[meeting.company.id], codes[meeting.association.id]}
                found[code] = next(one for one in pair if one != code)
    return found
