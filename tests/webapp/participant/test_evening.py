"""The phone's page in every phase of an evening, and who may open it."""

from dataclasses import replace

import pytest
from flask import Flask

from matching.read import SignUps
from tests.webapp.conftest import Evening, HandClock, begin, make_evening, open_phone, partner_in
from tests.webapp.participant.phones import EVENING_MINUTES, consent_of_all, page, seal_and_reveal
from webapp.database import Database
from webapp.models import EventRow
from webapp.services import event_day, plans
from webapp.services.own_evening import BreakReason, break_reason


def test_the_phone_follows_the_whole_evening(app: Flask, sqlite_database: Database, sqlite_evening: Evening) -> None:
    evening, clock = sqlite_evening, sqlite_evening.clock
    with sqlite_database.reading() as session:
        own = plans.own_meetings(session, evening.people["C01-1"])
    phone = open_phone(app, sqlite_database, evening, "C01-1")

    clock.go(minutes=-20)
    before = page(phone, evening)
    assert "Bonsoir Anne" in before
    assert "Votre première table" in before
    assert "20:00" in before  # the time left, in the digits of the clock
    assert "Une association ne demande pas d’argent." in before
    assert "Une entreprise ne vend rien." in before
    assert all(meeting.association.organisation in before for meeting in own.values())

    clock.go(minutes=20)
    begin(sqlite_database, evening)
    clock.go(minutes=2, seconds=18)
    meeting = page(phone, evening)
    assert "Tour 1 sur 3" in meeting
    assert "5:42" in meeting
    assert own[1].association.full_name in meeting
    assert own[1].association.role in meeting
    assert own[1].association.commune in meeting
    assert f'id="table-number" data-flip>{own[1].table_number}<' in meeting
    assert own[2].association.organisation in meeting  # what comes next

    clock.go(minutes=6)
    change_over = page(phone, evening)
    assert "Tour 1 terminé" in change_over
    stays = own[1].table_number == own[2].table_number
    assert ("Restez à la table" if stays else "Rejoignez la table") in change_over
    assert f'id="table-number" data-flip>{own[2].table_number}<' in change_over
    assert "Choisir ce que je transmets" in change_over
    assert 'type="radio"' not in change_over  # nobody answers before saying what may be handed over
    consent_of_all(sqlite_database, evening)
    change_over = page(phone, evening)
    assert f"Souhaitez-vous revoir {own[1].association.full_name}" in change_over
    assert change_over.count('type="radio"') == 2
    assert " checked" not in change_over

    clock.go(minutes=EVENING_MINUTES - 8)
    closing = page(phone, evening)
    assert "Dernière relecture" in closing
    assert "Il manque 3 réponses sur 3." in closing
    assert "à 19 h 08" in closing  # 18 h 30, three rounds, two change-overs, ten minutes

    clock.go(minutes=10)
    closed = page(phone, evening)
    assert "Les résultats arrivent." in closed
    with sqlite_database.writing() as session:
        from_closed = event_day.evening_state(session, evening.event_id, clock.now())
    assert from_closed.phase == "closed"
    seal_and_reveal(sqlite_database, evening)
    assert "Vos résultats" in page(phone, evening)


def test_a_pause_stops_the_clock_and_says_so(app: Flask, sqlite_database: Database, sqlite_evening: Evening) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "A02-1")
    begin(sqlite_database, sqlite_evening)
    sqlite_evening.clock.go(minutes=3)
    with sqlite_database.writing() as session:
        event_day.act(session, sqlite_evening.event_id, "pause", sqlite_evening.clock.now())
    sqlite_evening.clock.go(minutes=30)
    paused = page(phone, sqlite_evening)
    assert "La soirée est suspendue." in paused
    assert "5:00" in paused
    assert 'id="table-number"' in paused
    assert phone.get(f"/e/{sqlite_evening.public_id}/me/state").get_json()["ends"] is None


def test_a_break_says_why_nobody_is_opposite(
    app: Flask, sqlite_database: Database, three_by_three: SignUps, clock: HandClock
) -> None:
    two_associations = replace(
        three_by_three,
        organisations=tuple(one for one in three_by_three.organisations if one.id != "A03"),
        participants=tuple(one for one in three_by_three.participants if one.organisation_id != "A03"),
    )
    evening = make_evening(sqlite_database, two_associations, clock, owner="someone.else@example.org")
    resting = next(code for code in ("C01-1", "C02-1", "C03-1") if 1 not in _rounds(sqlite_database, evening, code))
    phone = open_phone(app, sqlite_database, evening, resting)
    begin(sqlite_database, evening)
    text = page(phone, evening)
    assert "Une entreprise de plus ce soir\u00a0: c’est votre tour." in text
    assert "box-waiting" in text
    assert 'id="table-number"' not in text


def test_a_plan_that_is_not_published_shows_on_no_phone(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    with sqlite_database.writing() as session:
        session.get_one(EventRow, sqlite_evening.event_id).published_version = None
    shown = page(phone, sqlite_evening)
    assert "prépare le plan" in shown
    assert "Emploi Tremplin" not in shown


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(-180, "later"), (-59, "soon"), (1, "due")],
    ids=["long before", "within the hour", "late"],
)
def test_the_start_is_counted_down_within_the_hour_only(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening, minutes: int, expected: str
) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    sqlite_evening.clock.go(minutes=minutes)
    assert ('role="timer"' in page(phone, sqlite_evening)) == (expected == "soon")
    state = phone.get(f"/e/{sqlite_evening.public_id}/me/state").get_json()
    assert state["phase"] == "before"
    assert (state["ends"] is None) == (expected == "due")


def test_the_state_carries_the_clock_and_nothing_of_anybody(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    begin(sqlite_database, sqlite_evening)
    sqlite_evening.clock.go(minutes=1)
    state = phone.get(f"/e/{sqlite_evening.public_id}/me/state").get_json()
    assert set(state) == {"version", "now", "speed", "phase", "round_number", "ends", "remaining", "reader"}
    assert state["reader"] == f"{sqlite_evening.public_id}-{sqlite_evening.people['C01-1']}"  # whose phone this is
    assert state["ends"] - state["now"] == 7 * 60_000
    assert state["remaining"] == 420


def test_no_page_opens_without_the_link_of_this_evening(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening, three_by_three: SignUps, clock: HandClock
) -> None:
    other = make_evening(sqlite_database, three_by_three, clock, owner="someone.else@example.org")
    stranger = app.test_client()
    stranger.set_cookie("entremise_participant", other.token(sqlite_database, "C01-1"))
    paths = (
        "",
        "/state",
        "/programme",
        "/review",
        "/consent",
        "/contacts",
        "/contacts.vcf",
        "/contacts.csv",
        "/data",
    )
    for path in paths:
        address = f"/e/{sqlite_evening.public_id}/me{path}"
        assert app.test_client().get(address).status_code == 404
        assert stranger.get(address).status_code == 404
    assert stranger.get(f"/e/{other.public_id}/me").status_code == 200


def test_the_programme_lists_rounds_times_and_tables(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "A01-1")
    text = page(phone, sqlite_evening, "/programme")
    assert [time in text for time in ("18 h 30", "18 h 40", "18 h 50")] == [True] * 3
    for round_number in (1, 2, 3):
        assert partner_in(sqlite_database, sqlite_evening, "A01-1", round_number)
    assert text.count("<tr") == 4


def _rounds(database: Database, evening: Evening, code: str) -> set[int]:
    with database.reading() as session:
        return set(plans.own_meetings(session, evening.people[code]))


@pytest.mark.parametrize(
    ("company", "association", "n_tables", "expected"),
    [
        ((28, 28), (25, 25), None, BreakReason(code="organisations", count=3)),
        ((28, 26), (25, 25), None, BreakReason(code="people", count=3)),
        ((25, 25), (25, 25), 20, BreakReason(code="tables", count=20)),
        ((25, 25), (25, 25), None, BreakReason(code="turn")),
        ((29, 29), (30, 30), 20, BreakReason(code="tables", count=20)),  # not "one company more": twenty tables
        ((25, 25), (28, 28), 30, BreakReason(code="turn")),
    ],
)
def test_a_break_has_a_reason(
    company: tuple[int, int], association: tuple[int, int], n_tables: int | None, expected: BreakReason
) -> None:
    counts = {"company": company, "association": association}
    assert break_reason(counts, side="company", n_tables=n_tables) == expected
