"""The files are emptied in one way, by whoever empties them: on PostgreSQL with a mark of what was done."""

import pytest

from tests.webapp.conftest import Evening
from webapp import emptied_mark
from webapp.cli import retention as retention_command
from webapp.cli.problems import DataProblem
from webapp.config import Settings
from webapp.database import Database
from webapp.housekeeping import Housekeeper
from webapp.services import audit, erasure, forgetting
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
