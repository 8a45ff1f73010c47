"""What every row shares: the declarative base, moments in UTC, and what each column says of people and for how long."""

from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

#: none: says nothing about a person; identity: who someone is; contact: how to reach them; profile: what their
#: organisation stated; trace: when they did something; choice: a one-sided answer; secret: opens or proves something.
PersonalData = Literal["none", "identity", "contact", "profile", "trace", "choice", "secret"]

#: always: as long as the installation, untouched, for what says nothing about a person; account: as long as the
#: account; sign_in: until it ends by itself, at most a year; attempt: a day; links: 30 days after the evening; evening:
#: 12 months after it; reduced: so long too, then what it says of people goes, and settings, proofs and numbers from ten
#: on stay (services.anonymising); choices: 24 hours after the results, and with the links at the latest, also when no
#: results were shown. The job that keeps to it is services.retention; days are settings.
Kept = Literal["always", "account", "sign_in", "attempt", "links", "evening", "reduced", "choices"]


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


def column(
    personal: PersonalData,
    kept: Kept = "always",
    *arguments: Any,
    nullable: bool | None = None,
    **options: Any,
) -> MappedColumn[Any]:
    """A column with its category of personal data and how long it is kept.

    Raises ValueError when something about a person is to be kept for ever, or when a word is unknown.
    """
    if personal not in get_args(PersonalData) or kept not in get_args(Kept):
        raise ValueError(f"a column is declared ({personal}, {kept}); use the words of PersonalData and Kept")
    if personal != "none" and kept == "always":
        raise ValueError(f"a column that holds {personal} says how long it is kept")
    if nullable is not None:
        options["nullable"] = nullable
    return mapped_column(*arguments, info={"personal": personal, "kept": kept}, **options)
