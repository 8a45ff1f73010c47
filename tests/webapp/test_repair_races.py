"""Several hands at once, on both databases: one repair is published, and nothing noted meanwhile is passed over."""

import threading
from collections.abc import Callable

from sqlalchemy import func, select

from tests.webapp.conftest import Evening
from webapp.database import Database
from webapp.models import MeetingRow, PlanRow
from webapp.services import event_day, plans, presence, repairs
from webapp.services.presence import ABSENT
from webapp.services.refusals import Refused
from webapp.services.repairs import Repair


def previewed(database: Database, evening: Evening) -> Repair:
    with database.writing() as session:
        presence.note(session, evening.event_id, evening.people["C03-1"], ABSENT, evening.clock.now())
    with database.reading() as session:
        given = repairs.situation(session, evening.event_id, evening.clock.now())
    return repairs.repair(given)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each did, in the order given: what it returned, or the code of its refusal."""
    found: list[object] = [None] * len(deeds)
    start = threading.Barrier(len(deeds))

    def run(place: int, deed: Callable[[], object]) -> None:
        start.wait()
        try:
            found[place] = deed()
        except Refused as refusal:
            found[place] = refusal.code

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def publishing(database: Database, evening: Evening, made: Repair) -> Callable[[], object]:
    def publish() -> object:
        with database.writing() as session:
            return repairs.publish(session, evening.event_id, made, made.token, evening.clock.now())

    return publish


def test_of_four_hands_one_publishes(database: Database, evening: Evening) -> None:
    made = previewed(database, evening)
    found = at_once(*[publishing(database, evening, made)] * 4)
    assert sorted(map(str, found)) == ["2", "preview_stale", "preview_stale", "preview_stale"]
    with database.reading() as session:
        n_plans = session.scalar(select(func.count(PlanRow.id)).where(PlanRow.event_id == evening.event_id))
        n_meetings = session.scalar(
            select(func.count(MeetingRow.id)).join(PlanRow).where(PlanRow.event_id == evening.event_id)
        )
    assert (n_plans, n_meetings) == (2, 9 + 6)


def test_somebody_noted_at_the_same_moment_is_never_passed_over(database: Database, evening: Evening) -> None:
    made = previewed(database, evening)

    def note() -> object:
        with database.writing() as session:
            return presence.note(session, evening.event_id, evening.people["A01-1"], ABSENT, evening.clock.now())

    published, _noted = at_once(publishing(database, evening, made), note)
    with database.reading() as session:
        unplanned = [one.code for one in repairs.unplanned_people(session, evening.event_id)]
    assert published in (2, "preview_stale")
    assert unplanned == (["A01-1"] if published == 2 else ["A01-1", "C03-1"])


def test_the_bell_and_a_repair_at_the_same_moment_leave_one_truth(database: Database, evening: Evening) -> None:
    made = previewed(database, evening)

    def ring() -> object:
        with database.writing() as session:
            return event_day.act(session, evening.event_id, "start", evening.clock.now())

    published, rung = at_once(publishing(database, evening, made), ring)
    assert rung is None
    with database.reading() as session:
        state = event_day.evening_state(session, evening.event_id, evening.clock.now())
        plan = plans.published_plan(session, evening.event_id)
    assert state.rounds_begun == 1
    assert plan is not None
    assert plan.version == (2 if published == 2 else 1)
    assert published in (2, "preview_stale")
