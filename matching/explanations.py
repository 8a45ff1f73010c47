"""One pair of a score matrix -> why these two, as codes and values: parts, reasons, a caution, a form, a question.

The parts are the terms of the weighted mean of the direction that counts, so they add up to the total; under a smooth
rule of reciprocity they are the terms of both directions times the rule's slopes. The reasons are the facts that carry
the parts, the heaviest first, with less weight for a second one of the same kind. Nothing is said that does not stand
in one of the two profiles, in the diagnosis or in the history.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from matching.cautions import caution_for
from matching.criteria import CRITERIA
from matching.criteria.protocol import Told
from matching.form_to_explore import form_to_explore
from matching.opening_questions import opening_question
from matching.reasons import Reason, Value
from matching.scoring import ScoreMatrix
from matching.vocabulary import SIDES, Side

MOST_REASONS = 3
# A need answered less than this (a beginning in ``substitutes``, goods of another kind in ``details``) counts a little
# and is not told: read aloud, it would be silly.
LEAST_TOLD_ANSWER = 0.45
SAME_KIND_AGAIN = 0.5


@dataclass(frozen=True)
class Contribution:
    """One term of the total: value x weight, where the weight is the effective one of this pair.

    ``value`` is None, and the contribution 0, where a side says nothing of it.
    """

    criterion: str
    value: float | None
    weight: float
    contribution: float


@dataclass(frozen=True)
class Explanation:
    """Why one pair, in codes of ``matching.reasons`` and ``matching.vocabulary``.

    ``contributions`` add up to ``total``; ``direction`` is the side for which the pair is worth less, and which
    therefore decides; ``other_contributions`` add up to ``other_total``, what the pair is worth for the other side.
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


def explain(matrix: ScoreMatrix, i: int, j: int) -> Explanation:
    """Explain the total of company ``i`` and association ``j``; O(needs x offers) of the two profiles.

    sum of contribution over the criteria = matrix.total[i, j]. Raises IndexError when there is no such pair.
    """
    company, association = matrix.companies[i], matrix.associations[j]
    direction: Side = "company" if matrix.company_decides[i, j] else "association"
    other: Side = "association" if direction == "company" else "company"
    contributions = _contributions(matrix, i, j, _weights_of_total(matrix, i, j))
    told = tuple(_weighed(matrix, i, j))
    form = form_to_explore(company, association, [one.reason for one in told])
    return Explanation(
        total=float(matrix.total[i, j]),
        coverage=float(matrix.coverage[i, j]),
        contributions=contributions,
        reasons=_chosen(_with_one_form(told, form)),
        caution=caution_for(matrix, i, j),
        form=form,
        question=opening_question(company, association, told),
        direction=direction,
        other_total=float(matrix.directions[other][i, j]),
        other_contributions=_contributions(matrix, i, j, matrix.shares_of(other, i, j)),
    )


def _weights_of_total(matrix: ScoreMatrix, i: int, j: int) -> Mapping[str, float]:
    """The effective weight of each criterion in the total: of both directions, times the slopes of the rule."""
    slopes = matrix.rule.slopes(*(matrix.directions[side][i : i + 1, j : j + 1] for side in SIDES))
    found = dict.fromkeys(matrix.layers, 0.0)
    sides: tuple[Side, Side] = SIDES
    for side, slope in zip(sides, slopes, strict=True):
        if slope.item():
            for name, share in matrix.shares_of(side, i, j).items():
                found[name] += slope.item() * share
    return found


def _contributions(matrix: ScoreMatrix, i: int, j: int, weights: Mapping[str, float]) -> tuple[Contribution, ...]:
    found = []
    for criterion in CRITERIA:
        value, weight = float(matrix.layers[criterion.name][i, j]), weights[criterion.name]
        known = bool(matrix.known[criterion.name][i, j])
        found.append(Contribution(criterion.name, value if known else None, weight, value * weight))
    return tuple(found)


def _weighed(matrix: ScoreMatrix, i: int, j: int) -> Iterator[Told]:
    """Every reason worth telling of the criteria that count for the pair, its strength times the effective weight.

    The weight is the mean of both directions: what is told is for both sides to hear, whichever of them decides.
    """
    seen = set()
    of_company, of_association = matrix.shares_of("company", i, j), matrix.shares_of("association", i, j)
    for criterion in CRITERIA:
        weight = (of_company[criterion.name] + of_association[criterion.name]) / 2
        if weight <= 0:
            continue
        for one in criterion.reasons(matrix.comparison, i, j):
            key = (one.reason.code, tuple(one.reason.values.items()))
            if key in seen or (_resources(one.reason) and one.strength < LEAST_TOLD_ANSWER):
                continue
            seen.add(key)
            yield Told(one.strength * weight, one.reason)


def _with_one_form(told: tuple[Told, ...], form: str | None) -> tuple[Told, ...]:
    """Of the forms that both wish, tell one: the form to explore when it is among them."""
    shared = [one for one in told if one.reason.code == "shared_form"]
    kept = next((one for one in shared if one.reason.values["form"] == form), shared[0] if shared else None)
    return tuple(one for one in told if one.reason.code != "shared_form" or one is kept)


def _chosen(told: tuple[Told, ...]) -> tuple[Reason, ...]:
    """The three heaviest; each one taken halves what is left of its kind and what rests on the same need or offer."""
    left, chosen = dict(enumerate(told)), list[Reason]()
    while left and len(chosen) < MOST_REASONS:
        best = max(left, key=lambda index: (_worth(left[index], chosen), -index))
        chosen.append(left.pop(best).reason)
    return tuple(chosen)


def _worth(one: Told, chosen: list[Reason]) -> float:
    again = sum(one.reason.code == other.code for other in chosen)
    again += sum(len(_resources(one.reason) & _resources(other)) for other in chosen)
    return float(one.strength * SAME_KIND_AGAIN**again)


def _resources(reason: Reason) -> set[tuple[str, str, Value]]:
    """The needs and offers that a reason names, with whose they are."""
    values = reason.values
    if reason.code == "need_met_by_company":
        return {("association", "need", values["need"]), ("company", "offer", values["offer"])}
    if reason.code == "need_met_by_association":
        return {("company", "need", values["need"]), ("association", "offer", values["offer"])}
    if reason.code == "needs_answer_each_other":
        return {("company", "need", values["company_need"]), ("association", "need", values["association_need"])}
    return set()
