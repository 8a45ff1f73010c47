"""Phones of the tiny world: opened, answering, and their pages without what differs from one request to the next."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.webapp.conftest import Evening, begin, consent
from webapp.database import Database
from webapp.models import ChoiceRow
from webapp.services import choices, consents, taps

MEETING, CHANGE_OVER, CLOSING = 8, 2, 10
EVENING_MINUTES = 3 * MEETING + 2 * CHANGE_OVER
#: What the form of what one lets go says of the texts it was shown beside.
PRESENT_TEXTS = {f"text-{purpose}": version for purpose, version in consents.TEXT_VERSIONS.items()}
PEOPLE = ("C01-1", "C02-1", "C03-1", "A01-1", "A02-1", "A03-1")


def page(client: FlaskClient, evening: Evening, path: str = "") -> str:
    """A page of the phone, which must be there."""
    response = client.get(f"/e/{evening.public_id}/me{path}")
    assert response.status_code == 200, response.text
    return response.text


def settled(text: str) -> str:
    """A page without what its forms carry anew each time: their token, and the random part of the keys of taps."""
    text = re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", text)
    return re.sub(r'(name="key[^"]*" value="\d+\.\d+)\.[^"]+"', r'\1"', text)


def tap(
    client: FlaskClient,
    evening: Evening,
    partner_id: int,
    answer: str,
    *,
    sequence: object = 1,
    key: str | None = None,
) -> TestResponse:
    """A tap on an answer, as the script sends it; with a key of its own unless it is told one."""
    if key is None:
        key = taps.new_key(partner_id, sequence if isinstance(sequence, int) else 1)
    return client.post(
        f"/e/{evening.public_id}/me/choice/{partner_id}",
        data={"answer": answer, "sequence": sequence, "key": key},
        headers={"Accept": "application/json"},
    )


def consent_of_all(database: Database, evening: Evening) -> None:
    """Everybody has said what may be handed over."""
    with database.writing() as session:
        for participant_id in evening.people.values():
            consent(session, participant_id, evening.clock.now())


def first_change_over(database: Database, evening: Evening) -> Evening:
    """The first meeting is over: everybody has said what may be handed over and is asked about it."""
    consent_of_all(database, evening)
    begin(database, evening)
    evening.clock.go(minutes=8, seconds=30)
    return evening


def answers_of(database: Database, participant_id: int) -> dict[int, str]:
    """A person's stored answers by partner."""
    with database.reading() as session:
        rows = session.scalars(select(ChoiceRow).where(ChoiceRow.chooser_id == participant_id))
        return {row.partner_id: row.answer for row in rows}


def seal_and_reveal(database: Database, evening: Evening) -> None:
    """The organiser closes the choices and shows the results."""
    with database.writing() as session:
        choices.seal(session, evening.event_id, evening.clock.now())
    with database.writing() as session:
        choices.reveal(session, evening.event_id, evening.clock.now())
