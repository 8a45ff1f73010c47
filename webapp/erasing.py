"""A person is erased, and what follows from it: the plan is repaired, memory and files forget.

The erasure is one transaction. The repair is computed after it, while nobody waits, and published in a second one if
the evening is still what it was computed from; it is tried again once where it is not. Where no repair is possible, or
something fails in it, the person stays noted absent, and the owner finds it on the page of presences. Of every erasure
one line without a name is kept beside the database, so that an older copy that is put back can forget the person again.
"""

from dataclasses import dataclass
from typing import Final

from flask import current_app

from schedules import InfeasiblePlan
from schedules.faults import InvalidProblem
from webapp import access, housekeeping, logged
from webapp.services import audit, erasure, forgetting, repairs
from webapp.services.erasure_journal import JOURNAL, ErasedPerson, write_journal
from webapp.services.refusals import Refused
from webapp.transactions import database, release, session

REPAIR_TRIES: Final = 2


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What became of it: whether the plan holds without the person, and whether the files could be emptied at once."""

    plan_holds: bool
    files_emptied: bool


def carry_out(event_id: int, participant_id: int, *, public_id: str) -> Erased:
    """Erase a person of an evening; refused (404) for nobody of it. Uses transactions of its own after the first."""
    now = access.clock().now()
    done = erasure.erase(session(), event_id, participant_id, actor=access.actor(), now=now)
    release()
    _write_down(ErasedPerson(public_id=public_id, person_key=done.person_key, erased_at=now))
    holds = not done.plan_to_repair or _repaired(event_id)
    forgetting.forget_memory()
    return Erased(plan_holds=holds, files_emptied=_out_of_the_files())


def _write_down(person: ErasedPerson) -> None:
    """Add the person to the journal; they are erased where that fails too, and housekeeping adds them later."""
    try:
        write_journal(access.settings().instance / JOURNAL, [person])
    except OSError as error:
        current_app.logger.error("The journal of erasures could not be written\n%s", logged.without_values(error))


def _out_of_the_files() -> bool:
    """Whether the files are emptied; where that fails housekeeping tries again, and the person reads that."""
    try:
        return housekeeping.forget_files()
    except Exception as error:
        current_app.logger.error("The files could not be emptied after an erasure\n%s", logged.without_values(error))
        return False


def _repaired(event_id: int) -> bool:
    """Whether the plan holds again; whatever goes wrong, the person is erased by now, and has to read so."""
    try:
        return any(_repair_and_publish(event_id) for _ in range(REPAIR_TRIES))
    except Exception as error:
        current_app.logger.error("The plan could not be repaired after an erasure\n%s", logged.without_values(error))
        return False


def _repair_and_publish(event_id: int) -> bool:
    """Repair the published plan for those who are there, and publish it together with its entry of the log.

    False when no plan can meet what is demanded, and when the evening is not what it was computed from any more.
    """
    now = access.clock().now()
    try:
        with database().reading() as rows:
            given = repairs.situation(rows, event_id, now)
        made = repairs.repair(given)
        with database().writing() as rows:
            version = repairs.publish(rows, event_id, made, made.token, now)
            if not made.nothing_changes:
                details = {"version": version}
                audit.note(rows, event_id, actor=audit.SYSTEM, action="plan_repaired", now=now, details=details)
    except (InfeasiblePlan, InvalidProblem, Refused):
        return False
    return True
