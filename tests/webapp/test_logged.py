"""A log tells which error it was and where; nothing of what the error says, for it may quote anybody."""

import logging
import smtplib
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask, Response
from sqlalchemy.exc import IntegrityError

from tests.webapp.conftest import Evening, open_phone
from webapp import errors, logged
from webapp.database import Database
from webapp.logged import without_values
from webapp.server import free_port

CANARY = "Zénobie Dupont"


def caused() -> Exception:
    """An error with a note and a cause, whose own frames are told too."""
    error = ValueError(CANARY)
    error.add_note(CANARY)
    error.__cause__ = raised(lambda: KeyError(CANARY))
    error.__cause__.__cause__ = AssertionError(CANARY)
    return error


def grouped() -> Exception:
    """A group within a group, with causes."""
    return ExceptionGroup(CANARY, [caused(), ExceptionGroup(CANARY, [LookupError(CANARY)])])


def quoting_a_row() -> Exception:
    return IntegrityError(f"INSERT {CANARY}", {"name": CANARY}, ValueError(CANARY))


class TellsByItsName(Exception):  # noqa: N818  named as the thing it is about
    """Quotes whatever it is asked for."""

    def __str__(self) -> str:
        return CANARY

    __repr__ = __str__
    sqlstate = CANARY  # not what a database gives


MAKES: dict[str, tuple[Callable[[], Exception], tuple[str, ...]]] = {
    "KeyError": (lambda: KeyError(CANARY), ("KeyError",)),
    "ValueError": (lambda: ValueError(f"no such name: {CANARY}"), ("ValueError",)),
    "AssertionError": (lambda: AssertionError(CANARY), ("AssertionError",)),
    "UnicodeError": (lambda: UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, CANARY), ("UnicodeDecodeError",)),
    "OSError": (lambda: FileNotFoundError(2, "none", CANARY), ("FileNotFoundError (ENOENT)",)),
    "mail": (lambda: smtplib.SMTPDataError(550, CANARY.encode()), ("smtplib.SMTPDataError (550)",)),
    "causes": (caused, ("ValueError", "\nfrom\nKeyError", "\nfrom\nAssertionError")),
    "group": (grouped, ("ExceptionGroup", "    ValueError", "    ExceptionGroup", "        LookupError")),
    "database": (quoting_a_row, ("sqlalchemy.exc.IntegrityError",)),
    "own words": (TellsByItsName, ("TellsByItsName",)),
}


def raised(make: Callable[[], Exception]) -> Exception:
    """The error as it is caught, on its way from a function of which its frames tell."""

    def view_of_somebody() -> None:
        raise make()

    try:
        view_of_somebody()
    except Exception as error:
        return error
    raise AssertionError


def quotes(text: str) -> bool:
    """Whether a part of the canary stands in a text, however it is written."""
    return any(part in text for part in ("Zénobie", "Dupont", "Z\\xe9nobie", "Z\\xc3\\xa9nobie", "nobie"))


@pytest.mark.parametrize("name", MAKES)
def test_kinds_and_frames_are_told_and_no_value(name: str) -> None:
    make, kinds = MAKES[name]
    told = without_values(raised(make))
    assert not quotes(told)
    assert [kind for kind in kinds if kind not in told] == []
    assert f'File "{__file__}", line ' in told
    assert "in view_of_somebody" in told


def test_the_canary_is_seen_where_messages_are_told() -> None:
    """Negative control: each of these errors does quote it."""
    assert [name for name, (make, _kinds) in MAKES.items() if not quotes(f"{make()!s} {make()!r}")] == []


def test_an_endless_recursion_and_a_circle_of_causes_are_told_shortly() -> None:
    def again() -> None:
        again()

    told = without_values(raised(lambda: again()))  # type: ignore[arg-type, return-value]  # it never returns
    assert told.startswith("RecursionError")
    assert " more)" in told
    assert len(told.splitlines()) < 50
    one, other = ValueError(CANARY), KeyError(CANARY)
    one.__cause__, other.__cause__ = other, one
    assert without_values(one) == "ValueError\nfrom\nKeyError\nfrom"


@pytest.mark.parametrize("name", MAKES)
def test_a_page_that_breaks_leaves_no_value_in_the_log(
    name: str,
    app: Flask,
    sqlite_database: Database,
    sqlite_evening: Evening,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    make, kinds = MAKES[name]

    def broken(**_parts: object) -> None:
        raise make()

    monkeypatch.setitem(app.view_functions, "participant.now", broken)
    answer = phone.get(f"/e/{sqlite_evening.public_id}/me")
    assert answer.status_code == 500
    assert not quotes(answer.text)
    assert "Unexpected error in participant.now" in caplog.text
    assert kinds[0] in caplog.text
    assert not quotes(caplog.text)


@pytest.mark.parametrize("where", ["after_request", "the page of errors", "both"])
def test_an_error_beside_the_pages_leaves_neither_value_nor_address(
    where: str, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What breaks there never reaches the application's own handler of errors, only Flask's."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def after(_response: Response) -> Response:
        raise ValueError(CANARY)

    def broken(*_given: object, **_named: object) -> None:
        raise KeyError(CANARY)

    if where != "the page of errors":
        app.after_request_funcs.setdefault(None, []).append(after)
    if where != "after_request":
        monkeypatch.setitem(app.view_functions, "doors.home", broken)
        monkeypatch.setattr(errors, "_answer", broken)
    with suppress(KeyError):  # it goes on to the server, whose log is looked at below
        app.test_client().get(f"/?to={CANARY}")
    assert "Error" in caplog.text
    assert not quotes(caplog.text)
    if where == "both":
        return
    kept = "in after" if where == "after_request" else "in broken"
    assert kept in caplog.text


BREAKING_SERVER = """
import sys, threading
from webapp.server import Server

def load():
    def broken():
        raise KeyError("{canary}")
    class Unraisable:
        def __del__(self):
            broken()
    def application(environment, start_response):
        Unraisable()
        threading.Thread(target=broken, name="{canary}").start()
        broken()
    return application

Server(load, host="127.0.0.1", port=int(sys.argv[1])).run()
"""


def test_what_reaches_the_server_leaves_no_value_on_its_streams() -> None:
    """An error beyond the application, one in a thread, one while something is cleaned up: all three are told."""
    port = free_port("127.0.0.1")
    program = [sys.executable, "-c", BREAKING_SERVER.format(canary=CANARY), str(port)]
    process = subprocess.Popen(program, stderr=subprocess.PIPE, text=True)
    try:
        answered = False
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/e/{'t' * 22}", timeout=10)
            except urllib.error.HTTPError as error:
                answered = error.code == 500
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.1)
        assert answered
    finally:
        process.terminate()
        _out, said = process.communicate(timeout=60)
    assert said.count("KeyError\n") == 3, said
    assert "Error handling request (not kept)" in said
    assert "Unexpected error in a thread" in said
    assert "Unexpected error while something was cleaned up" in said
    assert "in broken" in said
    assert not quotes(said)
    assert "t" * 22 not in said


BROKEN_COMMAND = """
import sys
from webapp.cli import main

@main.command("break")
def broken():
    raise KeyError("{canary}")

main(["break"])
"""


def test_a_command_that_breaks_tells_no_value() -> None:
    program = [sys.executable, "-c", BROKEN_COMMAND.format(canary=CANARY)]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert "Unexpected error\nKeyError\n" in done.stderr
    assert "in broken" in done.stderr
    assert not quotes(done.stdout + done.stderr)


def test_a_line_keeps_its_own_words_beside_an_error() -> None:
    log = logging.getLogger("tests.of.logged")
    lines: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Lines()
    log.addHandler(handler)
    log.propagate = False
    try:
        logged.keep_values_out_of(log)
        logged.keep_values_out_of(log)
        try:
            raise KeyError(CANARY)
        except KeyError:
            log.exception("Stopped after %d of them", 3)
        log.error("Nothing else")
    finally:
        log.removeHandler(handler)
    assert len(log.filters) == 1
    assert lines[0].startswith("Stopped after 3 of them\nKeyError\n  File ")
    assert lines[1] == "Nothing else"
    assert not quotes("".join(lines))
