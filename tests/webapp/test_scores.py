"""Measured scores kept in the process: the same while nothing changes, others at any change, bounded, one at a time."""

import threading

import pytest
from sqlalchemy import text

from matching.organisations import Diagnosis, PastMeeting
from matching.weights import DEFAULT_WEIGHTS, CriterionWeights
from tests.webapp.conftest import SECRET, Evening
from webapp.database import Database
from webapp.services import events, organisations, planning, scores
from webapp.services.refusals import Refused
from webapp.services.scores import MOST_EVENTS, MeasuredEvent


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    scores.forget()


def measured(database: Database, event_id: int) -> MeasuredEvent:
    with database.reading() as session:
        return scores.measured(session, event_id)


def another_event(database: Database, evening: Evening, year: int) -> int:
    """An event at which nobody is signed up, unlike any other by its diagnosis."""
    now = evening.clock.now()
    with database.writing() as session:
        settings = events.EventSettings(name="Vide", venue="", starts_at=now)
        account_id = session.execute(text("SELECT min(id) FROM accounts")).scalar_one()
        event_id = events.create_event(session, account_id=account_id, settings=settings, secret_key=SECRET, now=now)[0]
        organisations.set_diagnosis(session, event_id, Diagnosis(territory="Ried", source="S", year=year, grades={}))
    return event_id


def test_scores_are_the_ones_that_planning_measures(database: Database, evening: Evening) -> None:
    with database.reading() as session:
        expected = planning.matrix_of(planning.inputs(session, evening.event_id))
    found = measured(database, evening.event_id).weighed(DEFAULT_WEIGHTS)
    assert (found.total == expected.total).all()
    other = CriterionWeights({"objectives": 1.0, "place": 0.3}, giving=0.0)
    assert (measured(database, evening.event_id).weighed(other).total == expected.reweighted(other).total).all()


def test_any_change_of_what_scores_rest_on_is_noticed(database: Database, evening: Evening) -> None:
    seen = [measured(database, evening.event_id)]
    assert measured(database, evening.event_id) is seen[0]
    with database.writing() as session:
        organisations.remember(session, evening.event_id, [PastMeeting(company_id="C01", association_id="A01")])
    seen.append(measured(database, evening.event_id))
    assert seen[-1].weighed(DEFAULT_WEIGHTS).known["novelty"].any()
    with database.writing() as session:
        session.execute(text("UPDATE past_meetings SET date = '2025-11-18'"))
    seen.append(measured(database, evening.event_id))
    with database.writing() as session:
        session.execute(text("DELETE FROM organisations WHERE code = 'C03'"))
    seen.append(measured(database, evening.event_id))
    assert len(seen[-1].weighed(DEFAULT_WEIGHTS).companies) == 2
    assert len({id(one) for one in seen}) == len(seen)


def test_what_scores_do_not_rest_on_measures_nothing_again(database: Database, evening: Evening) -> None:
    before = measured(database, evening.event_id)
    with database.writing() as session:
        session.execute(text("UPDATE participants SET first_name = 'Zoé'"))
        session.execute(text("UPDATE events SET n_rounds = 2"))
    assert measured(database, evening.event_id) is before


def test_only_the_last_events_are_kept(database: Database, evening: Evening) -> None:
    first = measured(database, evening.event_id)
    for number in range(MOST_EVENTS):
        with database.writing() as session:
            session.execute(text("UPDATE organisations SET code = code || :sign"), {"sign": str(number)})
        measured(database, evening.event_id)
    with database.writing() as session:
        session.execute(text("UPDATE organisations SET code = substr(code, 1, 3)"))
    assert measured(database, evening.event_id) is not first


def test_an_empty_side_is_refused_and_takes_nobodys_place(database: Database, evening: Evening) -> None:
    kept = measured(database, evening.event_id)
    nobody = [another_event(database, evening, 2020 + number) for number in range(MOST_EVENTS)]
    for empty in nobody:
        with database.reading() as session, pytest.raises(Refused):
            scores.measured(session, empty)
    assert measured(database, evening.event_id) is kept


def test_many_hands_at_once_measure_once(database: Database, evening: Evening) -> None:
    found: list[MeasuredEvent] = []
    hands = [threading.Thread(target=lambda: found.append(measured(database, evening.event_id))) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(found) == 8
    assert len({id(one) for one in found}) == 1


def test_the_diagnosis_is_set_aside_without_measuring_everything(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        session.execute(
            text("UPDATE events SET diagnosis = :diagnosis"),
            {
                "diagnosis": '{"territory": "Ried", "source": "S", "year": 2024, '
                '"grades": {"employment": {"citizens": 2.0}, "digital_access": {"citizens": 9.0}}}'
            },
        )
    found = measured(database, evening.event_id)
    assert found.diagnosis is not None
    within, without = found.weighed(DEFAULT_WEIGHTS), found.weighed(DEFAULT_WEIGHTS, diagnosis=False)
    assert (within.layers["shared_fragilities"] != without.layers["shared_fragilities"]).any()
    assert (within.layers["place"] == without.layers["place"]).all()
    assert found.weighed(DEFAULT_WEIGHTS) is within
