"""A wrong password, for an address with an account and for one without: the same work, counted and measured.

Counted: every hash that is computed, with its parameters, and every statement that a database is sent. Measured: the
processor time of true hashes through the whole form, in turn, and the ratio of the medians with its interval (95 %,
bootstrap by percentiles, Efron 1979, doi:10.1214/aos/1176344552).
"""

import hashlib
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy import event

from webapp.database import Database
from webapp.services import passwords

TRUE_METHOD: Final = "scrypt:32768:8:3"
#: The interval of the ratio must lie within these.
ALIKE: Final = (0.9, 1.1)
RESAMPLES: Final = 2000


@dataclass(frozen=True)
class Work:
    """What one try cost: (N, r, p, length of the salt, of the password) of each hash, and the statements in order."""

    hashes: tuple[tuple[int, ...], ...]
    statements: tuple[str, ...]


@contextmanager
def counted_work(database: Database) -> Iterator[Callable[[], Work]]:
    """Count in a block; what is given returns the work since it was asked last."""
    hashes: list[tuple[int, ...]] = []
    statements: list[str] = []
    compute = hashlib.scrypt

    def counting(password: bytes, *, salt: bytes, n: int, r: int, p: int, **more: int) -> bytes:
        hashes.append((n, r, p, len(salt), len(password)))
        return compute(password, salt=salt, n=n, r=r, p=p, **more)

    def sent(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    def since() -> Work:
        found = Work(tuple(hashes), tuple(statements))
        hashes.clear()
        statements.clear()
        return found

    engines = {id(one): one for one in (database.read_engine, database.write_engine)}.values()
    for engine in engines:
        event.listen(engine, "before_cursor_execute", sent)
    try:
        with patch.object(hashlib, "scrypt", counting):
            yield since
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", sent)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Medians in milliseconds of processor time, and the ratio of unknown to known with its interval."""

    n: int
    known: float
    unknown: float
    ratio: float
    interval: tuple[float, float]

    @property
    def alike(self) -> bool:
        """Whether nobody could tell by the time."""
        return ALIKE[0] <= self.interval[0] and self.interval[1] <= ALIKE[1]

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"wrong password: {self.known:.1f} ms for a known address, {self.unknown:.1f} ms for an unknown one "
            f"(medians of {self.n} each, in turn), ratio {self.ratio:.3f} [{low:.3f}, {high:.3f}], "
            f"{'within' if self.alike else 'NOT within'} {ALIKE[0]} to {ALIKE[1]}"
        )


def compared(known: list[float], unknown: list[float], *, seed: int) -> Compared:
    """Compare times that were measured in turn; pairs are drawn together, for the machine's pace changes."""
    chance, pairs = random.Random(seed), list(zip(known, unknown, strict=True))
    ratios = sorted(_ratio(chance.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES))
    return Compared(
        n=len(pairs),
        known=statistics.median(known),
        unknown=statistics.median(unknown),
        ratio=_ratio(pairs),
        interval=(ratios[RESAMPLES // 40], ratios[-RESAMPLES // 40 - 1]),
    )


def measured(tries: tuple[Callable[[], object], Callable[[], object]], n: int) -> tuple[list[float], list[float]]:
    """Milliseconds of processor time of two tries, ``n`` times in turn, each first every other time."""
    spent: tuple[list[float], list[float]] = ([], [])
    for number in range(n):
        for which in (0, 1) if number % 2 else (1, 0):
            began = time.process_time()
            tries[which]()
            spent[which].append(1000 * (time.process_time() - began))
    return spent


@contextmanager
def true_hashes(*, without_hash: bool = False) -> Iterator[None]:
    """The real method; as a control, with nothing to compute for an address that nobody has."""
    nothing = patch.object(passwords, "nobodys", lambda: "") if without_hash else nullcontext()
    with patch.object(passwords, "METHOD", TRUE_METHOD), nothing:
        yield


def _ratio(pairs: list[tuple[float, float]]) -> float:
    known, unknown = zip(*pairs, strict=True)
    return statistics.median(unknown) / statistics.median(known)
