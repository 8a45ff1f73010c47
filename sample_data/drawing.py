"""Seeded draws that give the same values on every version of Python.

Only ``Random.random`` is promised to stay the same between versions; ``choice`` and ``shuffle`` are not, so they are
written here on top of it.
"""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A stream of draws; two streams with the same seed and name give the same values.

    >>> Draw(1, "phones").number(1, 6) == Draw(1, "phones").number(1, 6)
    True
    """

    def __init__(self, seed: int, name: str) -> None:
        self._source = random.Random(f"{seed}/{name}")  # noqa: S311  a sample, not a secret

    def number(self, least: int, most: int) -> int:
        """Draw a whole number, both ends included."""
        return least + int(self._source.random() * (most - least + 1))

    def pick(self, values: Sequence[T]) -> T:
        """Draw one of the values."""
        return values[self.number(0, len(values) - 1)]

    def share(self) -> float:
        """Draw a number from 0 up to, but not including, 1."""
        return self._source.random()

    def happens(self, probability: float) -> bool:
        """Draw whether something of this probability happens."""
        return self._source.random() < probability

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """Return the values in a drawn order (Durstenfeld 1964, doi 10.1145/364520.364540)."""
        mixed = list(values)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.number(0, last)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed
