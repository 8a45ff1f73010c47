"""A block of code in which every random number comes from a seed and the real clocks stand still.

Two requests made in it with one seed draw the same nonces, so their answers can be compared byte for byte: nothing
needs to be taken out of a page first. An answer that draws one number more in one world than in the other is told
apart too.
"""

import hashlib
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from unittest.mock import patch

import werkzeug.http
import xlsxwriter.core
import xlsxwriter.workbook

MOMENT = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
_now = MOMENT.timestamp()
_local, _utc = time.localtime, time.gmtime


class _AnyDatetime(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


class _StillDatetime(datetime, metaclass=_AnyDatetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_StillDatetime":  # type: ignore[override]
        return cls.fromtimestamp(_now, tz)


class Nonces:
    """Octets in place of the system's random ones, the same again after each ``begin``."""

    def __init__(self) -> None:
        self._drawn = random.Random(0)

    def begin(self, seed: int) -> None:
        """Draw from this seed from now on."""
        self._drawn.seed(seed)
        random.seed(seed)

    def octets(self, count: int) -> bytes:
        """So many octets."""
        return self._drawn.randbytes(count)


@contextmanager
def still() -> Iterator[Nonces]:
    """Draw nonces from a seed, stop the real clocks, and hash passwords cheaply."""
    nonces = Nonces()
    state = random.getstate()
    with (
        patch.object(os, "urandom", nonces.octets),
        patch.object(random, "_urandom", nonces.octets),
        patch.object(time, "time", lambda: _now),
        patch.object(time, "time_ns", lambda: int(_now * 1e9)),
        patch.object(time, "localtime", lambda seconds=_now: _local(seconds)),
        patch.object(time, "gmtime", lambda seconds=_now: _utc(seconds)),
        patch.object(xlsxwriter.core, "datetime", _StillDatetime),
        patch.object(xlsxwriter.workbook, "datetime", _StillDatetime),
        patch.object(werkzeug.http, "datetime", _StillDatetime),
        cheap_passwords(),
    ):
        yield nonces
    random.setstate(state)


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Hash passwords at no cost: thousands of evenings are made, and no proof here is about passwords."""

    def scrypt(password: bytes, *, salt: bytes, n: int, r: int, p: int, maxmem: int = 0, dklen: int = 64) -> bytes:
        return hashlib.sha512(salt + password + f"{n}{r}{p}{maxmem}".encode()).digest()[:dklen]

    with patch.object(hashlib, "scrypt", scrypt):
        yield
