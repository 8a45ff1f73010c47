"""One-sided choices: where they stand, who reads them, and that they leave neither log nor disk."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

import webapp
from tests.webapp.conftest import Evening, answer, begin, end_and_close, everybody_consents, partner_in
from webapp.database import Database
from webapp.errors import without_values
from webapp.models import ChoiceRow
from webapp.services import choices
from webapp.services.destruction import destroy_choices


def test_a_failing_statement_does_not_tell_the_log_whom_it_was_about(database: Database, begun: Evening) -> None:
    one = begun.people["C01-1"]
    with database.writing() as session, pytest.raises(IntegrityError) as failure:
        session.execute(
            insert(ChoiceRow).values(chooser_id=one, partner_id=424242, event_id=begun.event_id, answer="yes")
        )
    logged = without_values(failure.value)
    assert "IntegrityError" in logged
    assert "424242" not in logged
    assert "yes," not in logged


def test_destroyed_choices_leave_the_disk(sqlite_database: Database, sqlite_evening: Evening) -> None:
    """The answers of one person are looked for in the bytes of the database and of its log."""
    evening = sqlite_evening
    everybody_consents(sqlite_database, evening)
    begin(sqlite_database, evening)
    one, other = evening.people["C01-1"], partner_in(sqlite_database, evening, "C01-1", 1)
    key = f"{other}.1.{'k' * 30}"
    answer(sqlite_database, evening, one, other, "yes", key=key)
    path = Path(sqlite_database.url.removeprefix("sqlite:///"))
    files = (path, path.with_name(path.name + "-wal"))
    trace = key.encode()

    def found() -> bool:
        return any(trace in file.read_bytes() for file in files if file.exists())

    assert found()
    end_and_close(sqlite_database, evening)
    with sqlite_database.writing() as session:
        choices.seal(session, evening.event_id, evening.clock.now())
        choices.reveal(session, evening.event_id, evening.clock.now())
        destroy_choices(session, evening.event_id, evening.clock.now() + timedelta(hours=25))
    assert found()
    sqlite_database.forget_deleted()
    assert not found()


def _functions_naming(name: str, path: Path) -> set[str]:
    """The functions of a file in whose body a name stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(function))
    }


@pytest.mark.source
def test_one_sided_choices_are_named_in_one_file_and_read_by_three_functions() -> None:
    folder = Path(webapp.__file__).parent
    naming = {
        path.relative_to(folder).as_posix(): _functions_naming("ChoiceRow", path)
        for path in folder.rglob("*.py")
        if "ChoiceRow" in path.read_text(encoding="utf-8").replace("MutualChoiceRow", "")
    }
    readers = {"own_choices", "answered", "seal"}
    writers = {"_receipt_again", "_make_rows"}  # and record, by the statements built once
    assert naming == {
        "models/__init__.py": set(),
        "models/choices.py": set(),
        "services/choices.py": readers | writers | {"_as_shown"},
        "services/destruction.py": {"destroy_choices", "destroy_choices_of"},
    }


@pytest.mark.source
def test_the_writers_do_not_read_back_what_was_chosen() -> None:
    source = Path(choices.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source)
    writers = ("record", "_receipt_again", "_make_rows")
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in writers]
    assert len(found) == len(writers)
    # But for one comparison, with the tap that gave the answer: whoever asks knows its key, and so what it was.
    assert source.count("ChoiceRow.answer ==") == 1
    assert "ChoiceRow.tap_key == key, ChoiceRow.answer == given" in source
    for function in found:
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id == "select":
                read = ast.unparse(call)
                assert "ChoiceRow.answer" not in read
                assert "(ChoiceRow" not in read.replace("(ChoiceRow.", "(")


def test_statements_built_once_write_choices_and_read_none() -> None:
    """What stands outside the functions is carried out by writers alone."""
    tree = ast.parse(Path(choices.__file__).read_text(encoding="utf-8"))
    outside = [line for line in tree.body if not isinstance(line, ast.FunctionDef | ast.ImportFrom)]
    built = [
        line
        for line in outside
        if any(isinstance(node, ast.Name) and node.id == "ChoiceRow" for node in ast.walk(line))
    ]
    named = [ast.unparse(line.target) for line in built if isinstance(line, ast.AnnAssign)]
    assert named == ["_THEIRS", "_NEWER", "_TIE", "_TAP"], [ast.unparse(one)[:60] for one in tree.body]
    assert not any("select(" in ast.unparse(line) for line in built)


def test_staff_see_that_an_answer_came_and_never_which(database: Database, begun: Evening) -> None:
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    answer(database, begun, one, other, "yes")
    answer(database, begun, other, one, "not")
    with database.reading() as session:
        seen = choices.answered(session, begun.event_id)
        expected = choices.expected_answers(session, begun.event_id, begun.clock.now())
    assert dict(seen.by_participant) == {one: 1, other: 1}
    assert dict(seen.by_round) == {1: 2}
    assert dict(expected.by_round) == {1: 6}
