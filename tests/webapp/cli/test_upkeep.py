"""doctor, backup and restore as somebody calls them: what they say, and what they leave with."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select, update

from tests.webapp.cli.conftest import Call
from tests.webapp.personal_data.filling import fill
from webapp import upkeep
from webapp.cli.backup import PROBLEMS, SECRETS
from webapp.cli.finding_words import SENTENCES
from webapp.config import Settings, from_environment
from webapp.database import Database
from webapp.emptied_mark import MARK
from webapp.migrations import downgrade, upgrade
from webapp.models import EventRow
from webapp.services import emptied_evenings, erasure_journal
from webapp.upkeep import restore as upkeep_restore


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installation with an empty database."""
    folder = tmp_path / "instance"
    monkeypatch.setenv("ENTREMISE_INSTANCE", str(folder))
    for name in ("ENTREMISE_SECRET_KEY", "ENTREMISE_DATABASE_URL", "ENTREMISE_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    upgrade(from_environment().database_url)
    return folder


def test_backup_and_restore_say_what_they_did(call: Call, instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "evening.entremise"
    made = call("backup", file)
    assert made.exit_code == 0
    assert "relue" in made.stderr
    assert "ouvre tout" in made.stderr
    assert call("backup", file).exit_code == 2
    assert call("backup", file, "--replace", "--without-choices", "--without-secret").exit_code == 0
    there = call("restore", file)
    assert there.exit_code == 1
    assert "--replace" in there.stderr
    done = call("restore", file, "--replace")
    assert done.exit_code == 0
    [aside] = instance.glob("entremise.sqlite.before-restore-*")
    assert str(aside) in done.stderr.replace("\n", "")
    other = tmp_path / "other.sqlite"
    assert call("restore", file, "--into", f"sqlite:///{other}").exit_code == 0
    assert other.exists()


def test_a_restore_says_what_it_emptied_and_what_it_could_not(
    call: Call, instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "evening.entremise"
    call("backup", file)
    done = call("restore", file, "--replace").stderr
    assert "fichiers de la base" not in done
    assert "vidées de nouveau" not in done
    monkeypatch.setattr(upkeep_restore, "_empty_files", lambda _settings: False)
    monkeypatch.setattr(emptied_evenings, "empty_again", lambda *_: 3)
    done = " ".join(call("restore", file, "--replace").stderr.split())
    assert "reste un moment dans les fichiers de la base" in done
    assert "depuis la sauvegarde\u00a0: 3." in done.replace(" :", "\u00a0:")


def evening_in(url: str) -> Settings:
    """An evening in the database of an installation, with its settings."""
    database = Database(url)
    with database.writing() as session:
        fill(session, datetime.now(UTC), name="Rencontres")
        session.execute(update(EventRow).values(sealed_at=None, revealed_at=None))
    database.dispose()
    return from_environment()


def test_without_a_former_database_a_restore_says_what_may_have_come_back(
    call: Call, instance: Path, tmp_path: Path
) -> None:
    evening_in(from_environment().database_url)
    file, elsewhere = tmp_path / "evening.entremise", tmp_path / "elsewhere.txt"
    call("backup", file)
    there = said(call("restore", file, "--replace"))
    assert "qui avait demandé à être effacé" not in there
    assert "Aucune ancienne base" not in there
    elsewhere.write_text("", encoding="ascii")
    for given, warned in ((["--erasures", elsewhere], False), ([], True)):
        for lost in instance.glob("entremise.sqlite*"):
            lost.unlink()
        done = said(call("restore", file, *given))
        assert ("qui avait demandé à être effacé" in done) is warned
        assert "Aucune ancienne base" in done


def test_of_a_copy_from_before_keys_it_is_said_whom_nobody_can_tell(call: Call, instance: Path, tmp_path: Path) -> None:
    settings = evening_in(from_environment().database_url)
    file, erasures = tmp_path / "evening.entremise", tmp_path / "erasures.txt"
    downgrade(settings.database_url, "0008")
    call("backup", file)
    for lost in instance.glob("entremise.sqlite*"):
        lost.unlink()
    erasures.write_text("", encoding="ascii")
    assert "ne permet pas de reconnaître" not in said(call("restore", file, "--erasures", erasures))
    database = Database(settings.database_url)
    with database.reading() as session:
        [public_id] = session.scalars(select(EventRow.public_id))
    database.dispose()
    after = datetime.now(UTC) + timedelta(seconds=1)
    erased = (
        erasure_journal.ErasedPerson(public_id=public_id, person_key=f"{n:032x}", erased_at=after) for n in (1, 2)
    )
    erasures.write_text("".join(erasure_journal.journal_line(one) for one in erased), encoding="ascii")
    done = said(call("restore", file, "--replace", "--erasures", erasures))
    assert "ne permet pas de reconnaître car elle vient d’une version antérieure : 2." in done


def test_a_copy_from_before_the_seal_is_refused_with_the_evening_s_name(
    call: Call, instance: Path, tmp_path: Path
) -> None:
    settings, file = evening_in(from_environment().database_url), tmp_path / "evening.entremise"
    call("backup", file)
    database = Database(settings.database_url)
    with database.writing() as session:
        session.execute(update(EventRow).values(sealed_at=datetime.now(UTC), name="Rencontres d’automne"))
    database.dispose()
    refused = call("restore", file, "--replace")
    assert refused.exit_code == 1
    assert "clôture des choix de : Rencontres d’automne." in said(refused)
    assert "Rien n’a été touché" in said(refused)
    assert call("restore", file, "--replace", "--undo-seal").exit_code == 0


def test_a_drill_beside_the_installation_leaves_it_its_own_mark(call: Call, instance: Path, tmp_path: Path) -> None:
    """What another database was emptied of says nothing about this one; the next start empties it once more."""
    file = tmp_path / "evening.entremise"
    call("backup", file)
    (instance / MARK).write_text("nothing", encoding="ascii")
    assert call("restore", file, "--into", f"sqlite:///{tmp_path / 'other.sqlite'}").exit_code == 0
    assert not (instance / MARK).exists()


def said(result: Result) -> str:
    """What a command said, in one line with plain blanks."""
    return " ".join(result.stderr.split())


def test_what_is_wrong_is_said_in_words(call: Call, instance: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing.entremise").write_bytes(b"nothing")
    refused = call("restore", tmp_path / "nothing.entremise", "--replace")
    assert refused.exit_code == 1
    assert "n’est pas une sauvegarde" in refused.stderr
    (tmp_path / "erasures.txt").write_text("nobody\n", encoding="utf-8")
    call("backup", tmp_path / "good.entremise")
    refused = call("restore", tmp_path / "good.entremise", "--replace", "--erasures", tmp_path / "erasures.txt")
    assert refused.exit_code == 1
    assert "Rien n’a été touché" in refused.stderr
    assert not list(instance.glob("*before-restore*"))


def test_doctor_says_whether_an_evening_may_be_served(
    call: Call, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("doctor").exit_code == 0
    monkeypatch.setenv("ENTREMISE_PUBLIC_URL", "http://evening.example.org")
    monkeypatch.setenv("ENTREMISE_SECRET_KEY", "this is the secret key of an example")
    refused = call("doctor")
    assert refused.exit_code == 1
    assert refused.output.count("À corriger") == 2
    assert call("doctor", "--json").exit_code == 1
    served = call("serve")
    assert served.exit_code == 2
    assert "ne démarre pas" in served.stderr
    assert "http hors du réseau local" in served.stderr


def test_every_code_has_its_sentence() -> None:
    """The codes that the checks, backups and restores give, found in their source."""
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(upkeep.__path__[0]).glob("*.py"))
    findings = set(re.findall(r'(?:refused|warned)\(\s*"([a-z_]+)"', sources))
    findings |= {f"secret_{fault}" for fault in ("short", "example", "guessable", "demonstration")}
    assert findings == SENTENCES.keys()
    problems = set(re.findall(r'UnusableBackup\(\s*"([a-z_]+)"', sources)) | {"nothing_to_copy", "not_ours"}
    assert problems == PROBLEMS.keys()
    assert SECRETS.keys() == {"same", "replaced", "kept", "absent"}
