"""Browsers: which one gave an answer, so that no other is shown what it was.

A browser carries a random token in a cookie; stored is HMAC-SHA256(key, participant and token). Two people who share a
phone have different hashes, and whoever holds the database alone can tell neither the token nor that they shared it.
"""

import hmac
import re
import secrets
from typing import Final

TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{32}")


def new_token() -> str:
    """A fresh token of 192 bits."""
    return secrets.token_urlsafe(24)


def known(token: str) -> bool:
    """Whether this has the shape of a token."""
    return TOKEN.fullmatch(token) is not None


def browser_hash(secret_key: str, participant_id: int, token: str) -> str:
    """What is stored of the browser in which a participant answers; empty without a token."""
    if not known(token):
        return ""
    return hmac.digest(secret_key.encode(), f"browser:{participant_id}:{token}".encode(), "sha256").hex()
