"""A start under another secret than links were made with is said, on both databases, by looking at a few rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event as sql_events
from sqlalchemy import update
from sqlalchemy.engine import Connection

from tests.webapp.conftest import SECRET, Evening
from webapp.cli.finding_words import sentence
from webapp.config import Settings
from webapp.database import Database
from webapp.models import EventRow, ParticipantRow
from webapp.services import links
from webapp.upkeep import checks, link_checks
from webapp.upkeep.findings import Finding
from webapp.wording import Words

CODE = "links_of_another_secret"
GOOD_SECRET = "kZ7q2mVwX9sLr4tBn8pYc3dGh6jFa5eU-Qo1iTzR0xWbKvMy"


@pytest.fixture(autouse=True)
def on_the_evening(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation is looked at on the day of the evening."""
    monkeypatch.setattr(link_checks, "Clock", lambda **_: evening.clock)


def said(settings: Settings) -> list[Finding]:
    return [one for one in checks.before_serving(settings) if one.code == CODE]


def renewed(database: Database, evening: Evening, key: str) -> None:
    with database.writing() as session:
        links.reissue_all(session, evening.event_id, secret_key=key)


def test_a_changed_secret_is_said_with_what_to_do(settings: Settings) -> None:
    assert said(settings) == []
    [found] = said(replace(settings, secret_key=GOOD_SECRET))
    assert (found.level, found.values) == ("warned", {"count": 1})
    told = sentence(found, Words.for_locale("fr"))
    assert "ENTREMISE_SECRET_KEY" in told
    assert "refaites tous les liens" in told
    assert CODE in {one.code for one in checks.everything(replace(settings, secret_key=GOOD_SECRET))}


def test_nothing_is_said_any_more_once_all_were_made_anew(
    settings: Settings, database: Database, evening: Evening
) -> None:
    renewed(database, evening, GOOD_SECRET)
    assert said(replace(settings, secret_key=GOOD_SECRET)) == []
    assert len(said(settings)) == 1


def test_the_projectors_link_alone_is_enough(settings: Settings, database: Database, evening: Evening) -> None:
    with database.writing() as session:
        nonce = links.new_nonce()
        hashed = links.token_hash(links.token(GOOD_SECRET, "hall", nonce))
        session.execute(update(EventRow).values(hall_link_nonce=nonce, hall_link_hash=hashed))
    assert len(said(settings)) == 1


def test_links_that_open_nothing_any_more_are_not_spoken_of(
    settings: Settings, database: Database, evening: Evening
) -> None:
    other = replace(settings, secret_key=GOOD_SECRET)
    evening.clock.go(days=40)
    assert said(other) == []
    evening.clock.go(days=-40)
    assert len(said(other)) == 1
    with database.writing() as session:
        links.end_links(session, evening.event_id)
    assert said(other) == []
    with database.writing() as session:
        session.execute(update(EventRow).values(links_ended_at=evening.clock.now()))
    assert said(other) == []


def test_few_rows_are_looked_at(database: Database, evening: Evening, settings: Settings) -> None:
    """Whoever is beyond the first rows is not looked at: that is what it costs to be asked at every start."""
    renewed(database, evening, GOOD_SECRET)
    with database.writing() as session:
        last = max(evening.people.values())
        session.execute(update(ParticipantRow).where(ParticipantRow.id == last).values(link_nonce="another"))
    with counted(database) as statements, database.read_engine.connect() as connection:
        assert link_checks.link_findings(connection, replace(settings, secret_key=GOOD_SECRET)) == []
    assert len(statements) <= 1 + 2 * link_checks.MOST_EVENINGS
    with database.reading() as session:
        assert links.of_another_key(session, evening.event_id, secret_key=GOOD_SECRET)
        assert links.of_another_key(session, evening.event_id, secret_key=SECRET)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sql_events.listen(database.read_engine, "before_cursor_execute", note)
    yield statements
    sql_events.remove(database.read_engine, "before_cursor_execute", note)
