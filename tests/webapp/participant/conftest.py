"""Copies of one prepared evening: made once, copied for each test, so that a phone's test starts at once."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from matching import read_organisations
from tests.webapp.conftest import THREE_BY_THREE, Evening, HandClock, make_evening
from webapp.database import Database
from webapp.migrations import upgrade


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Evening]:
    """A closed SQLite file with three rounds of the tiny world, published."""
    folder = tmp_path_factory.mktemp("prepared")
    sheet, file = folder / "three_by_three.csv", folder / "evening.sqlite"
    sheet.write_text(THREE_BY_THREE, encoding="utf-8")
    upgrade(f"sqlite:///{file}")
    database = Database(f"sqlite:///{file}")
    evening = make_evening(database, read_organisations(sheet), HandClock())
    database.dispose()
    return file, evening


def copied(file: Path, folder: Path) -> Database:
    """A database of its own with the same content."""
    folder.mkdir(exist_ok=True)
    for part in file.parent.glob(f"{file.name}*"):  # the write-ahead log too, if one is left
        shutil.copy(part, folder / part.name)
    return Database(f"sqlite:///{folder / file.name}")


@pytest.fixture
def sqlite_database(prepared: tuple[Path, Evening], tmp_path: Path) -> Iterator[Database]:
    """A copy of the prepared evening."""
    database = copied(prepared[0], tmp_path)
    yield database
    database.dispose()


@pytest.fixture
def sqlite_evening(prepared: tuple[Path, Evening], sqlite_database: Database, clock: HandClock) -> Evening:
    """The evening in the copy, on this test's clock."""
    return replace(prepared[1], clock=clock)
