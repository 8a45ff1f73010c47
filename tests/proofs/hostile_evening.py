"""Texts -> an evening that holds them in every field that people fill, whatever the forms would have refused.

The fields are the columns of the database that hold text or JSON: a new one must be named here, as typed by people or
as the application's own. They are filled below the services, so that nothing but the pages stands between a text and a
browser.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matching.read.remarks import REMARK_CODES
from tests.proofs.actors import Installation, empty_sqlite, installation
from tests.webapp.conftest import HandClock, answer, begin, end_and_close, everybody_consents
from webapp.models.base import Row
from webapp.services import choices, invitations, password_resets, plans

#: What people type or hand in, by table: filled with hostile texts.
TYPED: Final[dict[str, tuple[str, ...]]] = {
    "accounts": ("name", "email"),
    "audit_entries": ("actor_name",),
    "criterion_weights": ("note",),
    "events": ("name", "venue", "sheet_name", "diagnosis"),
    "invitations": ("email",),
    "meetings": ("explanation",),
    "organisations": ("name", "profile"),
    "participants": ("first_name", "last_name", "role", "email", "phone"),
    "past_meetings": ("event_name", "date"),
    "received_contacts": ("first_name", "last_name", "role", "organisation", "commune", "email", "phone"),
    "remarks": ("column_name", "subject", "value", "details"),
    "suggestion_answers": ("organisation_name", "detail"),
}
#: Codes, hashes, numbers and moments that the application writes itself.
OWN: Final[dict[str, tuple[str, ...]]] = {
    "accounts": ("password_hash",),
    "audit_entries": ("actor", "action", "details"),
    "choices": ("answer", "tap_key", "given_on"),
    "clock_entries": ("action",),
    "consents": ("purpose", "field", "text_version", "channel"),
    "criterion_weights": ("values",),
    "events": ("public_id", "hall_link_hash", "hall_link_nonce", "criterion_weights", "kept_counts"),
    "failed_sign_ins": ("account_key", "origin_key"),
    "invitations": ("role", "token_hash"),
    "known_devices": ("token_hash",),
    "memberships": ("role",),
    "organisations": ("code", "side"),
    "pair_rules": ("kind",),
    "participants": ("code", "person_key", "link_hash", "link_nonce"),
    "password_resets": ("token_hash",),
    "plans": ("certificate",),
    "received_contacts": ("side",),
    "remarks": ("source", "level", "code"),
    "sign_ins": ("token_hash",),
    "suggestion_answers": ("side", "organisation_code", "kind", "code", "answer", "answered_by"),
}
#: Rows of each kind that a begun evening does not hold by itself.
N_ROWS: Final = 4
#: Values inside JSON that are codes, numbers or names of criteria: everything else of a profile is somebody's words.
WORDS_OF_A_PROFILE: Final = ("name", "presentation", "siren", "rna")
PLACE: Final = ("commune", "postcode", "insee", "intermunicipality")


@dataclass(frozen=True, kw_only=True)
class HostileEvening:
    """The installation and the tokens of links that were made there."""

    place: Installation
    tokens: dict[str, str]


def undeclared() -> set[str]:
    """Columns of text or JSON that are named neither as typed nor as the application's own, and names without one."""
    kinds = (sa.String, sa.JSON)
    texts = {f"{t.name}.{c.name}" for t in Row.metadata.sorted_tables for c in t.columns if isinstance(c.type, kinds)}
    named = [f"{table}.{name}" for group in (TYPED, OWN) for table, names in group.items() for name in names]
    twice = {name for name in named if named.count(name) > 1}
    return (texts ^ set(named)) | twice


@contextmanager
def hostile_evening(folder: Path, texts: Sequence[str]) -> Iterator[HostileEvening]:
    """An evening that has begun, with texts in every field."""
    database = empty_sqlite(folder)
    place = installation(database, HandClock(), folder)
    tokens = _links(place)
    everybody_consents(database, place.evening)
    begin(database, place.evening)
    place.clock.go(minutes=1)
    with database.writing() as session:
        _rows(session, place, texts)
    _everybody_wishes(place)
    fill(place, texts)
    try:
        yield HostileEvening(place=place, tokens=tokens)
    finally:
        database.dispose()


def reveal(place: Installation, texts: Sequence[str]) -> None:
    """End the evening and show its results, with texts in what was handed over."""
    end_and_close(place.database, place.evening)
    for step in (choices.seal, choices.reveal):
        with place.database.writing() as session:
            step(session, place.evening.event_id, place.clock.now())
    fill(place, texts, only="received_contacts")


def empty_fields(place: Installation) -> set[str]:
    """Tables of typed fields without a row, where no text can have been put."""
    with place.database.reading() as session:
        return {
            name
            for name in TYPED
            if not session.scalar(sa.select(sa.func.count()).select_from(Row.metadata.tables[name]))
        }


def fill(place: Installation, texts: Sequence[str], *, only: str = "") -> None:
    """Put texts into every typed field of every row, each field another one first."""
    turn = 0
    with place.database.writing() as session:
        for table in Row.metadata.sorted_tables:
            names = TYPED.get(table.name, ())
            if table.name == "audit_entries" or (only and table.name != only) or not names:
                continue  # append-only: its texts came with its rows
            rows = session.execute(sa.select(table)).mappings().all()
            for row in rows:
                values: dict[str, Any] = {}
                for name in names:
                    turn += 1
                    text = _some(texts, turn, len(rows), number=row["id"])
                    is_json = isinstance(table.c[name].type, sa.JSON)
                    values[name] = _stuffed(name, row[name], text, texts) if is_json else text
                session.execute(sa.update(table).where(table.c.id == row["id"]).values(values))


def _some(texts: Sequence[str], turn: int, n_rows: int, *, number: int) -> str:
    """All texts over the rows of a column; the field begins with another one each time, since some work only there."""
    first = turn % len(texts)
    own = [*texts[first:], *texts[:first]][:: max(1, n_rows)]
    return " ".join(own) + f" {number}"  # unlike the other rows', as addresses must be


def _stuffed(name: str, value: Any, text: str, texts: Sequence[str]) -> Any:
    """A JSON value with texts where people's words stand."""
    if name == "profile":
        place_of = {**value.get("place", {}), **dict.fromkeys(PLACE, text)}
        more = {key: [{**one, "detail": text} for one in value.get(key, ())] for key in ("needs", "offers")}
        words = dict.fromkeys(WORDS_OF_A_PROFILE, text)
        return {**value, **words, **more, "place": place_of, "presentation": " ".join(texts), "partners": [text]}
    if name == "diagnosis":
        return {"territory": text, "source": text, "year": 2026, "grades": (value or {}).get("grades", {})}
    return _every_text(value, text, name == "explanation")


def _every_text(value: Any, text: str, only_details: bool, key: str = "") -> Any:
    """Every text inside a value; of an explanation, what its facts quote and not its codes."""
    if isinstance(value, dict):
        return {name: _every_text(one, text, only_details, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_every_text(one, text, only_details, key) for one in value]
    return (
        text if isinstance(value, str) and (not only_details or key in ("detail", "text", "words", "quote")) else value
    )


def _links(place: Installation) -> dict[str, str]:
    """An invitation and a link to a new password, which are pages of their own."""
    now, event_id = place.clock.now(), place.evening.event_id
    with place.database.writing() as session:
        invited = invitations.invite(session, event_id, email="guest@example.org", role="reader", invited_by=1, now=now)
        found = password_resets.open_reset_for(session, "reader@example.org", now=now)
    assert found is not None
    return {"account.invitation": invited, "account.accept": invited, "account.reset": found[1]}


def _everybody_wishes(place: Installation) -> None:
    """Whoever has met in the first round wishes to meet again, so that contacts are handed over."""
    people = place.evening.people.values()
    with place.database.reading() as session:
        meetings = {person: plans.own_meetings(session, person) for person in people}
    first = min(number for own in meetings.values() for number in own)
    for person, own in meetings.items():
        if first in own:
            answer(place.database, place.evening, person, own[first].partner_of(person).id, "yes")


def _rows(session: Session, place: Installation, texts: Sequence[str]) -> None:
    """Rows of the tables that a small evening leaves empty."""
    tables, now, event_id = Row.metadata.tables, place.clock.now(), place.evening.event_id
    table = tables["organisations"]
    found = session.execute(sa.select(table.c.code, table.c.id).where(table.c.event_id == event_id))
    organisations = {row.code: row.id for row in found}
    companies, associations = (sorted(code for code in organisations if code[0] == side) for side in "CA")
    for number in range(N_ROWS):
        event = {"event_id": event_id}
        company, association = companies[number % 3], associations[number % 3]
        made: dict[str, dict[str, Any]] = {
            "audit_entries": {
                **{"at": now, "actor": "owner", "actor_name": _some(texts, number, N_ROWS, number=number)},
                **{"action": "plan_published", "details": {"version": 1}},
            },
            "past_meetings": {
                **{"company_id": organisations[company], "association_id": organisations[association]},
                **{"event_name": "x", "date": "x", "known": bool(number % 2)},
            },
            "criterion_weights": {
                **{"version": number + 1, "values": {"shared_fragilities": 10}, "giving": 0.5},
                **{"made_at": now + timedelta(minutes=number), "note": "x"},
            },
            "suggestion_answers": {
                **{"side": "company", "organisation_name": "x", "organisation_code": company, "kind": "need"},
                **{"code": "transport", "detail": "x", "answer": "yes", "answered_by": "facilitator"},
                "answered_at": now + timedelta(minutes=number),
            },
        }
        for name, values in made.items():
            session.execute(sa.insert(tables[name]).values({**event, **values}))
    for line, (code, (level, names)) in enumerate(REMARK_CODES.items(), start=2):
        told = {"source": "sheet", "level": level, "code": code, "line": line, "details": dict.fromkeys(names, "x")}
        session.execute(sa.insert(tables["remarks"]).values({"event_id": event_id, **told}))
