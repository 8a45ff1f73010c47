"""A mail server on this machine that keeps what it is given: a small SMTP (RFC 5321), enough for ``smtplib``."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class Mailbox:
    """What arrived: sender, recipients and the message, and where the server listens."""

    port: int = 0
    refused: bool = False
    received: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class Conversation(socketserver.StreamRequestHandler):
    """One connection: takes every mail, or refuses every recipient."""

    mailbox: Mailbox

    def handle(self) -> None:
        self._say("220 here")
        sender, recipients = "", []
        for line in self.rfile:
            word, text = line[:4].upper(), line.decode().strip()
            if word == b"MAIL":
                sender, recipients = text.partition("<")[2].partition(">")[0], []
            elif word == b"RCPT" and self.mailbox.refused:
                self._say(f"550 no such person {text}")
                continue
            elif word == b"RCPT":
                recipients.append(text.partition("<")[2].partition(">")[0])
            elif word == b"DATA":
                self._say("354 go on")
                lines = []
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(part[1:] if part.startswith(b"..") else part)
                message = message_from_bytes(b"".join(lines), policy=default)
                assert isinstance(message, EmailMessage)
                self.mailbox.received.append((sender, recipients, message))
            elif word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 well")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server that listens until the block ends."""
    mailbox = Mailbox()
    handler = type("Conversation", (Conversation,), {"mailbox": mailbox})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        mailbox.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()
