"""The cookies of accounts: their names and flags, in one place.

Over TLS their names begin with ``__Host-``: a browser then takes them from this host alone, for every path and never
over plain http, so that no neighbouring host can plant one. Personal and projector links keep to their event's path
and cannot have that name.
"""

from typing import Final

from flask import request
from werkzeug.wrappers import Response

SIGN_IN: Final = "entremise_sign_in"
DEVICE: Final = "entremise_device"
FORM: Final = "entremise_form"


def name(cookie: str, *, secure: bool) -> str:
    """What a cookie is called in the browser."""
    return f"__Host-{cookie}" if secure else cookie


def read(cookie: str, *, secure: bool) -> str:
    """A cookie of this request, "" when it has none."""
    return request.cookies.get(name(cookie, secure=secure), "")


def keep(response: Response, cookie: str, value: str, *, secure: bool, seconds: int) -> None:
    """Give the browser a cookie that no script reads and that comes along from this site's own pages only."""
    response.set_cookie(
        name(cookie, secure=secure), value, max_age=seconds, path="/", httponly=True, samesite="Lax", secure=secure
    )


def forget(response: Response, cookie: str, *, secure: bool) -> None:
    """Take a cookie away."""
    response.delete_cookie(name(cookie, secure=secure), path="/", httponly=True, samesite="Lax", secure=secure)
