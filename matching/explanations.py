"""One pair of a score matrix -> why these two, as codes and values: parts, reasons, a caution, a form, a question.

The parts are the terms of the weighted mean of the direction that counts, so they add up to the total; under a smooth
rule of reciprocity they are the terms of both directions times the rule's slopes. The reasons are the facts that carry
the parts (``choosing_reasons``). Nothing is said that does not stand in one of the two profiles, in the diagnosis or in
the history; what was only read in a presentation is told with its words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.cautions import caution_for
from matching.choosing_reasons import chosen_reasons, told_about
from matching.conditions import factor
from matching.form_to_explore import form_to_explore
from matching.opening_questions import opening_question
from matching.reasons import Reason
from matching.scoring import ScoreMatrix
from matching.vocabulary import SIDES, Side
from matching.weights import CONDITIONS, REASONS


@dataclass(frozen=True)
class Contribution:
    """One term of the total: value x weight, where the weight is the effective one of this pair and its conditions.

    ``value`` is None, and the contribution 0, where a side says nothing of it.
    """

    criterion: str
    value: float | None
    weight: float
    contribution: float


@dataclass(frozen=True)
class ConditionLeft:
    """What one condition leaves of what the reasons say, in [0, 1]; ``value`` is None where nothing is known of it."""

    criterion: str
    value: float | None
    left: float


@dataclass(frozen=True)
class Explanation:
    """Why one pair, in codes of ``matching.reasons`` and ``matching.vocabulary``.

    ``contributions`` add up to ``total``, with what the ``conditions`` leave multiplied in; ``direction`` is the side
    for which the pair is worth less, and which therefore decides; ``other_contributions`` add up to ``other_total``,
    what the pair is worth for the other side.
    """

    total: float
    coverage: float
    contributions: tuple[Contribution, ...]
    reasons: tuple[Reason, ...]
    caution: Reason | None
    form: str | None
    question: Reason
    direction: Side = "company"
    other_total: float = 0.0
    other_contributions: tuple[Contribution, ...] = ()
    conditions: tuple[ConditionLeft, ...] = ()


def explain(matrix: ScoreMatrix, i: int, j: int) -> Explanation:
    """Explain the total of company ``i`` and association ``j``; O(needs x offers) of the two profiles.

    sum of contribution over the criteria = matrix.total[i, j]. Raises IndexError when there is no such pair.
    """
    company, association = matrix.companies[i], matrix.associations[j]
    direction: Side = "company" if matrix.company_decides[i, j] else "association"
    other: Side = "association" if direction == "company" else "company"
    contributions = _contributions(matrix, i, j, _weights_of_total(matrix, i, j))
    told = told_about(matrix, i, j)
    form = form_to_explore(company, association, [one.reason for one in told])
    reasons = chosen_reasons(told, form, company, association)
    return Explanation(
        total=float(matrix.total[i, j]),
        coverage=float(matrix.coverage[i, j]),
        contributions=contributions,
        reasons=reasons,
        caution=caution_for(matrix, i, j, reasons),
        form=form,
        question=opening_question(company, association, told),
        direction=direction,
        other_total=float(matrix.directions[other][i, j]),
        other_contributions=_contributions(matrix, i, j, matrix.shares_of(other, i, j)),
        conditions=tuple(_condition(matrix, name, i, j) for name in CONDITIONS),
    )


def _weights_of_total(matrix: ScoreMatrix, i: int, j: int) -> Mapping[str, float]:
    """The effective weight of each criterion in the total: of both directions, times the slopes of the rule."""
    slopes = matrix.rule.slopes(*(matrix.directions[side][i : i + 1, j : j + 1] for side in SIDES))
    found = dict.fromkeys(REASONS, 0.0)
    sides: tuple[Side, Side] = SIDES
    for side, slope in zip(sides, slopes, strict=True):
        if slope.item():
            for name, share in matrix.shares_of(side, i, j).items():
                found[name] += slope.item() * share
    return found


def _contributions(matrix: ScoreMatrix, i: int, j: int, weights: Mapping[str, float]) -> tuple[Contribution, ...]:
    found = []
    for name in REASONS:
        value, weight, known = float(matrix.layers[name][i, j]), weights[name], bool(matrix.known[name][i, j])
        found.append(Contribution(name, value if known else None, weight, value * weight))
    return tuple(found)


def _condition(matrix: ScoreMatrix, name: str, i: int, j: int) -> ConditionLeft:
    pair = slice(i, i + 1), slice(j, j + 1)
    layer, known = matrix.layers[name][pair], matrix.known[name][pair]
    left = factor(name, matrix.weights.values[name], layer.copy(), known).item()
    return ConditionLeft(name, layer.item() if known.item() else None, left)
