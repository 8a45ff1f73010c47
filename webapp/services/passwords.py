"""Passwords: what may be one, and the slow hash that is stored of it.

scrypt (Percival 2009; RFC 7914) with N = 2^15, r = 8, p = 3: 32 MiB and three passes for each guess, one of the
settings that OWASP's cheat sheet names equivalent. The parameters stand in the hash; one of weaker parameters is
replaced when its owner signs in.
"""

import hmac
import secrets
import string
import unicodedata
from typing import Final

from werkzeug.security import check_password_hash, generate_password_hash

from webapp.services.common_passwords import WHOLE, WORDS

METHOD = "scrypt:32768:8:3"
SHORTEST: Final = 12
LONGEST: Final = 1024
FEWEST_SIGNS: Final = 5
AROUND: Final = string.digits + string.punctuation + string.whitespace + "’«»€£µ§°"
ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
)


def hashed(password: str) -> str:
    """The hash to store of a password; some tenths of a second of processor, 32 MiB."""
    return generate_password_hash(password, method=METHOD)


def nobodys() -> str:
    """A hash that no password has, made without hashing: for accounts that wait for one, and for unknown addresses."""
    return f"{METHOD}${secrets.token_urlsafe(12)}${secrets.token_hex(64)}"


def is_right(stored: str, password: str) -> bool:
    """Whether a password belongs to a stored hash; takes as long for a right one as for a wrong one."""
    return len(password) <= LONGEST and check_password_hash(stored, password)


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return not hmac.compare_digest(stored.partition("$")[0], METHOD)


def problem(password: str, *, about: tuple[str, ...] = ()) -> str:
    """Why a text is no password to choose, as a code; "" when it is one. ``about``: the person's name and address.

    >>> problem("trois lacs sous la lune")
    ''
    >>> problem("Motdepasse2026!")
    'password_common'
    """
    if len(password) < SHORTEST:
        return "password_short"
    if len(password) > LONGEST:
        return "password_long"
    plain = _plain(password)
    own = {part for one in about for part in (_plain(one), _plain(one.partition("@")[0])) if part}
    inner = plain.strip(AROUND)
    half = inner[: len(inner) // 2]
    common = plain in WHOLE or inner in WORDS | own | {""} or (half * 2 == inner and half in WORDS)
    common = common or plain in own or any(plain in row for row in ROWS) or len(set(plain)) < FEWEST_SIGNS
    return "password_common" if common else ""


def _plain(text: str) -> str:
    """Small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).strip()
