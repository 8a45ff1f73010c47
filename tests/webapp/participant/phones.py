"""Phones of the tiny world: opened, answering, and their pages without what differs from one request to the next."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.conftest import Evening, consent
from webapp.database import Database
from webapp.services import choices

MEETING, CHANGE_OVER, CLOSING = 8, 2, 10
EVENING_MINUTES = 3 * MEETING + 2 * CHANGE_OVER
PEOPLE = ("C01-1", "C02-1", "C03-1", "A01-1", "A02-1", "A03-1")


def page(client: FlaskClient, evening: Evening, path: str = "") -> str:
    """A page of the phone, which must be there."""
    response = client.get(f"/e/{evening.public_id}/me{path}")
    assert response.status_code == 200, response.text
    return response.text


def settled(text: str) -> str:
    """A page without the token of its forms, which is new in every session."""
    return re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", text)


def tap(
    client: FlaskClient, evening: Evening, partner_id: int, answer: str, *, sequence: object = 1, **more: str
) -> TestResponse:
    """A tap on an answer, as the script sends it."""
    return client.post(
        f"/e/{evening.public_id}/me/choice/{partner_id}",
        data={"answer": answer, "sequence": sequence, **more},
        headers={"Accept": "application/json"},
    )


def consent_of_all(database: Database, evening: Evening) -> None:
    """Everybody has said what may be handed over."""
    with database.writing() as session:
        for participant_id in evening.people.values():
            consent(session, participant_id, evening.clock.now())


def answers_of(database: Database, participant_id: int) -> dict[int, str]:
    """A person's stored answers by partner."""
    with database.reading() as session:
        return {number: own.answer for number, own in choices.own_choices(session, participant_id).items()}


def seal_and_reveal(database: Database, evening: Evening) -> None:
    """The organiser closes the choices and shows the results."""
    with database.writing() as session:
        choices.seal(session, evening.event_id, evening.clock.now())
    with database.writing() as session:
        choices.reveal(session, evening.event_id, evening.clock.now())
