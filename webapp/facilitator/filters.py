"""What a facilitator asks for in the address -> the pairs that answer it, and the lists to choose from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from matching.folding import fold
from matching.introductions import Introduction
from matching.organisations import Organisation
from matching.scoring import ScoreMatrix
from matching.vocabulary import FRAGILITIES, SIDES

MOST_TO_CHOOSE_FROM = 300


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

    @property
    def arguments(self) -> dict[str, str]:
        """What an address carries to ask for the same again."""
        return {name: value for name, value in asdict(self).items() if value}

    def accept(self, company: Organisation, association: Organisation) -> bool:
        """Whether a pair answers all that is asked for."""
        themes = company.fragilities.keys() & association.fragilities.keys()
        return (not self.theme or self.theme in themes) and any(
            self._is_wanted(one) for one in self._sides((company, association))
        )

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
    """What the lists of the form offer: only what would find something at this event.

    ``organisations`` is empty when they are too many to choose from a list; words find them.
    """

    themes: tuple[str, ...]
    organisations: tuple[Organisation, ...]
    communes: tuple[str, ...]


def offered(matrix: ScoreMatrix, found: Iterable[Introduction]) -> Offered:
    """The themes that pairs share, and the organisations and communes of the pairs, each in a reader's order."""
    themes: set[str] = set()
    organisations: dict[str, Organisation] = {}
    for one in found:
        company, association = matrix.companies[one.company_index], matrix.associations[one.association_index]
        themes |= company.fragilities.keys() & association.fragilities.keys()
        organisations[company.id], organisations[association.id] = company, association
    communes = {one.place.commune for one in organisations.values() if one.place.commune}
    few = len(organisations) <= MOST_TO_CHOOSE_FROM
    return Offered(
        themes=tuple(code for code in FRAGILITIES if code in themes),
        organisations=tuple(sorted(organisations.values(), key=lambda one: fold(one.name))) if few else (),
        communes=tuple(sorted(communes, key=fold)),
    )
