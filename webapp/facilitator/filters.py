"""What a facilitator asks for in the address -> the pairs that answer it, and the lists to choose from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.folding import fold
from matching.organisations import Organisation
from matching.vocabulary import FRAGILITIES, SIDES
from webapp.services.introductions import ProposedIntroduction


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is asked for; an empty text asks for nothing.

    ``theme`` is a fragility that both name. ``side`` tells on which side ``organisation`` (an id), ``commune`` and the
    words of ``q`` are looked for; without it, either side will do.
    """

    q: str = ""
    theme: str = ""
    side: str = ""
    organisation: str = ""
    commune: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.q or self.theme or self.organisation or self.commune)

    def accept(self, proposal: ProposedIntroduction) -> bool:
        """Whether a pair answers all that is asked for."""
        pair = (proposal.company, proposal.association)
        themes = proposal.company.fragilities.keys() & proposal.association.fragilities.keys()
        return (not self.theme or self.theme in themes) and any(self._is_wanted(one) for one in self._sides(pair))

    def _sides(self, pair: Sequence[Organisation]) -> list[Organisation]:
        return [one for one in pair if self.side in ("", one.side)]

    def _is_wanted(self, one: Organisation) -> bool:
        return (
            (not self.organisation or one.id == self.organisation)
            and (not self.commune or one.place.commune == self.commune)
            and fold(self.q) in fold(f"{one.name} {one.place.commune} {one.presentation}")
        )


def filters_of(arguments: Mapping[str, str]) -> Filters:
    """The filters of an address; values outside the lists ask for nothing."""
    theme, side = arguments.get("theme", ""), arguments.get("side", "")
    return Filters(
        q=arguments.get("q", "").strip()[:200],
        theme=theme if theme in FRAGILITIES else "",
        side=side if side in SIDES else "",
        organisation=arguments.get("organisation", ""),
        commune=arguments.get("commune", ""),
    )


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What the lists of the form offer: only what would find something at this event."""

    themes: tuple[str, ...]
    organisations: tuple[Organisation, ...]
    communes: tuple[str, ...]


def offered(proposals: Iterable[ProposedIntroduction]) -> Offered:
    """The themes that pairs share, and the organisations and communes of the pairs, each in a reader's order."""
    themes: set[str] = set()
    organisations: dict[str, Organisation] = {}
    for proposal in proposals:
        themes |= proposal.company.fragilities.keys() & proposal.association.fragilities.keys()
        for one in (proposal.company, proposal.association):
            organisations[one.id] = one
    communes = {one.place.commune for one in organisations.values() if one.place.commune}
    return Offered(
        themes=tuple(code for code in FRAGILITIES if code in themes),
        organisations=tuple(sorted(organisations.values(), key=lambda one: fold(one.name))),
        communes=tuple(sorted(communes, key=fold)),
    )
