"""What restores have put aside, beside the database in use -> the same without what may not be kept any longer.

A former database is a copy of people's data that nobody looks after. In each, one-sided choices are destroyed as soon
as they are due there or in the database in use, which alone knows of results shown since; it goes as a whole
KEPT_DAYS after the restore, as a backup would. One that cannot be read goes when choices at most may be kept, for what
is due in it nobody can tell.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import make_url, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError, SQLAlchemyError
from sqlalchemy.orm import Session

from webapp.config import Settings
from webapp.database import Database
from webapp.logged import first_line
from webapp.models import EventRow
from webapp.services import retention
from webapp.services.destruction import destroy_choices
from webapp.upkeep.backup_file import kind_of
from webapp.upkeep.sqlite_checks import file_of

#: How the former tables' schema begins on PostgreSQL, and what stands between a SQLite file's name and the moment.
SCHEMA: Final = "former_"
ASIDE: Final = ".before-restore-"
KEPT_DAYS: Final = 30
MOMENT: Final = re.compile(r"(\d{8}_\d{6})(?:-\d+)?\Z")
BESIDE: Final = ("", "-wal", "-shm", "-journal", "-line")
#: Schemas with tables of ours: another program's may be called as it likes.
OURS: Final = """
SELECT nspname FROM pg_namespace JOIN pg_class ON relnamespace = pg_namespace.oid
WHERE relkind = 'r' AND relname IN ('alembic_version', 'choices') GROUP BY nspname HAVING count(*) = 2 ORDER BY nspname
"""
#: What SQLite says of a file that is damaged, no database, or without these tables (SQLITE_CORRUPT, _NOTADB, _ERROR).
UNREADABLE: Final = frozenset({1, 11, 26})


@dataclass(frozen=True, kw_only=True)
class FormerDatabase:
    """A database that a restore has put aside: its file or its schema, and when."""

    name: str
    since: datetime

    @property
    def until(self) -> datetime:
        """When it goes by itself."""
        return self.since + timedelta(days=KEPT_DAYS)


@dataclass(frozen=True, kw_only=True)
class LookedAfter:
    """What was done about a former database; ``problem`` says why something could not be, "" where all was."""

    former: FormerDatabase
    choices_destroyed: int = 0
    removed: bool = False
    problem: str = ""


def names_aside(url: str) -> list[str]:
    """What is named as a former database of this one is; raises what a server that does not answer does."""
    if kind_of(url) == "sqlite":
        path = file_of(url)
        found = sorted(str(one) for one in path.parent.glob(f"{path.name}{ASIDE}*"))
        return [one for one in found if not one.endswith(BESIDE[1:])]
    database = Database(url)
    try:
        with database.read_engine.connect() as connection:
            return [str(one) for one in connection.execute(text(OURS)).scalars() if str(one).startswith(SCHEMA)]
    finally:
        database.dispose()


def former_databases(url: str) -> list[FormerDatabase]:
    """The former databases beside this one, the oldest first; those that somebody has named anew are theirs."""
    names = names_aside(url)
    found = [FormerDatabase(name=name, since=since) for name in names if (since := moment_of(name)) is not None]
    return sorted(found, key=lambda one: (one.since, one.name))


def moment_of(name: str) -> datetime | None:
    """When something was put aside, from its name; None where that does not say."""
    found = MOMENT.search(name)
    try:
        return datetime.strptime(found[1], "%Y%m%d_%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def look_after(settings: Settings, present: Database, now: datetime, *, dry_run: bool = False) -> list[LookedAfter]:
    """Destroy and remove what is due at ``now`` in every former database; with ``dry_run`` only say what is."""
    formers = former_databases(settings.database_url)
    if not formers:
        return []
    with present.reading() as session:
        due = {public_id for public_id, is_due in retention.choices_due(session, now, settings).items() if is_due}
    return [_one(former, settings, due, now, dry_run=dry_run) for former in formers]


def _one(former: FormerDatabase, settings: Settings, due: set[str], now: datetime, *, dry_run: bool) -> LookedAfter:
    try:
        if now >= former.until:
            return _removed(former, settings, dry_run=dry_run)
        return _without_choices(former, settings, due, now, dry_run=dry_run)
    except (SQLAlchemyError, RuntimeError, OSError, ValueError) as error:
        if not _is_unreadable(error):
            return LookedAfter(former=former, problem=first_line(error))
    if now < former.since + timedelta(hours=settings.keep_choices_hours):
        return LookedAfter(former=former)
    try:
        return _removed(former, settings, dry_run=dry_run)
    except (SQLAlchemyError, OSError) as error:
        return LookedAfter(former=former, problem=first_line(error))


def _without_choices(
    former: FormerDatabase, settings: Settings, due: set[str], now: datetime, *, dry_run: bool
) -> LookedAfter:
    database = _opened(former, settings.database_url)
    try:
        with database.writing() as session:
            own = retention.choices_due(session, now, settings)
            destroyed = _destroy(session, [one for one, is_due in own.items() if is_due or one in due], now)
            if dry_run:
                session.rollback()
            dead = destroyed or (not database.is_sqlite and _dead_rows(session))
        held = bool(dead) and not dry_run and not database.forget_deleted(["choices"])
        return LookedAfter(former=former, choices_destroyed=destroyed, problem="files in use" if held else "")
    finally:
        database.dispose()
        if database.is_sqlite:
            Path(f"{former.name}-line").unlink(missing_ok=True)


def _destroy(session: Session, public_ids: Iterable[str], now: datetime) -> int:
    numbers = dict(session.execute(select(EventRow.public_id, EventRow.id)).all())
    return sum(destroy_choices(session, numbers[one], now) for one in public_ids)


def _dead_rows(session: Session) -> bool:
    """Whether PostgreSQL's file of choices holds rows that are gone: somebody was in the way of emptying it."""
    asked = "SELECT n_dead_tup > 0 FROM pg_stat_user_tables WHERE relid = to_regclass('choices')"
    return bool(session.scalar(text(asked)))


def _removed(former: FormerDatabase, settings: Settings, *, dry_run: bool) -> LookedAfter:
    if dry_run:
        pass
    elif kind_of(settings.database_url) == "sqlite":
        for end in BESIDE:
            Path(f"{former.name}{end}").unlink(missing_ok=True)
    else:
        database = Database(settings.database_url)
        try:
            with database.writing() as session:
                quoted = database.write_engine.dialect.identifier_preparer.quote(former.name)
                session.execute(text(f"DROP SCHEMA IF EXISTS {quoted} CASCADE"))
        finally:
            database.dispose()
    return LookedAfter(former=former, removed=True)


def _opened(former: FormerDatabase, url: str) -> Database:
    if kind_of(url) == "sqlite":
        return Database(f"sqlite:///{former.name}")
    address = make_url(url).update_query_dict({"options": f"-c search_path={former.name}"}, append=True)
    return Database(address.render_as_string(hide_password=False))


def _is_unreadable(error: Exception) -> bool:
    """Whether what stands there cannot be read now or ever: damaged, or without what is looked for."""
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code & 0xFF in UNREADABLE if code is not None else isinstance(error, ProgrammingError)
