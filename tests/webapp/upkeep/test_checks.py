"""What is refused at start, and what is only said: place, settings, shape, secret and address."""

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.postgresql import new_database
from tests.webapp.conftest import SECRET
from webapp import database as databases
from webapp.cli.finding_words import sentence
from webapp.config import Settings
from webapp.database import Database, UnsafeDatabase
from webapp.migrations import upgrade
from webapp.models import Row
from webapp.models.audit import GUARDS
from webapp.upkeep import checks, sqlite_checks
from webapp.upkeep.file_systems import file_system_of, kind_of, read_mount_output, read_mountinfo
from webapp.upkeep.secrets_known import fault_of
from webapp.wording import Words

GOOD_SECRET = "kZ7q2mVwX9sLr4tBn8pYc3dGh6jFa5eU-Qo1iTzR0xWbKvMy"
LEFT_ALONE = {"no_public_address", "no_checksums", "no_database_yet", "memory_file_system", "layered_file_system"}


def codes(settings: Settings, level: str = "refused") -> set[str]:
    return {one.code for one in checks.everything(settings) if one.level == level} - LEFT_ALONE


@pytest.fixture
def good(tmp_path: Path) -> Settings:
    """Settings against which nothing can be said."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    address = f"sqlite:///{folder / 'entremise.sqlite'}"
    return Settings(
        database_url=address, secret_key=GOOD_SECRET, instance=folder, public_url="https://evening.example.org"
    )


def test_nothing_is_said_of_a_good_installation(good: Settings) -> None:
    upgrade(good.database_url)
    assert codes(good) == set()
    assert codes(good, "warned") == set()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (".entremise-backup-x1y2z3", "left_over"),
        (".entremise-verify-x1y2z3", "left_over"),
        (".entremise-restore-x1y2z3", "left_over"),
        (".entremise.sqlite.restoring", "left_over"),
        (".secret.restoring-20261124_190000", "left_over"),
        ("entremise.sqlite.before-restore-20261124_190000", "former_kept"),
        ("secret.before-restore-20261124_190000", "former_kept"),
    ],
)
def test_what_killed_work_or_a_restore_left_is_named(good: Settings, name: str, code: str) -> None:
    upgrade(good.database_url)
    (good.instance / name).mkdir()
    [found] = [one for one in checks.everything(good) if one.code not in LEFT_ALONE]
    assert (found.code, found.level, found.values["count"]) == (code, "warned", 1)
    assert str(found.values["names"]).endswith(f"/{name}")
    assert str(found.values["names"]) in sentence(found, Words.for_locale("fr"))


def test_the_settings_are_read_back_on_every_connection(good: Settings) -> None:
    database = Database(good.database_url)
    for engine in (database.write_engine, database.read_engine):
        with engine.connect() as connection:
            for name, value in databases.SQLITE_SETTINGS.items():
                assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
    database.dispose()


def test_a_setting_that_is_not_taken_is_refused(good: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade(good.database_url)
    monkeypatch.setitem(databases.SQLITE_SETTINGS, "journal_mode", "nonsense")
    with pytest.raises(UnsafeDatabase, match="journal_mode"):
        Database(good.database_url).write_engine.connect()
    assert codes(good) == {"setting_refused"}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda file: file.write_bytes(b"not a database at all, " * 50), "cannot_open"),
        (lambda file: _run(file, "CREATE TABLE songs (title)"), "shape_unknown"),
        (lambda file: _up(file, "UPDATE alembic_version SET version_num = '9999'"), "newer_database"),
        (lambda file: _up(file, "DELETE FROM alembic_version"), "shape_unknown"),
        (lambda file: _up(file, "DROP TABLE presences"), "half_changed"),
        (lambda file: _up(file, "ALTER TABLE choices DROP COLUMN tap_key"), "half_changed"),
        (lambda file: _up(file, "CREATE TABLE _alembic_tmp_memberships (id)"), "half_changed"),
        (lambda file: _up(file, "INSERT INTO presences VALUES (77, 1, 2)"), "dangling_rows"),
    ],
)
def test_a_database_that_is_not_right_is_refused(good: Settings, spoil: Callable[[Path], object], code: str) -> None:
    spoil(sqlite_checks.file_of(good.database_url))
    assert codes(good) == {code}


def test_damage_in_the_middle_of_the_file_is_found(good: Settings) -> None:
    file = sqlite_checks.file_of(good.database_url)
    _up(file, "PRAGMA user_version")
    content = bytearray(file.read_bytes())
    content[4096 * 6 : 4096 * 9] = b"\xa5" * 4096 * 3
    file.write_bytes(content)
    assert codes(good) & {"damaged", "cannot_open"}


def test_places_that_lose_data_are_refused(good: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = good.instance
    assert codes(replace(good, database_url=f"sqlite:///{folder / 'none' / 'x.sqlite'}")) == {"folder_missing"}
    assert codes(replace(good, database_url="sqlite:///:memory:")) == {"database_in_memory"}
    for name, level in (("nfs4", "refused"), ("cifs", "refused"), ("fuse.sshfs", "refused"), ("ext4", "")):
        monkeypatch.setattr(sqlite_checks, "mounts", lambda name=name: {"/": name})
        assert codes(good) == ({"network_file_system"} if level else set())
    monkeypatch.setattr(sqlite_checks, "mounts", lambda: {"/": "nfs4"})
    assert codes(replace(good, durable=False)) == set()
    monkeypatch.setattr(sqlite_checks, "_cannot_write", lambda *_: "Read-only file system")
    assert "read_only" in codes(good)


def test_file_systems_are_told_apart() -> None:
    table = (
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        "40 22 0:40 / /srv/the\\040hall rw shared:2 - nfs4 server:/hall rw\n"
        "41 22 0:41 / /data rw - ext4 /dev/sdb1 rw\n42 22 0:42 / /data rw - fuse.sshfs me@host: rw\n"
    )
    mounts = read_mountinfo(table)
    assert file_system_of(Path("/srv/the hall/instance/x.sqlite"), mounts) == "nfs4"
    assert file_system_of(Path("/srv/other"), mounts) == "ext4"
    assert kind_of(file_system_of(Path("/data/x"), mounts)) == "network"
    assert read_mount_output("//me@nas/share on /Volumes/hall (smbfs, nodev)\n") == {"/Volumes/hall": "smbfs"}
    assert [kind_of(one) for one in ("tmpfs", "overlay", "apfs", "CIFS")] == ["memory", "layered", "disk", "network"]


@pytest.mark.parametrize(
    ("secret", "fault"),
    [
        ("short", "short"),
        (SECRET, "example"),
        ("please-change-me-" * 3, "example"),
        ("a" * 64, "guessable"),
        ("abcd" * 16, "guessable"),
        ("0123456789012345678901234567890123456789", "guessable"),
        ("abcdefghijklmnopqrstuvwxyzabcdefghijklmnop", "guessable"),
        (GOOD_SECRET, None),
        ("6f1d0c93be7a4825d1f8c06b3e9a57420b8d6fe1937c5a24", None),
    ],
)
def test_a_secret_that_protects_nothing_is_told(tmp_path: Path, secret: str, fault: str | None) -> None:
    assert fault_of(secret, instance=tmp_path) == fault


def test_a_thousand_random_secrets_pass(tmp_path: Path) -> None:
    assert [one for one in (secrets.token_urlsafe(48) for _ in range(1000)) if fault_of(one, instance=tmp_path)] == []


def test_the_secret_of_a_demonstration_is_not_that_of_an_installation(good: Settings) -> None:
    (good.instance / "demo").mkdir()
    (good.instance / "demo" / "secret").write_text(GOOD_SECRET, encoding="utf-8")
    assert codes(good) == {"secret_demonstration"}


@pytest.mark.parametrize(
    ("address", "secure", "refused"),
    [
        ("https://evening.example.org", True, set()),
        ("https://evening.example.org", False, {"cookies_in_the_clear"}),
        ("http://evening.example.org", True, {"links_in_the_clear"}),
        ("http://evening.example.org", False, {"links_in_the_clear"}),
        ("http://8.8.8.8:8000", False, {"links_in_the_clear"}),
        ("http://192.168.1.20:8000", False, set()),
        ("http://192.168.1.20:8000", True, {"cookies_never_sent"}),
        ("http://hall.local:8000", False, set()),
        ("http://[fd00::5]:8000", False, set()),
        ("http://localhost:8000", True, set()),
        ("", False, set()),
    ],
)
def test_links_and_cookies_never_travel_in_the_clear_outside(
    good: Settings, address: str, secure: bool, refused: set[str]
) -> None:
    assert codes(replace(good, public_url=address, secure_cookies=secure)) == refused


@pytest.mark.xdist_group("postgresql")
def test_postgresql_without_its_syncs_is_refused(postgresql_url: str, good: Settings) -> None:
    url = new_database(postgresql_url)  # of a server for tests: fsync is off there
    settings = replace(good, database_url=url)
    assert codes(settings) == {"setting_off"}
    assert codes(replace(settings, durable=False)) == set()
    assert "setting_off" in codes(replace(settings, durable=False), "warned")


@pytest.mark.parametrize("guard", sorted(GUARDS["sqlite"]))
def test_a_log_that_is_guarded_no_more_is_told(good: Settings, guard: str) -> None:
    _up(sqlite_checks.file_of(good.database_url), f"DROP TRIGGER {guard}")
    [found] = [one for one in checks.before_serving(good) if one.code not in LEFT_ALONE]
    assert (found.code, found.level, found.values["names"]) == ("log_unguarded", "warned", guard)
    assert guard in sentence(found, Words.for_locale("fr"))


@pytest.mark.xdist_group("postgresql")
def test_a_log_that_is_guarded_no_more_is_told_on_postgresql(postgresql_url: str, good: Settings) -> None:
    url = new_database(postgresql_url)
    upgrade(url)
    settings = replace(good, database_url=url, durable=False)
    assert "log_unguarded" not in codes(settings, "warned")
    _execute(
        url,
        "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_kept",
        "ALTER TABLE audit_entries ENABLE REPLICA TRIGGER audit_entries_never_changed",
        "DROP TRIGGER audit_entries_never_emptied ON audit_entries",
    )
    [found] = [one for one in checks.before_serving(settings) if one.code == "log_unguarded"]
    assert found.values["names"] == ", ".join(sorted(GUARDS["postgresql"]))


@pytest.mark.xdist_group("postgresql")
def test_postgresql_connections_are_durable_whatever_the_defaults(postgresql_url: str) -> None:
    url = new_database(postgresql_url)
    name = make_url(url).database
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'"))
    engine.dispose()
    database = Database(url)
    with database.writing() as session:
        assert session.execute(text("SHOW synchronous_commit")).scalar() == "on"
        assert session.execute(text("SHOW transaction_isolation")).scalar() == "read committed"
    database.dispose()


@pytest.mark.xdist_group("postgresql")
def test_an_account_that_does_not_own_what_it_shall_forget_is_told(postgresql_url: str, good: Settings) -> None:
    """VACUUM passes over what is another's, and says so where nobody reads it."""
    url = new_database(postgresql_url)
    upgrade(url)
    name = str(make_url(url).database)
    account = f"keeper_{name}"
    _execute(
        url,
        f"CREATE ROLE {account} LOGIN",
        f"GRANT CREATE ON SCHEMA public TO {account}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {account}",
        "CREATE TABLE songs (title text)",  # of somebody else, and none of ours
    )
    as_account = make_url(url).set(username=account).render_as_string(hide_password=False)
    settings = replace(good, database_url=as_account, durable=False)
    asked = {one.code: one for one in checks.everything(settings) if one.code.endswith("_not_owned")}
    assert set(asked) == {"database_not_owned", "tables_not_owned"}
    assert {one.level for one in asked.values()} == {"warned"}
    assert asked["tables_not_owned"].values["count"] == len(Row.metadata.tables) + 1
    assert f"ALTER DATABASE {name} OWNER TO {account}" in sentence(asked["database_not_owned"], Words.for_locale("en"))
    tables = [*Row.metadata.tables, "alembic_version"]
    _execute(url, *(f"ALTER TABLE {table} OWNER TO {account}" for table in tables))
    assert codes(settings, "warned") & set(asked) == {"database_not_owned"}
    _execute(url, f"ALTER DATABASE {name} OWNER TO {account}")
    assert codes(settings, "warned") & set(asked) == set()
    assert codes(replace(settings, database_url=url), "warned") & set(asked) == set()


def test_a_postgresql_that_does_not_answer_is_said(good: Settings) -> None:
    assert codes(replace(good, database_url="postgresql+psycopg://u@127.0.0.1:1/none")) == {"no_answer"}


def _execute(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _run(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()


def _up(file: Path, statement: str) -> None:
    upgrade(f"sqlite:///{file}")
    _run(file, statement)
