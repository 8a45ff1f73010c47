"""Everything that speaks for a pair -> at most three reasons: the heaviest, and what tells this pair from others.

A reason weighs strength x effective weight x (1 - 0.4 commonness). Each one told halves what is left of its kind, and
no need, offer, theme or objective is told twice. Among those nearly as heavy as the heaviest the pair's ids choose the
first (CRC-32), so that an association does not read the same first sentence at eight tables. That two do not know each
other is told behind another reason only: an unexpected encounter needs a subject too.
"""

from collections.abc import Iterator, Sequence
from math import log2
from types import MappingProxyType
from typing import Final
from zlib import crc32

from matching.criteria import CRITERIA
from matching.criteria.protocol import Told
from matching.facts_named import NEEDS, NEEDS_IN_WORDS, named_facts
from matching.organisations import Organisation
from matching.reasons import Reason
from matching.scoring import ScoreMatrix
from matching.weights import CONDITIONS

MOST_REASONS: Final = 3
SAME_KIND_AGAIN: Final = 0.5
OF_WHAT_ALL_SAY: Final = 0.4
NEARLY_FIRST: Final = 0.6
# What is said of many pairs in the same words makes a poor first sentence.
GENERAL: Final = MappingProxyType(
    {
        "shared_fragility": 0.5,
        "shared_objective": 0.5,
        "shared_form": 0.6,
        "same_commune": 0.6,
        "same_intermunicipality": 0.6,
    }
)
# Objectives that serve each other in part count a little and are not told: read aloud, they would be silly.
LEAST_ANSWER_OF_OBJECTIVES: Final = 0.7
# A condition carries no part of the total; that two are neighbours is still worth hearing, behind what they share.
CONDITION_TOLD: Final = 0.06
FEWEST_STEPS: Final = 3  # nobody between the two knows both


def told_about(matrix: ScoreMatrix, i: int, j: int) -> tuple[Told, ...]:
    """Return every reason worth telling of the criteria that count for the pair, with what it weighs.

    The weight is the mean of both directions: what is told is for both sides to hear, whichever of them decides.
    """
    found: dict[str, Told] = {}
    of_company, of_association = matrix.shares_of("company", i, j), matrix.shares_of("association", i, j)
    for criterion in CRITERIA:
        if criterion.name in CONDITIONS:
            weight = CONDITION_TOLD * matrix.weights.values[criterion.name]
        else:
            weight = (of_company[criterion.name] + of_association[criterion.name]) / 2
        if weight <= 0:
            continue
        for one in (*criterion.reasons(matrix.comparison, i, j), *_of_few(matrix, criterion.name, i, j)):
            if one.reason.code == "objectives_answer" and one.strength < LEAST_ANSWER_OF_OBJECTIVES:
                continue
            distinct = 1 - OF_WHAT_ALL_SAY * matrix.commonness.of(one.reason)
            found.setdefault(repr(one.reason), Told(one.strength * weight * distinct, one.reason))
    return tuple(found.values())


def _of_few(matrix: ScoreMatrix, criterion: str, i: int, j: int) -> Iterator[Told]:
    """That nobody knows both, read off the layer: value = 1 - 2 ** (-(steps - 1) / 2), 1 where nothing joins them."""
    if criterion != "unlikely":
        return
    value = float(matrix.layers[criterion][i, j])
    steps = None if value >= 1 else round(1 - 2 * log2(1 - value))
    if steps is None or steps >= FEWEST_STEPS:
        yield Told(value, Reason("unlikely", {"steps": steps}))


def chosen_reasons(
    told: Sequence[Told], form: str | None, company: Organisation, association: Organisation
) -> tuple[Reason, ...]:
    """Return at most three of the reasons told, the first one drawn among the heaviest by the pair's ids."""
    left, chosen = _with_one_form(told, form), list[Reason]()
    first = _first(left, company, association)
    while first is not None and len(chosen) < MOST_REASONS:
        chosen.append(first.reason)
        left = [one for one in left if not _says_again(one.reason, chosen)]
        first = max(left, key=lambda one: _worth(one, chosen), default=None)
    return tuple(chosen)


def _with_one_form(told: Sequence[Told], form: str | None) -> list[Told]:
    """Of the forms that both wish, tell one: the form to explore when it is among them."""
    shared = [one for one in told if one.reason.code == "shared_form"]
    kept = next((one for one in shared if one.reason.values["form"] == form), shared[0] if shared else None)
    return [one for one in told if one.reason.code != "shared_form" or one is kept]


def _first(told: Sequence[Told], company: Organisation, association: Organisation) -> Told | None:
    possible = [(one, one.strength * GENERAL.get(one.reason.code, 1)) for one in told if one.reason.code != "unlikely"]
    heaviest = max((weight for _, weight in possible), default=0.0)
    nearly = [one for one, weight in possible if weight >= NEARLY_FIRST * heaviest]
    draw = crc32(f"{association.id}|{company.id}".encode())
    return nearly[draw % len(nearly)] if nearly else None


def _says_again(reason: Reason, chosen: Sequence[Reason]) -> bool:
    """Whether a reason was told, or names a need, an offer, a theme, a form, an objective or words that were."""
    facts = {fact[:3] for other in chosen for fact in named_facts(other)}
    words = {excerpt for other in chosen for excerpt in _quoted(other)}
    again = any(fact[:3] in facts for fact in named_facts(reason)) or not words.isdisjoint(_quoted(reason))
    return again or reason in chosen


def _quoted(reason: Reason) -> tuple[str, ...]:
    """The excerpts of presentations that a reason quotes."""
    return tuple(one for value in reason.values.values() if isinstance(value, tuple) for one in value)


def _worth(one: Told, chosen: Sequence[Reason]) -> float:
    again = sum(_kind(one.reason) == _kind(other) for other in chosen)
    return float(one.strength * SAME_KIND_AGAIN**again)


def _kind(reason: Reason) -> str:
    """The code, whether its needs are stated or read."""
    return NEEDS[NEEDS_IN_WORDS.index(reason.code)] if reason.code in NEEDS_IN_WORDS else reason.code
