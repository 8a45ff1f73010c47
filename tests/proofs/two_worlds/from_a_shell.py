"""Two worlds as whoever has a shell on the server sees them: what the command line says of each, and their backups.

A backup holds the answers: that is said where it is made. What must not depend on one is everything around it: the
digest of every other table, the copy made without answers, and the size of the file, which a provider of storage sees.
"""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from tests.proofs.two_worlds.looking import Difference, changes_of
from tests.proofs.two_worlds.stage import Image, Stage
from tests.proofs.two_worlds.views import View
from tests.webapp.conftest import SECRET
from webapp.cli import accounts, doctor
from webapp.cli import retention as retention_command
from webapp.clock import Clock
from webapp.config import Settings
from webapp.services import retention
from webapp.upkeep.backup import ONE_SIDED, back_up
from webapp.wording import Words

WHO: Final = "whoever has a shell"
NAMES: Final = (
    "account list", "account list --json", "doctor", "doctor --json", "retention --dry-run", "retention", "backup",
    "backup --without-choices",
)  # fmt: skip
SHELL: Final = tuple(View(f"(entremise {name})", "RUN", WHO) for name in NAMES)


class FromAShell:
    """Runs commands in worlds on one stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._settings = Settings(
            database_url=stage.database.url, secret_key=SECRET, instance=stage.folder, secure_cookies=False
        )

    def differences(self, images: tuple[Image, Image], lawful: frozenset[str] = frozenset()) -> list[Difference]:
        """Everything said or written in the two worlds that is not the same, these tables of a backup excepted."""
        one, other = (self._said(image, lawful) for image in images)
        return [
            Difference(
                view=view, what=what, lines=changes_of(one[name][what].splitlines(), other[name][what].splitlines())
            )
            for name, view in zip(NAMES, SHELL, strict=True)
            for what in one[name]
            if one[name][what] != other[name][what]
        ]

    def _said(self, image: Image, lawful: frozenset[str]) -> dict[str, dict[str, str]]:
        stage, found = self._stage, {}
        words = Words.for_locale("fr")
        commands: dict[str, Callable[[], object]] = {
            "account list": lambda: accounts.show(words=words, as_json=False),
            "account list --json": lambda: accounts.show(words=words, as_json=True),
            "doctor": lambda: doctor.examine(words=words, as_json=False),
            "doctor --json": lambda: doctor.examine(words=words, as_json=True),
            "retention --dry-run": lambda: retention_command.keep_to_it(dry_run=True, words=words),
        }
        with self._here():
            for name, command in commands.items():
                stage.load(image)
                stage.heard.taken()
                output = _output(command)
                found[name] = {"output": output, "log": "\n".join(stage.heard.taken()[0])}
        stage.load(image)
        with stage.database.writing() as session:
            report = retention.apply(session, stage.clock.now(), self._settings)
        found["retention"] = {"report": repr(report)}
        for name in ("backup", "backup --without-choices"):
            stage.load(image)
            found[name] = self._backup(with_choices=name == "backup", lawful=lawful)
        stage.heard.taken()
        return found

    def _backup(self, *, with_choices: bool, lawful: frozenset[str]) -> dict[str, str]:
        with TemporaryDirectory(dir=self._stage.folder) as folder:
            file = Path(folder) / "backup.zip"
            made = back_up(self._settings, file, now=self._stage.clock.now(), with_choices=with_choices)
            said = asdict(made)
            size = file.stat().st_size
        for table in (*(ONE_SIDED if with_choices else ()), *sorted(lawful)):
            said["tables"][table]["sha256"] = "?"
        for table in sorted(lawful):  # of these even the number of rows differs, and the size with it
            said["tables"][table]["rows"] = "?"
        if with_choices or lawful:
            size_of_database = "?" if lawful else said["members"]["database"][1]
            said["members"]["database"] = ("?", size_of_database)
        return {"manifest": repr(said), "size of the file": "?" if lawful else str(size)}

    @contextmanager
    def _here(self) -> Iterator[None]:
        given = {
            "ENTREMISE_DATABASE_URL": self._settings.database_url,
            "ENTREMISE_SECRET_KEY": SECRET,
            "ENTREMISE_INSTANCE": str(self._stage.folder),
        }
        with patch.dict(os.environ, given), patch.object(Clock, "now", lambda _: self._stage.clock.now()):
            yield


def _output(command: Callable[[], object]) -> str:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            returned = command()
        except Exception as error:  # what a command refuses with is seen as well
            returned = f"{type(error).__name__}: {error}"
    return f"{said.getvalue()}{returned}"
