"""Everything stored about a person is in their own data, or stands with its reason in services.not_exported."""

import json
from typing import Any

import pytest
from sqlalchemy import select, text, update

from matching.read import SignUps
from tests.webapp.conftest import EVENING, HandClock, end_and_close, make_evening
from tests.webapp.personal_data.people import WHO, leave_traces, traced
from webapp.database import Database
from webapp.models import Row
from webapp.services import choices, not_exported
from webapp.services.own_data import own_data


@pytest.fixture
def exported(sqlite_database: Database, three_by_three: SignUps, clock: HandClock) -> tuple[dict[str, Any], set[str]]:
    """The data of somebody with a trace everywhere, after the reveal, and the columns whose values are found in it."""
    evening = make_evening(sqlite_database, traced(three_by_three), clock)
    person = leave_traces(sqlite_database, evening)
    end_and_close(sqlite_database, evening)
    with sqlite_database.writing() as session:
        choices.seal(session, evening.event_id, clock.now())
        choices.reveal(session, evening.event_id, clock.now())
    return _trace(sqlite_database, evening.event_id, person.number, person.partner)


def _trace(database: Database, event_id: int, one: int, other: int) -> tuple[dict[str, Any], set[str]]:
    """Write one value after the other into the rows about the person, and see whether the data change with it."""
    found = set()
    with database.writing() as session:
        session.execute(text("DROP TRIGGER audit_entries_never_changed"))  # so that its columns can be tried too
        plain = own_data(session, event_id, one, browser="a browser")
        before = json.dumps(plain, default=str, ensure_ascii=False)
        for table in Row.metadata.sorted_tables:
            if table.name in not_exported.TABLES:
                continue
            for column in table.columns:
                if column.info["personal"] == "none" or column.foreign_keys:
                    continue
                nested = session.begin_nested()
                for row in session.execute(select(table)).mappings().all():
                    key = [table.c[name.name] == row[name.name] for name in table.primary_key]
                    session.execute(
                        update(table).where(*key).values({column.name: _other(table.name, row[column.name])})
                    )
                session.expire_all()
                try:
                    after = json.dumps(
                        own_data(session, event_id, one, browser="a browser"), default=str, ensure_ascii=False
                    )
                except (KeyError, TypeError, ValueError):
                    after = "the value is read, and this one cannot be"
                if after != before:
                    found.add(f"{table.name}.{column.name}")
                nested.rollback()
                session.expire_all()
    return plain, found


def _other(table: str, value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return {"yes": "not" if table == "choices" else "no", "offer": "need"}.get(value, value + "x")
    if isinstance(value, int | float):
        return value + 7  # of the next round or table there may be another row
    if isinstance(value, dict):
        stays = {WHO: [2, 3]}
        return value | {"presentation": "another", "total": 0.125, "round": 2, "corrected": "another", "stays": stays}
    return EVENING.replace(year=2031)


def test_every_column_about_people_is_exported_or_has_its_reason(
    exported: tuple[dict[str, Any], set[str]],
) -> None:
    _plain, found = exported
    about_people = {
        (table.name, column.name)
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if column.info["personal"] != "none" and table.name not in not_exported.TABLES
    }
    excepted = set(not_exported.COLUMNS)
    missing = {place for place in about_people - excepted if f"{place[0]}.{place[1]}" not in found}
    assert missing == set()
    assert excepted <= about_people, "an exception for a column that is not there"
    assert all(len(reason) > 20 for reason in (*not_exported.COLUMNS.values(), *not_exported.TABLES.values()))
    assert set(not_exported.TABLES) <= set(Row.metadata.tables)


def test_an_exception_that_is_taken_out_is_missed(
    exported: tuple[dict[str, Any], set[str]],
) -> None:
    """The control: what the exceptions name is truly not found, so that the check above can fail."""
    _plain, found = exported
    assert {f"{table}.{column}" for table, column in not_exported.COLUMNS} & found <= {
        "audit_entries.participant_id",  # it decides whose entries they are
        "choices.given_on",  # another browser's answers are not told
        "participants.erased_at",  # the meetings of somebody erased are not listed
        "suggestion_answers.organisation_name",  # it decides whose answers they are
    }


def test_what_others_answered_about_one_is_never_there(exported: tuple[dict[str, Any], set[str]]) -> None:
    plain, _found = exported
    assert {one["my_answer"] for one in plain["meetings"]} == {"yes", None}
    assert "their" not in json.dumps(list(plain["meetings"][0]))


def test_it_says_what_was_handed_over_and_what_the_log_says(exported: tuple[dict[str, Any], set[str]]) -> None:
    plain, _found = exported
    assert [one["email"] for one in plain["handed_over"]] == ["zenobie.quillivere@trace.example.org"]
    assert [one["action"] for one in plain["done_about_me"]] == ["presence_noted"]
    assert [one["line"] for one in plain["remarks_about_my_registration"]] == [2, 2]
    assert plain["earlier_meetings"][0]["known"]
    assert plain["person"]["email"] == "zenobie.quillivere@trace.example.org"
    assert WHO.startswith(plain["organisation"]["id"])
