"""Two profiles and what speaks for them -> one question to begin with, naming one fact of each.

Among the facts that weigh nearly as much as the heaviest, the pair's ids choose (CRC-32), so that an association does
not hear the same question at eight tables and the same pair always hears the same one. Where nothing answers, the best
fact of each profile is named side by side; a name is always there.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Final
from zlib import crc32

from matching.criteria.protocol import Told
from matching.organisations import Organisation
from matching.reasons import REASON_CODES, Reason, Value
from matching.vocabulary import FORMS, FRAGILITIES, OBJECTIVES

NEARLY_AS_HEAVY = 0.6
# How well a reason makes a question: what one brings and the other seeks opens a conversation, a theme that both tick
# less so; house rules say that nobody asks for money, so a question about it comes last.
FITNESS = {
    "shared_fragility": 0.4,
    "similar_words": 0.6,
    "theme_in_words": 0.6,
    "objectives_answer": 0.8,
    "shared_objective": 0.5,
}
MONEY = 0.25
N_VARIANTS = 3
_BY_COMPANY = {"need": "association_need", "offer": "company_offer"}
_BY_ASSOCIATION = {"need": "company_need", "offer": "association_offer"}
# A reason -> the question it makes, and how its values are called there.
_QUESTIONS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = MappingProxyType(
    {
        "need_met_by_company": ("question_need_of_association", _BY_COMPANY),
        "need_met_by_association": ("question_need_of_company", _BY_ASSOCIATION),
        "needs_answer_each_other": ("question_two_needs", {}),
        "need_met_in_words_by_company": ("question_need_of_association_in_words", _BY_COMPANY),
        "need_met_in_words_by_association": ("question_need_of_company_in_words", _BY_ASSOCIATION),
        "needs_answer_in_words": ("question_two_needs_in_words", {}),
        "shared_fragility": ("question_fragility", {}),
        "objectives_answer": ("question_objectives", {}),
        "shared_objective": ("question_objectives", {}),
        "similar_words": ("question_words", {}),
        "theme_in_words": ("question_theme_in_words", {}),
    }
)
EXCERPT_LENGTH = 90


def opening_question(company: Organisation, association: Organisation, told: Sequence[Told]) -> Reason:
    """Return the question of the pair; ``told`` is what speaks for it, with its weight."""
    draw = crc32(f"{company.id}|{association.id}".encode())
    variant = draw // 7919 % N_VARIANTS
    possible = [(one.strength * _fitness(one.reason), question) for one in told if (question := _question(one.reason))]
    if not possible:
        return _two_facts(company, association, draw, variant)
    heaviest = max(weight for weight, _ in possible)
    nearly = [question for weight, question in possible if weight >= NEARLY_AS_HEAVY * heaviest]
    code, values = nearly[draw % len(nearly)]
    return Reason(code, {**values, "variant": variant})


def _fitness(reason: Reason) -> float:
    if "money" in (reason.values.get("need"), reason.values.get("offer")):
        return MONEY
    return FITNESS.get(reason.code, 1.0)


def _question(reason: Reason) -> tuple[str, Mapping[str, Value]] | None:
    """The question that a reason makes, without its variant."""
    if reason.code not in _QUESTIONS:
        return None
    code, renamed = _QUESTIONS[reason.code]
    values = {_renamed(name, renamed): value for name, value in reason.values.items()}
    if reason.code == "shared_objective":
        values = {"company_objective": values["objective"], "association_objective": values["objective"]}
    return code, {name: value for name, value in values.items() if name in REASON_CODES[code]}


def _renamed(name: str, renamed: Mapping[str, str]) -> str:
    """The name of a value in the question: "need_detail" becomes "association_need_detail"."""
    first, _, rest = name.partition("_")
    return "_".join(filter(None, (renamed.get(first, first), rest)))


def _two_facts(company: Organisation, association: Organisation, draw: int, variant: int) -> Reason:
    """What the company brings beside what the association seeks, or the next best that each profile says.

    A resource that both name and that is no reason (goods of another kind) would sound like one, and is left out.
    """
    alike = _resources(company) & _resources(association)
    company_kind, company_fact = _fact(company, ("offer", "fragility", "need", "objective"), draw, alike)
    association_kind, association_fact = _fact(association, ("need", "fragility", "offer", "objective"), draw, alike)
    return Reason(
        "question_two_facts",
        {
            "company_kind": company_kind,
            "company_fact": company_fact,
            "association_kind": association_kind,
            "association_fact": association_fact,
            "variant": variant,
        },
    )


def _resources(organisation: Organisation) -> set[str]:
    return {need.code for need in organisation.needs} | {offer.code for offer in organisation.offers}


def _fact(
    organisation: Organisation, first_kinds: Sequence[str], draw: int, left_out: Collection[str]
) -> tuple[str, str]:
    left_out = {*left_out, "money"}
    facts: dict[str, Sequence[str]] = {
        "need": [need.code for need in organisation.needs if need.code not in left_out],
        "offer": [offer.code for offer in organisation.offers if offer.code not in left_out],
        "fragility": [code for code in FRAGILITIES if code in organisation.fragilities],
        "objective": [code for code in OBJECTIVES if code in organisation.objectives],
        "excerpt": [found] if (found := excerpt(organisation.presentation)) else [],
        "form": [code for code in FORMS if code in organisation.forms],
        "commune": [organisation.place.commune] if organisation.place.commune.strip() else [],
        "name": [organisation.name],
    }
    for kind in (*first_kinds, "excerpt", "form", "commune", "name"):
        if facts[kind]:
            return kind, facts[kind][draw % len(facts[kind])]
    raise AssertionError("every organisation has a name")


def excerpt(presentation: str) -> str:
    """Return the beginning of a presentation: its first sentence or line, at most 90 letters."""
    lines = presentation.strip().splitlines()
    if not lines:
        return ""
    first = lines[0].strip()
    for end in (". ", " ; ", "; "):
        first = first.split(end)[0]
    first = first.rstrip(" .;")
    if len(first) <= EXCERPT_LENGTH:
        return first
    begun = first[: EXCERPT_LENGTH + 1]
    comma = begun.rfind(", ")
    if comma >= EXCERPT_LENGTH // 2:
        return begun[:comma]
    words = begun.rsplit(" ", 1)[0].split(" ")
    while len(words) > 1 and len(words[-1]) <= 3:
        words.pop()
    return " ".join(words).rstrip(" ,;:")
