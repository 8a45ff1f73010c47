"""What a browser keeps of a sign-in: its token, and the token by which the browser is known; kept, renewed, ended."""

import flask
from flask import abort, g, request
from werkzeug.wrappers import Response

from webapp import access, cookies
from webapp.services import accounts, sign_ins
from webapp.transactions import database, session

DEVICE_SECONDS = int(sign_ins.DEVICE_KNOWN.total_seconds())


def device() -> str:
    """The token by which this browser is known, "" when it is not."""
    return cookies.read(cookies.DEVICE, secure=access.settings().secure_cookies)


def attempt(email: str, password: str) -> sign_ins.OpenedSignIn | sign_ins.NotSignedIn:
    """Try an address and a password from this browser."""
    now, hours = access.clock().now(), access.settings().sign_in_hours
    return sign_ins.sign_in(database(), email=email, password=password, origin=_origin(), now=now, hours=hours)


def prove(email: str, password: str) -> sign_ins.Proved | sign_ins.NotSignedIn:
    """Ask once more for the password of somebody who is signed in."""
    return sign_ins.prove(database(), email=email, password=password, origin=_origin(), now=access.clock().now())


def keep(response: Response, opened: sign_ins.OpenedSignIn) -> None:
    """Sign this browser in; the sign-in it had before ends."""
    accounts.sign_out(session(), access.sign_in_token())
    flask.session.clear()  # what was put into this browser's forms before stays outside
    _keep(response, opened.token, opened.device)


def require_open() -> None:
    """Refuse a request whose sign-in has ended since the guard looked: what ended it must not open another."""
    if not accounts.still_open(session(), access.sign_in_token(), access.clock().now()):
        abort(404)


def renew(response: Response, account_id: int) -> None:
    """After a change of password or rights: end all sign-ins of an account, and give this browser a new one."""
    now = access.clock().now()
    fresh = accounts.renew_sign_in(session(), account_id, now=now, hours=access.settings().sign_in_hours)
    known = sign_ins.know_device(session(), account_id, device=device(), now=now)
    g.pop("account", None)
    _keep(response, fresh, known)


def know(response: Response, account_id: int) -> None:
    """Know this browser from now on: whoever guesses elsewhere does not use up its tries."""
    known = sign_ins.know_device(session(), account_id, device=device(), now=access.clock().now())
    cookies.keep(response, cookies.DEVICE, known, secure=access.settings().secure_cookies, seconds=DEVICE_SECONDS)


def end(response: Response) -> None:
    """End this browser's sign-in on the server too."""
    accounts.sign_out(session(), access.sign_in_token())
    flask.session.clear()
    cookies.forget(response, cookies.SIGN_IN, secure=access.settings().secure_cookies)


def _origin() -> sign_ins.Origin:
    return sign_ins.Origin(address=request.remote_addr or "", device=device(), secret_key=access.settings().secret_key)


def _keep(response: Response, sign_in: str, known: str) -> None:
    settings = access.settings()
    secure = settings.secure_cookies
    cookies.keep(response, cookies.SIGN_IN, sign_in, secure=secure, seconds=settings.sign_in_hours * 3600)
    cookies.keep(response, cookies.DEVICE, known, secure=secure, seconds=DEVICE_SECONDS)
