"""A text for one person -> one mail, handed to the installation's mail server from a thread of its own.

What a request has to say goes out after its answer, so that neither the answer nor its time tells whether a mail was
sent. Messages are plain text, made by ``email.message.EmailMessage``, which refuses line ends in headers. What fails is
logged by its kind alone: the server's words may quote the address.
"""

import logging
import queue
import smtplib
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final
from urllib.parse import unquote, urlsplit

from flask import current_app

from webapp.config import Settings

LOG = logging.getLogger("webapp.mailing")
SECONDS: Final = 20
PORTS: Final = {"smtp": 25, "smtps": 465}
OWN_MACHINE: Final = ("localhost", "127.0.0.1", "::1")
MOST_WAITING: Final = 200


class UnsafeMail(ValueError):  # noqa: N818  named as the thing it is about
    """Raised for a mail that would carry more than its text to more than one person; tells nothing of either."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A text for one person. Raises UnsafeMail when the address is not one, or the subject not one line."""

    to: str
    subject: str
    text: str

    def __post_init__(self) -> None:
        if len(self.to) > 254 or not self.to.isprintable() or any(sign in self.to for sign in ' ,;:<>()"\\'):
            raise UnsafeMail("this is not one plain address")
        if self.to.count("@") != 1 or not self.subject.isprintable():
            raise UnsafeMail("this is not one plain address, or the subject has line ends")
        try:
            read = Address(addr_spec=self.to).addr_spec
        except Exception:  # the library raises eight kinds, AttributeError among them, and may quote the address
            read = ""
        if read != self.to:
            raise UnsafeMail("this is not one plain address")

    def message(self, sender: str) -> EmailMessage:
        """The mail as it is handed over: one sender, one recipient, a subject, plain text."""
        message = EmailMessage(policy=SMTP)
        message["From"] = Address("Entremise", addr_spec=sender)
        message["To"] = Address(addr_spec=self.to)
        message["Subject"] = self.subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text)
        return message


class PostOffice:
    """Does what is handed in one after the other, in a thread that begins with the first of it."""

    def __init__(self, settings: Settings) -> None:
        self.open = bool(settings.smtp_url)
        self._settings = settings
        self._waiting: queue.Queue[Callable[[], Mail | None]] = queue.Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def post(self, write: Callable[[], Mail | None]) -> None:
        """Have a mail written and sent soon; when too many wait already it is dropped, and logged."""
        if not self.open:
            return
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="mail", daemon=True)
                self._thread.start()
        try:
            self._waiting.put_nowait(write)
        except queue.Full:
            LOG.error("A mail was not sent: %d are waiting already", MOST_WAITING)

    def wait(self) -> None:
        """Come back when everything handed in has been dealt with."""
        self._waiting.join()

    def _work(self) -> None:
        while True:
            write = self._waiting.get()
            try:
                mail = write()
                if mail is not None:
                    send(mail, self._settings)
            except Exception as error:
                LOG.error("A mail could not be sent (%s)", _kind(error))
            finally:
                self._waiting.task_done()


def post_office() -> PostOffice:
    """Where this application hands in its mail."""
    found: PostOffice = current_app.extensions["entremise_post_office"]
    return found


def send(mail: Mail, settings: Settings) -> None:
    """Hand one mail to the mail server; raises what smtplib raises, and UnsafeMail rather than show a password."""
    parts = urlsplit(settings.smtp_url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    with server:
        secret = parts.scheme == "smtps"
        server.ehlo_or_helo_if_needed()
        if not secret and server.has_extn("starttls"):
            server.starttls(context=context)
            secret = True
        if parts.username:
            if not secret and host not in OWN_MACHINE:
                raise UnsafeMail("the mail server wants a password and offers no TLS")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail.message(settings.mail_from), settings.mail_from, [mail.to])


def _kind(error: Exception) -> str:
    """What the log may hold: the kind of error, and the mail server's number if it gave one."""
    code = getattr(error, "smtp_code", None)
    return type(error).__name__ if code is None else f"{type(error).__name__} {code}"
