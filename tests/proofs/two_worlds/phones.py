"""What a phone holds and sends: its cookies, the token of its browser, the key of a tap."""

import hashlib

from tests.webapp.conftest import SECRET
from webapp.access import PARTICIPANT_COOKIE
from webapp.browser_cookie import BROWSER_COOKIE
from webapp.services import browsers


def tap_key(partner: int, sequence: int, letter: str = "k") -> str:
    """The key of a tap: whom it is about, its number, and characters that only one phone knows."""
    return f"{partner}.{sequence}.{letter * 22}"


def browser(code: str, reader: int, which: int = 1) -> str:
    """The cookie of somebody's phone after this reader's page was shown on it."""
    return browsers.marked(SECRET, reader, hashlib.sha256(f"{code} {which}".encode()).hexdigest()[:32])


def held(link: str, code: str, reader: int, *, which: int = 1) -> tuple[tuple[str, str], ...]:
    """The cookies of a phone that has had its link opened before."""
    return ((PARTICIPANT_COOKIE, link), (BROWSER_COOKIE, browser(code, reader, which)))
