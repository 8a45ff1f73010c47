"""One pair of a score matrix -> why these two, as codes and values: parts, reasons, a caution, a form, a question.

The parts are the terms of the weighted mean, so they add up to the total. The reasons are the facts that carry the
parts, the heaviest first, with less weight for a second one of the same kind. Nothing is said that does not stand in
one of the two profiles, in the diagnosis or in the history.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from matching.cautions import caution_for
from matching.criteria import CRITERIA
from matching.criteria.protocol import Told
from matching.form_to_explore import form_to_explore
from matching.opening_questions import opening_question
from matching.reasons import Reason, Value
from matching.scoring import ScoreMatrix

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
    """Why one pair, in codes of ``matching.reasons`` and ``matching.vocabulary``."""

    total: float
    coverage: float
    contributions: tuple[Contribution, ...]
    reasons: tuple[Reason, ...]
    caution: Reason | None
    form: str | None
    question: Reason


def explain(matrix: ScoreMatrix, i: int, j: int) -> Explanation:
    """Explain the total of company ``i`` and association ``j``; O(needs x offers) of the two profiles.

    sum of contribution over the criteria = matrix.total[i, j]. Raises IndexError when there is no such pair.
    """
    company, association = matrix.companies[i], matrix.associations[j]
    told = tuple(_weighed(matrix, i, j))
    form = form_to_explore(company, association, [one.reason for one in told])
    return Explanation(
        total=float(matrix.total[i, j]),
        coverage=float(matrix.coverage[i, j]),
        contributions=tuple(_contribution(matrix, criterion.name, i, j) for criterion in CRITERIA),
        reasons=_chosen(_with_one_form(told, form)),
        caution=caution_for(matrix, i, j),
        form=form,
        question=opening_question(company, association, told),
    )


def _contribution(matrix: ScoreMatrix, name: str, i: int, j: int) -> Contribution:
    value, weight = float(matrix.layers[name][i, j]), float(matrix.shares[name][i, j])
    return Contribution(name, value if matrix.known[name][i, j] else None, weight, value * weight)


def _weighed(matrix: ScoreMatrix, i: int, j: int) -> Iterator[Told]:
    """Every reason worth telling of the criteria that count for the pair, its strength times the effective weight."""
    seen = set()
    for criterion in CRITERIA:
        weight = float(matrix.shares[criterion.name][i, j])
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
