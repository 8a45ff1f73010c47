"""Once an hour, what has been kept long enough goes: from the tables, from the files and from memory.

Each process that serves has a thread for it, which waits for nobody's visit: the first time at its start, so that a
server that was switched off catches up, then by the real time, whatever the evening's clock. A fault of it is logged
and tried again an hour later. Of several processes one does it at a time.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Flask, current_app
from sqlalchemy import text

from webapp import access, emptied_mark, logged
from webapp.clock import Clock
from webapp.config import Settings
from webapp.database import Database
from webapp.services import erasure_journal, forgetting, retention
from webapp.services.retention import RetentionReport
from webapp.upkeep import former_databases
from webapp.upkeep.emptying import empty_files
from webapp.upkeep.findings import Finding
from webapp.upkeep.former_databases import LookedAfter
from webapp.upkeep.postgresql_log import logging_findings

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
        self._forgotten: datetime | None = None
        #: Whether deleted rows may still stand in the files. At a start nobody knows: emptying SQLite's log is quick;
        #: on PostgreSQL the mark tells, at the first run.
        self.files_to_empty = database.is_sqlite
        self._mark_read = False

    def is_due(self, moment: datetime, *, last: datetime | None) -> bool:
        """Whether it is time, in real time, when it was last done then; asks nobody."""
        every = AGAIN_SECONDS if self.files_to_empty else EVERY_SECONDS
        return last is None or not 0 <= (moment - last).total_seconds() < every

    def run(self, now: datetime) -> RetentionReport | None:
        """Do the work; None while this process or another one is at it."""
        if not self._busy.acquire(blocking=False):
            return None
        try:
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
        self.files_to_empty = True  # also where it fails
        done = empty_files(self._database, self._settings.instance)
        self.files_to_empty = not done
        return done

    def look_after_former(self, now: datetime) -> list[LookedAfter]:
        """Destroy and remove what is due in the databases that restores have put aside."""
        return former_databases.look_after(self._settings, self._database, now)

    def answers_in_log(self) -> list[Finding]:
        """What PostgreSQL's settings write of answers into its log, since they were looked at when the server began."""
        if self._database.is_sqlite:
            return []
        with self._database.reading() as session:
            return logging_findings(session.connection())

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
    """Have a housekeeper, who does nothing before ``begin``; a client of tests has its work done by ``do_now``."""
    app.extensions["entremise_housekeeper"] = Housekeeper(opened, settings)


def begin(app: Flask) -> None:
    """Do the work from now on, whether or not anybody asks for a page; for a process that serves, after its fork.

    The thread ends with the process and keeps nobody waiting: what it was doing is undone, and done at the next start.
    """
    threading.Thread(target=keep_house, args=(app,), name="housekeeping", daemon=True).start()


def keep_house(app: Flask, *, real: Clock | None = None, pause: Callable[[float], None] = time.sleep) -> None:
    """Look every minute whether the work is due, and do it; never returns.

    It looks at the time rather than waiting an hour, for a computer that sleeps meanwhile does not count the seconds.
    """
    real = real or Clock()
    keeper: Housekeeper = app.extensions["entremise_housekeeper"]
    last = None
    while True:
        moment = real.now()
        if keeper.is_due(moment, last=last):
            last = moment
            do_now(app)
        pause(AGAIN_SECONDS)


def do_now(app: Flask) -> None:
    """Do the work once, at the evening's present moment; its faults go to the log."""
    with app.app_context():
        now = access.clock().now()
        works: tuple[Callable[[], object], ...] = (
            lambda: housekeeper().run(now),
            housekeeper().complete_journal,
            lambda: _former(app, now),
            lambda: _warn(app),
        )
        for work in works:
            try:
                work()
            except Exception as error:  # nobody waits for this; the next hour tries again
                app.logger.error("Housekeeping failed\n%s", logged.without_values(error))


def _former(app: Flask, now: datetime) -> None:
    for one in housekeeper().look_after_former(now):
        if one.problem:
            app.logger.error("Former database %s could not be emptied of what is due: %s", one.former.name, one.problem)


def _warn(app: Flask) -> None:
    for one in housekeeper().answers_in_log():
        app.logger.error("PostgreSQL writes answers into its log: %(settings)s. Stop it: %(change)s", dict(one.values))


def forget_files() -> bool:
    """Take what was just deleted out of the files now; what cannot be is tried again every minute."""
    return housekeeper().empty_files()
