"""Two rankings of pairs -> who rises and who falls, by how many places, and who comes in or leaves the first ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from matching.introductions import Introduction

LOOKED_AT: Final = 500
FIRST_ONES: Final = 50
MOST_TOLD: Final = 3


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One pair (its place in the score matrix) in two rankings; a rank of None is beyond the LOOKED_AT best."""

    company_index: int
    association_index: int
    before: int | None
    after: int | None

    @property
    def places(self) -> int:
        """How many places it rises, below 0 when it falls; a rank of None counts as the one after the last."""
        return (self.before or LOOKED_AT + 1) - (self.after or LOOKED_AT + 1)

    @property
    def weight(self) -> float:
        """How much a reader of the list notices: from 6th to 3rd as much as from 60th to 30th."""
        return abs(log((self.before or LOOKED_AT + 1) / (self.after or LOOKED_AT + 1)))


@dataclass(frozen=True, kw_only=True)
class Movements:
    """What another setting changes.

    ``risen``, ``fallen`` and ``still`` count the FIRST_ONES of now that also stood among the LOOKED_AT before or not;
    ``come_in`` and ``gone`` count who was not, or is no longer, among the FIRST_ONES. ``most_risen`` and
    ``most_fallen`` are what a reader notices first, over all LOOKED_AT.
    """

    by_pair: dict[tuple[int, int], Movement]
    risen: int
    fallen: int
    still: int
    come_in: int
    gone: int
    most_risen: tuple[Movement, ...]
    most_fallen: tuple[Movement, ...]


def movements(before: Sequence[Introduction], after: Sequence[Introduction]) -> Movements:
    """Compare two rankings by their LOOKED_AT best; O(LOOKED_AT log LOOKED_AT)."""
    then, now = (
        {(one.company_index, one.association_index): one.rank for one in ranking[:LOOKED_AT]}
        for ranking in (before, after)
    )
    found = {
        pair: Movement(company_index=pair[0], association_index=pair[1], before=then.get(pair), after=now.get(pair))
        for pair in (*now, *(pair for pair in then if pair not in now))
    }
    first = [one for one in found.values() if one.after is not None and one.after <= FIRST_ONES]
    moved = sorted(
        (one for one in found.values() if one.places), key=lambda one: (-one.weight, one.after or 0, one.before or 0)
    )
    return Movements(
        by_pair=found,
        risen=sum(one.places > 0 for one in first),
        fallen=sum(one.places < 0 for one in first),
        still=sum(one.places == 0 for one in first),
        come_in=sum(one.before is None or one.before > FIRST_ONES for one in first),
        gone=sum(
            one.before is not None and one.before <= FIRST_ONES and (one.after is None or one.after > FIRST_ONES)
            for one in found.values()
        ),
        most_risen=tuple(one for one in moved if one.places > 0)[:MOST_TOLD],
        most_fallen=tuple(one for one in moved if one.places < 0)[:MOST_TOLD],
    )
