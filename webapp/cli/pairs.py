"""`entremise score` and `explain`: pairs of a sign-up sheet, how good they are and why."""

import csv
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
import numpy as np

from matching import Explanation, ScoreMatrix, explain
from matching.folding import fold
from matching.organisations import Organisation
from matching.read.naming import Register
from matching.weights import CRITERION_NAMES
from webapp.cli.inputs import Files, Given, evening_settings, read_files
from webapp.cli.problems import CannotWrite, DataProblem
from webapp.cli.streams import progress, show_json, show_table
from webapp.exports.in_place import write_in_place
from webapp.exports.sheets import Cell, csv_bytes
from webapp.services.introductions import ProposedIntroduction
from webapp.services.planning import matrix_of
from webapp.services.refusals import Refused
from webapp.wording import Pair, Words
from webapp.wording.marking import N_


def score(files: Files, output: Path | None, *, top: int, words: Words, as_json: bool) -> None:
    """Score every pair: the best ones on the output stream, all of them with their layers into a file."""
    _, matrix = scored(files, words)
    rows, columns = np.unravel_index(np.argsort(-matrix.total, axis=None, kind="stable"), matrix.total.shape)
    best = list(zip(rows.tolist(), columns.tolist(), strict=True))
    if output is not None:
        write_whole(output, csv_bytes(_header(), [_row(matrix, i, j) for i, j in best], delimiter=","))
    shown = best[:top]
    if as_json:
        show_json([_pair_values(matrix, i, j, words) for i, j in shown])
        return
    header = [words.say(name) for name in (N_("Score"), N_("Entreprise"), N_("Association"), N_("Pourquoi"))]
    show_table(
        header,
        [
            [
                words.number(float(matrix.total[i, j])),
                f"{matrix.companies[i].name} ({matrix.companies[i].id})",
                f"{matrix.associations[j].name} ({matrix.associations[j].id})",
                words.short_reason(explain(matrix, i, j), _pair(matrix, i, j)),
            ]
            for i, j in shown
        ],
        right=(0,),
    )


def explain_pair(files: Files, company: str, association: str, *, words: Words, as_json: bool) -> None:
    """Say why a company and an association should meet; organisations go by id or by name."""
    given, matrix = scored(files, words)
    wrong: list[str] = []
    one = _found(company, given.sign_ups.companies, "company", wrong, words)
    other = _found(association, given.sign_ups.associations, "association", wrong, words)
    if one is None or other is None:
        raise DataProblem(wrong)
    i, j = matrix.row_of[one.id], matrix.column_of[other.id]
    if as_json:
        show_json(_pair_values(matrix, i, j, words))
        return
    told, pair = explain(matrix, i, j), _pair(matrix, i, j)
    click.echo(f"{one.name} ({one.id}) — {other.name} ({other.id})")
    click.echo(words.say(SCORE, {"score": told.total}))
    _section(words.say(N_("Pourquoi")), [words.reason(reason, pair) for reason in told.reasons])
    _section("", [source for reason in told.reasons if (source := words.source(reason))])
    if told.caution is not None:
        _section(words.say(N_("À savoir")), [words.caution(told.caution, pair)])
    if told.form is not None:
        _section(words.say(N_("À explorer")), [words.form(told.form)])
    _section(words.say(N_("Pour commencer")), [words.question(told.question, pair)])
    conditions = [
        words.say(CONDITION, {"condition": words.label(one.criterion), "left": one.left})
        for one in told.conditions
        if one.value is not None and one.left < ALL_LEFT
    ]
    parts = [_part(part, words) for part in told.contributions]
    _section(words.say(N_("Ce que vaut chaque critère")), [*parts, *conditions])


def scored(files: Files, words: Words) -> tuple[Given, ScoreMatrix]:
    """What the files say, and every pair scored; raises DataProblem when they cannot be."""
    with progress(words.say(N_("Comparaison des profils…"))):
        given = read_files(files, evening_settings(), words)
        try:
            return given, matrix_of(given.inputs)
        except Refused as refusal:
            raise DataProblem([words.refusal(refusal.code, refusal.values)]) from refusal


def _found(
    written: str, organisations: Sequence[Organisation], side: str, wrong: list[str], words: Words
) -> Organisation | None:
    """The organisation of a side that goes by this id or name; None, with a sentence, when there is none."""
    found = Register(organisations).find(written)
    if found is not None:
        return found
    names = {fold(name): one for one in organisations for name in (one.name, one.id)}
    near = [names[name] for name in get_close_matches(fold(written), list(names), n=3, cutoff=0.5)]
    contained = [one for one in organisations if fold(written) and fold(written) in fold(one.name)]
    close = list(dict.fromkeys(f"{one.name} ({one.id})" for one in [*contained[:3], *near]))
    sentence = words.say(UNKNOWN, {"written": written, "side": words.side(side, many=True).lower()})
    wrong.append(sentence + (" " + words.say(CLOSE, {"names": words.enumerated(close)}) if close else ""))
    return None


def met_in(plan: Path, organisations: Sequence[Organisation], words: Words) -> set[tuple[str, str]]:
    """The pairs (of ids) that meet in a plan.csv; raises DataProblem when it is none, or that of another evening."""
    try:
        with plan.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        pairs = {(row["company_id"], row["association_id"]) for row in rows}
    except (KeyError, UnicodeDecodeError, csv.Error) as error:
        raise DataProblem([words.say(NO_PLAN, {"file": plan})]) from error
    here = {one.id for one in organisations}
    strangers = [pair for pair in sorted(pairs) if not here.issuperset(pair)]
    if strangers:
        raise DataProblem([words.say(OTHER_PLAN, {"file": plan, "pair": " / ".join(strangers[0])})])
    return pairs


def _header() -> list[str]:
    return ["company_id", "company", "association_id", "association", "score", "coverage", *CRITERION_NAMES]


def _row(matrix: ScoreMatrix, i: int, j: int) -> list[Cell]:
    """A pair with its layers; a layer of which a side says nothing is an empty cell."""
    company, association = matrix.companies[i], matrix.associations[j]
    layers: list[Cell] = [
        round(float(matrix.layers[name][i, j]), 4) if matrix.known[name][i, j] else "" for name in CRITERION_NAMES
    ]
    figures: list[Cell] = [round(float(matrix.total[i, j]), 4), round(float(matrix.coverage[i, j]), 4)]
    return [company.id, company.name, association.id, association.name, *figures, *layers]


def _pair(matrix: ScoreMatrix, i: int, j: int) -> Pair:
    return Pair(company=matrix.companies[i].name, association=matrix.associations[j].name, reader=None)


def _pair_values(matrix: ScoreMatrix, i: int, j: int, words: Words) -> dict[str, Any]:
    ends = {"company": matrix.companies[i], "association": matrix.associations[j]}
    named = {side: {"id": one.id, "name": one.name} for side, one in ends.items()}
    return {**named, **_explained(explain(matrix, i, j), _pair(matrix, i, j), words)}


def proposal_values(one: ProposedIntroduction, words: Words) -> dict[str, Any]:
    """An introduction for a program to read."""
    pair = Pair(company=one.company.name, association=one.association.name, reader=None)
    return {
        "rank": one.rank,
        "novel": one.novel,
        "company": {"id": one.company.id, "name": one.company.name},
        "association": {"id": one.association.id, "name": one.association.name},
        **_explained(one.explanation, pair, words),
    }


def _explained(told: Explanation, pair: Pair, words: Words) -> dict[str, Any]:
    return {
        "score": told.total,
        "coverage": told.coverage,
        "contributions": [
            {"criterion": one.criterion, "value": one.value, "weight": one.weight, "contribution": one.contribution}
            for one in told.contributions
        ],
        "reasons": [
            {"code": one.code, "values": dict(one.values), "sentence": words.reason(one, pair)} for one in told.reasons
        ],
        "caution": words.caution(told.caution, pair) if told.caution else None,
        "form": told.form,
        "question": words.question(told.question, pair),
    }


def _part(part: Any, words: Words) -> str:
    name = words.label(part.criterion)
    if part.value is None:
        return words.say(PART_UNKNOWN, {"name": name})
    values = {"name": name, "value": part.value, "weight": part.weight, "contribution": part.contribution}
    return words.say(PART, values)


def _section(title: str, lines: Sequence[str]) -> None:
    if lines and title:
        click.echo()
        click.echo(title)
    for line in lines:
        click.echo(f"  {line}")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        write_in_place(path.parent, {path.name: content})
    except OSError as error:
        raise CannotWrite(path, error) from error


ALL_LEFT = 0.995  # above, a figure of two decimals would be 1
SCORE = N_("De bonnes raisons de parler : %(score)s, de 0 à 1 ; jamais une promesse.")
UNKNOWN = N_("« %(written)s » n’est pas parmi les %(side)s inscrites.")
CLOSE = N_("Peut-être : %(names)s.")
NO_PLAN = N_("%(file)s n’est pas un plan écrit par `entremise plan`.")
OTHER_PLAN = N_("%(file)s est le plan d’une autre soirée : ses structures ne sont pas inscrites (%(pair)s).")
PART = N_("%(name)s : %(value)s × %(weight)s = %(contribution)s")
PART_UNKNOWN = N_("%(name)s : rien de dit d’un côté au moins")
CONDITION = N_("%(condition)s : multiplie tout par %(left)s, déjà compté dans ces parts.")
