"""`entremise repair`: a written plan and what is new in the hall -> the repaired plan and who has to be told what."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from schedules import (
    Change,
    InfeasiblePlan,
    InvalidProblem,
    MeetingPlan,
    changes,
    check_plan,
    problem_in_force,
)
from schedules import repair_plan as repaired_plan
from webapp.cli.news import News, new_situation
from webapp.cli.planning import BROKEN
from webapp.cli.problems import CannotWrite, DataProblem, WrongCall
from webapp.cli.streams import progress, show_json
from webapp.exports.evening_file import EVENING, NotAnEvening, evening_bytes, read_evening
from webapp.exports.in_place import write_in_place
from webapp.exports.plan_files import participants_of, write_plan
from webapp.exports.sheets import Cell, csv_bytes
from webapp.services.planning import PlanDraft, PlanningInputs, problem_of
from webapp.services.refusals import Refused
from webapp.services.waived_rules import waived_rules
from webapp.wording import Words
from webapp.wording.marking import N_

COLUMNS = ("round", "side", "participant", "before_table", "before_partner", "after_table", "after_partner", "change")


def repair(
    folder: Path, output: Path, news: News, *, from_round: int, announced: bool, words: Words, as_json: bool
) -> None:
    """Repair the plan of a folder, check every rule on it, write its files and say who has to be told what."""
    try:
        evening = read_evening(folder)
    except NotAnEvening as error:
        raise DataProblem([words.say(NOT_AN_EVENING, {"file": error.path})]) from error
    given, dropped = new_situation(evening, news, words)
    first = from_round - 1
    if first >= evening.plan.n_rounds:
        raise WrongCall(words.say(NO_SUCH_ROUND, {"round": from_round, "rounds": evening.plan.n_rounds}))
    with progress(words.say(REPAIRING)):
        draft = _repaired(given, dropped, evening.plan, first, announced, words)
    plan = draft.plan
    told = changes(evening.plan, plan, from_round=first, problem=draft.problem)
    names = participants_of(given)
    waived = [
        (company.name, association.name)
        for company, association in waived_rules(draft, evening.plan, from_round=first, announced=announced)
    ]
    try:
        written = write_plan(draft, output, words)
        extra = {
            EVENING: evening_bytes(given, dropped),
            "changes.csv": csv_bytes(COLUMNS, _rows(told, names, words), delimiter=","),
        }
        written += write_in_place(output, extra)
    except OSError as error:
        raise CannotWrite(output, error) from error
    if as_json:
        show_json(_values(plan, evening.plan, told, waived, names, written))
        return
    if waived:
        pairs = [f"{company} / {association}" for company, association in waived]
        click.echo(words.say(WAIVED, {"pairs": words.enumerated(pairs)}))
    _tell(plan, evening.plan, told, names, words)
    for path in written:
        click.echo(f"  {path}")


def _repaired(
    given: PlanningInputs,
    dropped: tuple[int, ...],
    before: MeetingPlan,
    first: int,
    announced: bool,
    words: Words,
) -> PlanDraft:
    """The draft of the repaired plan; raises DataProblem with counts and remedies when there is none."""
    rows, columns = participants_of(given)
    try:
        matrix, crossing, problem = problem_of(
            given, before, from_round=first, announced=announced, break_rounds=dropped
        )
        plan = repaired_plan(problem, before, from_round=first, announced=announced, seed=given.settings.seed)
        in_force = problem_in_force(problem, before, from_round=first, announced=announced)
    except Refused as refusal:
        raise DataProblem([words.refusal(refusal.code, refusal.values)]) from refusal
    except InfeasiblePlan as error:
        raise DataProblem([words.shortage(one, rows, columns) for one in error.shortages]) from error
    except InvalidProblem as error:
        raise DataProblem([words.shortage(one, rows, columns) for one in error.faults]) from error
    broken = [] if plan is before else check_plan(in_force, plan)
    if broken:
        raise DataProblem([words.say(BROKEN), *(words.shortage(one, rows, columns) for one in broken)])
    return PlanDraft(inputs=given, matrix=matrix, crossing=crossing, problem=problem, plan=plan)


def _tell(
    plan: MeetingPlan, before: MeetingPlan, told: Sequence[Change], names: tuple[list[str], list[str]], words: Words
) -> None:
    made = plan.repair
    if plan is before or made is None:
        click.echo(words.say(NOTHING))
        return
    values = {"cells": made.n_changed_cells, "bound": made.n_changed_cells_bound}
    click.echo(words.say(FEWEST if made.n_changed_cells == made.n_changed_cells_bound else FEW, values))
    left: dict[str, object] = {"meetings": made.n_remaining_meetings, "most": made.n_remaining_meetings_bound}
    left |= {"weight": made.remaining_weight, "most_weight": made.remaining_weight_bound}
    click.echo(words.say(LEFT, left))
    people = len({(one.side, one.participant) for one in told})
    click.echo(words.say_count(people, ONE_TO_TELL, TO_TELL))
    for one in told:
        click.echo("  " + _sentence(one, names, words))


def _sentence(change: Change, names: tuple[list[str], list[str]], words: Words) -> str:
    mine, others = names if change.side == "row" else (names[1], names[0])
    values: dict[str, object] = {"round": change.round_number + 1, "person": mine[change.participant]}
    if change.after is not None:
        values |= {"partner": others[change.after[0]], "table": change.after[1] + 1}
    return words.say(SENTENCES[change.code], values)


def _rows(told: Sequence[Change], names: tuple[list[str], list[str]], words: Words) -> list[Sequence[Cell]]:
    rows: list[Sequence[Cell]] = []
    for one in told:
        mine, others = names if one.side == "row" else (names[1], names[0])
        places: list[Cell] = []
        for place in (one.before, one.after):
            places += ["", ""] if place is None else [place[1] + 1, others[place[0]]]
        side = "company" if one.side == "row" else "association"
        rows.append((one.round_number + 1, side, mine[one.participant], *places, one.code))
    return rows


def _values(
    plan: MeetingPlan,
    before: MeetingPlan,
    told: Sequence[Change],
    waived: Sequence[tuple[str, str]],
    names: tuple[list[str], list[str]],
    written: Sequence[Path],
) -> dict[str, Any]:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in _rows(told, names, Words.for_locale("en"))]
    return {
        "version": plan.version,
        "nothing_changes": plan is before,
        "repair": plan.repair.to_dict() if plan.repair and plan is not before else None,
        "waived": [{"company": company, "association": association} for company, association in waived],
        "changes": rows,
        "files": [str(path) for path in written],
    }


REPAIRING = N_("Réparation du plan…")
NOT_AN_EVENING = N_("%(file)s : ce n’est pas ce qu’écrit `entremise plan`. Donnez le dossier de son option -o.")
NO_SUCH_ROUND = N_("Le plan n’a pas de tour %(round)s : il en a %(rounds)s.")
NOTHING = N_("Rien ne change : le plan reste le bon.")
FEWEST = N_("Rendez-vous annoncés qui changent : %(cells)s. C’est démontré : il n’est pas possible d’en changer moins.")
FEW = N_("Rendez-vous annoncés qui changent : %(cells)s. Au moins %(bound)s devaient changer.")
LEFT = N_(
    "Rencontres à venir : %(meetings)s (au plus %(most)s possibles), total %(weight)s, plafond démontré "
    "%(most_weight)s."
)
WAIVED = N_("Rencontres demandées qui ne peuvent plus avoir lieu : %(pairs)s.")
ONE_TO_TELL = N_("%(count)s personne à prévenir :")
TO_TELL = N_("%(count)s personnes à prévenir, les plus pressées d’abord :")
SENTENCES = {
    "new_partner": N_("Tour %(round)s : %(person)s reste à la table %(table)s et y rencontre %(partner)s."),
    "new_partner_and_table": N_("Tour %(round)s : %(person)s va à la table %(table)s et y rencontre %(partner)s."),
    "new_table": N_("Tour %(round)s : %(person)s rencontre bien %(partner)s, mais à la table %(table)s."),
    "now_idle": N_("Tour %(round)s : %(person)s fait une pause."),
    "now_meets": N_("Tour %(round)s : %(person)s rencontre %(partner)s à la table %(table)s."),
}
