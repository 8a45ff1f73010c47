"""Meetings get tables so that one side stays seated where it can, and everybody sits where they must."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules import InfeasiblePlan, PlanningProblem, build_plan, check_plan
from schedules.contradictions import STAYS
from schedules.pairs.pairing import choose_pairs
from schedules.rounds.idle_spread import spread_idle_rounds
from schedules.rounds.open_rounds import in_rounds
from schedules.tables.seating import seat_meetings
from schedules.tables.table_moves import least_moves, moves_per_participant, seating_figures
from tests.schedules.instances import crowded_evening
from tests.schedules.timed_evenings import evenings_in_rounds


def in_their_rounds(problem):
    lines = in_rounds(problem, choose_pairs(problem, even_counts=True).pairs, seed=0)
    return spread_idle_rounds(problem, lines, seed=0)


def total_moves(problem, meetings):
    return sum(int(side.sum()) for side in moves_per_participant(problem, meetings))


def test_the_smaller_side_stays_seated():
    problem = crowded_evening(31, 25)
    row_moves, column_moves = moves_per_participant(problem, build_plan(problem).meetings)
    assert column_moves.sum() == 0
    assert row_moves.sum() > 0


def test_without_a_limit_on_tables_too():
    problem = PlanningProblem(np.random.default_rng(1).random((9, 14)), n_rounds=5)
    plan = build_plan(problem)
    assert moves_per_participant(problem, plan.meetings)[0].sum() == 0
    assert plan.meetings[:, 1].max() < 9


@pytest.mark.parametrize("side", ["rows", "columns"])
def test_the_side_that_is_to_sit_sits(side):
    problem = PlanningProblem(np.random.default_rng(1).random((12, 12)), n_rounds=6, seated_side=side)
    moves = moves_per_participant(problem, seat_meetings(problem, in_their_rounds(problem)))
    assert moves[("rows", "columns").index(side)].sum() == 0


def test_after_half_time_the_other_side_sits():
    problem = PlanningProblem(np.random.default_rng(1).random((12, 12)), n_rounds=6, seated_side="rows", swap_after=3)
    meetings = seat_meetings(problem, in_their_rounds(problem))
    before, after = meetings[meetings[:, 0] < 3], meetings[meetings[:, 0] >= 3]
    assert moves_per_participant(problem, before)[0].sum() == 0
    assert moves_per_participant(problem, after)[1].sum() == 0
    assert moves_per_participant(problem, after)[0].sum() > 0


@given(evening=evenings_in_rounds(), seated=st.sampled_from([None, "rows", "columns"]), data=st.data())
@settings(max_examples=150, deadline=None)
def test_seats_tables_and_locks_hold_whatever_the_evening(evening, seated, data):
    """The meetings keep their rounds, and nobody shares a table, loses a seat or sits at a table that is not there."""
    problem, lines = evening
    fields = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
    swap_after = data.draw(st.none() | st.integers(1, problem.n_rounds))
    problem = PlanningProblem(**{**fields, "seated_side": seated, "swap_after": swap_after})
    meetings = seat_meetings(problem, lines)
    assert sorted(map(tuple, meetings[:, [0, 2, 3]].tolist())) == sorted(map(tuple, lines.tolist()))
    places = meetings[:, :2].tolist()
    assert len({tuple(place) for place in places}) == len(places)
    for round_number, table, row, column in meetings.tolist():
        assert 0 <= table < problem.n_tables
        assert problem.table_available is None or problem.table_available[table, round_number]
        assert problem.row_seats is None or problem.row_seats[row] in (-1, table)
        assert problem.column_seats is None or problem.column_seats[column] in (-1, table)
    assert total_moves(problem, meetings) >= least_moves(meetings)
    assert seat_meetings(problem, lines).tolist() == meetings.tolist()


def test_nearly_the_fewest_moves_of_all_seatings():
    """Every seating of tiny evenings with a table too few for everybody of a side."""
    found = fewest = best = 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        problem = PlanningProblem(rng.random((4, 4)), n_rounds=4, n_tables=3)
        lines = in_their_rounds(problem)
        meetings = seat_meetings(problem, lines)
        starts = np.flatnonzero(np.diff(meetings[:, 0], prepend=-1))
        sizes = np.diff(np.append(starts, len(meetings)))
        # the first round may be numbered at will, and the tables not used in it are alike
        ways = [[tuple(range(sizes[0]))], *(list(permutations(range(3), int(size))) for size in sizes[1:])]
        least = min(
            _moves_when_seated(meetings, [table for way in choice for table in way]) for choice in product(*ways)
        )
        assert least_moves(meetings) <= least <= total_moves(problem, meetings)
        found += total_moves(problem, meetings)
        fewest += least
        best += least == total_moves(problem, meetings)
    assert found <= 1.1 * fewest
    assert best >= 12


def _moves_when_seated(meetings, tables):
    last, moves = {}, 0
    for (_, _, row, column), table in zip(meetings.tolist(), tables, strict=True):
        for who in (("row", row), ("column", column)):
            moves += last.get(who, table) != table
            last[who] = table
    return moves


@pytest.mark.parametrize(("n_rows", "n_columns", "share"), [(40, 40, 0.5), (60, 50, 0.7), (100, 100, 0.7)])
def test_with_few_tables_people_move_less_than_by_numbering(n_rows, n_columns, share):
    problem = crowded_evening(n_rows, n_columns, share_of_tables=share)
    figures = seating_figures(problem, seat_meetings(problem, in_their_rounds(problem)))
    assert figures.least_total <= figures.total < 0.75 * figures.total_by_numbering
    assert min(figures.rows.mean, figures.columns.mean) < 1.5


def test_a_thousand_meetings_and_more_move_little_too():
    problem = crowded_evening(500, 500, share_of_tables=0.9)
    lines = in_their_rounds(problem)
    assert len(lines) > 3000
    figures = seating_figures(problem, seat_meetings(problem, lines))
    assert figures.least_total <= figures.total < 0.85 * figures.total_by_numbering
    assert min(figures.rows.mean, figures.columns.mean) < 1


def test_the_figures_of_an_evening_counted_by_hand():
    """Row 0 sits at table 5; columns 0 and 1 come to it in turn while row 1 follows at table 6, then moves to 4."""
    problem = PlanningProblem(np.ones((2, 3)), n_rounds=3)
    meetings = np.array([(0, 5, 0, 0), (0, 6, 1, 1), (1, 5, 0, 1), (1, 6, 1, 0), (2, 4, 1, 2)])
    figures = seating_figures(problem, meetings)
    assert (figures.rows.most, figures.rows.mean) == (1, 0.5)
    assert (figures.columns.most, figures.columns.mean) == (1, pytest.approx(2 / 3))
    assert (figures.total, figures.total_by_numbering) == (3, 3)
    assert figures.least_total == 2  # both meetings of round 1; column 2 has sat nowhere before round 2
    nobody = seating_figures(problem, meetings[:0])
    assert (nobody.rows.most, nobody.rows.mean, nobody.total, nobody.least_total) == (0, 0.0, 0, 0)


@pytest.mark.parametrize("n_tables", [None, 5])
def test_locked_tables_stand(n_tables):
    locked = [(0, 3, 0, 0), (1, 3, 1, 1), (2, 0, 0, 1)]
    problem = PlanningProblem(np.random.default_rng(2).random((5, 6)), n_rounds=3, n_tables=n_tables, locked=locked)
    plan = build_plan(problem)
    assert check_plan(problem, plan) == []
    assert {tuple(meeting) for meeting in plan.meetings.tolist()} >= set(locked)


def test_a_locked_table_beyond_the_smaller_side_exists_without_a_limit():
    problem = PlanningProblem(np.full((2, 2), 0.5), n_rounds=2, locked=[(0, 7, 0, 0)])
    plan = build_plan(problem)
    assert check_plan(problem, plan) == []
    assert plan.meetings[:, 1].max() == 7


def test_hosts_keep_their_tables_on_both_sides():
    seats = {"row_seats": [4, STAYS, -1, -1, -1, -1], "column_seats": [-1, -1, 0, STAYS, -1, -1]}
    problem = PlanningProblem(np.random.default_rng(3).random((6, 6)), n_rounds=4, n_tables=6, **seats)
    plan = build_plan(problem)
    assert check_plan(problem, plan) == []
    tables = [set(plan.meetings[plan.meetings[:, part] == who, 1].tolist()) for part, who in ((2, 0), (3, 2))]
    assert tables == [{4}, {0}]


def test_who_stays_gets_a_table_that_is_there_in_all_their_rounds():
    there = np.ones((3, 3), bool)
    there[0, 1] = there[1, 2] = False
    problem = PlanningProblem(np.ones((2, 3)), n_rounds=3, n_tables=3, table_available=there, row_seats=[STAYS, -1])
    meetings = seat_meetings(problem, np.array([(0, 0, 0), (1, 0, 1), (2, 0, 2)]))
    assert meetings[:, 1].tolist() == [2, 2, 2]


def test_a_table_kept_by_somebody_is_left_to_its_locked_meeting():
    """Row 0 keeps table 1, where others are locked in round 0: row 0 waits."""
    problem = PlanningProblem(np.ones((3, 3)), n_rounds=2, n_tables=2, row_seats=[1, -1, -1], locked=[(0, 1, 1, 1)])
    plan = build_plan(problem)
    assert check_plan(problem, plan) == []
    assert not ((plan.meetings[:, 0] == 0) & (plan.meetings[:, 2] == 0)).any()


BARRED = np.array([[True, False], [False, True]])


@pytest.mark.parametrize(
    ("fields", "lines", "codes", "sentence"),
    [
        (
            {"locked": [(0, 1, 0, 0)], "table_available": BARRED},
            [(0, 0, 0)],
            ["table_not_there"],
            "at table 1 in round 0, but that table is not there then",
        ),
        (
            {"row_seats": [0, -1, -1], "locked": [(0, 0, 1, 1)]},
            [(0, 0, 0), (0, 1, 1)],
            ["table_claimed_twice"],
            "2 meetings have to be at table 0 in round 0",
        ),
        (
            {"row_seats": [STAYS, -1, -1], "locked": [(0, 0, 0, 0), (1, 1, 0, 1)]},
            [(0, 0, 0), (1, 0, 1)],
            ["stays_at_two_tables"],
            "Row 0 is to stay at one table, but has meetings locked at 2 tables",
        ),
        (
            {"column_seats": [STAYS, -1, -1], "table_available": BARRED},
            [(0, 0, 0), (1, 1, 0)],
            ["no_table_to_stay"],
            "Column 0 is to stay at one table, but none is free in all 2 rounds",
        ),
    ],
)
def test_rules_about_tables_that_contradict_each_other_are_refused(fields, lines, codes, sentence):
    problem = PlanningProblem(np.ones((3, 3)), n_rounds=2, n_tables=2, **fields)
    with pytest.raises(InfeasiblePlan, match=sentence) as refused:
        seat_meetings(problem, np.array(lines))
    assert [shortage.code for shortage in refused.value.shortages] == codes
