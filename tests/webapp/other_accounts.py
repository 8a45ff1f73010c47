"""Folders as they are among other accounts: whose they are and who may write, whoever runs the tests, root or not."""

import os
import stat
from pathlib import Path

import pytest

ANOTHER = 54_321


class Pretended:
    """What the system says of chosen folders, links and files in place of what they are."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._said: dict[tuple[int, int], tuple[int, int]] = {}
        really = {"lstat": Path.lstat, "fstat": os.fstat}
        monkeypatch.setattr(Path, "lstat", lambda path: self._of(really["lstat"](path)))
        monkeypatch.setattr(os, "fstat", lambda descriptor: self._of(really["fstat"](descriptor)))

    def _of(self, status: os.stat_result) -> os.stat_result:
        mode, owner = self._said.get((status.st_dev, status.st_ino), (status.st_mode, status.st_uid))
        return os.stat_result((mode, *status[1:4], owner, *status[5:]))

    def give_away(self, place: Path, owner: int = ANOTHER) -> None:
        """The place belongs to another account."""
        status = place.lstat()
        self._said[status.st_dev, status.st_ino] = (status.st_mode, owner)

    def open_way(self, place: Path) -> None:
        """Everybody comes as far as this place, whose parents the tests' own program has closed."""
        for parent in (place, *place.parents):
            status = parent.lstat()
            if stat.S_ISDIR(status.st_mode):
                self._said[status.st_dev, status.st_ino] = (status.st_mode & ~0o022 | 0o055, status.st_uid)

    def open_folder(self, path: Path) -> Path:
        """Make a folder of one's own, to which everybody may come."""
        self.open_way(path.parent.resolve())
        made = path.parent.resolve() / path.name
        made.mkdir()
        made.chmod(0o755)
        return made
