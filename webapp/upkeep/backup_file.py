"""A backup file: a ZIP of the database, the installation's secret and a manifest that says what is inside.

It is written under a temporary name only its owner can read, and takes its own name once it is whole and on the disk.
A reader believes nothing: sizes are checked before anything is taken out, and every member against its SHA-256.
"""

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from webapp.upkeep.digests import TableDigest

FORMAT = "entremise-backup"
VERSION = 1
MANIFEST, DATABASE, SECRET = "manifest.json", "database", "secret"
#: What reading a ZIP raises when it is damaged, or none.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError)
LARGEST_MANIFEST = 1024 * 1024
Kind = Literal["sqlite", "postgresql"]


def kind_of(url: str) -> Kind:
    """Of which kind the database at an address is."""
    return "sqlite" if url.startswith("sqlite") else "postgresql"


class UnusableBackup(Exception):  # noqa: N818  named as the thing it is about
    """Raised when a file cannot be restored; carries a code and its values."""

    def __init__(self, code: str, values: Mapping[str, object] | None = None) -> None:
        self.code, self.values = code, dict(values or {})
        super().__init__(f"{code}: {self.values}")


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    kind: Kind
    #: Moment of the backup, ISO 8601 in UTC.
    made_at: str
    #: Shape of the database, as its migrations number it.
    revision: str
    #: Whether one-sided choices are inside.
    with_choices: bool
    tables: Mapping[str, TableDigest]
    #: SHA-256 and size in bytes of every other member.
    members: Mapping[str, tuple[str, int]]

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(table.rows for table in self.tables.values())


def write(
    path: Path,
    manifest: Manifest,
    members: Mapping[str, Path],
    *,
    folder: Path,
    check: Callable[[Path], object] | None = None,
) -> None:
    """Write a backup file whose members are the files given; the file is whole under this name, or is not there.

    It is written in ``folder``, on the same file system as ``path``. ``check`` looks at the file before it takes its
    name; when it raises, what stood under that name still does.
    """
    unfinished = folder / f".{path.name}.unfinished"
    descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                # Not compressed: how well "yes" and "not" compress would show in the size, to whoever only sees that.
                archive.writestr(MANIFEST, _to_json(manifest))
                for name, source in members.items():
                    archive.write(source, name)
            file.flush()
            os.fsync(file.fileno())
        if check is not None:
            check(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    settle(path.parent)


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself; raises UnusableBackup for anything that is not one, or of a later format."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(MANIFEST)
            if info.file_size > LARGEST_MANIFEST:
                raise UnusableBackup("not_a_backup", {"file": path})
            said = json.loads(archive.read(info))
    except UNREADABLE as error:
        raise UnusableBackup("not_a_backup", {"file": path}) from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise UnusableBackup("not_a_backup", {"file": path})
    if said.get("version") != VERSION:
        raise UnusableBackup("newer_format", {"file": path, "found": said.get("version"), "known": VERSION})
    try:
        return _from_json(said)
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableBackup("damaged", {"file": path, "where": MANIFEST}) from error


def take_out(path: Path, manifest: Manifest, name: str, target: Path) -> None:
    """Write a member to a new file that only its owner can read; raises UnusableBackup when it is not as it was."""
    digest, size = manifest.members[name]
    found = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(name) as member:
                left = size + 1  # one more than there should be, never more: a member may claim any size
                while chunk := member.read(min(1024 * 1024, left)):
                    found.update(chunk)
                    file.write(chunk)
                    left -= len(chunk)
        except UNREADABLE as error:
            raise UnusableBackup("damaged", {"file": path, "where": name}) from error
        file.flush()
        os.fsync(file.fileno())
    if left != 1 or found.hexdigest() != digest:
        raise UnusableBackup("damaged", {"file": path, "where": name})


def fingerprint(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def settle(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(folder: Path) -> None:
    """Take away a working folder and what is in it."""
    shutil.rmtree(folder, ignore_errors=True)


def _to_json(manifest: Manifest) -> str:
    return json.dumps({"format": FORMAT, "version": VERSION} | asdict(manifest), indent=1, sort_keys=True)


def _from_json(said: Mapping[str, Any]) -> Manifest:
    kind = said["kind"]
    if kind not in ("sqlite", "postgresql"):
        raise ValueError(f"a backup of {kind}")
    members = {name: (str(digest), int(size)) for name, (digest, size) in said["members"].items()}
    if DATABASE not in members or not members.keys() <= {DATABASE, SECRET}:
        raise ValueError("a backup holds a database, and a secret at most")
    return Manifest(
        kind=kind,
        made_at=str(said["made_at"]),
        revision=str(said["revision"]),
        with_choices=bool(said["with_choices"]),
        tables={
            str(name): TableDigest(rows=int(table["rows"]), sha256=str(table["sha256"]))
            for name, table in said["tables"].items()
        },
        members=members,
    )
