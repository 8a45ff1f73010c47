"""An evening put off after its links had ended: nothing of it is prepared any more, and its pages say so.

The job ends links a month after the date announced, also of an evening that never took place. Another date gives them
back to nobody, so that whoever came would find a badge that opens nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matching.read import SignUps
from tests.webapp.conftest import EVENING, LINKS_SINCE, SECRET, THREE_BY_THREE, Evening, HandClock
from tests.webapp.organiser.conftest import OWNER, sign_in
from tests.webapp.organiser.reading import Page
from tests.webapp.organiser.test_rules import GOOD
from tests.webapp.organiser.test_sheet import upload
from webapp.config import Settings
from webapp.database import Database
from webapp.models import ClockEntryRow, EventRow, OrganisationRow
from webapp.services import event_day, events, links, organisations, plans, retention, walk_ins
from webapp.services.refusals import Refused
from webapp.services.walk_ins import WalkIn

FIRST_DAY_OVER = EVENING + timedelta(days=30)


def keep_to_it(database: Database, settings: Settings, clock: HandClock, *, days: int) -> None:
    clock.moment = EVENING + timedelta(days=days)
    with database.writing() as session:
        retention.apply(session, clock.now(), settings)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url="sqlite:///nothing", secret_key=SECRET, instance=tmp_path)


def preparations(evening: Evening, sign_ups: SignUps) -> dict[str, Callable[[Session], object]]:
    event_id, now = evening.event_id, evening.clock.now()
    nadia = WalkIn(first_name="Nadia", last_name="Benali", organisation_name="Radio Krutenau", side="association")

    def put_off(session: Session) -> None:
        wanted = replace(events.settings_of(session, event_id), starts_at=now + timedelta(days=20))
        events.change_settings(session, event_id, wanted, now)

    def take_in(session: Session) -> None:
        session.execute(update(EventRow).values(published_version=None))
        organisations.take_in(session, event_id, sign_ups, sheet_name="new.csv", secret_key=SECRET)

    def set_rule(session: Session) -> None:
        pair = session.scalars(select(OrganisationRow.id).order_by(OrganisationRow.side.desc(), OrganisationRow.id))
        company, association = [*pair][0:6:3] or (1, 4)  # nobody is left of one that is anonymised
        plans.set_rule(session, event_id, company_id=company, association_id=association, kind="forbidden")

    return {
        "settings": put_off,
        "sheet": take_in,
        "door": lambda session: walk_ins.add(session, event_id, nadia, secret_key=SECRET, now=now),
        "rule": set_rule,
        "publication": lambda session: plans.publish(session, event_id, now),
        "start": lambda session: event_day.act(session, event_id, "start", now),
    }


@pytest.mark.parametrize("days", [30, 400])
@pytest.mark.parametrize("what", ["settings", "sheet", "door", "rule", "publication", "start"])
def test_nothing_prepares_an_evening_whose_links_were_ended(
    what: str,
    days: int,
    sqlite_database: Database,
    sqlite_evening: Evening,
    three_by_three: SignUps,
    settings: Settings,
) -> None:
    """After 400 days it is anonymised too; a minute before the deadline it is an evening as any other."""
    prepare = preparations(sqlite_evening, three_by_three)[what]
    clock = sqlite_evening.clock
    clock.moment = FIRST_DAY_OVER - timedelta(minutes=1)
    with sqlite_database.reading() as session:  # the control, which is not kept
        prepare(session)
    keep_to_it(sqlite_database, settings, clock, days=days)
    with pytest.raises(Refused) as refused, sqlite_database.writing() as session:
        prepare(session)
    assert refused.value.code == "links_ended"
    with sqlite_database.reading() as session:
        assert events.settings_of(session, sqlite_evening.event_id).starts_at == EVENING


def test_an_evening_put_off_before_its_links_ended_is_an_evening_as_before(
    database: Database, evening: Evening, three_by_three: SignUps, settings: Settings
) -> None:
    evening.clock.moment = FIRST_DAY_OVER - timedelta(minutes=1)
    with database.writing() as session:
        preparations(evening, three_by_three)["settings"](session)
    keep_to_it(database, settings, evening.clock, days=31)
    token = evening.token(database, "C01-1")
    with database.writing() as session:
        assert links.participant_of(session, token, since=LINKS_SINCE + timedelta(days=31)) is not None
        preparations(evening, three_by_three)["door"](session)


def test_nobody_is_offered_to_start_it(
    app: Flask, at_desk: FlaskClient, address: str, sqlite_database: Database, clock: HandClock, settings: Settings
) -> None:
    clock.moment = FIRST_DAY_OVER - timedelta(minutes=1)
    before = Page(sign_in(app, OWNER).get(f"{address}/evening").text).text
    keep_to_it(sqlite_database, settings, clock, days=30)
    owner = sign_in(app, OWNER)
    after = Page(owner.get(f"{address}/evening").text).text
    for words, there in (("Tout est prêt", before), ("Démarrer", before), ("Cette soirée n’a pas eu lieu", after)):
        assert (words in before, words in after) == (there is before, there is after), words
    told = owner.post(f"{address}/evening/act", data={"action": "start"}, follow_redirects=True)
    assert "Il ne s’en fait plus de nouveau" in Page(told.text).text
    with sqlite_database.reading() as session:
        assert session.scalars(select(ClockEntryRow)).all() == []


def test_the_pages_say_so_and_offer_nothing(
    app: Flask,
    at_desk: FlaskClient,
    address: str,
    sqlite_database: Database,
    clock: HandClock,
    settings: Settings,
) -> None:
    pages = ("rules", "sheet", "plan", "evening", "presence")
    with sqlite_database.writing() as session:
        session.execute(update(EventRow).values(published_version=None))
    before = {page: at_desk.get(f"{address}/{page}").text for page in pages}
    keep_to_it(sqlite_database, settings, clock, days=30)
    at_desk = sign_in(app, OWNER)
    after = {page: at_desk.get(f"{address}/{page}").text for page in pages}
    for page in pages:
        assert "ouvrez une nouvelle soirée" not in Page(before[page]).text
        assert "Pour une autre date, ouvrez une nouvelle soirée." in Page(after[page]).text
    offered = {
        "rules": 'name="n_rounds"',
        "sheet": 'type="file"',
        "plan": f'action="{address}/plan/compute"',
        "evening": "/h/",
        "presence": f'href="{address}/presence/new"',
    }
    for page, form in offered.items():
        assert form in before[page], page
        assert form not in after[page], page
    assert "La soirée est passée : les réglages ne changent plus." in Page(after["rules"]).text
    assert "La soirée est passée : la feuille ne change plus." in Page(after["sheet"]).text
    assert "ouvrez une nouvelle soirée" in Page(at_desk.get(f"{address}/presence/new").text).text
    another_date = at_desk.post(f"{address}/rules", data=GOOD | {"date": "2027-01-20"})
    for refused in (another_date, upload(at_desk, address, sheet=THREE_BY_THREE)):
        assert refused.status_code == 409
        assert "ouvrez une nouvelle soirée" in Page(refused.text).text
