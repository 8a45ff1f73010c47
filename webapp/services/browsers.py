"""Browsers: which one gave an answer, so that no other is shown what it was.

A browser carries a random token in a cookie; stored is HMAC-SHA256(key, participant and token). Two people who share a
phone have different hashes, and whoever holds the database alone can tell neither the token nor that they shared it.

Beside the token the cookie carries a mark, HMAC-SHA256(key, reader and token): whose page it was given with. A token
counts for that person alone. The page of somebody else's link comes with another token, and the former one is kept
nowhere: whoever opens the first person's badge, or a new link of theirs, on that device afterwards is shown none of the
answers given there before. The same person's own badge, opened again, and their new link leave the token as it is.
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


def marked(secret_key: str, participant_id: int, token: str) -> str:
    """What the cookie holds: the token, and the mark of the person with whose page the browser is given it."""
    mark = hmac.digest(secret_key.encode(), f"reader:{participant_id}:{token}".encode(), "sha256").hex()
    return f"{token}.{mark}"


def token_of(secret_key: str, participant_id: int, cookie: str) -> str:
    """The token in a cookie that this person was given; "" in one that another person was, or nobody."""
    token = cookie.partition(".")[0]
    own = known(token) and hmac.compare_digest(
        marked(secret_key, participant_id, token).encode(), cookie.encode(errors="replace")
    )
    return token if own else ""


def browser_hash(secret_key: str, participant_id: int, token: str) -> str:
    """What is stored of the browser in which a participant answers; empty without a token."""
    if not known(token):
        return ""
    return hmac.digest(secret_key.encode(), f"browser:{participant_id}:{token}".encode(), "sha256").hex()
