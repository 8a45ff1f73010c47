"""One installation that a test plays an evening on again and again: real application, real services, either database.

``reset`` puts the database back to an evening with a published plan: on SQLite by the backup interface from a copy in
memory, on PostgreSQL by a function that fills its tables from copies of them, with its triggers asleep. A request goes
through the whole application; cookies are given by hand, so that one client is every phone. SQLite's file lies in
memory where the machine has a folder for that: what a power cut leaves is proved elsewhere.
"""

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select, text
from werkzeug.test import TestResponse

from tests.postgresql import new_database, postgresql_server
from tests.proofs.actors import Installation, installation
from tests.webapp.conftest import EVENING, SECRET, HandClock
from webapp.access import PARTICIPANT_COOKIE, SIGN_IN_COOKIE
from webapp.browser_cookie import BROWSER_COOKIE
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.models import ChoiceRow, MutualChoiceRow, ReceivedContactRow, Row
from webapp.services import browsers, links, organisations, plans
from webapp.services.taps import new_key
from webapp.throttle import Buckets

Pair = tuple[str, str]
IN_MEMORY = Path("/dev/shm")  # noqa: S108  a folder of one's own is made in it
# Made once: a statement made anew costs more than the rows it finds.
_CHOICES = select(
    ChoiceRow.chooser_id,
    ChoiceRow.partner_id,
    ChoiceRow.answer,
    ChoiceRow.sequence,
    ChoiceRow.tap_key,
    ChoiceRow.received_at,
)
_MUTUAL = select(MutualChoiceRow.company_participant_id, MutualChoiceRow.association_participant_id)
_RECEIVED = select(
    ReceivedContactRow.receiver_id, ReceivedContactRow.giver_id, ReceivedContactRow.email, ReceivedContactRow.phone
)


@dataclass(frozen=True)
class Rows:
    """What stands in the tables that the protocol is about."""

    #: Every answer: its word, number, key and time, by chooser and partner.
    stored: dict[Pair, tuple[str, int, str, datetime | None]]
    #: The rows there are, answered or not.
    made: set[Pair]
    #: The pairs computed at the seal.
    mutual: set[frozenset[str]]
    #: Receiver, giver ("" once erased), e-mail and phone of each contact handed over.
    handed_over: set[tuple[str, str, str, str]]


@dataclass
class World:
    """The evening of six people, three rounds, and what stands in its database."""

    installed: Installation
    kept: sqlite3.Connection | None
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = self.installed.clock
        self.database = self.installed.database
        self.event_id = self.installed.evening.event_id
        self.public_id = self.installed.evening.public_id
        self.people = {code.removesuffix("-1"): number for code, number in self.installed.evening.people.items()}
        self.codes = {number: code for code, number in self.people.items()}
        self._client = self.installed.app.test_client(use_cookies=False)
        self.first_tokens = self._personal_tokens()
        self.tokens = dict(self.first_tokens)

    def reset(self) -> None:
        """Put everything back to before the first round."""
        self.clock.moment = EVENING
        self.tokens = dict(self.first_tokens)
        if self.database.is_sqlite:
            connection = self.database.write_engine.raw_connection()
            try:
                assert self.kept is not None
                self.kept.backup(connection.driver_connection)
            finally:
                connection.close()
            return
        with self.database.write_engine.begin() as rows:
            rows.exec_driver_sql("SELECT kept.put_back()")

    def phone(
        self,
        person: str,
        browser: int,
        method: str,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        json: bool = True,
    ) -> TestResponse:
        """A request of one browser in which a person's link has been opened."""
        held = browsers.marked(SECRET, self.people[person], f"browser{browser}".ljust(32, "x"))
        cookies = f"{PARTICIPANT_COOKIE}={self.tokens[person]}; {BROWSER_COOKIE}={held}"
        headers = {"Cookie": cookies, "Accept": "application/json" if json else "text/html"}
        address = f"/e/{self.public_id}/me{path}"
        return self._client.open(address, method=method, data=data, headers=headers)

    def desk(self, method: str, path: str, data: dict[str, Any] | None = None, *, actor: str = "owner") -> TestResponse:
        """A request of somebody who is signed in."""
        headers = {"Cookie": f"{SIGN_IN_COOKIE}={self.installed.tokens[actor]}"}
        return self._client.open(f"/e/{self.public_id}{path}", method=method, data=data, headers=headers)

    def reissue(self, person: str) -> str:
        """Give a person a new link; returns the token of the earlier one."""
        before = self.tokens[person]
        with self.database.writing() as session:
            links.reissue_participant(session, self.event_id, self.people[person], secret_key=SECRET)
        self.tokens |= self._personal_tokens()
        return before

    def key(self, partner: str, sequence: int) -> str:
        """A fresh key of a tap."""
        return new_key(self.people[partner], sequence)

    def meetings(self) -> dict[frozenset[str], int]:
        """The round of each pair of the published plan."""
        with self.database.reading() as session:
            plan = plans.published_plan(session, self.event_id)
        return {
            frozenset((self.codes[one.company.id], self.codes[one.association.id])): one.round_number
            for one in (plan.meetings if plan else ())
        }

    def rows(self) -> Rows:
        """What stands now."""
        codes = self.codes
        with self.database.read_engine.connect() as connection:
            choices = connection.execute(_CHOICES).all()
            mutual = connection.execute(_MUTUAL).all()
            received = connection.execute(_RECEIVED).all()
        return Rows(
            stored={(codes[row[0]], codes[row[1]]): tuple(row[2:]) for row in choices if row[2]},
            made={(codes[row[0]], codes[row[1]]) for row in choices},
            mutual={frozenset((codes[one], codes[other])) for one, other in mutual},
            handed_over={(codes[row[0]], codes.get(row[1], ""), row[2], row[3]) for row in received},
        )

    def addresses(self) -> dict[str, tuple[str, str]]:
        """E-mail and phone of each person, as the sheet has them."""
        with self.database.reading() as session:
            listed = organisations.listed_participants(session, self.event_id)
        return {self.codes[one.id]: (one.email, one.phone) for one in listed}

    def _personal_tokens(self) -> dict[str, str]:
        with self.database.reading() as session:
            found = organisations.personal_tokens(session, self.event_id, secret_key=SECRET)
        return {self.codes[number]: token for number, token in found.items() if number in self.codes}


@contextmanager
def world(kind: str, *, server: str = "") -> Iterator[World]:
    """A world on "sqlite" or "postgresql", on a server of its own unless one is given, removed afterwards."""
    with ExitStack() as stack:
        place = IN_MEMORY if IN_MEMORY.is_dir() else None
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="entremise-protocol-", dir=place)))
        if kind == "sqlite":
            url = f"sqlite:///{folder / 'evening.sqlite'}"
        else:
            url = new_database(server or stack.enter_context(postgresql_server()))
        upgrade(url)
        database = Database(url)
        stack.callback(database.dispose)
        database.housekeeping_due = lambda now, every_seconds: False  # type: ignore[method-assign]  # called by hand
        installed = installation(database, HandClock(), folder)
        throttle = installed.app.extensions["entremise_throttle"]
        throttle.requests = throttle.consents = Buckets(burst=10**9, per_second=1e9)  # people are quick here
        kept = _kept(database)
        gc.collect()
        gc.freeze()  # what is there now stays: it need not be looked through again and again
        stack.callback(gc.unfreeze)
        yield World(installed=installed, kept=kept)


def _kept(database: Database) -> sqlite3.Connection | None:
    """A copy of SQLite's file; PostgreSQL keeps copies of its tables, and a function that puts them back."""
    if database.is_sqlite:
        copy = sqlite3.connect(":memory:")
        connection = database.write_engine.raw_connection()
        try:
            connection.driver_connection.backup(copy)  # type: ignore[union-attr]  # sqlite3's own
        finally:
            connection.close()
        return copy
    names = [table.name for table in Row.metadata.sorted_tables]
    emptied = " ".join(f'DELETE FROM public."{name}";' for name in reversed(names))  # noqa: S608  the metadata's own names
    filled = " ".join(f'INSERT INTO public."{name}" SELECT * FROM kept."{name}";' for name in names)  # noqa: S608
    with database.write_engine.begin() as rows:
        rows.execute(text("CREATE SCHEMA kept"))
        for name in names:
            rows.execute(text(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"'))
        rows.execute(
            text(
                "CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica "
                f"AS $$ BEGIN {emptied} {filled} END $$"
            )
        )
    return None
