"""The ordinary evening in a browser: some do not come, somebody walks in, a company leaves; the plan follows."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import Served, serve
from tests.browser.test_accessibility import broken_rules, too_wide
from tests.browser.visits import Visits
from tests.webapp.conftest import EVENING, HandClock
from webapp.demonstration.evening import Demonstration, prepare
from webapp.services import event_day, plans, presence
from webapp.services.plans import StoredPlan

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def plan_of(served: Served, event_id: int) -> StoredPlan:
    with served.database.reading() as session:
        found = plans.published_plan(session, event_id)
    assert found is not None
    return found


def signed_in(visits: Visits, served: Served, shown: Demonstration, path: str) -> Page:
    desk = visits.open("phone", f"{served.url}/sign-in?next=/e/{shown.public_id}/{path}")
    desk.get_by_label("Adresse e-mail").fill(shown.organiser.email)
    desk.get_by_label("Mot de passe").fill(shown.organiser.password)
    desk.get_by_role("button", name="Se connecter").click()
    return desk


def repair(desk: Page, served: Served, shown: Demonstration) -> None:
    desk.goto(f"{served.url}/e/{shown.public_id}/desk/presence/repair")
    assert broken_rules(desk) == []
    assert too_wide(desk, "preview") == []
    desk.get_by_role("button", name="Publier le plan réparé").click()
    expect(desk.get_by_text("Plan réparé et publié.")).to_be_visible()
    assert broken_rules(desk) == []


def test_no_shows_a_walk_in_and_a_company_that_leaves(tmp_path: Path, visits: Visits) -> None:
    clock = HandClock(EVENING - timedelta(hours=1))
    with serve(tmp_path, clock) as served:
        shown = prepare(served.database, served.settings, now=clock.now(), wait=timedelta(hours=1), seed=1)
        try:
            walk_through(served, visits, shown, clock)
        finally:
            visits.close()


def walk_through(served: Served, visits: Visits, shown: Demonstration, clock: HandClock) -> None:
    clock.moment = EVENING
    before = plan_of(served, shown.event_id)
    gone = [one.company for one in before.meetings if one.round_number == 1][:5]
    ids = {one.id for one in gone}
    lonely = next(one.association for one in before.meetings if one.round_number == 1 and one.company.id in ids)
    phone = visits.open("phone", served.phone_link(shown.event_id, lonely.id))
    desk = signed_in(visits, served, shown, "desk/presence")
    expect(desk.get_by_role("heading", name="Qui est là ?")).to_be_visible()
    assert broken_rules(desk) == []
    assert too_wide(desk, "door", enlarged=True) == []
    for person in gone:
        desk.get_by_label("Chercher une personne").fill(person.full_name)
        desk.get_by_role("button", name=f"Ne vient pas {person.full_name}").click()
        expect(desk.locator("#presence-said")).to_contain_text(person.full_name)
        expect(desk.get_by_label("Chercher une personne")).to_have_value("")  # ready for the next one at the door
    desk.get_by_role("link", name="Arrivée non prévue").click()
    assert broken_rules(desk) == []
    desk.get_by_label("Prénom").fill("Nadia")
    desk.get_by_label("Nom", exact=True).fill("Benali")
    desk.get_by_label("Son nom").fill("Radio Krutenau")
    desk.get_by_role("radio", name="Entreprise").check()
    desk.get_by_role("button", name="Ajouter, et montrer son lien").click()
    expect(desk.get_by_role("img", name="Code QR du lien personnel")).to_be_visible()
    assert broken_rules(desk) == []
    repair(desk, served, shown)
    after = plan_of(served, shown.event_id)
    assert after.version == before.version + 1
    assert not ids & {one.company.id for one in after.meetings}
    expect(phone.get_by_text("Le plan a changé à")).to_be_visible()
    assert broken_rules(phone) == []

    with served.database.writing() as session:
        event_day.act(session, shown.event_id, "start", clock.now())
    clock.go(minutes=31)  # round 4 is under way
    leaving = next(one.company for one in after.meetings if one.round_number == 5)
    desk.goto(f"{served.url}/e/{shown.public_id}/desk/presence?show=all")
    desk.get_by_label("Chercher une personne").fill(leaving.full_name)
    desk.get_by_role("link", name=f"Plus {leaving.full_name}").click()
    desk.get_by_label("Là jusqu’au tour").select_option("4")
    desk.get_by_role("button", name="Noter le départ").click()
    repair(desk, served, shown)
    last = plan_of(served, shown.event_id)
    places = {(one.round_number, one.table_number, one.company.id, one.association.id) for one in after.meetings}
    now = {(one.round_number, one.table_number, one.company.id, one.association.id) for one in last.meetings}
    assert {place for place in places if place[0] <= 4} == {place for place in now if place[0] <= 4}
    assert not [place for place in now if place[2] == leaving.id and place[0] > 4]
    hall = visits.open("hall", served.hall_link(shown.event_id))
    clock.go(minutes=8)
    hall.reload()
    expect(hall.get_by_role("heading", name="Changez de table")).to_be_visible()
    assert leaving.last_name not in " ".join(hall.locator(".change-name").all_inner_texts())
    with served.database.reading() as session:
        assert presence.stays(session, shown.event_id)[leaving.id].last_round == 4
