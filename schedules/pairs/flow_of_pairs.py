"""What is asked of the pairs and what is answered: the b-matching problem and its solution, as arrays.

There are no rounds and no tables in it: weights, who may meet, how often each participant, how many meetings.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]


def distinct(keys: Integers) -> Integers:
    """Return the keys in rising order, each once; by sorting, faster than hashing for tens of thousands."""
    ordered = np.sort(keys)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


@dataclass(frozen=True)
class Side:
    """One side of the flow, one entry per participant.

    least, most: meetings to choose. standing: meetings that stand already (they count for evenness). groups: the
    organisation. idled: idle rounds of earlier evenings; among equally even choices the meetings above the least go to
    those who idled most. novel_least: at least so many of the chosen meetings are novel pairs.
    """

    least: Integers
    most: Integers
    standing: Integers
    groups: Integers
    idled: Integers | None = None
    novel_least: Integers | None = None


@dataclass(frozen=True)
class FlowOfPairs:
    """Weights and who may meet, (n_rows, n_columns); both sides; how many meetings.

    n_meetings: exactly so many. With ``free_number`` up to so many: the weight alone decides, neither evenness nor
    history count. novel: which pairs are novel, (n_rows, n_columns); between organisations that have several
    representatives a pair is novel when all of theirs are.
    """

    weights: Numbers
    allowed: Truths
    row_side: Side
    column_side: Side
    n_meetings: int
    even_counts: bool = False
    free_number: bool = False
    novel: Truths | None = None


@dataclass(frozen=True)
class Start:
    """Where a similar problem may begin: pairs worth looking at and prices, in weight units."""

    rows: Integers
    columns: Integers
    row_prices: Numbers
    column_prices: Numbers


@dataclass(frozen=True)
class ChosenPairs:
    """An optimal choice: pairs, their weight and the proven bound in whole units, and the sum of squared counts.

    suspects: indices of pairs whose representatives weigh less than the bound counted for their organisations.
    impossible: some of them may not even meet; such a choice is only a bound.
    row_prices, column_prices: in weight units; weight - row price - column price is at most 0 for every allowed pair
    that does not meet and at least 0 for every pair that does: minus that is what forcing the pair would cost at the
    least. Novel pairs have prices of their own. Between organisations that meet by other representatives it is the
    price of nothing. start: what a similar problem may begin with.
    """

    rows: Integers
    columns: Integers
    weight: int
    bound: int
    squares: int
    units_per_weight: int
    start: Start
    suspects: tuple[int, ...] = ()
    impossible: bool = False
    row_prices: Numbers | None = None
    column_prices: Numbers | None = None
    row_novel_prices: Numbers | None = None
    column_novel_prices: Numbers | None = None
    idled: int = 0

    @property
    def key(self) -> tuple[int, int, int]:
        """What is sought, the smaller the better."""
        return self.squares, -self.idled, -self.weight

    @property
    def bound_key(self) -> tuple[int, int, int]:
        """What no choice can be below."""
        return self.squares, -self.idled, -self.bound
