"""Settings that cannot work: refused before anything is served, each by its variable, in the reader's language."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.postgresql import free_port
from tests.webapp.cli.conftest import Call
from webapp import config, server
from webapp.cli.setting_words import SENTENCES
from webapp.config import InvalidSettings, Settings, from_environment
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.services import accounts, events

WRONG = {
    "ENTREMISE_DATABASE_URL": "mysql://x",
    "ENTREMISE_SECRET_KEY": "short",
    "ENTREMISE_CLOCK_SPEED": "fast",
    "ENTREMISE_CLOCK_ORIGIN": "inf",
    "ENTREMISE_PUBLIC_URL": "soirees.example.org",
    "ENTREMISE_TIME_ZONE": "Paris",
    "ENTREMISE_SECURE_COOKIES": "oui",
    "ENTREMISE_DURABLE": "true",
    "ENTREMISE_SMTP_URL": "mail.example.org",
    "ENTREMISE_MAIL_FROM": "Entremise",
    "ENTREMISE_SIGN_IN_HOURS": "douze",
    "ENTREMISE_KEEP_LINKS_DAYS": "30 jours",
    "ENTREMISE_KEEP_PEOPLE_MONTHS": "120",
    "ENTREMISE_KEEP_CHOICES_HOURS": "1.5",
    "ENTREMISE_KEEP_ACCOUNTS_YEARS": "0",
}
#: What Python or the code says of such values; nobody who runs an evening should have to read it.
RAW = ("invalid literal", "could not convert", "secret_key", "time_zone:", "No time zone found", "Traceback")


@pytest.mark.parametrize("command", ["serve", "doctor"])
@pytest.mark.parametrize(("language", "heading"), [("fr", "Des réglages ne peuvent pas servir"), ("en", "")])
def test_every_wrong_setting_is_named_at_once(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, language: str, heading: str
) -> None:
    monkeypatch.setenv("ENTREMISE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("LANG", {"fr": "fr_FR.UTF-8", "en": "en_GB.UTF-8"}[language])
    for name, value in WRONG.items():
        monkeypatch.setenv(name, value)
    port = ("--port", free_port()) if command == "serve" else ()
    result = call(command, *port)
    assert result.exit_code == 2
    first, *lines = result.stderr.splitlines()
    assert heading in first
    assert sorted(line.partition(" ")[0].partition("=")[0] for line in lines) == sorted(WRONG)
    assert [raw for raw in RAW if raw in result.output] == []
    assert not (tmp_path / "entremise.sqlite").exists()


@pytest.mark.parametrize(("name", "value"), WRONG.items())
def test_each_of_them_is_wrong_by_itself(tmp_path: Path, name: str, value: str) -> None:
    given = {"ENTREMISE_INSTANCE": str(tmp_path), name: value}
    if name == "ENTREMISE_MAIL_FROM":  # looked at where mail is sent
        given |= {"ENTREMISE_SMTP_URL": "smtp://mail.example", "ENTREMISE_PUBLIC_URL": "https://evening.example"}
    with pytest.raises(InvalidSettings) as error:
        from_environment(given)
    assert {one.variable for one in error.value.problems} - {"ENTREMISE_MAIL_FROM", "ENTREMISE_PUBLIC_URL"} <= {name}
    assert name in {one.variable for one in error.value.problems}


@pytest.mark.parametrize("zone", ["Paris", "europe/pariis", "Europe", "/etc/localtime", "../UTC", "Europe/Paris; x"])
def test_a_time_zone_that_pages_could_not_show_is_refused(tmp_path: Path, zone: str) -> None:
    with pytest.raises(InvalidSettings, match="ENTREMISE_TIME_ZONE: time_zone_unknown"):
        from_environment({"ENTREMISE_INSTANCE": str(tmp_path), "ENTREMISE_TIME_ZONE": zone})


def test_a_machine_without_time_zones_is_told_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "available_timezones", set)
    with pytest.raises(InvalidSettings, match="ENTREMISE_TIME_ZONE: no_time_zones"):
        from_environment({"ENTREMISE_INSTANCE": str(tmp_path), "ENTREMISE_TIME_ZONE": "Europe/Nowhere"})


@pytest.mark.parametrize("value", ["oui", "no", "false", "2", "-1", "00", "0.0"])
@pytest.mark.parametrize("name", ["ENTREMISE_SECURE_COOKIES", "ENTREMISE_DURABLE"])
def test_a_switch_is_0_or_1(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(InvalidSettings, match=f"{name}: neither_0_nor_1"):
        from_environment({"ENTREMISE_INSTANCE": str(tmp_path), name: value})


def test_nobody_stays_signed_in_longer_than_a_year_of_the_evenings_clock(tmp_path: Path) -> None:
    own, year = {"ENTREMISE_INSTANCE": str(tmp_path)}, 365 * 24
    longest = own | {"ENTREMISE_SIGN_IN_HOURS": str(year)}
    assert from_environment(longest).sign_in_hours == year
    longer = own | {"ENTREMISE_SIGN_IN_HOURS": str(year + 1)}
    with pytest.raises(InvalidSettings, match="ENTREMISE_SIGN_IN_HOURS: not_whole"):
        from_environment(longer)
    assert from_environment(longer | {"ENTREMISE_CLOCK_SPEED": "2"}).sign_in_hours == year + 1


def test_what_is_right_is_read_and_a_blank_is_nothing(tmp_path: Path) -> None:
    own = {"ENTREMISE_INSTANCE": str(tmp_path)}
    given = own | {
        "ENTREMISE_TIME_ZONE": "Indian/Reunion",
        "ENTREMISE_SECURE_COOKIES": " 0 ",
        "ENTREMISE_SIGN_IN_HOURS": "8",
        "ENTREMISE_CLOCK_SPEED": "2.5",
    }
    read = from_environment(given)
    assert (read.time_zone, read.secure_cookies, read.durable) == ("Indian/Reunion", False, True)
    assert (read.sign_in_hours, read.clock_speed) == (8, 2.5)
    assert from_environment(own | dict.fromkeys(WRONG, " ")) == from_environment(own)


def test_a_password_in_a_setting_is_not_shown(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTREMISE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("ENTREMISE_SMTP_URL", "smpt://odile:cerise@mail.example.org")
    monkeypatch.setenv("ENTREMISE_DATABASE_URL", "postgres://odile:cerise@db.example.org/entremise")
    monkeypatch.setenv("ENTREMISE_SECRET_KEY", "cerise")
    result = call("doctor")
    assert result.exit_code == 2
    assert "cerise" not in result.output + json.dumps(str(result.exception))


def test_every_setting_that_is_read_has_a_sentence_for_each_fault() -> None:
    source = Path(config.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'_wrong\(\s*(?:"[a-z_]+"|name), "([a-z_0-9]+)"', source))
    codes |= set(re.findall(r'given\.number\("[a-z_]+", [\w.]+, "([a-z_]+)"', source))
    codes |= {"time_zone_unknown", "no_time_zones"}
    assert codes == SENTENCES.keys()
    assert set(config.WHOLE_NUMBERS) <= set(Settings.__dataclass_fields__)


@pytest.mark.parametrize("command", ["serve", "doctor"])
def test_a_secret_under_which_links_open_nothing_is_said_once(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("ENTREMISE_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setattr(server.Server, "run", lambda _server: None)
    settings = from_environment()
    upgrade(settings.database_url)
    database = Database(settings.database_url)
    now = datetime.now(UTC)
    with database.writing() as session:
        owner = accounts.create_account(
            session, email="o@example.org", name="Odile", password="correct horse battery staple", may_organise=True
        )
        wanted = events.EventSettings(name="Soirée", venue="", starts_at=now)
        events.create_event(session, account_id=owner, settings=wanted, secret_key=settings.secret_key, now=now)
    database.dispose()
    arguments = ("serve", "--port", free_port()) if command == "serve" else ("doctor",)
    same = call(*arguments)
    assert (same.exit_code, same.output.count("une autre clé")) == (0, 0)
    monkeypatch.setenv("ENTREMISE_SECRET_KEY", "kZ7q2mVwX9sLr4tBn8pYc3dGh6jFa5eU-Qo1iTzR0xWbKvMy")
    other = call(*arguments)
    assert (other.exit_code, other.output.count("une autre clé")) == (0, 1)
