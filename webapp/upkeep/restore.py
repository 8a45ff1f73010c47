"""A backup file -> the installation's database, checked first and brought up to today; the former one is kept aside.

Everything is done beside the database in use: on SQLite in a file that then takes its name in one step, on PostgreSQL
in one transaction that moves the former tables to a schema of their own. Whenever it is killed, the former database or
the restored one is there, whole. Before it serves again it is brought to the latest shape; whoever was erased since the
backup is erased again, and choices destroyed and evenings anonymised since go again; sign-ins, links for new passwords
and invitations that wait end; what is past its time goes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from webapp import emptied_mark
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations import revisions
from webapp.models import InvitationRow, PasswordResetRow, SignInRow
from webapp.services import emptied_evenings, erasure, erasure_journal, forgetting, retention
from webapp.services.erasure_journal import JOURNAL, ErasedPerson
from webapp.upkeep import backup_file, postgresql_restore, sqlite_restore
from webapp.upkeep.backup import verify
from webapp.upkeep.backup_file import SECRET, Manifest, UnusableBackup

Answer = TypeVar("Answer")
SecretFate = Literal["same", "replaced", "kept", "absent"]


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore did; ``aside`` names where the former database is, "" when there was none."""

    manifest: Manifest
    aside: str
    erased_again: int
    #: For how many evenings choices were destroyed, or people forgotten, once more.
    emptied_again: int
    #: Whether the former database could be asked who and what had been erased.
    former_read: bool
    #: Whether what was erased again is out of the database's files too.
    files_emptied: bool
    secret: SecretFate


def restore(
    settings: Settings,
    source: Path,
    *,
    now: datetime,
    replace: bool = False,
    keep_secret: bool = False,
    erased: Sequence[ErasedPerson] = (),
) -> Restored:
    """Put a backup in the place of the database of these settings.

    Raises UnusableBackup, before anything is touched, when the file is damaged, of another kind of database or of a
    later version, when a server has the database open, or when one stands there and ``replace`` was not said.
    """
    manifest = backup_file.read_manifest(source)
    kind = "sqlite" if settings.database_url.startswith("sqlite") else "postgresql"
    if manifest.kind != kind:
        raise UnusableBackup("other_kind", {"file": source, "found": manifest.kind, "wanted": kind})
    known = revisions()
    if manifest.revision not in known:
        values = {"file": source, "found": manifest.revision, "known": known[-1]}
        raise UnusableBackup("newer_database", values)
    verify(source)
    former = ask(settings.database_url, erasure_journal.erased_people)
    emptied = ask(settings.database_url, emptied_evenings.emptied_evenings)
    everybody = [*(former or ()), *journal_of(settings), *erased]
    again, emptied_again = 0, 0

    def bring_up_to_date(session: Session) -> None:
        nonlocal again, emptied_again
        again = erasure.erase_again(session, _each_once(everybody))
        emptied_again = emptied_evenings.empty_again(session, emptied or ())
        session.execute(delete(SignInRow))
        session.execute(delete(PasswordResetRow))
        # One that was used, withdrawn or ended since would open again; nobody can tell it from the others.
        session.execute(delete(InvitationRow).where(InvitationRow.accepted_at.is_(None)))
        retention.apply(session, now, settings)
        session.flush()

    work = sqlite_restore.put_back if kind == "sqlite" else postgresql_restore.put_back
    aside = work(settings.database_url, source, manifest, stamp=stamp_of(now), replace=replace, finish=bring_up_to_date)
    secret = _secret_fate(settings, source, manifest, keep_secret=keep_secret, stamp=stamp_of(now))
    return Restored(
        manifest=manifest,
        aside=aside,
        erased_again=again,
        emptied_again=emptied_again,
        former_read=former is not None and emptied is not None,
        files_emptied=_files_emptied(settings),
        secret=secret,
    )


def ask(url: str, question: Callable[[Session], list[Answer]]) -> list[Answer] | None:
    """What the database that stands there knows; None when it cannot be asked."""
    if url.startswith("sqlite") and not sqlite_restore.file_of(url).exists():
        return []
    database = Database(url)
    try:
        with database.reading() as session:
            return question(session)
    except (SQLAlchemyError, RuntimeError, OSError):
        return None
    finally:
        database.dispose()


def _files_emptied(settings: Settings) -> bool:
    """Take what the transaction erased out of PostgreSQL's files; a SQLite file had that done before it was put back.

    Where it cannot be done now, the next server that starts does it.
    """
    if settings.database_url.startswith("sqlite"):
        return True
    emptied_mark.forget(settings.instance)
    database = Database(settings.database_url)
    try:
        return database.forget_deleted(forgetting.personal_tables())
    except SQLAlchemyError:  # it is restored all the same
        return False
    finally:
        database.dispose()


def journal_of(settings: Settings) -> list[ErasedPerson]:
    """Who has been erased, as the journal beside the database says."""
    path = settings.instance / JOURNAL
    if not path.exists():
        return []
    try:
        return erasure_journal.read_journal(path.read_text(encoding="utf-8", errors="replace"))
    except ValueError as error:
        raise UnusableBackup("journal_unreadable", {"file": path, "why": error}) from error


def stamp_of(now: datetime) -> str:
    """The moment, in the names of what is kept aside."""
    return now.astimezone(UTC).strftime("%Y%m%d_%H%M%S")


def _each_once(people: Sequence[ErasedPerson]) -> list[ErasedPerson]:
    return list({(one.public_id, one.participant_id, one.code): one for one in people}.values())


def _secret_fate(settings: Settings, source: Path, manifest: Manifest, *, keep_secret: bool, stamp: str) -> SecretFate:
    """Bring back the secret that links are derived from, where it is the installation's own to keep."""
    if SECRET not in manifest.members:
        return "absent"
    kept = settings.instance / "secret"
    taken = kept.with_name(f".secret.restoring-{stamp}")
    taken.unlink(missing_ok=True)
    try:
        backup_file.take_out(source, manifest, SECRET, taken)
        if taken.read_text(encoding="utf-8") == settings.secret_key:
            return "same"
        own = kept.exists() and kept.read_text(encoding="utf-8").strip() == settings.secret_key
        if keep_secret or not own:
            return "kept"
        aside = kept.with_name(f"secret.before-restore-{stamp}")
        aside.unlink(missing_ok=True)
        aside.hardlink_to(kept)
        taken.replace(kept)
        backup_file.settle(kept.parent)
        return "replaced"
    finally:
        taken.unlink(missing_ok=True)
