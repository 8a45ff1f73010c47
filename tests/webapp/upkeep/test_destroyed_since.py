"""What was ended, destroyed or forgotten after a backup does not come back with it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from tests.webapp.conftest import Evening
from webapp.config import Settings
from webapp.database import Database
from webapp.models import ChoiceRow, EventRow, InvitationRow, ParticipantRow
from webapp.services import invitations, retention
from webapp.upkeep.backup import back_up
from webapp.upkeep.restore import restore


def sealed(database: Database, evening: Evening) -> datetime:
    """An evening with a choice, sealed and not yet shown; returns when its choices would go without results."""
    now = evening.clock.now()
    with database.writing() as session:
        session.add(
            ChoiceRow(
                chooser_id=evening.people["C01-1"],
                partner_id=evening.people["A01-1"],
                event_id=evening.event_id,
                round_number=1,
                answer="not",
                sequence=1,
                received_at=now,
            )
        )
        session.execute(update(EventRow).values(sealed_at=now))
    return now + timedelta(days=30)


def test_an_invitation_that_was_withdrawn_does_not_open_again(
    database: Database, settings: Settings, evening: Evening
) -> None:
    now = evening.clock.now()
    with database.writing() as session:
        for name in ("waits@example.org", "came@example.org"):
            invitations.invite(session, evening.event_id, email=name, role="door", invited_by=1, now=now)
        session.execute(update(InvitationRow).where(InvitationRow.email == "came@example.org").values(accepted_at=now))
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=now)
    database.dispose()
    restore(settings, file, now=now, replace=True)
    with database.reading() as session:
        assert [row.email for row in session.query(InvitationRow)] == ["came@example.org"]


@pytest.mark.parametrize("lost", [False, True])
def test_choices_destroyed_since_are_destroyed_again(
    lost: bool, database: Database, settings: Settings, evening: Evening
) -> None:
    """The backup is older than the results, so that its own dates would keep them for weeks."""
    sealed(database, evening)
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=evening.clock.now())
    now = evening.clock.now() + timedelta(hours=25)
    with database.writing() as session:
        if not lost:  # otherwise the control: nobody knows of the results
            session.execute(update(EventRow).values(revealed_at=evening.clock.now()))
        assert retention.apply(session, now, settings).choices_destroyed == (not lost)
    database.dispose()
    done = restore(settings, file, now=now, replace=True)
    assert done.emptied_again == (not lost)
    with database.reading() as session:
        assert session.query(ChoiceRow).count() == lost
        assert (session.get_one(EventRow, evening.event_id).choices_destroyed_at is None) == lost
        assert session.query(ParticipantRow).filter(ParticipantRow.email != "").count() == 6


def test_an_evening_anonymised_since_is_anonymised_again(
    database: Database, settings: Settings, evening: Evening
) -> None:
    """Also where it is put back under a clock, or with settings, by which its people would stay."""
    sealed(database, evening)
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=evening.clock.now())
    with database.writing() as session:
        assert retention.apply(session, evening.clock.now() + timedelta(days=800), settings).evenings_anonymised == 1
    database.dispose()
    done = restore(settings, file, now=evening.clock.now(), replace=True)
    assert done.emptied_again == 1
    with database.reading() as session:
        assert session.query(ParticipantRow).count() == 0
        assert session.query(ChoiceRow).count() == 0
        assert session.get_one(EventRow, evening.event_id).anonymised_at is not None
