"""A request to the application -> everything that can be seen of its answer: status, headers, body, log lines, mails.

Requests go straight to the WSGI application, without a server and without a client's machinery: there are many.
"""

import io
import logging
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from webapp.mailing import Mail


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request; ``form`` is sent when the method has a body."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    accept: str = "text/html,*/*;q=0.8"
    language: str = "fr"

    def environment(self, errors: io.StringIO) -> dict[str, Any]:
        """The request as WSGI has it."""
        body = urlencode(self.form).encode() if self.method == "POST" else b""
        environment: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path.encode().decode("latin-1"),
            "QUERY_STRING": urlencode(self.query),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT": self.accept,
            "HTTP_ACCEPT_LANGUAGE": self.language,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": errors,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if self.method == "POST":
            environment["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        if self.cookies:
            environment["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in self.cookies)
        return environment


@dataclass(frozen=True, kw_only=True)
class Answer:
    """All that leaves the server because of one request."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    said: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status[:3])

    def cookies(self) -> list[tuple[str, str]]:
        """The cookies that the answer sets."""
        pairs = [value.split(";")[0].partition("=") for name, value in self.headers if name == "Set-Cookie"]
        return [(name, value) for name, _, value in pairs]


@dataclass
class Listening:
    """What log handlers, streams and mail servers were given since the last request."""

    lines: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    errors: io.StringIO = field(default_factory=io.StringIO)

    def taken(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Lines and mails of one request; nothing is left."""
        streamed = self.errors.getvalue()
        said = (*self.lines, streamed) if streamed else tuple(self.lines)
        mails = tuple(self.mails)
        self.lines.clear()
        self.mails.clear()
        if streamed:
            self.errors.seek(0)
            self.errors.truncate()
        return said, mails


class HeardPost:
    """In place of the post office: every mail is written at once, and heard."""

    open = True

    def __init__(self, heard: Listening) -> None:
        self._heard = heard

    def post(self, write: Callable[[], Mail | None]) -> None:
        """Write a mail."""
        mail = write()
        if mail is not None:
            self._heard.mails.append(f"{mail.to}: {mail.message('evenings@example.org').as_string()}")

    def wait(self) -> None:
        """Nothing waits here."""


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))


@contextmanager
def listening() -> Iterator[Listening]:
    """Hear every log record from INFO on, both streams, and every mail that would be sent."""
    heard = Listening()
    handler = _Lines(heard.lines)
    root, database = logging.getLogger(), logging.getLogger("sqlalchemy")
    before = root.level, database.level

    root.addHandler(handler)
    root.setLevel(logging.INFO)
    database.setLevel(logging.WARNING)
    with (
        redirect_stderr(heard.errors),
        redirect_stdout(heard.errors),
    ):
        try:
            yield heard
        finally:
            root.removeHandler(handler)
            root.setLevel(before[0])
            database.setLevel(before[1])


def ask(app: Flask, request: Request, heard: Listening) -> Answer:
    """Send one request to the application, and take in its answer with all that was said meanwhile."""
    found: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
        found[:] = [status, tuple(headers)]

    environment = request.environment(heard.errors)
    try:
        chunks = app.wsgi_app(environment, start)  # type: ignore[arg-type]  # write() is not used
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
    except Exception:  # an application that raises is seen as a server would show it
        found[:] = ["500 UNANSWERED", ()]
        body = traceback.format_exc().encode()
    said, mails = heard.taken()
    return Answer(status=found[0], headers=found[1], body=body, said=said, mails=mails)


def cookies_of(environment: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The cookies of a WSGI environment."""
    pairs = [pair.partition("=") for pair in environment.get("HTTP_COOKIE", "").split("; ") if pair]
    return tuple((name, value) for name, _, value in pairs)


def say(line: str) -> None:
    """A line on the terminal, also while both streams are listened to."""
    sys.__stdout__.write(line + "\n")  # type: ignore[union-attr]  # there is a terminal or a file
    sys.__stdout__.flush()  # type: ignore[union-attr]
