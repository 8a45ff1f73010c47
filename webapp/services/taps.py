"""Taps: the key that makes one tap another one than the next, and the numbers that put taps in order.

A tap carries a sequence number and a key ``<partner>.<sequence>.<random>``. The key says itself which tap it is, so
that another body under one key is told without a second table. Numbers count up by one on one browser; a page shown on
another browser than the one that answered starts at the next thousand, so that it does not tell how often the person
changed their mind.
"""

import re
import secrets
from typing import Final

from webapp.services.refusals import Refused

GREATEST_SEQUENCE: Final = 2**31 - 1
#: A browser that did not give the answer counts on from the next multiple of this.
STEP: Final = 1000
#: No tap jumps further than this above the one that stands: nobody can use up the numbers of somebody else.
LARGEST_JUMP: Final = 10 * STEP
RANDOM_PART: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_key(partner_id: int, sequence: int) -> str:
    """A fresh key for a tap about a partner; 144 bits of it are random."""
    return f"{partner_id}.{sequence}.{secrets.token_urlsafe(18)}"


def require_fitting(key: str, *, partner_id: int, sequence: int) -> None:
    """Refuse (422) a key that does not say this partner and this sequence, or whose random part is too short."""
    prefix = f"{partner_id}.{sequence}."
    if not key.startswith(prefix) or RANDOM_PART.fullmatch(key.removeprefix(prefix)) is None:
        raise Refused("tap_key_unfit", status=422)


def shown_elsewhere(sequence: int) -> int:
    """The sequence a page counts on from where the answer was given on another browser.

    >>> shown_elsewhere(1), shown_elsewhere(7), shown_elsewhere(1002)
    (1000, 1000, 2000)
    """
    return min((sequence // STEP + 1) * STEP, GREATEST_SEQUENCE - 1)
