"""Limits on failures: a whole hall is behind one address, so what succeeds is never counted."""

from flask import Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://")


def failed(response: Response) -> bool:
    """Whether an answer refuses what was tried."""
    return response.status_code in (401, 404)
