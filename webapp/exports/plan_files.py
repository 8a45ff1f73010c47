"""A computed plan -> the files of an evening on paper: plan.csv, plan.xlsx, plan.json, timetables.html, report.html and
its pictures (SVG).

All of them are written into a folder beside the one asked for and moved into place when all are whole. The same inputs
give the same files, byte for byte, plan.xlsx apart (it holds the moment of its making).
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from matching.organisations import Organisation, Participant
from webapp.exports.in_place import write_in_place
from webapp.exports.report import Report, render_report, report_of
from webapp.exports.sheets import Cell, csv_bytes, xlsx_bytes
from webapp.exports.timetables import cards_of_draft, render_timetables
from webapp.services.planning import PlanDraft, PlanningInputs, certificate, explanation_of
from webapp.services.standing_plan import standing_draft
from webapp.wording import Pair, Words
from webapp.wording.marking import N_

COLUMNS: Final = (
    "round",
    "table",
    "company_id",
    "company",
    "company_participant",
    "association_id",
    "association",
    "association_participant",
    "score",
    "reason",
)
FORMAT: Final = "entremise-plan-1"


def write_plan(draft: PlanDraft, directory: Path, words: Words) -> list[Path]:
    """Write the plan's files into a folder (made if need be) and return their paths; raises OSError."""
    rows = plan_rows(draft, words)
    contents = {
        "plan.csv": csv_bytes(COLUMNS, rows, delimiter=","),
        "plan.xlsx": xlsx_bytes(words.say(N_("Plan des rencontres")), COLUMNS, rows),
        "plan.json": (json.dumps(plan_values(draft), ensure_ascii=False, indent=2) + "\n").encode(),
        "timetables.html": timetables(draft, words).encode("utf-8", "replace"),
    }
    report = plan_report(draft, words)
    contents["report.html"] = render_report(report, words).encode("utf-8", "replace")
    contents |= {f"{one.name}.svg": one.standalone().encode("utf-8", "replace") for one in report.pictures}
    return write_in_place(directory, contents)


def plan_rows(draft: PlanDraft, words: Words) -> list[Sequence[Cell]]:
    """One row per meeting in the order of rounds and tables, both from 1."""
    people = {one.id: one for one in draft.inputs.participants}
    rows: list[Sequence[Cell]] = []
    for round_number, table_number, row, column in draft.plan.meetings.tolist():
        company = draft.matrix.companies[int(draft.crossing.row_groups[row])]
        association = draft.matrix.associations[int(draft.crossing.column_groups[column])]
        pair = Pair(company=company.name, association=association.name, reader=None)
        rows.append(
            (
                round_number + 1,
                table_number + 1,
                company.id,
                company.name,
                people[draft.crossing.company_participants[row]].full_name,
                association.id,
                association.name,
                people[draft.crossing.association_participants[column]].full_name,
                round(float(draft.problem.weights[row, column]), 4),
                words.short_reason(explanation_of(draft, row, column), pair),
            )
        )
    return rows


def plan_values(draft: PlanDraft) -> dict[str, Any]:
    """Settings, certificate and meetings, with the digest of the inputs: what is needed to compute the plan again."""
    settings = draft.inputs.settings
    return {
        "format": FORMAT,
        "settings": {
            "rounds": settings.n_rounds,
            "minutes": settings.meeting_minutes,
            "change_over": settings.change_over_minutes,
            "tables": settings.n_tables,
            "start": f"{settings.starts_at:%H:%M}",
            "seed": settings.seed,
            "weights": draft.inputs.weights.to_dict(),
        },
        "inputs": {
            "digest": digest(draft.inputs),
            "companies": len(draft.matrix.companies),
            "associations": len(draft.matrix.associations),
            "participants": len(draft.inputs.participants),
            "rules": len(draft.inputs.rules),
            "past_meetings": len(draft.inputs.history),
        },
        "certificate": certificate(draft),
        "company_participants": list(draft.crossing.company_participants),
        "association_participants": list(draft.crossing.association_participants),
        "plan": draft.plan.to_dict(),
    }


def digest(given: PlanningInputs) -> str:
    """SHA-256 of everything the plan is computed from, the settings of its rounds included."""
    settings = given.settings
    plain = {
        "settings": [settings.n_rounds, settings.n_tables, settings.seed],
        "organisations": [one.to_dict() for one in given.organisations],
        "participants": [[one.id, one.organisation_id] for one in given.participants],
        "rules": [[r.company_id, r.association_id, r.kind, r.round_number, r.table_number] for r in given.rules],
        "history": [
            [past.company_id, past.association_id, past.event, past.date, past.known] for past in given.history
        ],
        "diagnosis": given.diagnosis.to_dict() if given.diagnosis else None,
        "weights": given.weights.to_dict(),
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def timetables(draft: PlanDraft, words: Words) -> str:
    """One card per participant, made to be printed, as one HTML file."""
    settings = draft.inputs.settings
    lengths = {"rounds": settings.n_rounds, "minutes": settings.meeting_minutes, "pause": settings.change_over_minutes}
    title = settings.name or words.say(N_("Plan des rencontres"))
    subtitle = words.say(
        N_("Tours : %(rounds)s. Rencontre : %(minutes)s min. Changement de table : %(pause)s min."), lengths
    )
    return render_timetables(cards_of_draft(draft, words), words, title=title, subtitle=subtitle)


def plan_report(draft: PlanDraft, words: Words) -> Report:
    """What the report of the plan says and shows."""
    title = draft.inputs.settings.name or words.say(N_("Plan des rencontres"))
    return report_of(standing_draft(draft), words, title=title, subtitle=words.say(N_("Rapport du plan")))


def participants_of(given: PlanningInputs) -> tuple[list[str], list[str]]:
    """Names of the rows and of the columns of the planning problem, as sentences call them."""
    organisations = {one.id: one for one in given.organisations}
    sides: dict[str, list[str]] = {"company": [], "association": []}
    for person in given.participants:
        organisation = organisations[person.organisation_id]
        sides[organisation.side].append(_called(person, organisation))
    return sides["company"], sides["association"]


def _called(person: Participant, organisation: Organisation) -> str:
    return f"{person.full_name} ({organisation.name})" if person.full_name else organisation.name
