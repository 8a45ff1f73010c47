"""Limits: on failed sign-ins, by address and account; on what one person writes that stays, by that person.

A whole hall is behind one address, and nobody shuts out another. Personal links need no limit: their tokens have 176
bits.
"""

from flask import Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://")


def who_signs_in() -> str:
    """The address that asks and the account it names."""
    return f"{get_remote_address()} {request.form.get('email', '')[:254].strip().lower()}"


def failed(response: Response) -> bool:
    """Whether an answer refuses what was tried."""
    return response.status_code in (401, 404)
