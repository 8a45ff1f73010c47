"""One-sided choices: where they stand, who reads them, and that they leave neither log nor disk."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

import webapp
from tests.proofs.choice_readers import DESTROYERS, READERS, WRITERS
from tests.webapp.conftest import Evening, answer, begin, end_and_close, everybody_consents, partner_in
from tests.webapp.source_names import Use, found, uses
from webapp.database import Database
from webapp.logged import without_values
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


#: Steps between shapes and copies of the whole database answer no request (see test_words_of_sql); rows are declared.
NO_REQUESTS = ("migrations/", "upkeep/", "models/")
ROW, TABLE = ChoiceRow.__name__, ChoiceRow.__tablename__
#: What leads to every table or row there is, without a name.
EVERYTHING = {"metadata", "registry", "mapper", "tables", "sorted_tables", "modules"}
OF_CLASSES = {"__table__", "__tablename__", "__mapper__", "__subclasses__", "__dict__", "__globals__"}
FINDERS = {"relationship", "backref", "inspect", "MetaData", "Table", "automap_base", "class_mapper", "object_mapper"}
WHOLE = {"webapp", "webapp.models", "webapp.models.choices", "webapp.models.Row", "webapp.models.base.Row"}
REVIEWED = {
    "services/choices.py: import webapp.models.ChoiceRow",
    "services/destruction.py: import webapp.models.ChoiceRow",
    "services/not_exported.py: text choices",  # why each column is in nobody's file, in words
    "services/forgetting.py: import webapp.models.Row",  # the names of the tables that say something of people
    "services/forgetting.py:personal_tables attribute metadata",
    "services/forgetting.py:personal_tables attribute sorted_tables",
    "services/forgetting.py:remembered_texts attribute modules",  # functions that remember what they answered
    "services/forgetting.py:remembered_texts fetched vars(module)",
    "cli/backup.py:back_up attribute tables",  # how many a copy has
    "postgresql_files.py: import sqlalchemy.inspect",  # names and types of the columns of a table that was emptied
}
CHOICE_WAYS = {
    "the row": "from webapp.models import ChoiceRow as Other",
    "the row of a service": "from webapp.services import choices\nchoices.ChoiceRow",
    "the row, fetched": "getattr(choices, 'Choice' + 'Row')",
    "the models": "from webapp import models",
    "their module": "import webapp.models",
    "the row's module": "from webapp.models import choices",
    "every row": "from webapp.models.base import Row",
    "every table": "ParticipantRow.metadata.tables['cho' + 'ices']",
    "the registry": "ParticipantRow.registry.mappers",
    "a table": "Other.__table__",
    "its name": "asked = 'choices'",
    "its name, quoted": "asked = '\"choices\"'",
    "its column": "asked = 'choices.answer'",
    "a relationship": "from sqlalchemy.orm import relationship",
    "a relationship by name": "of = relation('ChoiceRow', 'ChoiceRow.chooser_id')",
    "what the database says": "from sqlalchemy import inspect",
    "what stands here": "globals()['Other']",
    "what was imported": "import sys\nsys.modules['webapp.models']",
}


def _leads_to_choices(use: Use) -> bool:
    """Whether something is, or could be made, the rows or the table of one-sided choices."""
    last = use.name.rpartition(".")[2]
    if use.kind == "import":
        return last == ROW or use.name in WHOLE or (use.name.startswith("sqlalchemy") and last in FINDERS)
    if use.kind == "attribute":
        return use.name in {ROW} | EVERYTHING | OF_CLASSES
    if use.kind == "fetched":
        return not use.name.startswith("getattr") or re.search(r"models|choices|Row\b|module", use.name) is not None
    if use.kind == "text":
        return (
            TABLE in re.split(r"[^\w -]+", use.name.lower().strip()) or re.search(rf"\b{ROW}\b", use.name) is not None
        )
    return False


@pytest.mark.source
def test_nothing_else_leads_to_one_sided_choices() -> None:
    assert found(_leads_to_choices, leave_out=NO_REQUESTS) == REVIEWED


@pytest.mark.parametrize("way", CHOICE_WAYS)
def test_each_way_to_one_sided_choices_is_seen_in_the_source(way: str) -> None:
    """Negative control: each in a service of its own; tests.proofs.test_watching sees what none of these rules does."""
    assert [use for use in uses(CHOICE_WAYS[way], file="services/new.py") if _leads_to_choices(use)]


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
        path.relative_to(folder).as_posix(): _functions_naming(ROW, path)
        for path in folder.rglob("*.py")
        if ROW in path.read_text(encoding="utf-8").replace("MutualChoiceRow", "")
    }
    writers = {"_receipt_again", "_make_rows"}  # and record, by the statements built once
    assert writers | {"record"} == WRITERS
    assert {"own_choices", "answered", "seal"} == READERS
    assert naming == {
        "models/__init__.py": set(),
        "models/choices.py": set(),
        "services/choices.py": READERS | writers | {"_as_shown"},
        "services/destruction.py": DESTROYERS,
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
