"""A database that rows were removed from -> the same without them in its files, and the mark that says so."""

from pathlib import Path

from webapp import emptied_mark
from webapp.database import Database
from webapp.services import forgetting


def empty_files(database: Database, folder: Path) -> bool:
    """Take what was removed out of the database's files; returns whether that could be done now.

    On PostgreSQL the mark in the installation's ``folder`` goes first and comes back at the end, so that a server that
    starts does what could not be done; SQLite's files are emptied at every start.
    """
    with database.reading() as session:
        removed_last = forgetting.last_removal(session)
    marked = not database.is_sqlite
    if marked:
        emptied_mark.forget(folder)
    done = database.forget_deleted(forgetting.personal_tables())
    if marked and done:
        emptied_mark.note(folder, removed_last)
    return done
