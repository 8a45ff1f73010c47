"""A reason -> the facts that it names: whose they are, of what kind, and which.

Two reasons that name one fact say one thing twice; a fact that everybody shares tells little about a pair.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from matching.reasons import Reason
from matching.vocabulary import SIDES, Side


class NamedFact(NamedTuple):
    """One fact of one side's profile; ``read`` tells that it was only read in a presentation."""

    side: Side
    kind: str
    value: str
    read: bool = False


# code -> (side, kind, name of the value); a fragility, a form or a commune that both name is a fact of each.
_FACTS: Final[Mapping[str, tuple[tuple[Side, str, str], ...]]] = {
    "need_met_by_company": (("association", "need", "need"), ("company", "offer", "offer")),
    "need_met_by_association": (("company", "need", "need"), ("association", "offer", "offer")),
    "needs_answer_each_other": (("company", "need", "company_need"), ("association", "need", "association_need")),
    "shared_fragility": tuple((side, "fragility", "fragility") for side in SIDES),
    "objectives_answer": (
        ("company", "objective", "company_objective"),
        ("association", "objective", "association_objective"),
    ),
    "shared_objective": tuple((side, "objective", "objective") for side in SIDES),
    "shared_form": tuple((side, "form", "form") for side in SIDES),
    "same_form_category": (("company", "form", "company_form"), ("association", "form", "association_form")),
    "same_commune": tuple((side, "commune", "commune") for side in SIDES),
    "same_intermunicipality": tuple((side, "intermunicipality", "intermunicipality") for side in SIDES),
    "theme_in_words": tuple((side, "fragility", "fragility") for side in SIDES),
}
_IN_WORDS: Final[Mapping[str, str]] = {
    "need_met_in_words_by_company": "need_met_by_company",
    "need_met_in_words_by_association": "need_met_by_association",
    "needs_answer_in_words": "needs_answer_each_other",
}
NEEDS: Final = ("need_met_by_company", "need_met_by_association", "needs_answer_each_other")
NEEDS_IN_WORDS: Final = tuple(_IN_WORDS)


def named_facts(reason: Reason) -> tuple[NamedFact, ...]:
    """Return the facts that a reason names, the company's and the association's; none for a distance or a word.

    >>> named_facts(Reason("shared_form", {"form": "joint_offer"}))[1]
    NamedFact(side='association', kind='form', value='joint_offer', read=False)
    """
    code, values = _IN_WORDS.get(reason.code, reason.code), reason.values
    found = []
    for side, kind, name in _FACTS.get(code, ()):
        words = f"{side}_words" if code == "theme_in_words" else f"{name}_words"
        found.append(NamedFact(side, kind, str(values[name]), bool(values.get(words))))
    return tuple(found)
