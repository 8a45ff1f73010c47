"""What a restore has put aside keeps no choice beyond its date, and does not stay for ever."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from tests.webapp.conftest import Evening
from tests.webapp.upkeep.conftest import settings_for
from tests.webapp.upkeep.test_destroyed_since import sealed
from webapp import housekeeping
from webapp.app import create_app
from webapp.cli import retention as retention_command
from webapp.cli.finding_words import sentence
from webapp.clock import Clock
from webapp.config import Settings
from webapp.database import Database
from webapp.models import ChoiceRow, EventRow, ParticipantRow
from webapp.upkeep import checks, former_databases
from webapp.upkeep.backup import back_up
from webapp.upkeep.former_databases import KEPT_DAYS, LookedAfter, look_after
from webapp.upkeep.former_databases import former_databases as formers_of
from webapp.upkeep.restore import restore
from webapp.wording import Words

A_TAP = "0123456789-canary-of-a-tap"


@pytest.fixture
def put_aside(database: Database, settings: Settings, evening: Evening) -> Database:
    """An installation whose former database, like the one restored, holds a choice, sealed and not shown."""
    sealed(database, evening)
    with database.writing() as session:
        session.execute(update(ChoiceRow).values(tap_key=A_TAP))
    file, now = settings.instance / "evening.entremise", evening.clock.now()
    back_up(settings, file, now=now)
    database.dispose()
    assert restore(settings, file, now=now, replace=True).aside
    return database


def only(found: list[LookedAfter]) -> LookedAfter:
    [one] = found
    return one


def kept_aside(database: Database) -> Database:
    """The former database, opened."""
    [former] = formers_of(database.url)
    return former_databases._opened(former, database.url)


def choices_aside(database: Database) -> int:
    former = kept_aside(database)
    try:
        with former.reading() as session:
            return session.query(ChoiceRow).count()
    finally:
        former.dispose()


def shown_in(database: Database, when: datetime) -> None:
    with database.writing() as session:
        session.execute(update(EventRow).values(revealed_at=when))
    database.dispose()


def octets_aside(database: Database) -> bytes:
    """Everything in the files of the former choices."""
    [former] = formers_of(database.url)
    if database.is_sqlite:
        path = Path(former.name)
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    with database.write_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        place = connection.execute(text(f"SELECT pg_relation_filepath('{former.name}.choices')")).scalar_one()
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    return (folder / place).read_bytes()


@pytest.mark.parametrize("known_to", ["the present", "the former"])
def test_choices_go_a_day_after_the_results_whichever_database_knows_of_them(
    known_to: str, put_aside: Database, settings: Settings, evening: Evening
) -> None:
    """And what else the former database holds stays for whoever has to look into it."""
    shown = evening.clock.now()
    if known_to == "the present":
        shown_in(put_aside, shown)
    else:
        shown_in(kept_aside(put_aside), shown)
    early = only(look_after(settings, put_aside, shown + timedelta(hours=23)))
    assert (early.choices_destroyed, early.removed, early.problem) == (0, False, "")
    assert choices_aside(put_aside) == 1
    assert A_TAP.encode() in octets_aside(put_aside), "the control"
    due = shown + timedelta(hours=25)
    assert only(look_after(settings, put_aside, due, dry_run=True)).choices_destroyed == 1
    assert choices_aside(put_aside) == 1
    done = only(look_after(settings, put_aside, due))
    assert (done.choices_destroyed, done.problem) == (1, "")
    assert choices_aside(put_aside) == 0
    assert A_TAP.encode() not in octets_aside(put_aside)
    assert only(look_after(settings, put_aside, due)).choices_destroyed == 0
    former = kept_aside(put_aside)
    with former.reading() as session:
        assert session.query(ParticipantRow).filter(ParticipantRow.email != "").count() == 6
    former.dispose()
    with put_aside.reading() as session:
        assert session.query(ChoiceRow).count() == 1, "the one in use has its own job"


def test_a_server_does_so_by_itself_every_hour(
    put_aside: Database, settings: Settings, evening: Evening, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings, put_aside, clock=evening.clock)  # type: ignore[arg-type]
    shown_in(put_aside, evening.clock.now())
    evening.clock.go(hours=25)
    housekeeping.do_now(app)
    assert choices_aside(put_aside) == 0
    assert "Former database" not in caplog.text


def test_it_goes_as_a_whole_when_a_backup_would(put_aside: Database, settings: Settings, evening: Evening) -> None:
    since = evening.clock.now().replace(microsecond=0)
    last = since + timedelta(days=KEPT_DAYS) - timedelta(minutes=1)
    assert not only(look_after(settings, put_aside, last)).removed
    over = last + timedelta(minutes=2)
    assert only(look_after(settings, put_aside, over, dry_run=True)).removed
    assert len(formers_of(put_aside.url)) == 1
    assert only(look_after(settings, put_aside, over)).removed
    assert formers_of(put_aside.url) == []
    assert look_after(settings, put_aside, over) == []
    if put_aside.is_sqlite:
        assert [one.name for one in settings.instance.iterdir() if "before-restore" in one.name] == []
    with put_aside.reading() as session:
        assert session.query(ParticipantRow).count() == 6


def test_one_that_cannot_be_read_goes_when_choices_may_not_be_kept(
    put_aside: Database, settings: Settings, evening: Evening
) -> None:
    """It was damaged, perhaps, and was restored for that: until then somebody can copy it elsewhere."""
    now, [former] = evening.clock.now(), formers_of(put_aside.url)
    if not put_aside.is_sqlite:  # a schema of somebody else's
        with put_aside.writing() as session:
            session.execute(text("CREATE SCHEMA former_20200101_000000"))
    if put_aside.is_sqlite:
        Path(former.name).write_bytes(b"no database any more, " + A_TAP.encode() * 400)
    else:
        with put_aside.writing() as session:
            session.execute(text(f"DROP TABLE {former.name}.clock_entries"))
    early = only(look_after(settings, put_aside, now + timedelta(hours=23)))
    assert (early.removed, early.problem) == (False, "")
    assert only(look_after(settings, put_aside, now + timedelta(hours=25))).removed
    assert formers_of(put_aside.url) == []


def test_what_is_only_in_use_is_told_and_stays(
    put_aside: Database, settings: Settings, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown_in(put_aside, evening.clock.now())
    due = evening.clock.now() + timedelta(hours=25)
    monkeypatch.setattr(Database, "forget_deleted", lambda *_: False)
    held = only(look_after(settings, put_aside, due))
    assert (held.choices_destroyed, held.removed, held.problem) == (1, False, "files in use")


def test_an_operator_reads_that_there_is_one_and_since_when(
    put_aside: Database,
    settings: Settings,
    evening: Evening,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """At every start, and from the command that says what is due."""
    words, since = Words.for_locale("fr"), f"{evening.clock.now().astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    [found] = [one for one in checks.before_serving(settings) if one.code == "former_kept"]
    assert found.level == "warned"
    assert since in sentence(found, words)
    shown_in(put_aside, evening.clock.now())
    monkeypatch.setattr(retention_command, "settings_here", lambda _words: settings)
    monkeypatch.setattr(Clock, "now", lambda _self: evening.clock.now() + timedelta(hours=25))
    for dry_run in (True, False):
        retention_command.keep_to_it(dry_run=dry_run, words=words)
        said = capsys.readouterr().out
        assert f"mise de côté par une restauration le {since}" in said
        [own, aside] = re.findall(r"réponses à sens unique sont détruites : (\d+)", said)
        assert (own, aside) == ("1", "1")
        assert choices_aside(put_aside) == dry_run
    monkeypatch.setattr(Clock, "now", lambda _self: evening.clock.now() + timedelta(days=KEPT_DAYS + 1))
    retention_command.keep_to_it(dry_run=False, words=words)
    assert "son temps est passé" in capsys.readouterr().out
    assert "former_kept" not in {one.code for one in checks.before_serving(settings)}


def test_what_somebody_named_anew_is_theirs(sqlite_database: Database, tmp_path: Path) -> None:
    """It is still named at every start."""
    settings = settings_for(sqlite_database.url, tmp_path)
    mine = tmp_path / "evening.sqlite.before-restore-the-one-with-the-log"
    mine.write_bytes(b"x")
    assert look_after(settings, sqlite_database, datetime(2099, 1, 1, tzinfo=UTC)) == []
    [found] = [one for one in checks.before_serving(settings) if one.code == "former_kept"]
    assert found.values["names"] == str(mine)
    assert mine.exists()
