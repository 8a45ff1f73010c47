"""Every column says what it holds of people and for how long, or the build fails."""

from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, String, Table

import webapp
from webapp.models import Row
from webapp.models.base import column
from webapp.models.register import faults, register_table

REGISTER = Path(webapp.__file__).parent.parent / "docs" / "rgpd" / "registre.md"


def test_every_column_is_declared() -> None:
    assert faults(Row.metadata) == []


def a_table(name: str, added: Column[str]) -> MetaData:
    metadata = MetaData()
    Table(name, metadata, added)
    return metadata


def test_a_column_without_category_and_duration_is_a_fault() -> None:
    assert faults(a_table("participants", Column("nickname", String))) == [
        "participants.nickname does not say what it holds of people and for how long"
    ]


def test_a_column_kept_for_ever_is_a_fault() -> None:
    added = Column("nickname", String, info={"personal": "identity", "kept": "always"})
    assert faults(a_table("participants", added)) == ["participants.nickname holds identity for ever"]


@pytest.mark.parametrize(("table", "personal"), [("meetings", "choice"), ("choices", "trace")])
def test_a_choice_elsewhere_than_in_its_table_is_a_fault(table: str, personal: str) -> None:
    added = Column("liked", String, info={"personal": personal, "kept": "choices"})
    assert len(faults(a_table(table, added))) == 1


def test_the_models_refuse_such_columns_at_once() -> None:
    with pytest.raises(ValueError, match="how long"):
        column("identity")
    with pytest.raises(ValueError, match="use the words"):
        column("private", "evening")  # type: ignore[arg-type]


def test_the_register_lists_what_is_kept() -> None:
    assert register_table(Row.metadata) in REGISTER.read_text(encoding="utf-8"), (
        "docs/rgpd/registre.md is out of step: put in what python -m webapp.models.register prints"
    )
