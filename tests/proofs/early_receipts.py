"""A server with the defence taken out: it answers before it commits. Negative control of ``tests.proofs.kills``."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from flask import Flask, Response, g
from sqlalchemy.orm import Session

from webapp import app as application
from webapp import transactions
from webapp.cli import main
from webapp.database import Database

SECONDS_LATE = 0.5


def answer_before_the_commit(app: Flask) -> None:
    """What ``transactions.init_app`` does, with the commit a moment after the answer has left."""

    @app.after_request
    def finish(response: Response) -> Response:
        stack, opened = g.pop("session_stack", None), g.pop("session", None)
        if stack is None or opened is None:
            return response
        if response.status_code >= 400:
            opened.rollback()
        threading.Timer(SECONDS_LATE, _close, [stack]).start()
        return response


@contextmanager
def tapping_late(base: Database) -> Iterator[Session]:
    """What ``Database.tapping`` does, with the commit a moment after the answer has left."""
    with ExitStack() as stack:
        session = stack.enter_context(base.writing())
        yield session
        threading.Timer(SECONDS_LATE, _close, [stack.pop_all()]).start()


def _close(stack: Any) -> None:
    stack.close()


if __name__ == "__main__":
    transactions.init_app = answer_before_the_commit
    application.transactions.init_app = answer_before_the_commit
    Database.tapping = tapping_late  # type: ignore[method-assign]
    main()
