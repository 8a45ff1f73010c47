"""What people answer about their presentation: part of the profile, kept beside the sheet, never in a standing plan."""

from dataclasses import replace

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matching import read_organisations
from matching.read import SignUps
from tests.webapp.conftest import SECRET, THREE_BY_THREE, Evening, HandClock, make_evening
from webapp.database import Database
from webapp.migrations import downgrade, upgrade
from webapp.models import EventRow
from webapp.services import organisations, own_data, planning, repairs, scores, suggested
from webapp.services.refusals import Refused
from webapp.services.standing_plan import standing_plan

LORRIES = THREE_BY_THREE.replace("Nous brassons une bière de garde.", "Nos camions rentrent à vide.")


@pytest.fixture
def lorries() -> SignUps:
    """The tiny world; the brewery's lorries drive back empty, which its offers do not say."""
    return read_organisations(LORRIES.encode())


@pytest.fixture
def evening(database: Database, lorries: SignUps, clock: HandClock) -> Evening:
    return make_evening(database, lorries, clock)


def say(session: Session, evening: Evening, answer: str, code: str = "C03", key: str = "offer-transport") -> int:
    return suggested.answer(
        session, evening.event_id, code, {key: answer}, answered_by="participant", now=evening.clock.now()
    )


def of(session: Session, evening: Evening, code: str = "C03") -> suggested.SuggestedProfile:
    return suggested.suggested_profile(session, evening.event_id, code)


def planned(session: Session, evening: Evening, code: str = "C03"):  # type: ignore[no-untyped-def]
    return next(one for one in planning.inputs(session, evening.event_id).organisations if one.id == code)


def test_what_a_presentation_suggests_is_asked_with_its_words(database: Database, evening: Evening) -> None:
    with database.reading() as session:
        (asked,) = of(session, evening).open
    assert (asked.kind, asked.code, asked.words) == ("offer", "transport", ("camions rentrent à vide",))


def test_a_confirmed_offer_is_part_of_the_profile_that_is_scored(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        before, state = planned(session, evening), scores.state_of(session, evening.event_id)
        assert say(session, evening, "yes") == 1
        after = planned(session, evening)
        assert scores.state_of(session, evening.event_id) != state
        assert of(session, evening).open == ()
        assert [one.code for one in of(session, evening).confirmed] == ["transport"]
    assert [one.code for one in after.offers] == [*(one.code for one in before.offers), "transport"]


def test_what_was_refused_is_not_asked_again_and_no_score_reads_it(database: Database, evening: Evening) -> None:
    """Rivières vivantes needs transport; the score read it in the brewery's presentation."""
    with database.writing() as session:
        read = planning.matrix_of(planning.inputs(session, evening.event_id))
        say(session, evening, "no")
        assert of(session, evening).open == ()
        assert planned(session, evening).refused == {"offer:transport"}
        refused = planning.matrix_of(planning.inputs(session, evening.event_id))
    place = read.row_of["C03"], read.column_of["A03"]
    assert refused.layers["association_needs_met"][place] < read.layers["association_needs_met"][place]


def test_the_last_answer_counts_and_may_be_taken_back(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        assert say(session, evening, "no") == 1
        assert say(session, evening, "no") == 0
        assert say(session, evening, "yes") == 1
        assert "transport" in [one.code for one in planned(session, evening).offers]
        assert say(session, evening, "") == 1
        assert [one.code for one in of(session, evening).open] == ["transport"]
        assert planned(session, evening).refused == frozenset()


@pytest.mark.parametrize(("key", "answer"), [("offer-money", "yes"), ("offer-transport", "peut-être"), ("x", "no")])
def test_only_what_is_suggested_can_be_answered(database: Database, evening: Evening, key: str, answer: str) -> None:
    with database.writing() as session:
        before = planned(session, evening)
        assert say(session, evening, answer, key=key) == 0
        assert planned(session, evening) == before


def test_nobody_answers_for_an_organisation_of_another_evening(database: Database, evening: Evening) -> None:
    with database.writing() as session, pytest.raises(Refused, match="no_such_organisation"):
        say(session, evening, "yes", code="C77")


def test_answers_outlive_the_sheet_even_when_its_ids_shift(database: Database, evening: Evening) -> None:
    moved = LORRIES.replace("C03,", "C09,").replace("C01,", "C03,")
    with database.writing() as session:
        say(session, evening, "yes")
        session.get_one(EventRow, evening.event_id).published_version = None
        again = read_organisations(moved.encode())
        organisations.take_in(session, evening.event_id, again, sheet_name="encore.csv", secret_key=SECRET)
        assert [one.code for one in of(session, evening, "C09").confirmed] == ["transport"]
        assert of(session, evening, "C03").answered == ()


def test_two_of_one_name_keep_their_answers_apart(database: Database, lorries: SignUps, clock: HandClock) -> None:
    said = {one.id: one for one in lorries.organisations}
    twin = replace(said["C03"], id="C01")
    twins = replace(lorries, organisations=tuple(twin if one.id == "C01" else one for one in lorries.organisations))
    evening = make_evening(database, twins, clock)
    with database.writing() as session:
        say(session, evening, "no")
        assert [one.code for one in of(session, evening, "C03").answered] == ["transport"]
        assert of(session, evening, "C01").answered == ()


def test_a_plan_that_stands_keeps_the_profiles_it_was_made_of(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        before = standing_plan(session, evening.event_id, 1)
        to_repair = repairs.situation(session, evening.event_id, evening.clock.now()).inputs
        say(session, evening, "yes")
        after = standing_plan(session, evening.event_id, 1)
        assert before is not None
        assert after is not None
        assert after.inputs == before.inputs
        assert (after.problem.weights == before.problem.weights).all()
        assert repairs.situation(session, evening.event_id, evening.clock.now()).inputs == to_repair
        assert planning.inputs(session, evening.event_id) != before.inputs


def test_one_reads_ones_answers_in_ones_own_data(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        say(session, evening, "yes")
        plain = own_data.own_data(session, evening.event_id, evening.people["C03-1"])
        other = own_data.own_data(session, evening.event_id, evening.people["C01-1"])
    (told,) = plain["answers_about_suggestions"]
    assert (told["kind"], told["code"], told["answer"], told["answered_by"]) == (
        "offer",
        "transport",
        "yes",
        "participant",
    )
    assert other["answers_about_suggestions"] == []


def test_answers_come_and_go_with_their_step(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        say(session, evening, "yes")
    database.dispose()
    downgrade(database.url, "0003")
    with database.write_engine.connect() as connection:
        assert "suggestion_answers" not in inspect(connection).get_table_names()
        assert connection.execute(text("SELECT count(*) FROM organisations")).scalar() == 6
    database.dispose()
    upgrade(database.url)
    with database.writing() as session:
        assert [one.code for one in of(session, evening).open] == ["transport"]
        assert say(session, evening, "yes") == 1
        session.execute(text("DELETE FROM events"))
        assert session.execute(text("SELECT count(*) FROM suggestion_answers")).scalar() == 0


def test_the_database_refuses_what_no_answer_can_be(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        say(session, evening, "yes")
    for statement in (
        "UPDATE suggestion_answers SET kind = 'perhaps'",
        "UPDATE suggestion_answers SET answer = 'perhaps'",
    ):
        with pytest.raises(IntegrityError), database.writing() as session:
            session.execute(text(statement))
