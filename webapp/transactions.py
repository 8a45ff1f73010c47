"""One session per request: reading for GET, else one transaction that is committed before the answer leaves."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from flask import Flask, Response, current_app, g, request
from flask import session as browser_session
from sqlalchemy.orm import Session

from webapp.database import Database

READING: Final = ("GET", "HEAD", "OPTIONS")


def database() -> Database:
    """The application's database."""
    found: Database = current_app.extensions["entremise_database"]
    return found


def session() -> Session:
    """This request's session, opened when first asked for."""
    if "session" not in g:
        g.session_stack = ExitStack()
        reading = request.method in READING
        g.session = g.session_stack.enter_context(database().reading() if reading else database().writing())
    opened: Session = g.session
    return opened


def release() -> None:
    """Commit and close this request's session before a long computation, so that nobody waits for it.

    Only where all went well: an exception on its way is not known here, and what was half done would be stored.
    """
    stack = g.pop("session_stack", None)
    g.pop("session", None)
    if stack is not None:
        stack.close()
        g.has_stored = has_stored() or request.method not in READING


@contextmanager
def tapping() -> Iterator[Session]:
    """A session of its own for one tap, on disk once the block has ended."""
    with database().tapping() as rows:
        yield rows
    g.has_stored = True


def has_stored() -> bool:
    """Whether something of this request may be on disk already."""
    return bool(g.get("has_stored"))


def init_app(app: Flask) -> None:
    """Commit after a request that went well, undo after one that did not."""

    @app.after_request
    def finish(response: Response) -> Response:
        stack = g.pop("session_stack", None)
        opened = g.pop("session", None)
        if stack is None or opened is None:
            return response
        try:
            if response.status_code >= 400:
                opened.rollback()
            stack.close()
        except Exception as error:  # it was not stored, so that neither the answer nor the words for the next page hold
            browser_session.pop("_flashes", None)
            return current_app.make_response(current_app.handle_user_exception(error))
        return response

    @app.teardown_request
    def undo(error: BaseException | None) -> None:
        stack = g.pop("session_stack", None)
        opened = g.pop("session", None)
        if stack is not None and opened is not None:
            opened.rollback()
            stack.close()
