"""The files are emptied in one way, by whoever empties them: on PostgreSQL with a mark of what was done."""

import pytest
from sqlalchemy.exc import OperationalError

from tests.webapp.conftest import Evening
from webapp import emptied_mark
from webapp.cli import retention as retention_command
from webapp.cli.problems import DataProblem
from webapp.config import Settings
from webapp.database import Database
from webapp.housekeeping import Housekeeper
from webapp.services import audit, erasure, forgetting, retention
from webapp.wording import Words


@pytest.mark.parametrize("way", ["command", "housekeeper"])
def test_whoever_empties_the_files_leaves_the_mark(
    way: str, database: Database, evening: Evening, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a server that starts has nothing to do then; where it could not be done, no mark is there."""
    works = True
    monkeypatch.setattr(Database, "forget_deleted", lambda *_: works)
    monkeypatch.setattr(retention_command, "settings_here", lambda _words: settings)
    with database.writing() as session:
        erasure.erase(session, evening.event_id, evening.people["C02-1"], actor=audit.SYSTEM, now=evening.clock.now())

    def empty() -> None:
        if way == "command":
            retention_command.keep_to_it(dry_run=False, words=Words.for_locale("fr"))
        else:
            Housekeeper(database, settings).empty_files()

    def marked() -> bool:
        with database.reading() as session:
            return emptied_mark.stands(settings.instance, forgetting.last_removal(session))

    empty()
    assert marked() is not database.is_sqlite
    works = False
    if way == "command":
        with pytest.raises(DataProblem):
            empty()
    else:
        empty()
    assert not marked()


@pytest.mark.parametrize("broken", ["files", "rows"])
def test_a_database_that_fails_is_told_in_one_sentence(
    broken: str,
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The command says what is gone and what is not, and quotes no row."""

    def fail(*_: object) -> None:
        raise OperationalError("DELETE", {}, Exception("disk full\nDETAIL: Key (email)=(anne@example.org)"))

    monkeypatch.setattr(retention_command, "settings_here", lambda _words: settings)
    monkeypatch.setattr(*((Database, "forget_deleted", fail) if broken == "files" else (retention, "apply", fail)))
    with pytest.raises(DataProblem) as told:
        retention_command.keep_to_it(dry_run=False, words=Words.for_locale("fr"))
    assert "(disk full)" in str(told.value)
    assert "anne" not in str(told.value)
    assert ("Les lignes sont effacées" in str(told.value)) is (broken == "files")
    assert ("soirées anonymisées" in capsys.readouterr().out) is (broken == "files")
