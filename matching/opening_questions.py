"""Two profiles and what speaks for them -> one question to begin with, naming one fact of each.

Among the facts that weigh nearly as much as the heaviest, the pair's ids choose (CRC-32), so that an association does
not hear the same question at eight tables and the same pair always hears the same one. Where nothing answers, the best
fact of each profile is named side by side; a name is always there.
"""

from collections.abc import Mapping, Sequence
from zlib import crc32

from matching.criteria.protocol import Told
from matching.organisations import Organisation
from matching.reasons import Reason, Value
from matching.vocabulary import FORMS, FRAGILITIES, OBJECTIVES

NEARLY_AS_HEAVY = 0.6
# How well a reason makes a question: what one brings and the other seeks opens a conversation, a theme that both tick
# less so; house rules say that nobody asks for money, so a question about it comes last.
FITNESS = {"shared_fragility": 0.4, "similar_words": 0.6, "objectives_answer": 0.8, "shared_objective": 0.5}
MONEY = 0.25
N_VARIANTS = 3
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
    values = dict(reason.values)
    if reason.code == "need_met_by_company":
        return "question_need_of_association", {
            "company_offer": values["offer"],
            "company_offer_detail": values["offer_detail"],
            "association_need": values["need"],
            "association_need_detail": values["need_detail"],
        }
    if reason.code == "need_met_by_association":
        return "question_need_of_company", {
            "company_need": values["need"],
            "company_need_detail": values["need_detail"],
            "association_offer": values["offer"],
            "association_offer_detail": values["offer_detail"],
        }
    if reason.code == "needs_answer_each_other":
        return "question_two_needs", values
    if reason.code == "shared_fragility":
        return "question_fragility", {
            name: values[name] for name in ("fragility", "company_grade", "association_grade")
        }
    if reason.code == "objectives_answer":
        return "question_objectives", values
    if reason.code == "shared_objective":
        both = {"company_objective": values["objective"], "association_objective": values["objective"]}
        return "question_objectives", both
    if reason.code == "similar_words":
        return "question_words", values
    return None


def _two_facts(company: Organisation, association: Organisation, draw: int, variant: int) -> Reason:
    """What the company brings beside what the association seeks, or the next best that each profile says."""
    company_kind, company_fact = _fact(company, ("offer", "fragility", "need", "objective"), draw)
    association_kind, association_fact = _fact(association, ("need", "fragility", "offer", "objective"), draw)
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


def _fact(organisation: Organisation, first_kinds: Sequence[str], draw: int) -> tuple[str, str]:
    facts: dict[str, Sequence[str]] = {
        "need": [need.code for need in organisation.needs if need.code != "money"],
        "offer": [offer.code for offer in organisation.offers if offer.code != "money"],
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
