"""What a room can give, from counts alone; never less than what a plan then gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from schedules import PlanningProblem, build_plan
from tests.webapp.conftest import EVENING
from webapp.services.capacity import capacity
from webapp.services.events import EventSettings
from webapp.services.organisations import ListedParticipant


def people(n_companies: int, n_associations: int) -> list[ListedParticipant]:
    sides = [("company", number) for number in range(n_companies)]
    sides += [("association", 100 + number) for number in range(n_associations)]
    return [
        ListedParticipant(
            id=number, code=str(number), first_name="", last_name="", role="", email="", email_of_payer=False, phone="",
            organisation_id=number, organisation_code=str(number), organisation=str(number), side=side, commune="",
        )
        for side, number in sides
    ]  # fmt: skip


def evening(n_rounds: int, n_tables: int | None) -> EventSettings:
    return EventSettings(name="x", venue="", starts_at=EVENING, n_rounds=n_rounds, n_tables=n_tables)


def test_twenty_four_companies_and_twenty_one_associations() -> None:
    found = capacity(people(24, 21), evening(8, None))
    assert (found.companies.breaks_per_round, found.associations.breaks_per_round) == (3, 0)
    assert (found.companies.least_meetings, found.companies.most_meetings) == (7, 7)
    assert (found.associations.least_meetings, found.associations.most_meetings) == (8, 8)
    assert (found.pairs_per_round, found.meetings) == (21, 168)


def test_a_small_room() -> None:
    found = capacity(people(10, 10), evening(4, 6))
    assert (found.pairs_per_round, found.meetings) == (6, 24)
    assert (found.companies.breaks_per_round, found.companies.least_meetings, found.companies.most_meetings) == (
        4,
        2,
        3,
    )


def test_an_empty_side() -> None:
    found = capacity(people(3, 0), evening(8, None))
    assert found.side_empty
    assert (found.meetings, found.companies.most_meetings, found.associations.most_meetings) == (0, 0, 0)


@settings(max_examples=40, deadline=None)
@given(
    n_companies=st.integers(1, 6),
    n_associations=st.integers(1, 6),
    n_rounds=st.integers(1, 6),
    n_tables=st.one_of(st.none(), st.integers(1, 6)),
)
def test_a_plan_gives_exactly_that(n_companies: int, n_associations: int, n_rounds: int, n_tables: int | None) -> None:
    """Without rules, the plan holds as many meetings as the counts promise, spread as they say."""
    found = capacity(people(n_companies, n_associations), evening(n_rounds, n_tables))
    weights = [[0.5] * n_associations for _ in range(n_companies)]
    plan = build_plan(PlanningProblem(weights, n_rounds=n_rounds, n_tables=n_tables))
    assert len(plan) == found.meetings
    assert (min(plan.row_counts), max(plan.row_counts)) == (
        found.companies.least_meetings,
        found.companies.most_meetings,
    )
    columns = plan.column_counts
    assert (min(columns), max(columns)) == (found.associations.least_meetings, found.associations.most_meetings)
