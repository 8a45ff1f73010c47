"""`entremise plan`: a sign-up sheet -> the plan of an evening as files; nothing is written when there is none."""

from pathlib import Path

import click

from schedules import InfeasiblePlan, InvalidProblem, check_plan
from webapp.cli.inputs import PLACED, Files, Given, levels_of, read_files, sentence_of
from webapp.cli.problems import CannotWrite, DataProblem
from webapp.cli.streams import progress, say, show_json
from webapp.exports.evening_file import EVENING, evening_bytes
from webapp.exports.in_place import write_in_place
from webapp.exports.plan_files import digest, participants_of, write_plan
from webapp.services.events import EventSettings
from webapp.services.planning import PlanDraft, PlanningInputs, certificate, compute
from webapp.services.refusals import Refused
from webapp.wording import Words
from webapp.wording.marking import N_


def plan(files: Files, directory: Path, settings: EventSettings, *, words: Words, as_json: bool) -> None:
    """Compute the plan, check every rule on it, then write its files."""
    with progress(words.say(READING)):
        given = read_files(files, settings, words)
    _tell_remarks(given, words)
    with progress(words.say(COMPUTING)):
        draft = computed(given.inputs, words)
    try:
        written = write_plan(draft, directory, words)
        written += write_in_place(directory, {EVENING: evening_bytes(draft.inputs)})
    except OSError as error:
        raise CannotWrite(directory, error) from error
    if as_json:
        show_json(certificate(draft) | {"inputs": digest(draft.inputs), "files": [str(path) for path in written]})
        return
    _tell_plan(draft, words)
    for path in written:
        click.echo(f"  {path}")


def computed(given: PlanningInputs, words: Words) -> PlanDraft:
    """The plan of these inputs; raises DataProblem with counts and remedies when there is none."""
    rows, columns = participants_of(given)
    try:
        draft = compute(given)
    except Refused as refusal:
        raise DataProblem([words.refusal(refusal.code, refusal.values)]) from refusal
    except InfeasiblePlan as error:
        raise DataProblem([words.shortage(one, rows, columns) for one in error.shortages]) from error
    except InvalidProblem as error:
        raise DataProblem([words.shortage(one, rows, columns) for one in error.faults]) from error
    broken = check_plan(draft.problem, draft.plan)
    if broken:
        raise DataProblem([words.say(BROKEN), *(words.shortage(one, rows, columns) for one in broken)])
    return draft


def _tell_remarks(given: Given, words: Words) -> None:
    """What was left out or could not be read, one line each; corrections are counted."""
    for path, remarks in given.remarks.items():
        levels = levels_of(remarks)
        for level in ("problem", "exclusion"):
            for remark in levels[level]:
                say(
                    words.say(
                        PLACED, {"place": words.remark_level(level), "sentence": sentence_of(remark, words, path)}
                    )
                )
        if levels["correction"]:
            n_made = len(levels["correction"])
            say(words.say_count(n_made, CORRECTION, CORRECTIONS, {"file": path}))


def _tell_plan(draft: PlanDraft, words: Words) -> None:
    plan = draft.plan
    counts = [*plan.row_counts.tolist(), *plan.column_counts.tolist()]
    click.echo(
        words.say(
            PLANNED,
            {
                "participants": len(counts),
                "companies": len(plan.row_counts),
                "associations": len(plan.column_counts),
                "meetings": len(plan),
                "rounds": plan.n_rounds,
            },
        )
    )
    least, most = min(counts), max(counts)
    click.echo(words.say(SAME_FOR_EACH if least == most else EACH, {"least": least, "most": most}))
    values = {"total": plan.total, "bound": plan.upper_bound, "lowest": plan.lowest_total}
    click.echo(words.say(PROVEN if plan.gap == 0 else OPEN, values))


READING = N_("Lecture des inscriptions…")
COMPUTING = N_("Calcul du plan…")
BROKEN = N_("Le plan calculé ne respecte pas toutes les règles : c’est un défaut du logiciel. Rien n’a été écrit.")
CORRECTION = N_("%(file)s : %(count)s correction faite en lisant. `entremise check` la montre.")
CORRECTIONS = N_("%(file)s : %(count)s corrections faites en lisant. `entremise check` les montre.")
PLANNED = N_(
    "Participants : %(participants)s (entreprises : %(companies)s, associations : %(associations)s). "
    "Rencontres : %(meetings)s, tours : %(rounds)s."
)
EACH = N_("Rencontres par personne : %(least)s à %(most)s.")
SAME_FOR_EACH = N_("Rencontres par personne : %(least)s.")
PROVEN = N_("Total %(total)s, égal au plafond démontré ; le moins bien servi : %(lowest)s.")
OPEN = N_("Total %(total)s, plafond démontré %(bound)s ; le moins bien servi : %(lowest)s.")
