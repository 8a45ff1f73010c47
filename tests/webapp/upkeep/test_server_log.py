"""PostgreSQL's own log holds no answer of an evening; where its settings would write them there, no server starts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.postgresql import new_database
from tests.webapp.conftest import SECRET, Evening, answer, end_and_close, everybody_consents, partner_in, stored_answer
from tests.webapp.ready_evenings import latest_shape_on
from tests.webapp.upkeep.conftest import settings_for
from webapp import housekeeping
from webapp.app import create_app
from webapp.cli.finding_words import sentence
from webapp.config import Settings
from webapp.database import Database
from webapp.models import ChoiceRow
from webapp.services import audit, choices, erasure, retention
from webapp.services.refusals import Refused
from webapp.upkeep import checks, postgresql_log, postgresql_programs
from webapp.upkeep.backup import back_up
from webapp.upkeep.backup_file import UnusableBackup
from webapp.upkeep.postgresql_programs import Step
from webapp.upkeep.restore import restore
from webapp.wording import Words

pytestmark = pytest.mark.xdist_group("postgresql")
#: What nobody may find: the words of answers, as a value of whatever kind, and the keys of their taps.
ANSWERS = re.compile(rb"'(?:yes|not)'|[(,\t] ?(?:yes|not)[,)\t]|canary-of-tap-[0-9]+|121 101 115")
REFUSING_INDEXES = (
    "CREATE FUNCTION no_index() RETURNS event_trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'no index today'; END $$",
    "CREATE EVENT TRIGGER no_index ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION no_index()",
)
QUIET_PARAMETERS = {"log_parameter_max_length": "0"}


@pytest.fixture
def database(postgresql_url: str) -> Iterator[Database]:
    """An empty database in its latest shape on PostgreSQL alone."""
    opened = Database(new_database(postgresql_url, template=latest_shape_on(postgresql_url)))
    yield opened
    opened.dispose()


def log_of(database: Database) -> bytes:
    """All that the server has written into its log so far."""
    with database.reading() as session:
        folder = Path(session.execute(text("SHOW data_directory")).scalar_one())
    return (folder.parent / "log").read_bytes()


def have(database: Database, wanted: dict[str, str]) -> None:
    """Have the server take settings for this database alone, as its administrator would for an account."""
    name = make_url(database.url).database
    database.dispose()
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting, value in wanted.items():
            connection.execute(text(f"ALTER DATABASE {name} SET {setting} = '{value}'"))
    engine.dispose()


def play(database: Database, evening: Evening, settings: Settings) -> None:
    """Taps of all kinds and those that fail, a seal, the results, an erasure, and what is past its time."""
    everybody_consents(database, evening)
    people = evening.people
    for number, code in enumerate(people):
        one, other = people[code], partner_in(database, evening, code, 1)
        given: choices.Answer = "not" if code == "C03-1" else "yes"
        for sequence in (1, 2):
            answer(database, evening, one, other, given, sequence, key=f"{other}.{sequence}.canary-of-tap-{number}00")
        answer(database, evening, one, other, given, 2, key=f"{other}.2.canary-of-tap-{number}00")
        with pytest.raises(Refused):
            answer(database, evening, one, other, "not", 1, key=f"{other}.1.canary-of-tap-{number}00")
    one = people["C01-1"]
    fail(database, evening, one, partner_in(database, evening, "C01-1", 1))
    end_and_close(database, evening)
    with database.writing() as session:
        choices.seal(session, evening.event_id, evening.clock.now())
        choices.reveal(session, evening.event_id, evening.clock.now())
        erasure.erase(session, evening.event_id, one, actor=audit.SYSTEM, now=evening.clock.now())
    with database.writing() as session:
        assert retention.apply(session, evening.clock.go(hours=25), settings).choices_destroyed == 1


def fail(database: Database, evening: Evening, one: int, other: int) -> None:
    """A tap that waits in vain for another transaction, and an answer that is there already."""
    now = evening.clock.now()
    with database.writing() as holder:
        holder.execute(text("SELECT 1 FROM choices WHERE chooser_id = :one FOR UPDATE"), {"one": one})
        with pytest.raises(OperationalError):
            tap_in_vain(database, one, other, now)
    with pytest.raises(IntegrityError):
        answer_twice(database, evening, one, other, now)


def tap_in_vain(database: Database, one: int, other: int, now: datetime) -> None:
    with database.writing() as session:
        session.execute(text("SET LOCAL lock_timeout = '50ms'"))
        key = f"{other}.3.canary-of-tap-77"
        choices.record(session, participant_id=one, partner_id=other, answer="yes", sequence=3, key=key, now=now)


def answer_twice(database: Database, evening: Evening, one: int, other: int, now: datetime) -> None:
    with database.writing() as session:
        row = ChoiceRow(chooser_id=one, partner_id=other, event_id=evening.event_id, round_number=1, answer="yes")
        row.received_at = now
        session.add(row)
        session.flush()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, False),
        ({"log_min_duration_statement": "0"}, True),
        ({"log_statement": "all", "log_min_duration_statement": "0", **QUIET_PARAMETERS}, False),
        ({"log_statement": "mod", "log_parameter_max_length": "2"}, True),
        ({"session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0", **QUIET_PARAMETERS}, True),
        # What our connections set for themselves:
        ({"log_parameter_max_length_on_error": "-1", "debug_print_plan": "on", "debug_print_parse": "on"}, False),
    ],
)
def test_no_server_starts_where_the_log_would_hold_answers(
    wanted: dict[str, str], found: bool, database: Database, begun: Evening, tmp_path: Path
) -> None:
    """And where it would, it does: the controls of the evening of which nothing is found."""
    have(database, wanted)
    settings = Settings(
        database_url=database.url, secret_key=SECRET, instance=tmp_path, secure_cookies=False, durable=False
    )
    before = len(log_of(database))
    play(database, begun, settings)
    log = log_of(database)[before:]
    assert b"STATEMENT:  UPDATE choices" in log, "a tap that failed is told"
    hits = ANSWERS.findall(log)
    cut_short = b"$4 = 'y" in log or b"$1 = 'ye..." in log
    assert (bool(hits) or cut_short) is found, hits[:5]
    refusals = [one for one in checks.before_serving(settings) if one.code == "answers_in_log"]
    assert [one.level for one in refusals] == ["refused"] * found
    for one in refusals:
        name = make_url(database.url).database
        said = sentence(one, Words.for_locale("en"))
        remedy = re.search(rf"ALTER ROLE entremise IN DATABASE {name} SET \S+ = \S+", said)
        assert remedy
        assert set(str(one.values["settings"]).split(" = ")) & set(wanted)
        carry_out(database, remedy[0].rstrip("."))
    assert not [one for one in checks.before_serving(settings) if one.code == "answers_in_log"]


def carry_out(database: Database, statement: str) -> None:
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("way", ["works", "fails", "inserts"])
def test_a_restore_writes_no_answer_into_the_log(
    way: str, database: Database, begun: Evening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where statements are logged without their parameters, nor when one of its own fails.

    The control, a backup whose rows are inserted, as an earlier version's: it is restored, and the log has it all.
    """
    fails, inserts = way == "fails", way == "inserts"
    if inserts:
        run = postgresql_programs._run
        monkeypatch.setattr(
            postgresql_programs,
            "_run",
            lambda path, *options, **more: run(path, *options, *[["--inserts"]] * (path.name == "pg_dump"), **more),
        )
    settings = settings_for(database.url, tmp_path)
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    answer(database, begun, one, other, "yes", 1, key=f"{other}.1.canary-of-tap-1234567")
    file, now = tmp_path / "evening.entremise", begun.clock.now()
    have(database, {"log_statement": "all", **QUIET_PARAMETERS})
    before = len(log_of(database))
    back_up(settings, file, now=now)
    if fails:
        for statement in REFUSING_INDEXES:
            carry_out(database, statement)
    database.dispose()
    if fails:
        with pytest.raises(UnusableBackup, match="database_refuses"):
            restore(settings, file, now=now, replace=True)
    else:
        restore(settings, file, now=now, replace=True)
        assert stored_answer(database, one, other) == "yes"
    log = log_of(database)[before:]
    assert (b"INSERT INTO public.choices" if inserts else b"COPY public.choices (") in log
    assert (b"no index today" in log) is fails
    said_of_tables = [line for line in log.splitlines() if b" CHECK (" in line]  # which words a column may hold
    told = [line for line in log.splitlines() if ANSWERS.search(line) and line not in said_of_tables]
    assert bool(told) is inserts, told
    assert (b"anne@example.org" in log) is inserts


def test_rows_of_an_earlier_version_s_dump_are_told_from_copied_ones() -> None:
    """There a text that somebody wrote stands within a statement, and may look like anything."""
    written = "line\nCOPY public.choices (answer) FROM stdin;\nyes\n\\.\n"
    inserted = f"SET a = 1;\n-- Data for Name: x\nINSERT INTO public.x VALUES\n\t('{written}');\n"
    assert not postgresql_programs._is_copied(inserted)
    copied = "SET a = 1;\nCOPY public.x (a) FROM stdin;\nline\\nCOPY public.x (a) FROM stdin;\n\\.\n\nSELECT 1;\n"
    assert postgresql_programs._is_copied(copied)
    statement = "COPY public.x (a) FROM stdin;"
    assert postgresql_programs._copies(copied) == [
        Step(statement="SET a = 1;"),
        Step(statement=statement, rows=f"line\\n{statement}\n"),
        Step(statement="\nSELECT 1;\n"),
    ]


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        ({"log_min_duration_statement": "2s"}, True),
        ({"log_min_duration_sample": "0"}, True),
        ({"log_min_duration_sample": "0", "log_statement_sample_rate": "0"}, False),
        ({"log_transaction_sample_rate": "0.1"}, True),
        ({"log_statement": "ddl", "log_duration": "on"}, False),
        ({"auto_explain.log_min_duration": "-1"}, False),
        # Of a module that is not installed here, its settings are read all the same:
        ({"pgaudit.log": "write"}, False),
        ({"pgaudit.log": "write", "pgaudit.log_parameter": "on"}, True),
        ({"pgaudit.role": "auditor", "pgaudit.log_parameter": "on"}, True),
        ({"pgaudit.log": "none", "pgaudit.log_parameter": "on"}, False),
    ],
)
def test_settings_that_would_log_answers_are_told(wanted: dict[str, str], refused: bool, database: Database) -> None:
    have(database, wanted)
    with database.reading() as session:
        found = postgresql_log.logging_findings(session.connection())
    assert [one.code for one in found] == ["answers_in_log"] * refused


def test_a_server_that_runs_looks_again(
    database: Database, evening: Evening, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Every hour, for settings change while it serves; it cannot stop in the middle of an evening, but it says so."""
    settings = Settings(database_url=database.url, secret_key=SECRET, instance=tmp_path, secure_cookies=False)
    app = create_app(settings, database, clock=evening.clock)  # type: ignore[arg-type]
    housekeeping.do_now(app)
    assert "PostgreSQL writes" not in caplog.text
    have(database, {"log_statement": "all"})
    housekeeping.do_now(app)
    assert "PostgreSQL writes answers into its log: log_statement = all. Stop it: ALTER ROLE" in caplog.text


def test_a_server_too_old_for_our_settings_is_called_so(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.database.POSTGRESQL_OPTIONS", "-c log_parameter_max_length_on_errors=0")
    settings = Settings(database_url=database.url, secret_key=SECRET, instance=tmp_path, secure_cookies=False)
    codes = {one.code for one in checks.before_serving(replace(settings, durable=False))}
    assert "database_too_old" in codes
    assert "no_answer" not in codes
