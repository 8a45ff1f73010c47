"""A profile and its presentation -> what an organisation seeks and brings: what it states, then what is read.

What is stated has confidence 1. What its presentation suggests beside that (``matching.suggestions``) has a confidence
in tenths; a resource that is stated is not read as well, since people know best which one they mean.
"""

from matching.criteria.answers import Resource, stated_answers, stated_needs
from matching.criteria.readings import Reading, reading_by
from matching.organisations import Organisation

TENTHS = 10


def needs_of(organisation: Organisation, reading: Reading | None = None) -> tuple[Resource, ...]:
    """Return what an organisation states that it seeks, then what its presentation suggests that it seeks."""
    read = reading or reading_by(organisation)
    stated = {need.code for need in organisation.needs}
    return stated_needs(organisation) + tuple(
        Resource(one.code, one.detail, confidence=_tenths(one.confidence), words=one.words)
        for one in read.needs
        if one.code not in stated
    )


def answers_of(organisation: Organisation, reading: Reading | None = None) -> tuple[Resource, ...]:
    """Return what may answer a need: what is stated, then the offers and the needs that the presentation suggests."""
    read = reading or reading_by(organisation)
    stated = {offer.code for offer in organisation.offers}
    offers = tuple(
        Resource(one.code, one.detail, offered=True, confidence=_tenths(one.confidence), words=one.words)
        for one in read.offers
        if one.code not in stated
    )
    return stated_answers(organisation) + offers + needs_of(organisation, read)[len(organisation.needs) :]


def _tenths(confidence: float) -> float:
    """A confidence in tenths, at least one: more would pretend to an exactness that reading has not."""
    return max(1, round(confidence * TENTHS)) / TENTHS
