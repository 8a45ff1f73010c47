"""A folder to work in, beside what is worked on: its owner's alone, gone at the end, or the next time where it was not.

Its maker holds a lock on it (flock), of which the system lets go however the process ends, in a power cut too. So who
works there next knows which folders are nobody's any more. Where there are no such locks, those of another day are.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from webapp.own_folders import who_else
from webapp.upkeep.backup_file import UnusableBackup

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

Purpose = Literal["backup", "verify", "restore"]
#: How the names of such folders begin.
BEGUN: Final = (".entremise-backup-", ".entremise-verify-", ".entremise-restore-")
A_DAY: Final = 24 * 3600


def require_own(parent: Path) -> None:
    """Raise UnusableBackup where somebody else could put another folder in the place of one that stands in this one."""
    other = who_else(parent)
    if other is None:
        return
    values = {"place": other.place, "who": other.name}
    if other.how == "owner":
        raise UnusableBackup("folder_of_another", values)
    if other.how == "group":
        raise UnusableBackup("folder_of_a_group", values)
    raise UnusableBackup("folder_of_everybody", values)


@contextmanager
def working_folder(purpose: Purpose, parent: Path) -> Iterator[Path]:
    """A new folder for the time of the block; what killed work has left beside it is taken away first.

    Raises UnusableBackup where somebody else could put another one in its place meanwhile.
    """
    require_own(parent)
    folder, lock = _made(purpose, parent)
    try:
        _take_away_left(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _let_go(lock)


def _made(purpose: Purpose, parent: Path) -> tuple[Path, int | None]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f".entremise-{purpose}-", dir=parent))
        with suppress(BlockingIOError, FileNotFoundError):
            lock = _lock(folder)
            if folder.exists():
                return folder, lock
            _let_go(lock)  # another process took it for a left one, in the moment before it was locked


def _take_away_left(own: Path) -> None:
    """Remove the folders beside this one that nobody holds; what cannot be removed stays, and ``doctor`` names it."""
    with suppress(OSError):
        for name in sorted(os.listdir(own.parent)):
            left = own.parent / name
            if name.startswith(BEGUN) and left != own and left.is_dir():
                _take_away(left, own)


def _take_away(left: Path, own: Path) -> None:
    with suppress(OSError):  # held by somebody, or not ours
        lock = _lock(left)
        if lock is not None or own.stat().st_mtime - left.stat().st_mtime > A_DAY:
            shutil.rmtree(left, ignore_errors=True)
        _let_go(lock)


def _lock(folder: Path) -> int | None:
    """Hold a folder; None where there are no such locks. Raises BlockingIOError where another process holds it."""
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _let_go(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)
