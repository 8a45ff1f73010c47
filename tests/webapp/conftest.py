"""An evening to test with: a tiny world on each database, and the application around it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import read_organisations
from matching.read import SignUps
from tests.postgresql import new_database
from tests.webapp.other_accounts import Pretended
from tests.webapp.ready_evenings import ReadyEvenings, latest_shape, latest_shape_on
from webapp.config import Settings
from webapp.database import Database
from webapp.models import ChoiceRow, EventRow
from webapp.services import accounts, choices, consents, event_day, events, organisations, passwords, planning, plans

# A real hash takes some tenths of a second; tests of what guessing costs put the real method back.
passwords.METHOD = "scrypt:256:8:1"

SECRET = "a secret that is long enough for tests only"
PASSWORD = "correct horse battery staple"
EVENING = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
#: Links of an evening of which nothing is known after this have ended, on the day itself.
LINKS_SINCE = EVENING - timedelta(days=30)

THREE_BY_THREE = """\
id,side,name,commune,postcode,fragilities,needs,offers,presentation,first_name,last_name,role,email,phone
C01,company,Menuiserie Ganter,Strasbourg,67000,employment=8; mobility,team_events,skills_trades; transport,\
Nous fabriquons des escaliers.,Anne,Ganter,Gérante,anne@example.org,+33639980001
C02,company,Numéris Conseil,Schiltigheim,67300,digital_access=7,csr_visibility,skills_digital; it_equipment,\
Nous installons des réseaux.,Bruno,Roth,Associé,bruno@example.org,+33639980002
C03,company,Brasserie du Ried,Colmar,68000,environment,purchases,premises; money,\
Nous brassons une bière de garde.,Chloé,Kern,Directrice,chloe@example.org,+33639980003
A01,association,Emploi Tremplin,Strasbourg,67000,employment=9,skills_digital; job_openings,candidates,\
Nous accompagnons des jeunes vers un métier.,Driss,Amrani,Président,driss@example.org,+33639980004
A02,association,Internet pour tous,Bischheim,67800,digital_access=8; ageing,it_equipment,awareness_workshops,\
Nous apprenons à se servir d’un ordinateur.,Élise,Muller,Présidente,elise@example.org,+33639980005
A03,association,Rivières vivantes,Colmar,68000,environment=8,transport; premises,team_events,\
Nous replantons des berges.,Farid,Weiss,Coordinateur,farid@example.org,+33639980006
"""


class HandClock:
    """A clock that stands where a test puts it."""

    speed = 1.0
    origin = 0.0

    def __init__(self, moment: datetime = EVENING) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def go(self, **delta: float) -> datetime:
        self.moment += timedelta(**delta)
        return self.moment


@dataclass(frozen=True)
class Evening:
    """An event with a published plan, and the numbers of those who come, by their code."""

    event_id: int
    public_id: str
    people: dict[str, int]
    clock: HandClock

    def token(self, database: Database, code: str) -> str:
        """The token of a participant's personal link."""
        with database.reading() as session:
            return organisations.personal_tokens(session, self.event_id, secret_key=SECRET)[self.people[code]]


POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))
#: For a test of what SQLite, whose writers follow each other, does not have.
ON_POSTGRESQL_ALONE = pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)


@pytest.fixture(params=["sqlite", POSTGRESQL])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database in its latest shape, on SQLite and on PostgreSQL."""
    yield from _open(_sqlite_url(tmp_path) if request.param == "sqlite" else _postgresql_url(request))


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database in its latest shape, where one kind is enough."""
    yield from _open(_sqlite_url(tmp_path))


@pytest.fixture
def three_by_three(tmp_path: Path) -> SignUps:
    """Three companies and three associations, one person each."""
    sheet = tmp_path / "three_by_three.csv"
    sheet.write_text(THREE_BY_THREE, encoding="utf-8")
    return read_organisations(sheet)


@pytest.fixture
def clock() -> HandClock:
    """The evening's clock, moved by hand."""
    return HandClock()


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> ReadyEvenings:
    """Evenings made once and copied."""
    return ReadyEvenings(tmp_path_factory.mktemp("ready"))


@pytest.fixture
def evening(database: Database, three_by_three: SignUps, clock: HandClock, ready: ReadyEvenings) -> Evening:
    """Three rounds of the tiny world, published, on each database."""
    return _ready_evening(database, three_by_three, clock, ready)


@pytest.fixture
def sqlite_evening(
    sqlite_database: Database, three_by_three: SignUps, clock: HandClock, ready: ReadyEvenings
) -> Evening:
    """Three rounds of the tiny world, published, on SQLite."""
    return _ready_evening(sqlite_database, three_by_three, clock, ready)


@pytest.fixture
def app(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Flask:
    """The application on the SQLite database, with its forms' tokens not asked for."""
    from webapp.app import create_app  # noqa: PLC0415  slow import

    settings = Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=tmp_path, secure_cookies=False)
    application = create_app(settings, sqlite_database, clock=clock)  # type: ignore[arg-type]
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    return application


def make_evening(
    database: Database, sign_ups: SignUps, clock: HandClock, *, owner: str = "organiser@example.org", **settings: object
) -> Evening:
    """An event of three rounds with its plan published, owned by an account with PASSWORD."""
    with database.writing() as session:
        account_id = accounts.create_account(session, email=owner, name="Odile", password=PASSWORD, may_organise=True)
        wanted = events.EventSettings(
            **({"name": "Rencontres d’essai", "venue": "Salle", "starts_at": EVENING, "n_rounds": 3} | settings)  # type: ignore[arg-type]
        )
        event_id, public_id = events.create_event(
            session, account_id=account_id, settings=wanted, secret_key=SECRET, now=clock.now()
        )
        organisations.take_in(session, event_id, sign_ups, sheet_name="essai.csv", secret_key=SECRET)
    with database.reading() as session:
        draft = planning.compute(planning.inputs(session, event_id))
    with database.writing() as session:
        plans.store(session, event_id, draft, clock.now())
        plans.publish(session, event_id, clock.now())
        people = {one.code: one.id for one in organisations.listed_participants(session, event_id)}
    return Evening(event_id=event_id, public_id=public_id, people=people, clock=clock)


def event_number(session: Session, public_id: str) -> int:
    """Number of the event that an address names."""
    return session.scalars(select(EventRow.id).where(EventRow.public_id == public_id)).one()


def begin(database: Database, evening: Evening) -> None:
    """The organiser starts the first round."""
    with database.writing() as session:
        event_day.act(session, evening.event_id, "start", evening.clock.now())


def consent(session: Session, participant_id: int, now: datetime, *, email: bool = True, phone: bool = True) -> None:
    """A participant says what may be handed over."""
    consents.state(session, participant_id=participant_id, granted={"email": email, "phone": phone}, now=now)


def everybody_consents(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        for number in evening.people.values():
            consent(session, number, evening.clock.now())


def answer(
    database: Database,
    evening: Evening,
    one: int,
    other: int,
    given: choices.Answer,
    sequence: int = 1,
    *,
    key: str | None = None,
    browser: str = "",
) -> choices.Receipt:
    with database.writing() as session:
        return choices.record(
            session,
            participant_id=one,
            partner_id=other,
            answer=given,
            sequence=sequence,
            key=key,
            browser=browser,
            now=evening.clock.now(),
        )


def stored_answer(database: Database, one: int, other: int) -> str:
    """What one person answered about another, as it stands in the database; "" when nothing."""
    with database.reading() as session:
        row = session.get(ChoiceRow, (one, other))
        return row.answer if row else ""


def end_and_close(database: Database, evening: Evening) -> None:
    """The last bell rings and the final review runs out."""
    with database.writing() as session:
        event_day.act(session, evening.event_id, "end", evening.clock.now())
    evening.clock.go(minutes=30)


@pytest.fixture
def begun(database: Database, evening: Evening) -> Evening:
    """The first round has begun and everybody has said what may be handed over."""
    everybody_consents(database, evening)
    begin(database, evening)
    evening.clock.go(minutes=1)
    return evening


def partner_in(database: Database, evening: Evening, code: str, round_number: int) -> int:
    """Number of the person met by a participant in a round."""
    with database.reading() as session:
        meeting = plans.own_meetings(session, evening.people[code])[round_number]
    return meeting.partner_of(evening.people[code]).id


def open_phone(app: Flask, database: Database, evening: Evening, code: str):  # type: ignore[no-untyped-def]
    """A test client in which a participant's personal link has been opened."""
    client = app.test_client()
    assert client.get(f"/p/{evening.token(database, code)}").status_code == 303
    return client


def _ready_evening(database: Database, sign_ups: SignUps, clock: HandClock, ready: ReadyEvenings) -> Evening:
    moment = clock.now()
    return replace(ready.put(database, lambda empty: make_evening(empty, sign_ups, clock), moment), clock=clock)


def _sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'evening.sqlite'}"


def _postgresql_url(request: pytest.FixtureRequest) -> str:
    """A database of its own on the tests' PostgreSQL server."""
    server = request.getfixturevalue("postgresql_url")
    return new_database(server, template=latest_shape_on(server))


def _open(url: str) -> Iterator[Database]:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).write_bytes(latest_shape())
    opened = Database(url)
    yield opened
    opened.dispose()


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> Pretended:
    """Owners and modes of folders as a test says they are."""
    return Pretended(monkeypatch)
