"""What a presentation suggests: codes of the vocabulary, each with the words that made it think so."""

from dataclasses import dataclass
from itertools import chain

from matching import vocabulary
from matching.organisations import InvalidProfile, Need, Offer, Organisation


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
            ("fragilities", one.code) for one in self.fragilities if one.code not in vocabulary.FRAGILITIES
        ]
        resources = chain((("needs", one) for one in self.needs), (("offers", one) for one in self.offers))
        problems += [(name, one.code) for name, one in resources if one.code not in vocabulary.RESOURCES]
        everything = (*self.fragilities, *self.needs, *self.offers)
        problems += [("confidence", one.confidence) for one in everything if not 0 < one.confidence <= 1]
        problems += [("words", one.code) for one in everything if not one.words]
        if problems:
            raise InvalidProfile("suggestions", problems)

    def unstated(self, organisation: Organisation) -> "Suggestions":
        """Return what the organisation does not say itself: a stated fragility, need or offer is never suggested."""
        needs = {need.code for need in organisation.needs}
        offers = {offer.code for offer in organisation.offers}
        return Suggestions(
            fragilities=tuple(one for one in self.fragilities if one.code not in organisation.fragilities),
            needs=tuple(one for one in self.needs if one.code not in needs),
            offers=tuple(one for one in self.offers if one.code not in offers),
        )

    def as_needs(self) -> tuple[Need, ...]:
        """Return the suggested needs as needs of a profile, for somebody who confirms them."""
        return tuple(Need(code=one.code, detail=one.detail) for one in self.needs)

    def as_offers(self) -> tuple[Offer, ...]:
        """Return the suggested offers as offers of a profile, for somebody who confirms them."""
        return tuple(Offer(code=one.code, detail=one.detail) for one in self.offers)
