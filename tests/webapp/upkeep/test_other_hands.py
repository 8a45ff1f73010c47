"""Backups and restores in folders that others could change: refused before anything is there, and why in words."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.webapp.conftest import SECRET, Evening
from tests.webapp.other_accounts import Pretended
from webapp import own_folders
from webapp.cli import main
from webapp.config import Settings
from webapp.database import Database
from webapp.exports import in_place
from webapp.upkeep import backup, checks
from webapp.upkeep.backup import back_up, verify
from webapp.upkeep.backup_file import UnusableBackup
from webapp.upkeep.restore import restore


@pytest.fixture
def shelf(tmp_path: Path, pretended: Pretended) -> Path:
    """A folder of one's own for backups, to which everybody may come."""
    return pretended.open_folder(tmp_path / "shelf")


@pytest.fixture
def settings(sqlite_database: Database, sqlite_evening: Evening, tmp_path: Path) -> Settings:
    assert sqlite_evening
    return Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=tmp_path, durable=False)


SPOILT: dict[str, Callable[[Pretended, Path], None]] = {
    "folder_of_another": lambda pretended, folder: pretended.give_away(folder),
    "folder_of_a_group": lambda _, folder: folder.chmod(0o775),
    "folder_of_everybody": lambda _, folder: folder.chmod(0o777),
}


@pytest.mark.parametrize("code", SPOILT)
def test_a_backup_or_a_restore_is_refused_where_another_could_change_folders(
    settings: Settings,
    sqlite_evening: Evening,
    shelf: Path,
    pretended: Pretended,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
) -> None:
    monkeypatch.setattr(own_folders, "_has_others", lambda _group: True)
    file, now = shelf / "evening.entremise", sqlite_evening.clock.now()
    back_up(settings, file, now=now)
    SPOILT[code](pretended, shelf)
    works: list[Callable[[], object]] = [
        lambda: back_up(settings, shelf / "other.entremise", now=now),
        lambda: back_up(settings, file, now=now, replace=True),
        lambda: verify(file),
        lambda: restore(settings, file, now=now, replace=True),
    ]
    before = file.read_bytes()
    for work in works:
        with pytest.raises(UnusableBackup) as error:
            work()
        assert (error.value.code, error.value.values["place"]) == (code, shelf)
    assert [one.name for one in shelf.iterdir()] == [file.name]
    assert file.read_bytes() == before
    assert not list(settings.instance.glob("*before-restore*"))


def test_a_database_is_not_put_where_another_could_change_folders(
    settings: Settings, sqlite_evening: Evening, shelf: Path, pretended: Pretended, tmp_path: Path
) -> None:
    file, now, drill = tmp_path / "evening.entremise", sqlite_evening.clock.now(), tmp_path / "drill"
    back_up(settings, file, now=now)
    drill.mkdir(mode=0o700)
    pretended.give_away(drill)
    elsewhere = Settings(database_url=f"sqlite:///{drill / 'drill.sqlite'}", secret_key=SECRET, instance=shelf)
    with pytest.raises(UnusableBackup, match="folder_of_another"):
        restore(elsewhere, file, now=now)
    assert list(drill.iterdir()) == []


@pytest.mark.parametrize("name", ["secret", "database"])
def test_nothing_is_written_through_a_link_that_stands_there(
    settings: Settings,
    sqlite_evening: Evening,
    shelf: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """As if another had put a folder of theirs in the place of the working one all the same."""
    theirs, victim = tmp_path / "theirs", tmp_path / "victim"
    victim.write_text("as it was", encoding="utf-8")
    theirs.mkdir()
    (theirs / name).symlink_to(victim)

    @contextmanager
    def swapped(*_: object) -> Iterator[Path]:
        yield theirs

    monkeypatch.setattr(backup, "working_folder", swapped)
    with pytest.raises(FileExistsError):
        back_up(settings, shelf / "evening.entremise", now=sqlite_evening.clock.now())
    assert victim.read_text(encoding="utf-8") == "as it was"
    assert list(shelf.iterdir()) == []


def test_the_secret_is_its_owner_s_alone_from_the_first_moment(
    settings: Settings, sqlite_evening: Evening, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    really = backup.backup_file.fingerprint

    def looked_at(path: Path) -> tuple[str, int]:
        seen.append(path.stat().st_mode & 0o777)
        return really(path)

    monkeypatch.setattr(backup.backup_file, "fingerprint", looked_at)
    umask = os.umask(0)
    try:
        back_up(settings, shelf / "evening.entremise", now=sqlite_evening.clock.now())
    finally:
        os.umask(umask)
    assert seen == [0o600, 0o600]


def test_sheets_and_plans_are_not_written_through_a_link_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, victim = tmp_path / "theirs", tmp_path / "victim"
    victim.write_text("as it was", encoding="utf-8")
    theirs.mkdir()
    (theirs / "plan.json").symlink_to(victim)
    monkeypatch.setattr(in_place.tempfile, "mkdtemp", lambda **_: str(theirs))
    with pytest.raises(FileExistsError):
        in_place.write_in_place(tmp_path, {"plan.json": b"{}"})
    assert victim.read_text(encoding="utf-8") == "as it was"


def test_a_start_says_whose_hands_the_installation_is_in(settings: Settings, shelf: Path, pretended: Pretended) -> None:
    def said() -> list[object]:
        return [one.values["folder"] for one in checks.before_serving(settings) if one.code == "in_other_hands"]

    assert said() == []
    pretended.give_away(shelf.parent)
    assert said() == [shelf.parent]


def test_the_command_says_what_to_do(
    settings: Settings, shelf: Path, pretended: Pretended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTREMISE_INSTANCE", str(shelf.parent / "instance"))
    monkeypatch.setenv("ENTREMISE_DATABASE_URL", settings.database_url)
    file = shelf / "evening.entremise"
    assert CliRunner().invoke(main, ["backup", str(file)]).exit_code == 0
    pretended.give_away(shelf)
    for arguments in (["backup", str(shelf / "other.entremise")], ["restore", str(file), "--replace"]):
        refused = CliRunner().invoke(main, [*arguments, "--language", "fr"])
        assert refused.exit_code == 1
        assert f"{shelf} appartient au compte 54321" in refused.stderr
        assert "mkdir -m 700" in refused.stderr
