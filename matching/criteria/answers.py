"""A need of one organisation and what another brings or seeks -> how well the one answers the other.

A resource is *stated* in a profile or *read* in a presentation, with a confidence in ]0, 1] and the words that made one
think so. The degree of an answer is the table of ``substitutes`` times both confidences, times the agreement of the two
wordings where the resource is a family of things (``details``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matching.criteria.details import FAMILIES, agreement
from matching.criteria.substitutes import answer_by_need, answer_by_offer
from matching.organisations import Organisation

STATED = 1.0


@dataclass(frozen=True)
class Resource:
    """Something sought, or brought (``offered``): stated, or read in the ``words`` of a presentation."""

    code: str
    detail: str = ""
    offered: bool = False
    confidence: float = STATED
    words: tuple[str, ...] = ()

    @property
    def read(self) -> bool:
        """Whether it was read in a presentation, not stated."""
        return bool(self.words)

    def answers(self, need: str) -> float:
        """Return how well it answers a need of the other side, wordings and confidence aside."""
        return (answer_by_offer if self.offered else answer_by_need)(need, self.code)


@dataclass(frozen=True)
class Answer:
    """The best answer to one needed resource: its degree in [0, 1], the need, and what answers it."""

    degree: float
    need: Resource
    by: Resource


def stated_needs(organisation: Organisation) -> tuple[Resource, ...]:
    """Return what an organisation says it seeks."""
    return tuple(Resource(need.code, need.detail) for need in organisation.needs)


def stated_answers(organisation: Organisation) -> tuple[Resource, ...]:
    """Return what an organisation says it brings, then what it seeks: both may answer a need."""
    brought = tuple(Resource(offer.code, offer.detail, offered=True) for offer in organisation.offers)
    return brought + stated_needs(organisation)


def by_code(resources: Iterable[Resource]) -> dict[str, tuple[Resource, ...]]:
    """Return the resources by code: one may need two kinds of goods."""
    found: dict[str, tuple[Resource, ...]] = {}
    for one in resources:
        found[one.code] = (*found.get(one.code, ()), one)
    return found


def best_answers(needs: Sequence[Resource], answering: Sequence[Resource]) -> tuple[Answer, ...]:
    """Return for each needed code what answers it best; the first listed of those equally good."""
    found = []
    for code, alike in by_code(needs).items():
        best: Answer | None = None
        for by in answering:
            for need in alike:
                degree = by.answers(code) * need.confidence * by.confidence
                if degree and code in FAMILIES:
                    degree *= agreement(need.detail, by.detail)
                if degree > (best.degree if best else 0.0):
                    best = Answer(degree, need, by)
        if best:
            found.append(best)
    return tuple(found)
