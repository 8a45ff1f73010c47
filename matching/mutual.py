"""One-sided choices -> mutual choices, computed once, when the choices are closed.

The promise: nobody learns who did not choose them. What comes out holds pairs in which both said yes and nothing else:
no count, no order and no shape of it depends on a choice that was not returned.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from matching.vocabulary import SIDES, Side


@dataclass(frozen=True)
class Choice:
    """One participant's answer about one partner after their meeting; None is not answered.

    Raises ValueError when the side or the answer is another value, or somebody chooses themselves.
    """

    chooser_id: str
    partner_id: str
    answer: Literal["yes", "no"] | None
    chooser_side: Side

    def __post_init__(self) -> None:
        if self.chooser_side not in SIDES or self.answer not in ("yes", "no", None):
            raise ValueError("A choice has a side (company, association) and an answer (yes, no, None)")
        if self.chooser_id == self.partner_id:
            raise ValueError("A choice is about somebody else")


@dataclass(frozen=True, order=True)
class MutualChoice:
    """A yes from both."""

    company_participant_id: str
    association_participant_id: str


def mutual_choices(choices: Iterable[Choice]) -> tuple[MutualChoice, ...]:
    """Return the pairs in which each said yes to the other, in the order of their ids.

    {(c, a) : (c -> a) in Y and (a -> c) in Y}, Y = yes without a no from the same chooser to the same partner: a yes
    and a no stored for one meeting make a no. The order of ``choices`` does not matter. O(n log n).
    """
    yes: dict[Side, set[tuple[str, str]]] = {"company": set(), "association": set()}
    no: dict[Side, set[tuple[str, str]]] = {"company": set(), "association": set()}
    for choice in choices:
        if choice.answer is not None:
            held = yes if choice.answer == "yes" else no
            held[choice.chooser_side].add((choice.chooser_id, choice.partner_id))
    of_companies = yes["company"] - no["company"]
    of_associations = {(partner, chooser) for chooser, partner in yes["association"] - no["association"]}
    return tuple(sorted(MutualChoice(*pair) for pair in of_companies & of_associations))
