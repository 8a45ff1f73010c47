"""What somebody could have got wrong with repairs: each must be found in some random evening."""

from schedules import repair
from schedules.repairing import in_force
from tests.proofs.protocol_bugs import Bug
from webapp.services import begun_meetings, erasure, planning_problem, plans, presence, repairs

BUGS = (
    Bug(
        "a preview is published whatever has happened since",
        repairs,
        "publish",
        (("not same_standing or _inputs_of(session, event_id, given.version) != given.inputs", "seen != made.token"),),
    ),
    Bug(
        "a preview is published after the bell",
        repairs,
        "publish",
        ((" and standing == given.standing", " and standing.version == given.version"),),
    ),
    Bug(
        "a preview is published although somebody has left since",
        repairs,
        "publish",
        ((" or _inputs_of(session, event_id, given.version) != given.inputs", ""),),
    ),
    Bug(
        "the round under way is planned anew",
        repairs,
        "repair",
        (("from_round=standing.rounds_begun,", "from_round=max(0, standing.rounds_begun - 1),"),),
    ),
    Bug(
        "what people are on their way to is planned anew",
        repairs,
        "repair",
        (("announced=standing.announced", "announced=False"),),
    ),
    Bug(
        "who has left is planned",
        presence,
        "availability",
        (("noted.get(code, WHOLE).covers(number)", "noted.get(code, WHOLE).first_round <= number"),),
    ),
    Bug(
        "who comes later is planned before",
        presence,
        "availability",
        (("noted.get(code, WHOLE).covers(number)", "(noted.get(code, WHOLE).last_round or 99) >= number"),),
    ),
    Bug(
        "an erased person is still expected",
        erasure,
        "_note_absent",
        (("    presence.note(session, person.event_id, person.id, stay, now)\n", ""),),
    ),
    Bug(
        "pairs that must not meet are forgotten",
        planning_problem,
        "planning_problem",
        (("for one, other in apart if", "for one, other in apart[:0] if"),),
    ),
    Bug(
        "pairs that must meet are forgotten",
        planning_problem,
        "planning_problem",
        (("for _, one in found if one.in_round is None", "for _, one in found[:0]"),),
    ),
    Bug(
        "a rule about an organisation of which nobody comes is not told",
        planning_problem,
        "waiting_rules",
        (('rule.kind != "forbidden"', "False"),),
    ),
    Bug(
        "a rule falls to a colleague who has gone",
        planning_problem,
        "planning_problem",
        (("there=there", "there=(np.ones_like(there[0]), np.ones_like(there[1]))"),),
    ),
    Bug(
        "a repair is refused for what people are owed",
        repair,
        "repair_plan",
        (("with suppress(InfeasiblePlan):", "if True:"),),
    ),
    Bug(
        "two colleagues meet the same organisation",
        planning_problem,
        "planning_problem",
        (("row_groups=groups[0],", "row_groups=None,"),),
    ),
    Bug(
        "a meeting that did not take place stays on record",
        in_force,
        "_played",
        (("return past[took_place]", "return past"),),
    ),
    Bug(
        "a table for everybody",
        plans,
        "add_version",
        (("table_number=table_number + 1", "table_number=1"),),
    ),
    Bug(
        "a repair takes the place of the version before",
        plans,
        "add_version",
        (
            (
                "    session.add_all(\n        MeetingRow(",
                "    from sqlalchemy import delete\n"
                "    before = select(PlanRow.id).where(PlanRow.event_id == event_id, PlanRow.version <= latest)\n"
                "    session.execute(delete(MeetingRow).where(MeetingRow.plan_id.in_(before)))\n"
                "    session.add_all(\n        MeetingRow(",
            ),
        ),
    ),
    Bug(
        "the owner is told of nobody",
        repairs,
        "unplanned_people",
        (("if one.code in newcomers or ", "if one.code in newcomers and "),),
    ),
    Bug(
        "somebody not met yet can be chosen",
        begun_meetings,
        "have_met",
        (("state.rounds_begun", "state.rounds_begun + 1"),),
    ),
)
