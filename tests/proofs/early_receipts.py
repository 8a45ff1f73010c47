"""A server with the defence taken out: it answers before it commits. Negative control of ``tests.proofs.kills``."""

import threading
from typing import Any

from flask import Flask, Response, g

from webapp import app as application
from webapp import transactions
from webapp.cli import main

SECONDS_LATE = 0.1


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


def _close(stack: Any) -> None:
    stack.close()


if __name__ == "__main__":
    transactions.init_app = answer_before_the_commit
    application.transactions.init_app = answer_before_the_commit
    main()
