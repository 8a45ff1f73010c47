"""What a presentation suggests: codes of the vocabulary, each with the words that made it think so."""

from dataclasses import dataclass
from itertools import chain
from typing import Final

from matching import vocabulary
from matching.organisations import InvalidProfile, Need, Offer, Organisation

MAIN_LEAST: Final = 0.5
MAIN_SHARE: Final = 0.93
_FRAGILITIES, _RESOURCES = frozenset(vocabulary.FRAGILITIES), frozenset(vocabulary.RESOURCES)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One code, excerpts of the text that led to it, how sure one may be in ]0, 1], and the words for which thing.

    ``detail`` is filled for families of things (food, timber ... are all goods) when the text says which.
    """

    code: str
    words: tuple[str, ...]
    confidence: float
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Suggestions:
    """What a presentation suggests, the surest first; raises InvalidProfile for a code outside the vocabulary."""

    fragilities: tuple[Suggestion, ...] = ()
    needs: tuple[Suggestion, ...] = ()
    offers: tuple[Suggestion, ...] = ()

    def __post_init__(self) -> None:
        problems: list[tuple[str, object]] = [
            ("fragilities", one.code) for one in self.fragilities if one.code not in _FRAGILITIES
        ]
        resources = chain((("needs", one) for one in self.needs), (("offers", one) for one in self.offers))
        problems += [(name, one.code) for name, one in resources if one.code not in _RESOURCES]
        everything = (*self.fragilities, *self.needs, *self.offers)
        problems += [("confidence", one.confidence) for one in everything if not 0 < one.confidence <= 1]
        problems += [("words", one.code) for one in everything if not one.words]
        if problems:
            raise InvalidProfile("suggestions", problems)

    def main_fragilities(self) -> tuple[Suggestion, ...]:
        """Return the fragilities the text is mainly about: at least 0.5, and 0.93 of the surest one.

        What a text names once beside what it keeps coming back to is rarely what an association would tick. Both
        numbers were chosen on one half of 800 real purposes and checked on the other (docs/suggestions.md).
        """
        surest = max((one.confidence for one in self.fragilities), default=0.0)
        least = max(MAIN_LEAST, MAIN_SHARE * surest)
        return tuple(one for one in self.fragilities if one.confidence >= least)

    def unstated(self, organisation: Organisation) -> "Suggestions":
        """Return what the organisation does not say itself: a stated fragility, need or offer is never suggested.

        Nor is what it has refused.
        """
        left = self.without(organisation.refused)
        needs = {need.code for need in organisation.needs}
        offers = {offer.code for offer in organisation.offers}
        return Suggestions(
            fragilities=tuple(one for one in left.fragilities if one.code not in organisation.fragilities),
            needs=tuple(one for one in left.needs if one.code not in needs),
            offers=tuple(one for one in left.offers if one.code not in offers),
        )

    def without(self, refused: frozenset[str]) -> "Suggestions":
        """Return what is left once somebody has said what is not so: "need:goods", "offer:..." or "fragility:..."."""
        if not refused:
            return self
        return Suggestions(
            fragilities=tuple(one for one in self.fragilities if f"fragility:{one.code}" not in refused),
            needs=tuple(one for one in self.needs if f"need:{one.code}" not in refused),
            offers=tuple(one for one in self.offers if f"offer:{one.code}" not in refused),
        )

    def as_needs(self) -> tuple[Need, ...]:
        """Return the suggested needs as needs of a profile, for somebody who confirms them."""
        return tuple(Need(code=one.code, detail=one.detail) for one in self.needs)

    def as_offers(self) -> tuple[Offer, ...]:
        """Return the suggested offers as offers of a profile, for somebody who confirms them."""
        return tuple(Offer(code=one.code, detail=one.detail) for one in self.offers)
