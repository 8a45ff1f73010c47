"""One-sided choices go at one moment: the phone, the desk, the page of one's data and its file promise the same."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import url_for

from tests.proofs.actors import Installation, installation
from tests.webapp.conftest import HandClock, begin, end_and_close
from tests.webapp.participant.phones import seal_and_reveal
from webapp.database import Database
from webapp.services import retention
from webapp.wording import numbers


@pytest.fixture
def shown(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Installation:
    """Results were shown where links end sooner than choices would."""
    made = installation(sqlite_database, clock, tmp_path)
    made.app.config["PROPAGATE_EXCEPTIONS"] = True
    kept = made.app.extensions["entremise_settings"]
    made.app.extensions["entremise_settings"] = replace(kept, keep_links_days=1, keep_choices_hours=168)
    begin(sqlite_database, made.evening)
    end_and_close(sqlite_database, made.evening)
    seal_and_reveal(sqlite_database, made.evening)
    return made


def test_everybody_is_told_when_the_job_destroys_them(shown: Installation) -> None:
    settings = shown.app.extensions["entremise_settings"]
    revealed = shown.clock.now()
    with shown.database.reading() as session:
        due = retention.deadlines(session, shown.evening.event_id, settings).choices
    assert due == revealed + timedelta(days=1), "with the links, not a week after the results"
    with shown.app.test_request_context():
        phone, privacy, data, desk = (
            url_for(endpoint, public_id=shown.evening.public_id)
            for endpoint in ("participant.now", "participant.privacy", "participant.my_data", "organiser.results")
        )
    when = numbers.day(due, settings.time_zone, "fr")
    at = numbers.time(due, settings.time_zone, "fr")
    client = shown.client("participant")
    assert f"Les choix non partagés sont effacés le {when} à {at}." in client.get(phone).text
    assert f"effacés le {when}, {at}" in client.get(privacy).text
    assert client.get(data).json["kept_until"]["choices"] == due.isoformat()  # type: ignore[index]
    assert f"Les choix non partagés sont détruits le {when} à {at}." in shown.client("owner").get(desk).text
