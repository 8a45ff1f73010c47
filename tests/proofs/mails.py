"""Hostile addresses, subjects and names through the application's mail: no header and no recipient of theirs.

    python -m tests.proofs.mails --n 1000 --seed 7

Each text stands once as the address, once as the subject and once inside the words of a real letter, handed to a mail
server on this machine; every tenth is also typed into the pages that send mail, by a browser that lies about the host.
"""

import argparse
import itertools
import re
import smtplib
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

from tests.proofs.actors import Installation, empty_sqlite, installation
from tests.proofs.lines import texts
from tests.webapp.account.conftest import set_otherwise
from tests.webapp.account.mail_server import Mailbox, mail_server
from tests.webapp.conftest import HandClock
from webapp.config import Settings
from webapp.mailing import Mail, UnsafeMail, post_office, send
from webapp.services import accounts
from webapp.wording import Words, mails

PUBLIC: Final = "https://evening.example"
EVIL: Final = "evil.example"
SENDER: Final = "entremise@example.org"
SOMEBODY: Final = "anne@example.org"
HEADERS: Final = {
    *("from", "to", "subject", "auto-submitted", "content-type", "content-transfer-encoding", "mime-version"),
}
#: Beginnings and ends that make a text of any kind nearly an address, or nearly a header.
SHAPES: Final = (
    "{}", "{}@example.org", "anne@{}", "anne@example.org{}", "anne@example.org,{}", "anne@example.org\r\n{}",
    "anne@example.org\nBcc: eve@evil.example{}", '"{}"@example.org', "anne@example.org>{}",
    "{}\r\nTo: eve@evil.example", "{}\r\n\r\nOther words", "=?utf-8?q?{}?=@example.org",
)  # fmt: skip
FORGED: Final[tuple[dict[str, str], ...]] = (
    {"Host": EVIL}, {"Host": f"127.0.0.1:80@{EVIL}"}, {"X-Forwarded-Host": EVIL}, {"Forwarded": f"host={EVIL}"},
    {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "http"}, {"X-Original-Host": EVIL},
)  # fmt: skip


@dataclass(kw_only=True)
class Found:
    """How many mails were refused before they were made, how many were sent, and what was wrong with these."""

    refused: int = 0
    sent: int = 0
    faults: list[str] = field(default_factory=list)


def payloads(*, seed: int) -> Iterator[str]:
    """Texts without end, nearly addresses or nearly headers."""
    for shape, text in zip(itertools.cycle(SHAPES), texts(seed=seed), strict=False):
        yield shape.format(text)


def by_hand(n: int, *, seed: int, box: Mailbox, folder: Path) -> Found:
    """Send letters whose address, subject or words are hostile."""
    settings = Settings(
        database_url=f"sqlite:///{folder / 'x.sqlite'}",
        secret_key="s" * 40,
        instance=folder,
        public_url=PUBLIC,
        smtp_url=box.url,
        mail_from=SENDER,
    )
    found, words = Found(), Words.for_locale("fr")
    for text in itertools.islice(payloads(seed=seed), n):
        letter = mails.reset(words, name=text, link=f"{PUBLIC}/password/x")
        for to, subject, body in (
            (text, letter.subject, "x"),
            (SOMEBODY, text, "x"),
            (SOMEBODY, letter.subject, letter.text),
        ):
            before = len(box.received)
            try:
                send(Mail(to=to, subject=subject, text=body), settings)
            except (UnsafeMail, smtplib.SMTPException):
                found.refused += 1
                if len(box.received) != before:
                    found.faults.append(f"sent and refused: {text!r}")
                continue
            except (LookupError, ValueError, MessageError) as error:  # the library failed: our check should speak
                found.faults.append(f"{type(error).__name__}: {text!r}")
                continue
            found.sent += 1
            found.faults += [f"{why}: {text!r}" for why in _wrong(box.received[before:], to, subject, body)]
    return found


def by_pages(n: int, *, seed: int, box: Mailbox, place: Installation) -> Found:
    """Type the texts into the pages that send mail: an account's name, an address to invite, an address that forgot."""
    found = Found()
    for number, text in enumerate(itertools.islice(payloads(seed=seed), n)):
        headers, before = FORGED[number % len(FORGED)], len(box.received)
        with place.database.writing() as session:
            guest = accounts.create_account(
                session, email=f"guest{number}@example.org", name=text, password="correct horse", may_organise=False
            )
        assert guest
        team = f"/e/{place.evening.public_id}/desk/team"
        asked = [("owner", team, {"email": text, "role": "reader"})]
        asked += [("nobody", "/password", {"email": address}) for address in (text, f"guest{number}@example.org")]
        asked += [("administrator", "/accounts", {"email": text, "name": text})]
        for actor, path, form in asked:
            answer = place.client(actor).post(path, data=form, headers=headers)
            if answer.status_code >= 500:
                found.faults.append(f"status {answer.status_code} of {path}: {text!r}")
            if answer.status_code < 400 and EVIL in answer.headers.get("Location", ""):
                found.faults.append(f"sent to {EVIL} by {path}")
        with place.app.app_context():
            post_office().wait()
        for sender, recipients, message in box.received[before:]:
            found.sent += 1
            words = str(message.get_content())
            found.faults += [f"{why}: {text!r}" for why in _wrong([(sender, recipients, message)], None, None, None)]
            links = re.findall(r"https?://\S+", words.replace(text, ""))
            if not links or not links[-1].startswith(PUBLIC + "/"):
                found.faults.append(f"a link of another host: {links}, {headers}")
    return found


def _wrong(
    received: list[tuple[str, list[str], EmailMessage]], to: str | None, subject: str | None, body: str | None
) -> list[str]:
    """What is wrong with what a mail server received of one mail."""
    if len(received) != 1:
        return [f"{len(received)} mails"]
    ((sender, recipients, message),) = received
    names = [name.lower() for name in message]
    found = []
    if sender != SENDER or len(recipients) != 1 or (to is not None and recipients != [to]):
        found.append(f"from {sender} to {recipients}")
    if len(set(names)) != len(names) or set(names) - HEADERS:
        found.append(f"headers {sorted(names)}")
    addressed: Any = message["to"].addresses
    if [one.addr_spec for one in addressed] != recipients:
        found.append(f"addressed to {addressed}")
    if subject is not None and "=?" not in subject and str(message["subject"]) != subject:
        found.append(f"subject {message['subject']!r}")
    if body is not None and _plain(str(message.get_content())) != _plain(body):
        found.append("the words read otherwise")
    return found


def _plain(text: str) -> str:
    """A text without what a mail's lines cannot keep apart: kinds of line ends, and how many at the end."""
    return "\n".join(text.replace("\r\n", "\n").replace("\r", "\n").splitlines()).rstrip("\n")


def run(folder: Path, *, n: int, seed: int) -> tuple[Found, Found]:
    """Both ways, on an installation of their own."""
    with mail_server() as box:
        hand = by_hand(n, seed=seed, box=box, folder=folder)
        place = installation(empty_sqlite(folder), HandClock(), folder)
        mailing = set_otherwise(place, public_url=PUBLIC, smtp_url=box.url, mail_from=SENDER)
        pages = by_pages(n // 10, seed=seed, box=box, place=mailing)
        place.database.dispose()
    return hand, pages


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    asked, started = parser.parse_args(), time.process_time()
    with tempfile.TemporaryDirectory() as name:
        hand, pages = run(Path(name), n=asked.n, seed=asked.seed)
    seconds = time.process_time() - started
    n_faults = len(hand.faults) + len(pages.faults)
    print(f"{asked.n} texts, seed {asked.seed}: {hand.sent} mails sent and {hand.refused} refused by hand")
    print(f"{pages.sent} sent by pages; {n_faults} faults, {seconds:.0f} s of processor time")
    print(*[*hand.faults, *pages.faults][:10], sep="\n")
    return int(n_faults > 0)


if __name__ == "__main__":
    sys.exit(main())
