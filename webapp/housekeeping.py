"""Once an hour, what has been kept long enough goes: from the tables, from the files and from memory.

A request sets it off and does not wait for it: the work has a thread of its own, and a fault of it is logged and tried
again an hour later. Of several server processes one does it at a time. The first request after a start sets it off too,
so that a server that was switched off catches up.
"""

import threading
from datetime import datetime
from typing import Final

from flask import Flask, current_app, request
from sqlalchemy import text

from webapp import access, emptied_mark, errors
from webapp.config import Settings
from webapp.database import Database
from webapp.services import erasure_journal, forgetting, retention
from webapp.services.retention import RetentionReport

EVERY_SECONDS: Final = 3600
#: Sooner where a reader held up the emptying of the files.
AGAIN_SECONDS: Final = 60
#: The number of the advisory lock on PostgreSQL; any number that nobody else uses.
LOCK: Final = 7_061_998_115


class Housekeeper:
    """The hourly work of one server process."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._busy = threading.Lock()
        self._last: datetime | None = None
        self._forgotten: datetime | None = None
        #: Whether deleted rows may still stand in the files. At a start nobody knows: emptying SQLite's log is quick;
        #: on PostgreSQL the mark tells, at the first run.
        self.files_to_empty = database.is_sqlite
        self._mark_read = False

    def is_due(self, now: datetime) -> bool:
        """Whether it is time; asks nobody."""
        every = AGAIN_SECONDS if self.files_to_empty else EVERY_SECONDS
        return self._last is None or not 0 <= (now - self._last).total_seconds() < every

    def run(self, now: datetime) -> RetentionReport | None:
        """Do the work; None while this process or another one is at it."""
        if not self._busy.acquire(blocking=False):
            return None
        try:
            self._last = now
            with self._database.writing() as session:
                mine = self._database.is_sqlite or session.scalar(
                    text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": LOCK}
                )
                report = retention.apply(session, now, self._settings) if mine else None
                forgetting_done = forgetting.last_forgetting(session)
                removed_last = forgetting.last_removal(session)
            if not self._mark_read and not emptied_mark.stands(self._settings.instance, removed_last):
                self.files_to_empty = True
            self._mark_read = True
            if forgetting_done != self._forgotten:
                forgetting.forget_memory()
                self._forgotten = forgetting_done
            if self.files_to_empty or (report is not None and report.removed):
                self.empty_files()
            return report
        finally:
            self._busy.release()

    def empty_files(self) -> bool:
        """Take what was deleted out of the files; what cannot be is tried again every minute, also after a restart."""
        with self._database.reading() as session:
            removed_last = forgetting.last_removal(session)
        folder, marked = self._settings.instance, not self._database.is_sqlite
        if marked:
            emptied_mark.forget(folder)
        done = self._database.forget_deleted(forgetting.personal_tables())
        if marked and done:
            emptied_mark.note(folder, removed_last)
        self.files_to_empty = not done
        return done

    def complete_journal(self) -> int:
        """Add everybody erased who is missing in the journal beside the database; returns how many that were."""
        with self._database.reading() as session:
            people = erasure_journal.erased_people(session)
        return erasure_journal.complete_journal(self._settings.instance / erasure_journal.JOURNAL, people)


def housekeeper() -> Housekeeper:
    """This application's housekeeper."""
    found: Housekeeper = current_app.extensions["entremise_housekeeper"]
    return found


def init_app(app: Flask, settings: Settings, opened: Database) -> None:
    """Let requests set the work off; in tests it is done before the request goes on, so that they can look at it."""
    app.extensions["entremise_housekeeper"] = Housekeeper(opened, settings)

    @app.before_request
    def keep_house() -> None:
        if request.endpoint == "static" or not housekeeper().is_due(access.clock().now()):
            return
        work = threading.Thread(target=_work, args=(app, access.clock().now()), name="housekeeping", daemon=True)
        work.start()
        if app.testing:
            work.join()


def _work(app: Flask, now: datetime) -> None:
    with app.app_context():
        for work in (lambda: housekeeper().run(now), housekeeper().complete_journal):
            try:
                work()
            except Exception as error:  # nobody waits for this; the next hour tries again
                app.logger.error("Housekeeping failed\n%s", errors.without_values(error))


def forget_files() -> bool:
    """Take what was just deleted out of the files now; what cannot be is tried again every minute."""
    return housekeeper().empty_files()
