"""The report of past events, from a territory where the score means something and one where it does not."""

import json
from dataclasses import replace

import pytest

from matching.estimates import Estimate, NotEnough
from matching.evaluation import Calibration, EvaluationReport, Lift, evaluate, groups_of
from matching.learning import InvalidOutcomes, SpreadOfEffects
from matching.organisations import PastMeeting
from tests.matching.outcome_worlds import evening_outcomes, territory

EVERYBODY = groups_of([*territory().companies, *territory().associations])


def report(*, slope: float, n_events: int = 5, seed: int = 0) -> EvaluationReport:
    matrix = territory()
    meetings, outcomes = evening_outcomes(
        matrix, dict(matrix.weights.values), n_events=n_events, seed=seed, slope=slope
    )
    return evaluate(matrix, meetings, outcomes, EVERYBODY, 0)


def test_where_the_score_means_something_the_report_shows_it():
    found = report(slope=10)
    assert (found.n_events, found.n_meetings, found.n_outcomes, found.n_left_out) == (5, 960, 960, 0)
    assert isinstance(found.lift, Lift)
    assert found.lift.difference.low > 0
    assert isinstance(found.area, Estimate)
    assert found.area.low > 0.5
    assert isinstance(found.calibration, Calibration)
    assert found.calibration.slope.low > 0.4
    assert isinstance(found.effects, SpreadOfEffects)
    assert found.effects.association > 0.2
    assert found.missing == ()


def test_where_it_means_nothing_the_report_says_so():
    found = report(slope=0)
    assert isinstance(found.lift, Lift)
    assert found.lift.difference.low < 0 < found.lift.difference.high
    assert isinstance(found.area, Estimate)
    assert found.area.low < 0.5 < found.area.high


def test_no_event_and_one_event_are_answers():
    nothing = evaluate(territory(), [], [], EVERYBODY, 0)
    assert {one.code for one in nothing.missing} == {"results", "meetings", "outcomes", "events"}
    assert nothing.rate == NotEnough("results", 0, 10)
    json.dumps(nothing.to_dict())
    once = report(slope=5, n_events=1)
    assert once.calibration == NotEnough("events", 1, 2)
    assert once.area == NotEnough("clusters", 1, 3)
    assert isinstance(once.lift, Lift)


def test_the_report_is_plain_the_same_again_and_names_nobody():
    found = report(slope=5)
    text = json.dumps(found.to_dict())
    assert text == json.dumps(report(slope=5).to_dict())
    names = [*territory().companies, *territory().associations]
    assert not any(f'"{one.id}"' in text or one.name in text for one in names)
    assert all(group.n_organisations >= 5 for one in found.equity.values() for group in one.groups)


def test_a_meeting_without_an_outcome_is_not_a_failure():
    matrix = territory()
    meetings, outcomes = evening_outcomes(matrix, {"forms": 1.0}, n_events=3, seed=1)
    kept = [one for one in outcomes if one.result == 1]
    found = evaluate(matrix, meetings, kept, EVERYBODY, 0)
    assert (found.n_meetings, found.n_outcomes) == (len(meetings), len(kept))
    assert isinstance(found.rate, Estimate)
    assert found.rate.value == 1


def test_what_no_matrix_knows_is_counted_as_left_out():
    matrix = territory()
    meetings, outcomes = evening_outcomes(matrix, {"forms": 1.0}, n_events=3, seed=1)
    stranger = PastMeeting(company_id="gone", association_id="a0", event="evening 0")
    found = evaluate(matrix, [*meetings, stranger], [*outcomes, replace(outcomes[0], company_id="gone")], EVERYBODY, 0)
    assert (found.n_meetings, found.n_left_out) == (len(meetings), 2)
    known_before = [replace(meeting, known=True) for meeting in meetings]
    assert evaluate(matrix, known_before, [], EVERYBODY, 0).n_meetings == 0


def test_only_outcomes_of_the_kind_asked_for_are_looked_at():
    matrix = territory()
    meetings, outcomes = evening_outcomes(matrix, {"forms": 1.0}, n_events=3, seed=1)
    partnerships = [replace(one, kind="partnership") for one in outcomes]
    found = evaluate(matrix, meetings, [*outcomes, *partnerships], EVERYBODY, 0)
    assert found.n_outcomes == len(outcomes)
    assert evaluate(matrix, meetings, partnerships, EVERYBODY, 0).n_outcomes == 0
    assert evaluate(matrix, meetings, partnerships, EVERYBODY, 0, kind="partnership").rate == found.rate
    with pytest.raises(InvalidOutcomes, match="twice"):
        evaluate(matrix, meetings, [*outcomes, replace(outcomes[0], result=1 - outcomes[0].result)], EVERYBODY, 0)


def test_a_plan_may_say_which_pairs_it_put_together():
    matrix = territory()
    meetings, outcomes = evening_outcomes(matrix, {"forms": 1.0}, n_events=3, seed=1)
    succeeded = {(one.event, one.company_id, one.association_id) for one in outcomes if one.result == 1}
    found = evaluate(matrix, meetings, outcomes, EVERYBODY, 0, chosen=succeeded)
    assert isinstance(found.lift, Lift)
    assert found.lift.chosen == 1 > found.lift.by_chance.high
    assert evaluate(matrix, meetings, outcomes, EVERYBODY, 0, chosen=()).lift == NotEnough("meetings", 0, 30)
