"""The one application and the one database that every world is played on, and quick ways to set and keep its state.

A world is an image of the database and a moment. Loading one copies its pages into the database the application has
open (SQLite's backup), which takes less than a millisecond; what the process keeps between requests is set back too.
"""

import hashlib
import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import select, update

from tests.proofs.actors import OTHER_OWNER, Installation, empty_sqlite, installation
from tests.proofs.two_worlds.asking import Answer, HeardPost, Listening, Request, ask, cookies_of, listening
from tests.proofs.two_worlds.computed_once import computed_once
from tests.proofs.two_worlds.sheets import sign_ups
from tests.proofs.two_worlds.still import Nonces, still
from tests.proofs.two_worlds.stories import Shape
from tests.webapp.conftest import EVENING, HandClock
from webapp import housekeeping
from webapp.database import Database
from webapp.housekeeping import Housekeeper
from webapp.models import AccountRow, InvitationRow, PasswordResetRow, SignInRow
from webapp.services import evaluation, invitations, password_resets, scores
from webapp.services.erasure_journal import JOURNAL
from webapp.throttle import Throttle

MOST_BASES = 400
LONG_AFTER = EVENING + timedelta(days=800)
ACTORS_WITH_COOKIES = (
    "nobody", "participant of another evening", "revoked link", "hall", "hall of another evening", "door helper",
    "facilitator", "reader", "owner", "owner of another evening", "administrator", "ended sign-in",
)  # fmt: skip


@dataclass(frozen=True)
class Image:
    """A state of the database, with the moment and the journal of erasures that is kept beside it."""

    pages: sqlite3.Connection
    moment: datetime
    journal: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Base:
    """An evening with its plan published, before anybody came, and everybody's cookies."""

    image: Image
    public_id: str
    other_public_id: str
    event_id: int
    people: dict[str, int]
    organisations: tuple[str, ...]
    cookies: dict[str, tuple[tuple[str, str], ...]]
    hall_token: str
    #: Texts of open invitations and of links to choose a password; numbers of accounts.
    tokens: tuple[str, ...] = ()
    accounts: tuple[int, ...] = ()


class Kept:
    """What the process keeps between requests, one set for each of two worlds so that they share nothing."""

    def __init__(self) -> None:
        self._measured = scores._Shelf()
        self._evaluations = evaluation._Shelf(evaluation._evaluation)
        self._lessons = evaluation._Shelf(evaluation._lesson)

    def use(self) -> None:
        """Let the application keep things here from now on."""
        scores._shelf = self._measured
        evaluation._evaluations, evaluation._lessons = self._evaluations, self._lessons


class Stage:
    """The application, its database and its clock."""

    def __init__(self, folder: Path, nonces: Nonces, heard: Listening, shelf: Path | None = None) -> None:
        self.folder, self.nonces, self.heard, self._shelf = folder, nonces, heard, shelf
        self.clock = HandClock()
        self.database: Database = empty_sqlite(folder)
        self.pages = sqlite3.connect(folder / "evening.sqlite", isolation_level=None)
        self._journal = folder / JOURNAL
        self._empty = self._pages_now()
        self._bases: dict[Shape, Base] = {}
        made = installation(self.database, self.clock, folder)
        self.app: Flask = made.app
        self.app.extensions["entremise_post_office"] = HeardPost(heard)
        self._throttle: Throttle = self.app.extensions["entremise_throttle"]
        self._house: Housekeeper = self.app.extensions["entremise_housekeeper"]

    def close(self) -> None:
        """Let go of the database."""
        self.pages.close()
        self.database.dispose()

    def ask(self, request: Request) -> Answer:
        """Send one request."""
        return ask(self.app, request, self.heard)

    def begin(self, seed: int) -> None:
        """Nonces and limits begin anew, as they would in a server that has only just started."""
        self.nonces.begin(seed)
        self._throttle.forget()

    def keep(self) -> Image:
        """The state of this moment."""
        return Image(self._pages_now(), self.clock.moment, self.journal())

    def load(self, image: Image) -> None:
        """Set the state back."""
        image.pages.backup(self.pages)
        self.clock.moment = image.moment
        self._house.files_to_empty = False
        if image.journal:
            self._journal.write_bytes(image.journal)
        else:
            self._journal.unlink(missing_ok=True)
        self._version = self.version()

    def changed(self) -> bool:
        """Whether anybody wrote to the database since the state was set back."""
        return self._version != self.version()

    def version(self) -> int:
        """A number that another one follows whenever somebody has written to the database."""
        version: int = self.pages.execute("PRAGMA data_version").fetchone()[0]
        return version

    def journal(self) -> bytes:
        """The journal of erasures, as it lies beside the database."""
        return self._journal.read_bytes() if self._journal.exists() else b""

    def octets(self) -> bytes:
        """The database as it would lie in one file."""
        return self.pages.serialize()

    def keep_house(self) -> tuple[Request, Answer]:
        """An hour has passed: the server cleans up, and somebody comes to its door; what was said is in that answer."""
        housekeeping.do_now(self.app)
        request = Request(method="GET", path="/")
        return request, self.ask(request)

    def base(self, shape: Shape) -> Base:
        """The evening of this shape, made at its first use."""
        if shape not in self._bases:
            if len(self._bases) >= MOST_BASES:
                self._bases.pop(next(iter(self._bases)))
            self._bases[shape] = self._made(shape) if self._shelf is None else self._from_shelf(shape, self._shelf)
        return self._bases[shape]

    def _from_shelf(self, shape: Shape, shelf: Path) -> Base:
        """The evening another process of the same run made, or one made now and left for the others."""
        place = shelf / hashlib.sha256(repr(shape).encode()).hexdigest()
        if place.exists():
            kept, octets = pickle.loads(place.read_bytes())  # noqa: S301  written by this run, in its own folder
            return replace(kept, image=Image(in_memory(octets), kept.image.moment))
        made = self._made(shape)
        kept = replace(made, image=Image(None, made.image.moment))  # type: ignore[arg-type]  # the octets stand beside
        unfinished = place.with_name(f"{place.name}.{id(self)}.{self.folder.name}")
        unfinished.write_bytes(pickle.dumps((kept, made.image.pages.serialize())))
        unfinished.replace(place)
        return made

    def _made(self, shape: Shape) -> Base:
        self.load(Image(self._empty, EVENING))
        self.nonces.begin(shape.n_companies * 100 + shape.n_associations * 10 + shape.n_rounds)
        Kept().use()
        few = min(shape.n_companies, shape.n_associations) - 1
        made = installation(
            self.database,
            self.clock,
            self.folder,
            sign_ups=sign_ups(shape, self.folder),
            evening_settings={
                "n_rounds": shape.n_rounds,
                "n_tables": max(1, few) if shape.kind == "few tables" else None,
            },
        )
        with self.database.writing() as session:
            numbers = tuple(session.scalars(select(AccountRow.id).order_by(AccountRow.id)))
            now, event_id = self.clock.now(), made.evening.event_id
            tokens = [
                invitations.invite(session, event_id, email=email, role="reader", invited_by=numbers[0], now=now)
                for email in (OTHER_OWNER, "newcomer@example.org")
            ]
            tokens += [password_resets.open_reset(session, number, now=now) for number in numbers[-2:]]
            for row in (SignInRow, InvitationRow, PasswordResetRow):
                session.execute(update(row).values(expires_at=LONG_AFTER))
        return Base(
            image=self.keep(),
            public_id=made.evening.public_id,
            other_public_id=made.other.public_id,
            event_id=made.evening.event_id,
            people=made.evening.people,
            organisations=tuple(sorted({code.split("-")[0] for code in made.evening.people})),
            cookies={actor: _cookies(made, actor) for actor in ACTORS_WITH_COOKIES},
            hall_token=made.tokens["hall"],
            tokens=tuple(tokens),
            accounts=numbers,
        )

    def _pages_now(self) -> sqlite3.Connection:
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        self.pages.backup(kept)
        return kept


def in_memory(octets: bytes) -> sqlite3.Connection:
    """A database in memory, from how it would lie in a file."""
    pages = sqlite3.connect(":memory:", check_same_thread=False)
    if octets:
        # Octets 18 and 19 say that there is a log, which a database in memory cannot have.
        pages.deserialize(octets[:18] + b"\x01\x01" + octets[20:])
    return pages


def _cookies(made: Installation, actor: str) -> tuple[tuple[str, str], ...]:
    environment = {"HTTP_HOST": "localhost", "PATH_INFO": f"/e/{made.evening.public_id}/", "REQUEST_METHOD": "GET"}
    environment |= {"wsgi.url_scheme": "http", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    made.client(actor)._add_cookies_to_wsgi(environment)  # type: ignore[arg-type]  # a WSGI environment
    return cookies_of(environment)


@contextmanager
def stage(*, shelf: Path | None = None) -> Iterator[Stage]:
    """A stage in memory where there is a file system for it, else in a temporary folder.

    ``shelf`` is a folder in which several processes of one run leave each other the evenings they made.
    """
    memory = Path("/dev/shm")  # noqa: S108  a folder in memory, and one of our own in it
    shelves = scores._shelf, evaluation._evaluations, evaluation._lessons
    with (
        TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder,
        still() as nonces,
        listening() as heard,
        computed_once(),
        closing(Stage(Path(folder), nonces, heard, shelf)) as opened,
    ):
        try:
            yield opened
        finally:
            scores._shelf, evaluation._evaluations, evaluation._lessons = shelves
