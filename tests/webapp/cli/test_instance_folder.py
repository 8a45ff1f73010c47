"""The instance folder: its owner's, whatever stands under its name; nothing of another's is read or changed."""

import os
from pathlib import Path

import pytest

from tests.postgresql import free_port
from tests.webapp.cli.conftest import Call
from tests.webapp.other_accounts import ANOTHER, Pretended
from webapp import server
from webapp.config import InvalidSettings, from_environment, own_instance

SECRET = "chosen by somebody else, and forty characters long"


@pytest.fixture
def here(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a command is called that is told of no instance folder, and nothing is served."""
    assert call
    monkeypatch.setattr(server.Server, "run", lambda _server: None)
    for name in ("ENTREMISE_INSTANCE", "ENTREMISE_SECRET_KEY", "ENTREMISE_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path.resolve()


def mode_of(folder: Path) -> int:
    return folder.stat().st_mode & 0o7777


@pytest.mark.parametrize("secret", [SECRET, None])
@pytest.mark.parametrize("command", ["doctor", "serve", "demo", "backup"])
def test_a_folder_of_another_is_neither_read_nor_changed(
    call: Call, here: Path, pretended: Pretended, command: str, secret: str | None
) -> None:
    theirs = here / "instance"
    theirs.mkdir()
    theirs.chmod(0o755)
    if secret is not None:
        (theirs / "secret").write_text(secret, encoding="utf-8")
    pretended.give_away(theirs)
    refused = call(command, *arguments_of(command, here))
    assert refused.exit_code == 2
    assert f"ENTREMISE_INSTANCE\u00a0: le dossier {theirs} appartient au compte {ANOTHER}" in refused.stderr
    assert mode_of(theirs) == 0o755
    assert [one.name for one in theirs.iterdir()] == ([] if secret is None else ["secret"])


def arguments_of(command: str, here: Path) -> tuple[str, ...]:
    if command in ("serve", "demo"):
        return ("--port", free_port())
    return (str(here / "evening.entremise"),) if command == "backup" else ()


@pytest.mark.parametrize("command", ["doctor", "serve", "demo", "backup"])
def test_a_link_of_another_is_not_followed(call: Call, here: Path, pretended: Pretended, command: str) -> None:
    ours = here / "configuration"
    ours.mkdir()
    ours.chmod(0o755)
    (here / "instance").symlink_to(ours)
    pretended.give_away(here / "instance")
    refused = call(command, *arguments_of(command, here))
    assert refused.exit_code == 2
    assert f"{here / 'instance'} est un lien" in refused.stderr
    assert (mode_of(ours), list(ours.iterdir())) == (0o755, [])


def test_a_link_is_not_followed_where_another_could_change_it(here: Path, pretended: Pretended) -> None:
    (here / "ours").mkdir()
    (here / "instance").symlink_to(here / "ours")
    pretended.open_way(here)
    pretended.give_away(here)
    with pytest.raises(InvalidSettings, match="link_of_another"):
        from_environment({})
    assert list((here / "ours").iterdir()) == []
    assert from_environment({"ENTREMISE_INSTANCE": str(here / "ours")}).instance == here / "ours"


def test_links_of_ones_own_are_followed_and_what_they_lead_to_is_made(here: Path) -> None:
    (here / "instance").symlink_to("first")
    (here / "first").symlink_to(here / "there" / "folder")
    read = from_environment({})
    assert read.instance == here / "there" / "folder"
    assert mode_of(read.instance) == 0o700
    assert (read.instance / "secret").read_text(encoding="utf-8") == read.secret_key
    (here / "loop").symlink_to("loop")
    with pytest.raises(OSError, match="loop"):
        from_environment({"ENTREMISE_INSTANCE": str(here / "loop")})


def test_a_folder_of_ones_own_is_closed_wherever_it_lies(here: Path, pretended: Pretended) -> None:
    """A container that runs as root in a folder of somebody's, for one."""
    pretended.give_away(here)
    (here / "instance").mkdir()
    (here / "instance").chmod(0o2775)
    assert mode_of(own_instance(here / "instance")) == 0o700


def test_a_folder_that_becomes_another_s_meanwhile_is_not_closed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "instance").mkdir()
    (here / "instance").chmod(0o755)
    really = Path.lstat
    pretended = Pretended(monkeypatch)
    pretended.give_away(here / "instance")
    monkeypatch.setattr(Path, "lstat", really)
    with pytest.raises(InvalidSettings, match="folder_of_another"):
        own_instance(here / "instance")
    assert mode_of(here / "instance") == 0o755


def test_it_is_named_with_whatever_else_is_wrong(call: Call, here: Path, pretended: Pretended) -> None:
    (here / "instance").mkdir()
    pretended.give_away(here / "instance")
    with pytest.raises(InvalidSettings) as error:
        from_environment({"ENTREMISE_TIME_ZONE": "Paris", "ENTREMISE_DURABLE": "oui", "ENTREMISE_SECRET_KEY": "short"})
    assert {one.code for one in error.value.problems} == {
        "folder_of_another",
        "time_zone_unknown",
        "neither_0_nor_1",
        "secret_short",
    }
    with pytest.raises(InvalidSettings) as error:
        from_environment({})
    assert [one.code for one in error.value.problems] == ["folder_of_another"]


def test_a_secret_that_another_put_there_is_not_believed(call: Call, here: Path, pretended: Pretended) -> None:
    kept = here / "instance" / "secret"
    kept.parent.mkdir(mode=0o700)
    kept.write_text(SECRET, encoding="utf-8")
    assert from_environment({}).secret_key == SECRET
    pretended.give_away(kept)
    refused = call("doctor")
    assert refused.exit_code == 2
    assert f"la clé {kept} appartient au compte {ANOTHER}" in refused.stderr
    pretended.give_away(kept, owner=0)
    assert from_environment({}).secret_key == SECRET, "root may have put it there"
    pretended.give_away(kept, owner=os.geteuid())
    kept.rename(here / "theirs")
    kept.symlink_to(here / "theirs")
    assert from_environment({}).secret_key == SECRET
    for theirs, ours in ((kept, here / "theirs"), (here / "theirs", kept)):
        pretended.give_away(theirs)
        pretended.give_away(ours, owner=os.geteuid())
        with pytest.raises(InvalidSettings, match="secret_of_another"):
            from_environment({})
    given = from_environment({"ENTREMISE_SECRET_KEY": SECRET})
    assert given.secret_key == SECRET, "nothing is read there"
