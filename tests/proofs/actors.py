"""An installation in which every kind of actor exists: two evenings of two owners, and everybody around them.

``ACTORS`` names who may come; ``Installation.client`` is a browser in which that actor is already let in, without the
cost of hashing a password.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matching import read_organisations
from matching.read import SignUps
from tests.postgresql import new_database
from tests.webapp.conftest import SECRET, THREE_BY_THREE, Evening, HandClock, make_evening
from tests.webapp.ready_evenings import latest_shape
from webapp.access import HALL_COOKIE, PARTICIPANT_COOKIE, SIGN_IN_COOKIE
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.services import accounts, events, links, organisations, roles

ACTORS = (
    "nobody",
    "participant",
    "participant of another evening",
    "revoked link",
    "hall",
    "hall of another evening",
    "door helper",
    "facilitator",
    "reader",
    "owner",
    "owner of another evening",
    "administrator",
    "ended sign-in",
)
ROLES = {"door helper": "door", "facilitator": "facilitator", "reader": "reader"}
OWNER, OTHER_OWNER, ADMINISTRATOR = "owner@example.org", "other.owner@example.org", "administrator@example.org"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Two evenings on one server; ``tokens`` opens the actors' links and sign-ins."""

    app: Flask
    database: Database
    clock: HandClock
    evening: Evening
    other: Evening
    tokens: dict[str, str]

    def same_in(self, evening: Evening, person: str) -> str:
        """Code of the participant who stands in an evening where ``person`` stands in the first one."""
        return list(evening.people)[list(self.evening.people).index(person)]

    def client(self, actor: str, *, person: str = "C01-1") -> FlaskClient:
        """A browser in which the actor has been let in; ``person`` is the code of which participant."""
        client = self.app.test_client()
        if actor in ("participant", "participant of another evening"):
            evening = self.evening if actor == "participant" else self.other
            token = evening.token(self.database, self.same_in(evening, person))
            client.set_cookie(PARTICIPANT_COOKIE, token, path=f"/e/{self.evening.public_id}/")
            client.set_cookie(PARTICIPANT_COOKIE, token, path=f"/e/{self.other.public_id}/")
        elif actor == "revoked link":
            client.set_cookie(PARTICIPANT_COOKIE, self.tokens[actor], path=f"/e/{self.evening.public_id}/")
        elif actor in ("hall", "hall of another evening"):
            for public_id in (self.evening.public_id, self.other.public_id):
                client.set_cookie(HALL_COOKIE, self.tokens[actor], path=f"/e/{public_id}/")
        elif actor != "nobody":
            client.set_cookie(SIGN_IN_COOKIE, self.tokens[actor])
        return client


def installation(
    database: Database,
    clock: HandClock,
    folder: Path,
    *,
    sign_ups: SignUps | None = None,
    other_sign_ups: SignUps | None = None,
    forms_need_tokens: bool = False,
    evening_settings: Mapping[str, object] | None = None,
) -> Installation:
    """Make the two evenings, their actors and the application on an empty database in its latest shape.

    ``evening_settings`` are those of the first evening that differ from the tests' usual ones; ``other_sign_ups`` come
    to the other evening, as many as to the first, which is the same sheet otherwise.
    """
    from webapp.app import create_app  # noqa: PLC0415  slow import

    sheet = sign_ups or three_by_three(folder)
    evening = make_evening(database, sheet, clock, owner=OWNER, **(evening_settings or {}))
    other = make_evening(database, other_sign_ups or sheet, clock, owner=OTHER_OWNER, name="L’autre soirée")
    settings = Settings(database_url=database.url, secret_key=SECRET, instance=folder, secure_cookies=False)
    app = create_app(settings, database, clock=clock)  # type: ignore[arg-type]  # the tests' clock has the same methods
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=forms_need_tokens, PROPAGATE_EXCEPTIONS=False)
    tokens = _let_in(database, clock, evening, other)
    return Installation(app=app, database=database, clock=clock, evening=evening, other=other, tokens=tokens)


def empty_sqlite(folder: Path, name: str = "evening.sqlite") -> Database:
    """An empty SQLite database in its latest shape."""
    path = folder / name
    path.write_bytes(latest_shape())
    return Database(f"sqlite:///{path}")


def empty_postgresql(server: str) -> Database:
    """An empty database on a PostgreSQL server, in its latest shape."""
    url = new_database(server)
    upgrade(url)
    return Database(url)


def three_by_three(folder: Path, *, tens: int = 0) -> SignUps:
    """Three companies and three associations, one person each: C01 ..., or C11 ... with ``tens`` 1."""
    sheet = folder / f"three_by_three_{tens}.csv"
    sheet.write_text(re.sub(r"(?m)^([CA])0(?=\d,)", rf"\g<1>{tens}", THREE_BY_THREE), encoding="utf-8")
    return read_organisations(sheet)


def _let_in(database: Database, clock: HandClock, evening: Evening, other: Evening) -> dict[str, str]:
    """Open everybody's sign-in and link."""
    now = clock.now()
    tokens: dict[str, str] = {}
    with database.writing() as session:
        for actor, role in ROLES.items():
            number = _account(session, f"{role}@example.org", actor)
            roles.grant(session, event_id=evening.event_id, account_id=number, role=role)
            tokens[actor] = accounts.open_sign_in(session, number, now=now, hours=24 * 365)
        administrator = _account(session, ADMINISTRATOR, "administrator", administrator=True)
        tokens["administrator"] = accounts.open_sign_in(session, administrator, now=now, hours=24 * 365)
        for actor, email in (("owner", OWNER), ("owner of another evening", OTHER_OWNER)):
            found = accounts.account_number(session, email)
            assert found is not None
            tokens[actor] = accounts.open_sign_in(session, found, now=now, hours=24 * 365)
        ended = accounts.account_number(session, OWNER)
        assert ended is not None
        tokens["ended sign-in"] = accounts.open_sign_in(session, ended, now=now, hours=24)
        accounts.sign_out(session, tokens["ended sign-in"])
        tokens["hall"] = events.hall_token(session, evening.event_id, secret_key=SECRET)
        tokens["hall of another evening"] = events.hall_token(session, other.event_id, secret_key=SECRET)
        revoked = evening.people[max(code for code in evening.people if code.startswith("A"))]
        tokens["revoked link"] = organisations.personal_tokens(session, evening.event_id, secret_key=SECRET)[revoked]
        links.reissue_participant(session, evening.event_id, revoked, secret_key=SECRET)
    return tokens


def _account(session: Session, email: str, name: str, *, administrator: bool = False) -> int:
    return accounts.create_account(
        session,
        email=email,
        name=name,
        password="correct horse battery staple",
        may_organise=False,
        administrator=administrator,
    )
