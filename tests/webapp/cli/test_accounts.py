"""`entremise account`: accounts from a shell, with the refusals that the pages have."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from webapp.cli import main
from webapp.database import Database
from webapp.services import accounts, audit, events, password_resets, passwords

ADDRESS = "https://evening.example"
ODILE, BRUNO = "odile@example.org", "bruno@example.org"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"ENTREMISE_INSTANCE": str(tmp_path), "LANG": "fr_FR.UTF-8", "LC_ALL": ""}


def account(environment: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(main, ["account", *arguments], env=environment)


def made(environment: dict[str, str], email: str, *more: str) -> str:
    result = account(environment, "create", email, "--name", "Odile Kern", "--address", ADDRESS, *more)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def listed(environment: dict[str, str]) -> dict[str, dict[str, object]]:
    result = account(environment, "list", "--json")
    assert result.exit_code == 0, result.output
    return {one["email"]: one for one in json.loads(result.stdout)}


def test_a_new_account_has_a_link_that_lets_its_owner_choose_a_password(
    environment: dict[str, str], tmp_path: Path
) -> None:
    link = made(environment, " Odile@Example.org", "--organiser")
    assert link.startswith(f"{ADDRESS}/password/")
    (one,) = listed(environment).values()
    assert (one["email"], one["may_organise"], one["administrator"]) == (ODILE, True, False)
    database = Database(f"sqlite:///{tmp_path / 'entremise.sqlite'}")
    with database.writing() as session:
        row = password_resets.PasswordResetRow
        kept = session.query(row).one()
        token = link.rpartition("/")[2]
        assert token != kept.token_hash
        hashed = passwords.hashed("trois lacs sous la lune")
        assert password_resets.use_reset(session, token, password_hash=hashed, now=kept.expires_at) is None
    database.dispose()


def test_the_address_comes_from_the_settings_or_is_asked_for(environment: dict[str, str]) -> None:
    made(environment, ODILE)
    asked = account(environment, "reset", ODILE)
    assert asked.exit_code == 2
    assert "--address" in asked.stderr
    told = account(environment | {"ENTREMISE_PUBLIC_URL": f"{ADDRESS}/"}, "reset", ODILE)
    assert told.stdout.startswith(f"{ADDRESS}/password/")


def test_what_a_shell_does_to_an_account_stands_in_the_logs_of_its_evenings(
    environment: dict[str, str], tmp_path: Path
) -> None:
    made(environment, ODILE)
    made(environment, BRUNO, "--administrator")
    database = Database(f"sqlite:///{tmp_path / 'entremise.sqlite'}")
    now = datetime(2026, 11, 24, tzinfo=UTC)
    with database.writing() as session:
        owner = accounts.account_number(session, ODILE)
        assert owner is not None
        evening = events.EventSettings(name="Soirée", venue="", starts_at=now)
        event_id, _ = events.create_event(session, account_id=owner, settings=evening, secret_key="k" * 40, now=now)
    assert account(environment, "reset", ODILE, "--address", ADDRESS).exit_code == 0
    with_link = ["administrator", ODILE, "--address", ADDRESS]
    for call in (with_link, ["administrator", ODILE, "--no"], ["end-sign-ins", ODILE]):
        assert account(environment, *call).exit_code == 0
    with database.reading() as session:
        found = [(one.kind, one.details["change"]) for one in reversed(audit.entries(session, event_id))]
    database.dispose()
    assert found == [
        ("command", "password_link"),
        ("command", "administrator"),
        ("command", "password_link"),
        ("command", "not_administrator"),
        ("command", "sign_ins_ended"),
    ]


def test_an_account_that_is_to_administer_chooses_its_password_by_the_printed_link(
    environment: dict[str, str], tmp_path: Path
) -> None:
    made(environment, ODILE)
    database = Database(f"sqlite:///{tmp_path / 'entremise.sqlite'}")
    hashed = passwords.hashed("trois lacs sous la lune")
    with database.writing() as session:
        owner = accounts.account_number(session, ODILE)
        assert owner is not None
        accounts.set_password(session, owner, hashed)
    assert account(environment, "administrator", ODILE).exit_code == 2  # nothing is done where no link can be printed
    assert account(environment, "administrator", ODILE, "--no").stdout == ""
    with database.reading() as session:
        assert accounts.password_hash_of(session, owner) == hashed
    given = account(environment, "administrator", ODILE, "--address", ADDRESS)
    assert "Son mot de passe ne marche plus" in given.stderr
    with database.writing() as session:
        assert not passwords.is_right(accounts.password_hash_of(session, owner), "trois lacs sous la lune")
        token, now = given.stdout.strip().removeprefix(f"{ADDRESS}/password/"), datetime.now(UTC)
        assert password_resets.use_reset(session, token, password_hash=hashed, now=now) == owner
    again = account(environment, "administrator", ODILE, "--address", ADDRESS)
    assert (again.exit_code, again.stdout, "administre déjà" in again.stderr) == (0, "", True)
    with database.reading() as session:
        assert accounts.password_hash_of(session, owner) == hashed
    database.dispose()


def test_the_last_administrator_stays(environment: dict[str, str]) -> None:
    made(environment, ODILE)
    assert account(environment, "administrator", ODILE, "--address", ADDRESS).exit_code == 0
    for call in (["administrator", ODILE, "--no"], ["remove", ODILE]):
        refused = account(environment, *call)
        assert refused.exit_code == 1
        assert "dernière personne qui administre" in refused.stderr
    made(environment, BRUNO, "--administrator")
    assert account(environment, "end-sign-ins", BRUNO).exit_code == 0
    assert account(environment, "remove", ODILE).exit_code == 0
    assert list(listed(environment)) == [BRUNO]


@pytest.mark.parametrize("command", ["reset", "administrator", "end-sign-ins", "remove"])
def test_an_address_without_an_account_is_said(environment: dict[str, str], command: str) -> None:
    more = ["--address", ADDRESS] if command in ("reset", "administrator") else []
    result = account(environment, command, "nobody@example.org", *more)
    assert result.exit_code == 1
    assert "entremise account list" in result.stderr


@pytest.mark.parametrize(("email", "name"), [("nobody", "Nour"), (ODILE, "  "), (ODILE, "a\nb")])
def test_what_is_no_address_or_no_name_is_refused(environment: dict[str, str], email: str, name: str) -> None:
    result = account(environment, "create", email, "--name", name, "--address", ADDRESS)
    assert result.exit_code == 2
    assert listed(environment) == {}


def test_an_address_has_one_account(environment: dict[str, str]) -> None:
    made(environment, ODILE)
    again = account(environment, "create", ODILE.upper(), "--name", "Odile", "--address", ADDRESS)
    assert again.exit_code == 1
    assert "existe déjà" in again.stderr
