"""A token that only its holder has -> what is stored of it."""

import hashlib


def token_hash(token: str) -> str:
    """SHA-256 of a token, in hexadecimal: whoever reads the database cannot use what stands there."""
    return hashlib.sha256(token.encode()).hexdigest()
