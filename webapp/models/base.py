"""What every row shares: the declarative base, moments in UTC, and a declared category of personal data per column."""

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

#: none: says nothing about a person; identity: who someone is; contact: how to reach them; profile: what their
#: organisation stated; trace: when they did something; choice: a one-sided answer; secret: opens or proves something.
PersonalData = Literal["none", "identity", "contact", "profile", "trace", "choice", "secret"]


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; naive ones are refused on the way in, and SQLite's come back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone; store moments in UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """Base of every row; constraint names are spelt out so that migrations can refer to them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment()}  # noqa: RUF012  SQLAlchemy's own way to declare it


def column(personal: PersonalData, *arguments: Any, nullable: bool | None = None, **options: Any) -> MappedColumn[Any]:
    """A column with its category of personal data, which a test requires of every column."""
    if nullable is not None:
        options["nullable"] = nullable
    return mapped_column(*arguments, info={"personal": personal}, **options)
