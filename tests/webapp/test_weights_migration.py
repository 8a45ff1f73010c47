"""The table of saved weights comes and goes with its step, with data in it."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from matching.weights import DEFAULT_WEIGHTS
from tests.webapp.conftest import Evening
from webapp.database import Database
from webapp.migrations import downgrade, upgrade
from webapp.models import AccountRow, CriterionWeightsRow
from webapp.services import criterion_weights
from webapp.services.criterion_weights import Setting


def saved(database: Database, evening: Evening, **points: int) -> int:
    with database.writing() as session:
        account_id = session.query(AccountRow.id).limit(1).scalar()
        setting = Setting(points=criterion_weights.default_setting().points | points, giving=0.25)
        return criterion_weights.save(
            session, evening.event_id, setting, note="Essai", account_id=account_id, now=evening.clock.now()
        )


def test_saved_weights_come_and_go_with_their_step(database: Database, evening: Evening) -> None:
    assert saved(database, evening, place=40) == 1
    database.dispose()
    downgrade(database.url, "0002")
    with database.write_engine.connect() as connection:
        assert "criterion_weights" not in inspect(connection).get_table_names()
        assert connection.execute(text("SELECT count(*) FROM participants")).scalar() == 6
    database.dispose()
    upgrade(database.url)
    with database.reading() as session:
        assert criterion_weights.versions(session, evening.event_id) == []
        assert criterion_weights.in_use(session, evening.event_id).weights == DEFAULT_WEIGHTS
    assert saved(database, evening, place=40) == 1


def test_a_version_outlives_the_account_that_made_it_and_not_its_event(database: Database, evening: Evening) -> None:
    saved(database, evening, place=40)
    with database.writing() as session:
        session.execute(text("DELETE FROM accounts"))
    with database.reading() as session:
        assert [one.made_by for one in criterion_weights.versions(session, evening.event_id)] == [""]
    with database.writing() as session:
        session.execute(text("DELETE FROM events"))
        assert session.query(CriterionWeightsRow).count() == 0


def test_the_database_refuses_what_no_weight_can_be(database: Database, evening: Evening) -> None:
    saved(database, evening, place=40)
    for giving in (1.5, -0.1):
        with pytest.raises(IntegrityError), database.writing() as session:
            session.execute(text("UPDATE criterion_weights SET giving = :giving"), {"giving": giving})
