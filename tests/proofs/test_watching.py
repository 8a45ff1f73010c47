"""Each way round the one way to a row is seen: to those of another evening, and to one-sided choices."""

from collections.abc import Callable, Iterator
from types import FrameType, SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import column, insert, literal_column, select, table, text, update
from sqlalchemy.orm import Session, aliased

from tests.proofs import choice_readers
from tests.proofs.actors import Installation
from tests.proofs.permissions import world_of
from tests.proofs.restoring import KnownState
from tests.proofs.watching import Watch, watching
from tests.webapp.conftest import HandClock
from webapp import models, transactions
from webapp.models import AuditEntryRow, ChoiceRow, EventRow, MutualChoiceRow, ParticipantRow, Row
from webapp.services import choices, contacts
from webapp.services.destruction import delete_counted

Reader = Callable[[Session, int], object]
Watched = Callable[[Reader], Watch]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Two evenings whose results are shown, made once."""
    made = world_of(tmp_path_factory.mktemp("world"), HandClock(), moment="revealed")
    yield made
    made.database.dispose()


@pytest.fixture
def watched(world: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """What is found while the owner's page of results has somebody read."""
    state = KnownState(world.database)

    def found(reader: Reader) -> Watch:
        def read(session: Session, event_id: int) -> list[contacts.MutualPair]:
            reader(session, event_id)
            return []

        monkeypatch.setattr(contacts, "mutual_pairs", read)
        with watching(world.database) as watch:
            answer = world.client("owner").get(f"/e/{world.evening.public_id}/desk/results")
        assert answer.status_code == 200
        assert watch.n_statements["ORM"] > 0
        return watch

    yield found
    state.restore()
    state.close()


EMAILS = "SELECT email FROM participants"
IN_WORDS = "(SELECT group_concat(email) FROM participants)"


def by_an_engine(_session: Session, _event_id: int) -> object:
    with transactions.database().read_engine.connect() as connection:
        return connection.execute(select(ParticipantRow.email)).all()


def by_the_driver(session: Session, _event_id: int) -> object:
    driver = session.connection().connection.driver_connection
    assert driver is not None
    return driver.execute(EMAILS).fetchall()


def by_a_cursor(session: Session, _event_id: int) -> object:
    cursor = session.connection().connection.cursor()
    cursor.execute('SELECT email FROM main."participants"')
    return cursor.fetchall()


def of_the_next(session: Session, event_id: int) -> object:
    asked = select(ParticipantRow.email).where(ParticipantRow.event_id == event_id % 2 + 1)
    return session.connection().execute(asked).all()


def in_a_part(session: Session, event_id: int) -> object:
    asked = select(ParticipantRow.id, text(IN_WORDS)).where(ParticipantRow.event_id == event_id)
    return session.execute(asked).all()


def in_a_column(session: Session, event_id: int) -> object:
    asked = select(ParticipantRow.id, literal_column(IN_WORDS)).where(ParticipantRow.event_id == event_id)
    return session.connection().execute(asked).all()


def changed(_session: Session, _event_id: int) -> None:
    with transactions.database().writing() as session:
        session.connection().execute(update(ParticipantRow).values(role=""))


def copied(_session: Session, event_id: int) -> None:
    """Nothing is handed to whoever asks."""
    rows = select(literal_column(str(event_id)), EventRow.starts_at, *[ParticipantRow.email] * 3, text("'{}'"))
    columns = ("event_id", "at", "actor", "actor_name", "action", "details")
    asked = rows.join(ParticipantRow, ParticipantRow.event_id == EventRow.id)
    with transactions.database().writing() as session:
        session.connection().execute(insert(AuditEntryRow).from_select(columns, asked, include_defaults=False))


WAYS: dict[str, Reader] = {
    "objects": lambda session, _: session.scalars(select(ParticipantRow)).all(),
    "columns": lambda session, _: session.execute(select(ParticipantRow.email)).all(),
    "another name": lambda session, _: session.execute(select(aliased(ParticipantRow).email)).all(),
    "Core": lambda session, _: session.connection().execute(select(ParticipantRow.email)).all(),
    "Core, of another evening": of_the_next,
    "Core, the table": lambda session, _: session.connection().execute(ParticipantRow.__table__.select()).all(),
    "Core, a name": lambda session, _: session.execute(
        select(column("email")).select_from(table("participants"))
    ).all(),
    "Core, an engine": by_an_engine,
    "Core, copied": copied,
    "Core, changed": changed,
    "text": lambda session, _: session.execute(text(EMAILS)).all(),
    "text, its columns": lambda session, _: session.execute(text(EMAILS).columns(ParticipantRow.email)).all(),
    "text, objects": lambda session, _: session.scalars(
        select(ParticipantRow).from_statement(text("SELECT * FROM participants"))
    ).all(),
    "text, a part": in_a_part,
    "text, a column": in_a_column,
    "text of the driver": lambda session, _: session.connection().exec_driver_sql(EMAILS.upper()).all(),
    "the driver": by_the_driver,
    "the driver's cursor": by_a_cursor,
}


def test_a_service_that_asks_for_its_evening_is_not_found(watched: Watched) -> None:
    def asked(session: Session, event_id: int) -> object:
        of_it = select(ParticipantRow.email).where(ParticipantRow.event_id == event_id)
        return session.execute(of_it).all(), session.connection().execute(of_it).all()

    watch = watched(asked)
    assert watch.finds == []
    assert watch.n_statements["Core"] > 0


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_the_rows_of_every_evening_is_seen(watched: Watched, way: str) -> None:
    assert any("participants" in find for find in watched(WAYS[way]).finds)


ANSWERS = "SELECT answer FROM choices"


def in_a_join(session: Session, event_id: int) -> object:
    """The name stands within another statement."""
    of_it = select(MutualChoiceRow.id, ChoiceRow.answer).where(ChoiceRow.event_id == MutualChoiceRow.event_id)
    return session.execute(of_it.where(MutualChoiceRow.event_id == event_id)).all()


def by_a_cursor_of_choices(session: Session, _event_id: int) -> object:
    cursor = session.connection().connection.cursor()
    cursor.execute('SELECT answer FROM "choices"')
    return cursor.fetchall()


def kept_for_oneself(_session: Session, event_id: int) -> None:
    """What a function that destroys is given hands back what it destroyed."""
    gone = ChoiceRow.__table__.delete().where(ChoiceRow.event_id == event_id).returning(ChoiceRow.answer)
    with transactions.database().writing() as session:
        delete_counted(session, gone)


CHOICE_WAYS: dict[str, Reader] = {
    "objects": lambda session, event: session.scalars(select(ChoiceRow).where(ChoiceRow.event_id == event)).all(),
    "columns": lambda session, event: session.execute(
        select(ChoiceRow.answer).where(ChoiceRow.event_id == event)
    ).all(),
    "a join": in_a_join,
    "text": lambda session, _: session.execute(text(ANSWERS)).all(),
    "text in parts": lambda session, _: session.execute(text(ANSWERS.replace("choices", "cho" + "ices"))).all(),
    "the tables": lambda session, _: session.execute(Row.metadata.tables["choices"].select()).all(),
    "the row's table": lambda session, _: session.connection().execute(ChoiceRow.__table__.select()).all(),
    "its module": lambda session, _: session.scalars(select(getattr(models, "Choice" + "Row"))).all(),
    "a name": lambda session, _: session.execute(select(column("answer")).select_from(table("choices"))).all(),
    "with its schema": lambda session, _: session.execute(text("SELECT answer FROM main.choices")).all(),
    "the driver's SQL": lambda session, _: session.connection().exec_driver_sql(ANSWERS.upper()).all(),
    "the driver's cursor": by_a_cursor_of_choices,
    "what a writer is told": lambda session, _: choices._changed(session.connection(), text(ANSWERS)),  # type: ignore[arg-type]
    "what is destroyed": kept_for_oneself,
}


@pytest.mark.parametrize("way", CHOICE_WAYS)
def test_each_way_to_one_sided_choices_is_seen(watched: Watched, way: str) -> None:
    assert any("one-sided choices are named by" in find for find in watched(CHOICE_WAYS[way]).finds)


def test_the_three_readers_are_known_by_what_they_ask(world: Installation, watched: Watched) -> None:
    person = world.evening.people["C01-1"]

    def read(session: Session, event_id: int) -> object:
        return choices.own_choices(session, person), choices.answered(session, event_id)

    watch = watched(read)
    assert watch.finds == []
    asked = {"services/choices.py:own_choices", "services/choices.py:answered"}
    assert asked <= set(watch.n_on_choices)


@pytest.mark.parametrize(
    ("name", "words", "allowed"),
    [
        ("seal", "SELECT choices.answer FROM choices", True),
        ("_receipt_again", "SELECT choices.sequence, choices.tap_key, choices.received_at \nFROM choices", True),
        ("_receipt_again", "SELECT choices.sequence, choices.answer \nFROM choices", False),
        ("record", "UPDATE choices SET answer=? WHERE choices.chooser_id = ?", True),
        ("record", "SELECT choices.answer FROM choices", False),
        ("record", "UPDATE choices SET answer=? RETURNING answer", False),
        ("_as_shown", "SELECT choices.answer FROM choices", False),
        ("destroy_choices", "DELETE FROM choices WHERE choices.event_id = ?", False),
    ],
)
def test_a_writer_reads_no_answer(name: str, words: str, *, allowed: bool) -> None:
    assert choice_readers.is_on_choices(words)
    assert choice_readers.may(f"services/choices.py:{name}", words) is allowed


def test_what_only_looks_like_the_table_is_not_taken_for_it() -> None:
    for words in ("SELECT choices_destroyed_at FROM events", "UPDATE events SET name='choices'", "mutual_choices"):
        assert not choice_readers.is_on_choices(words)


def test_a_function_is_known_by_its_file_too() -> None:
    elsewhere = SimpleNamespace(f_code=SimpleNamespace(co_filename=__file__, co_qualname="seal"), f_back=None)
    assert choice_readers.asker(cast(FrameType, elsewhere)) is None
