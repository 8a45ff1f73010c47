"""A backup file -> the installation's database, checked first and brought up to today; the former one is kept aside.

Everything is done beside the database in use: on SQLite in a file that then takes its name in one step, on PostgreSQL
in one transaction that moves the former tables to a schema of their own. Whenever it is killed, the former database or
the restored one is there, whole. Before it serves again it is brought to the latest shape; whoever was erased since the
backup is erased again, choices destroyed and evenings anonymised since go again, and what people said since about their
data is said again; the log of each evening says that it was restored, and whom that erased again; sign-ins, links for
new passwords and invitations that wait end; what is past its time goes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from webapp.config import Settings
from webapp.database import Database
from webapp.migrations import revisions
from webapp.models import EventRow, InvitationRow, PasswordResetRow, SignInRow
from webapp.services import (
    audit,
    earlier_keys,
    emptied_evenings,
    erasure,
    erasure_journal,
    retention,
    said_since,
    seals_undone,
)
from webapp.services.earlier_keys import KeyedPerson
from webapp.services.emptied_evenings import EmptiedEvening
from webapp.services.erasure_journal import JOURNAL, ErasedPerson
from webapp.services.said_since import Saying
from webapp.services.seals_undone import KnownEvening
from webapp.upkeep import backup_file, postgresql_restore, sqlite_restore
from webapp.upkeep.backup import verify
from webapp.upkeep.backup_file import SECRET, Manifest, UnusableBackup
from webapp.upkeep.emptying import empty_files

Answer = TypeVar("Answer")
SecretFate = Literal["same", "replaced", "kept", "absent"]


@dataclass(frozen=True, kw_only=True)
class Former:
    """What the database that a backup replaces knows; each is None where it cannot be asked that."""

    evenings: list[KnownEvening] | None
    erased: list[ErasedPerson] | None
    emptied: list[EmptiedEvening] | None
    said: list[Saying] | None
    people: list[KeyedPerson] | None

    @property
    def was_read(self) -> bool:
        """Whether it answered everything; one without any evening knows nothing."""
        return bool(self.evenings) and None not in (self.erased, self.emptied, self.said, self.people)


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore did; ``aside`` names where the former database is, "" when there was none."""

    manifest: Manifest
    aside: str
    erased_again: int
    #: How many who were erased since cannot be told to be anybody there: 0 unless people had no keys in the backup yet.
    not_found: int
    #: For how many evenings choices were destroyed, or people forgotten, once more.
    emptied_again: int
    #: How many people had said something about their data since, which is said again.
    heard_again: int
    #: Whether there was a former database, with evenings, that could be asked what had happened since.
    former_read: bool
    #: Whether anything could be asked who had been erased since: that database, the journal, or a copy of it.
    erasures_read: bool
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
    undo_seal: bool = False,
    erased: Sequence[ErasedPerson] | None = None,
) -> Restored:
    """Put a backup in the place of the database of these settings.

    Raises UnusableBackup, before anything is touched, when the file is damaged, of another kind of database or of a
    later version, when a server has the database open, when one stands there and ``replace`` was not said, or when an
    evening that is sealed there would be open again and ``undo_seal`` was not said.
    """
    manifest = backup_file.read_manifest(source)
    kind = backup_file.kind_of(settings.database_url)
    if manifest.kind != kind:
        raise UnusableBackup("other_kind", {"file": source, "found": manifest.kind, "wanted": kind})
    known = revisions()
    if manifest.revision not in known:
        values = {"file": source, "found": manifest.revision, "known": known[-1]}
        raise UnusableBackup("newer_database", values)
    verify(source)
    former, journal = ask_everything(settings.database_url), journal_of(settings)
    everybody = [*(former.erased or ()), *(journal or ()), *(erased or ())]
    again, lost, emptied_again, heard_again = 0, 0, 0, 0

    def bring_up_to_date(session: Session) -> None:
        nonlocal again, lost, emptied_again, heard_again
        undone = seals_undone.seals_undone(session, former.evenings or ())
        if undone and not undo_seal:
            raise UnusableBackup("seal_undone", {"file": source, "evenings": ", ".join(undone)})
        copied_at = datetime.fromisoformat(manifest.made_at)
        _note_restored(session, copied_at, now)
        believed = erasure_journal.to_erase(everybody, copied_at=copied_at)
        if manifest.revision < earlier_keys.FIRST_SHAPE:
            earlier_keys.take_over(session, former.people or ())
            lost = earlier_keys.not_found(session, believed, since=copied_at)
        again = erasure.erase_again(session, believed, now=now)
        emptied_again = emptied_evenings.empty_again(session, former.emptied or ())
        heard_again = said_since.say_again(session, former.said or ())
        session.execute(delete(SignInRow))
        session.execute(delete(PasswordResetRow))
        # One that was used, withdrawn or ended since would open again; nobody can tell it from the others.
        session.execute(delete(InvitationRow).where(InvitationRow.accepted_at.is_(None)))
        retention.apply(session, now, settings)
        session.flush()

    work = sqlite_restore.put_back if kind == "sqlite" else postgresql_restore.put_back
    aside = work(settings.database_url, source, manifest, stamp=stamp_of(now), replace=replace, finish=bring_up_to_date)
    secret = _put_secret_back(settings, source, manifest, keep_secret=keep_secret, stamp=stamp_of(now))
    return Restored(
        manifest=manifest,
        aside=aside,
        erased_again=again,
        not_found=lost,
        emptied_again=emptied_again,
        heard_again=heard_again,
        former_read=former.was_read,
        erasures_read=former.was_read or journal is not None or erased is not None,
        files_emptied=_empty_files(settings),
        secret=secret,
    )


def _note_restored(session: Session, copied_at: datetime, now: datetime) -> None:
    """Say in the log of every evening that it is as a backup has it; of those that are anonymised no log is kept."""
    for event_id in session.scalars(select(EventRow.id).where(EventRow.anonymised_at.is_(None)).order_by(EventRow.id)):
        audit.note(
            session,
            event_id,
            actor=audit.COMMAND,
            action="evening_restored",
            now=now,
            details={"backup_at": int(copied_at.timestamp())},
        )


def ask_everything(url: str) -> Former:
    """What the database that stands there knows of what happened since the backup."""
    return Former(
        evenings=ask(url, seals_undone.known_evenings),
        erased=ask(url, erasure_journal.erased_people),
        emptied=ask(url, emptied_evenings.emptied_evenings),
        said=ask(url, said_since.everything_said),
        people=ask(url, earlier_keys.keyed_people),
    )


def ask(url: str, question: Callable[[Session], list[Answer]]) -> list[Answer] | None:
    """What the database that stands there knows; None when there is none, or when it cannot be asked."""
    if backup_file.kind_of(url) == "sqlite" and not sqlite_restore.file_of(url).exists():
        return None
    database = Database(url)
    try:
        with database.reading() as session:
            return question(session)
    except (SQLAlchemyError, RuntimeError, OSError, ValueError):
        return None
    finally:
        database.dispose()


def _empty_files(settings: Settings) -> bool:
    """Take what the transaction erased out of PostgreSQL's files; a SQLite file had that done before it was put back.

    Where it cannot be done now, the next server that starts does it.
    """
    if backup_file.kind_of(settings.database_url) == "sqlite":
        return True
    database = Database(settings.database_url)
    try:
        return empty_files(database, settings.instance)
    except SQLAlchemyError:  # it is restored all the same
        return False
    finally:
        database.dispose()


def journal_of(settings: Settings) -> list[ErasedPerson] | None:
    """Who has been erased, as the journal beside the database says; None where there is none."""
    path = settings.instance / JOURNAL
    try:
        return erasure_journal.own_journal(path)
    except ValueError as error:
        raise UnusableBackup("journal_unreadable", {"file": path, "why": error}) from error


def stamp_of(now: datetime) -> str:
    """The moment, in the names of what is kept aside."""
    return now.astimezone(UTC).strftime("%Y%m%d_%H%M%S")


def _put_secret_back(
    settings: Settings, source: Path, manifest: Manifest, *, keep_secret: bool, stamp: str
) -> SecretFate:
    """Bring back the secret that links are derived from, where it is the installation's own to keep."""
    if SECRET not in manifest.members:
        return "absent"
    kept = settings.instance / "secret"
    taken = kept.with_name(f".secret.restoring-{stamp}")
    for left in kept.parent.glob(".secret.restoring-*"):  # of restores that were killed
        left.unlink(missing_ok=True)
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
