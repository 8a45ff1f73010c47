"""What people wrote is in no temporary file: neither what is being erased, nor a sheet that is handed in."""

import io
import os
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.wrappers import Request

from tests.conftest import missing
from tests.webapp.conftest import Evening
from tests.webapp.upkeep.conftest import settings_for
from webapp import database as databases
from webapp.config import Settings
from webapp.database import Database
from webapp.limits import AnyRequest
from webapp.models import OrganisationRow
from webapp.services.anonymising import anonymise
from webapp.upkeep import checks, sqlite_checks
from webapp.upkeep.backup import back_up

OPEN_FILES = Path("/proc/self/fd")
CANARY = "we water the bees of the canal on Thursdays"
#: SQLite keeps the first 64 kB of what a statement changes in memory anyway.
ORGANISATIONS, REPEATED = 160, 40


def removed_files_with(canary: str) -> list[str]:
    """Which files without a name, that this process has open, hold the canary."""
    if not OPEN_FILES.is_dir():
        missing("this system does not show what a process has open")
    found = []
    for one in sorted(OPEN_FILES.iterdir()):
        with suppress(OSError):
            name = os.readlink(one)
            if name.startswith("/") and name.endswith(" (deleted)") and canary.encode() in one.read_bytes():
                found.append(name)
    return found


@pytest.mark.parametrize("kept_in_memory", [True, False])
def test_what_is_being_erased_is_in_no_temporary_file(
    kept_in_memory: bool, sqlite_database: Database, sqlite_evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control, SQLite's own setting: what an UPDATE of many rows replaces is in a file in /var/tmp."""
    with sqlite_database.writing() as session:
        session.add_all(
            OrganisationRow(
                event_id=sqlite_evening.event_id,
                code=f"X{number}",
                side="company",
                name=f"Organisation {number}",
                profile={"presentation": f"{CANARY} " * REPEATED},
            )
            for number in range(ORGANISATIONS)
        )
    if not kept_in_memory:
        monkeypatch.delitem(databases.SQLITE_SETTINGS, "temp_store")
    database = Database(sqlite_database.url)
    with database.writing() as session:
        assert anonymise(session, sqlite_evening.event_id, sqlite_evening.clock.now())
        session.flush()
        assert (removed_files_with(CANARY) == []) is kept_in_memory
        assert not session.scalars(select(OrganisationRow.id).where(OrganisationRow.name != "")).all()
    database.dispose()


@pytest.mark.parametrize(("work", "opened"), [("backup", 4), ("doctor", 1)])
def test_commands_keep_to_it_too(
    work: str,
    opened: int,
    sqlite_database: Database,
    sqlite_evening: Evening,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of the connections that they open by themselves, beside those that the application's own engine opens."""
    told = []
    for name in ("backup", "sqlite_checks"):
        monkeypatch.setattr(f"webapp.upkeep.{name}.nothing_in_temporary_files", told.append)
    settings = settings_for(sqlite_database.url, tmp_path)
    if work == "backup":
        back_up(settings, tmp_path / "a.entremise", now=sqlite_evening.clock.now(), with_choices=False)
    else:
        sqlite_checks.content_findings(sqlite_checks.file_of(settings.database_url))
    assert len(told) == opened


def test_a_sqlite_that_would_not_keep_to_it_is_refused(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(sqlite_database.url, tmp_path)
    assert "always_in_files" not in codes(settings)
    with sqlite_database.reading() as session:
        built = session.connection().exec_driver_sql("PRAGMA compile_options").scalars().all()
    monkeypatch.setattr(sqlite_checks, "ALWAYS_IN_FILES", built[0])  # as this one is built
    assert "always_in_files" in codes(settings)


@pytest.mark.parametrize("kind", [AnyRequest, Request])
def test_a_sheet_that_is_handed_in_stays_in_memory(kind: type[Request]) -> None:
    """The control, Werkzeug's own request: from half a megabyte on it is written to a file."""
    sheet = f"{CANARY}\n".encode() * 20_000
    head = b'--z\r\nContent-Disposition: form-data; name="sheet"; filename="sheet.csv"\r\n\r\n'
    body = head + sheet + b"\r\n--z--\r\n"
    with kind.from_values(
        method="POST", input_stream=io.BytesIO(body), content_type="multipart/form-data; boundary=z"
    ) as request:
        stream = request.files["sheet"].stream
        in_memory = isinstance(stream, io.BytesIO)
        assert in_memory is (kind is AnyRequest)
        assert in_memory or stream._rolled  # what Python says of it nowhere else
        assert stream.read() == sheet


def codes(settings: Settings) -> set[str]:
    return {one.code for one in checks.before_serving(settings)}
