"""Which removal the database's files were last emptied after, kept beside it, so that a start knows what is left to do.

On PostgreSQL that work writes tables anew and keeps everybody waiting: it is not for every start of a server. The mark
is one line, the moment of the last removal that the database knew of; none, or another one, means there is work.
"""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

MARK: Final = "files-emptied.txt"
NOTHING: Final = "nothing"


def stands(folder: Path, removal: datetime | None) -> bool:
    """Whether the files were emptied after this removal."""
    try:
        return (folder / MARK).read_text(encoding="ascii") == _line(removal)
    except (OSError, ValueError):
        return False


def note(folder: Path, removal: datetime | None) -> None:
    """Note that the files were emptied after this removal; where that cannot be written, the next start does it."""
    with suppress(OSError):
        (folder / MARK).write_text(_line(removal), encoding="ascii")


def forget(folder: Path) -> None:
    """There is something in the files again that is to go."""
    with suppress(OSError):
        (folder / MARK).unlink(missing_ok=True)


def _line(removal: datetime | None) -> str:
    return NOTHING if removal is None else removal.astimezone(UTC).isoformat()
