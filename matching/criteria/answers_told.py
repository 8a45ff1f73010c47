"""Answered needs -> the reasons to tell: what one seeks and the other brings, stated or read in a presentation.

Not every answer that counts is worth telling. Read aloud, a beginning of an answer, goods of another kind, or one word
of a presentation that may mean anything would be silly; they count a little and are passed over here.
"""

from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Final

from matching.criteria.answer_tables import IMPORTANCE
from matching.criteria.answers import Answer, Resource
from matching.criteria.details import FAMILIES, agreement
from matching.criteria.protocol import Told, strongest_first
from matching.criteria.substitutes import NEARLY
from matching.excerpts import in_context
from matching.organisations import Organisation
from matching.reasons import Reason, Value
from matching.suggestions import suggest
from matching.vocabulary import Side

LEAST_CONFIDENCE: Final = 0.6  # of both readings together
LEAST_OF_ONE_WORD: Final = 0.85  # a single word is a sign of many things
LEAST_LETTERS: Final = 4
# House rules say that nobody asks for money: it is told where both state it, and never read between the lines.
NEVER_READ: Final = frozenset({"money"})
# Where what is read must agree with the other wording: "four car lifts" are premises, and no place to dance.
WORDED_THINGS: Final = FAMILIES | {"premises", "it_equipment", "transport", "experiment_ground"}
# What a name says of itself, beside things of another name.
BY_NAME: Final = MappingProxyType({"it_equipment": "ordinateurs"})
_SKILLS: Final = ("accounting", "law", "digital", "communication", "hr", "strategy", "trades")
# (need, offer): a good part of what is asked for, and plainly so; other such answers need explaining.
PLAIN_IN_PART: Final = frozenset(
    {
        *((f"skills_{skill}", "skills_unspecified") for skill in _SKILLS),
        ("volunteers", "skills_unspecified"),
        ("volunteers", "team_events"),
        ("trainees", "candidates"),
        ("candidates", "trainees"),
        ("visibility", "skills_communication"),
        ("visibility", "networks"),
        ("local_roots", "networks"),
        ("team_events", "awareness_workshops"),
    }
)


def told_answers(answers: Iterable[Answer], side: Side, needy: Organisation, helping: Organisation) -> Sequence[Told]:
    """Return the answers worth telling as reasons, the strongest first; ``side`` is the side of ``needy``."""
    return strongest_first(
        Told(one.degree * IMPORTANCE.get(one.need.code, 1.0), _reason(one, side, needy, helping))
        for one in answers
        if _is_worth_telling(one, needy, helping)
    )


def best_excerpt(words: Sequence[str], organisation: Organisation) -> str:
    """Return the excerpt that tells most: several words before one; "" when all only repeat the name."""
    telling = [one for one in words if sum(letter.isalpha() for letter in one) >= LEAST_LETTERS]
    telling = [one for one in telling if one.casefold() not in organisation.name.casefold()]
    return next((one for one in telling if len(one.split()) > 1), telling[0] if telling else "")


def _is_worth_telling(answer: Answer, needy: Organisation, helping: Organisation) -> bool:
    need, by = answer.need, answer.by
    if by.answers(need.code) < NEARLY and ((need.code, by.code) not in PLAIN_IN_PART or need.read or by.read):
        return False
    if need.code in (WORDED_THINGS if need.read or by.read else FAMILIES) and not _wordings_agree(
        answer, needy, helping
    ):
        return False
    if need.confidence * by.confidence < LEAST_CONFIDENCE:
        return False
    return all(_tells(one, whose) for one, whose in ((need, needy), (by, helping)) if one.read)


def _wordings_agree(answer: Answer, needy: Organisation, helping: Organisation) -> bool:
    """Whether both name the same thing, or one of the two says nowhere which."""
    said, answered = _wording(answer.need, needy), _wording(answer.by, helping)
    if answer.need.code != answer.by.code:
        said, answered = (
            wording or BY_NAME.get(one.code, "") for one, wording in ((answer.need, said), (answer.by, answered))
        )
    return agreement(said, answered) == 1


def _wording(resource: Resource, organisation: Organisation) -> str:
    """Which thing is meant: as stated, as read, or as the presentation says of what was ticked without a word."""
    if resource.detail or resource.read:
        return resource.detail or " ".join(resource.words)
    suggested = suggest(organisation.presentation, side=organisation.side)
    return ", ".join(
        one.detail
        for one in (suggested.offers if resource.offered else suggested.needs)
        if one.code == resource.code and one.detail
    )


def _tells(read: Resource, organisation: Organisation) -> bool:
    """Whether there is an excerpt that a reader would take for what it is said to mean."""
    excerpt = best_excerpt(read.words, organisation) if read.code not in NEVER_READ else ""
    sure = len(excerpt.split()) > 1 or read.confidence >= LEAST_OF_ONE_WORD
    return sure and len(in_context(excerpt, organisation.presentation).split()) > 1


def _reason(answer: Answer, side: Side, needy: Organisation, helping: Organisation) -> Reason:
    need, by = _values(answer.need, needy), _values(answer.by, helping)
    in_words = answer.need.read or answer.by.read
    if answer.by.offered:
        other = "association" if side == "company" else "company"
        code = f"need_met_in_words_by_{other}" if in_words else f"need_met_by_{other}"
        return Reason(code, _named(need, "need", in_words) | _named(by, "offer", in_words))
    company, association = (need, by) if side == "company" else (by, need)
    code = "needs_answer_in_words" if in_words else "needs_answer_each_other"
    return Reason(code, _named(company, "company_need", in_words) | _named(association, "association_need", in_words))


def _values(resource: Resource, organisation: Organisation) -> tuple[str, str, tuple[str, ...]]:
    """The code, its wording and the excerpt it was read in."""
    if resource.read:
        excerpt = best_excerpt(resource.words, organisation)
        return resource.code, "", (in_context(excerpt, organisation.presentation),)
    return resource.code, resource.detail, ()


def _named(values: tuple[str, str, tuple[str, ...]], name: str, in_words: bool) -> dict[str, Value]:
    code, detail, words = values
    return {name: code, f"{name}_detail": detail} | ({f"{name}_words": words} if in_words else {})
