"""When each thing goes, to the second; whose accounts stay; and what a run says it removed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.read import SignUps
from tests.webapp.conftest import (
    EVENING,
    SECRET,
    Evening,
    HandClock,
    begin,
    end_and_close,
    everybody_consents,
    make_evening,
)
from webapp.config import Settings
from webapp.database import Database
from webapp.models import AccountRow, AuditEntryRow, ChoiceRow, EventRow, FailedSignInRow, ParticipantRow
from webapp.services import accounts, choices, invitations, password_resets, retention, roles, sign_ins
from webapp.services.retention import Deadlines, RetentionReport

SECOND = timedelta(seconds=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path}/x", secret_key=SECRET, instance=tmp_path, secure_cookies=False)


@pytest.fixture
def held(sqlite_database: Database, three_by_three: SignUps, clock: HandClock) -> Evening:
    """An evening in its first round."""
    evening = make_evening(sqlite_database, three_by_three, clock)
    everybody_consents(sqlite_database, evening)
    clock.go(minutes=5)
    begin(sqlite_database, evening)
    return evening


def apply(database: Database, now: datetime, settings: Settings) -> RetentionReport:
    with database.writing() as session:
        return retention.apply(session, now, settings)


def done(database: Database) -> list[str]:
    with database.reading() as session:
        rows = session.scalars(select(AuditEntryRow).where(AuditEntryRow.actor == "system").order_by(AuditEntryRow.id))
        return [row.action for row in rows]


def test_time_runs_from_the_last_thing_known_of_an_evening(
    sqlite_database: Database, held: Evening, settings: Settings
) -> None:
    began = EVENING + timedelta(minutes=5)
    with sqlite_database.reading() as session:
        assert retention.deadlines(session, held.event_id, settings) == Deadlines(
            links=began + timedelta(days=30),
            choices=began + timedelta(days=30),
            people=began.replace(year=2027),
            introductions=began.replace(year=2027),
        )
        short, long = (replace(settings, keep_people_months=months) for months in (2, 36))
        assert retention.deadlines(session, held.event_id, short).introductions == began.replace(year=2027, month=1)
        assert retention.deadlines(session, held.event_id, long).introductions == began.replace(year=2027)
    end_and_close(sqlite_database, held)
    with sqlite_database.writing() as session:
        choices.seal(session, held.event_id, held.clock.now())
        choices.reveal(session, held.event_id, held.clock.now())
        shown = held.clock.now()
        assert retention.deadlines(session, held.event_id, settings) == Deadlines(
            links=shown + timedelta(days=30),
            choices=shown + timedelta(hours=24),
            people=shown.replace(year=2027),
            introductions=shown.replace(year=2027),
        )
        event = session.get_one(EventRow, held.event_id)
        event.starts_at = shown + timedelta(days=1)
        session.flush()
        found = retention.deadlines(session, held.event_id, settings)
        assert (found.links, found.choices) == (shown + timedelta(days=31), shown + timedelta(hours=24))


def test_an_evening_goes_step_by_step_and_each_step_once(
    sqlite_database: Database, held: Evening, settings: Settings
) -> None:
    end_and_close(sqlite_database, held)
    shown = held.clock.now()
    with sqlite_database.writing() as session:
        choices.seal(session, held.event_id, shown)
        choices.reveal(session, held.event_id, shown)
    nothing = RetentionReport()
    assert not nothing.removed
    steps = (
        (shown + timedelta(hours=24), RetentionReport(choices_destroyed=1), "choices_destroyed"),
        (shown + timedelta(days=30), RetentionReport(links_ended=1), "links_ended"),
        (shown.replace(year=2027), RetentionReport(evenings_anonymised=1), None),
    )
    for moment, expected, action in steps:
        assert apply(sqlite_database, moment - SECOND, settings) == nothing
        found = apply(sqlite_database, moment, settings)
        assert (found, found.removed) == (expected, True)
        assert (done(sqlite_database)[-1:] == [action]) == (action is not None)
        assert apply(sqlite_database, moment, settings) == nothing
        with sqlite_database.reading() as session:
            assert session.scalars(select(ChoiceRow)).all() == []
            event = session.get_one(EventRow, held.event_id)
            assert event.choices_destroyed_at == shown + timedelta(hours=24)
            assert (event.links_ended_at is not None) == (moment >= shown + timedelta(days=30))
    with sqlite_database.reading() as session:
        assert session.scalars(select(ParticipantRow)).all() == []
        assert event.links_ended_at == shown + timedelta(days=30)


def test_a_link_that_came_back_ends_again_and_keeps_its_first_date(
    sqlite_database: Database, held: Evening, settings: Settings
) -> None:
    over = EVENING + timedelta(minutes=5, days=30)
    assert apply(sqlite_database, over, settings) == RetentionReport(links_ended=1, choices_destroyed=1)
    for place in ("hall", "person"):
        with sqlite_database.writing() as session:
            if place == "hall":
                session.get_one(EventRow, held.event_id).hall_link_nonce = "back"
            else:
                session.get_one(ParticipantRow, held.people["C01-1"]).link_nonce = "back"
        assert apply(sqlite_database, over + SECOND, settings) == RetentionReport(links_ended=1)
        with sqlite_database.reading() as session:
            event = session.get_one(EventRow, held.event_id)
            assert (event.links_ended_at, event.hall_link_nonce) == (over, "")
            assert set(session.scalars(select(ParticipantRow.link_nonce))) == {""}


def test_what_has_ended_of_accounts_is_counted_and_the_rest_stays(
    sqlite_database: Database, settings: Settings, held: Evening, clock: HandClock
) -> None:
    start = EVENING
    with sqlite_database.writing() as session:
        owner = accounts.account_number(session, "organiser@example.org")
        assert owner is not None
        session.get_one(AccountRow, owner).created_at = start
        for number in range(2):
            session.add(FailedSignInRow(account_key="k", origin_key="o", at=start + number * SECOND))
        accounts.open_sign_in(session, owner, now=start, hours=1)
        accounts.open_sign_in(session, owner, now=start, hours=900)
        password_resets.open_reset(session, owner, now=start)
        password_resets.open_reset(session, owner, now=start, valid=timedelta(days=300))
        invitations.invite(session, held.event_id, email="g@example.org", role="door", invited_by=owner, now=start)
    expected = {1: {"sign_ins": 1, "password_resets": 1}, 24: {"attempts": 1}, 24 * 14: {"invitations": 1}}
    for hours, counts in expected.items():
        if hours != 24:
            assert not apply(sqlite_database, start + timedelta(hours=hours) - SECOND, settings).sign_ins
        found = apply(sqlite_database, start + timedelta(hours=hours), settings)
        assert {name: getattr(found, name) for name in counts} == counts
    with sqlite_database.writing() as session:
        sign_ins.know_device(session, owner, device="", now=start)
        sign_ins.know_device(session, owner, device="", now=start + SECOND)
    assert apply(sqlite_database, start + timedelta(days=365) - SECOND, settings).known_devices == 0
    assert apply(sqlite_database, start + timedelta(days=365), settings).known_devices == 1


def test_accounts_of_three_years_go_but_owners_the_last_administrator_and_those_signed_in(
    sqlite_database: Database, held: Evening, settings: Settings
) -> None:
    now = datetime(2029, 3, 1, 12, tzinfo=UTC)
    limit = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def account(session: Session, name: str, created: datetime | None, used: datetime | None, **rights: bool) -> int:
        number = accounts.create_account(
            session, email=f"{name}@example.org", name=name, may_organise=False, now=created, **rights
        )
        session.get_one(AccountRow, number).used_at = used
        return number

    with sqlite_database.writing() as session:
        event = session.get_one(EventRow, held.event_id)
        event.starts_at = now  # its people are not to be forgotten in this run
        helper = account(session, "helper", limit, limit)
        roles.grant(session, event_id=held.event_id, account_id=helper, role="door")
        account(session, "unused", limit, None)
        account(session, "used", limit - SECOND, limit)
        account(session, "used long ago", None, limit)
        account(session, "used since", limit - SECOND, limit + SECOND)
        account(session, "made since", limit + SECOND, None)
        account(session, "made after its use", limit + SECOND, limit)
        account(session, "of no date", None, None)
        account(session, "administrator", limit, limit, administrator=True)
        account(session, "earlier administrator", limit - SECOND, limit - SECOND, administrator=True)
        account(session, "never used administrator", limit - SECOND, None, administrator=True)
        here = account(session, "signed in", limit, limit)
        accounts.open_sign_in(session, here, now=now, hours=1)
        owner = accounts.account_number(session, "organiser@example.org")
        assert owner is not None
        session.get_one(AccountRow, owner).created_at = limit
    assert apply(sqlite_database, now, settings).accounts == 6
    with sqlite_database.reading() as session:
        left = set(session.scalars(select(AccountRow.name)))
        assert left == {
            "Odile", "used since", "made since", "made after its use", "of no date", "administrator", "signed in",
        }  # fmt: skip
        of_no_date = session.scalars(select(AccountRow).where(AccountRow.name == "of no date")).one()
        assert of_no_date.created_at == now


@pytest.mark.parametrize(
    ("moment", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-31", -1, "2025-12-31"),
        ("2026-03-31", -36, "2023-03-31"),
    ],
)
def test_months_are_those_of_the_calendar(moment: str, months: int, expected: str) -> None:
    assert retention.months_later(datetime.fromisoformat(moment), months) == datetime.fromisoformat(expected)
