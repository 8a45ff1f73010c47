"""A machine on the way answers in the server's place: a page that is open stays what it is until ours is back."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.serving import Served
from tests.browser.taps import FOREIGN, FOREIGN_PAGE
from tests.browser.test_accessibility import sign_in
from tests.browser.visits import Visits
from tests.webapp.conftest import PASSWORD, Evening, HandClock, begin
from webapp.services import accounts, presence, roles

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def meet_strangers(context: BrowserContext, answer: dict[str, Any], address: str) -> None:
    """From now on a stranger answers there."""
    context.route(address, lambda route: route.fulfill(**answer))


def unmoved(page: Page) -> None:
    """The page is not loaded anew, and nothing of the stranger's stands in it, while scripts ask several times."""
    page.evaluate("document.documentElement.dataset.same = 'yes'")
    for _ in range(3):
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.dataset.same") == "yes"
    assert "Acceptez les conditions" not in page.locator("body").inner_text()


@pytest.mark.parametrize("kind", ["a page", "a redirect to a page", "nothing there", "some other JSON"])
def test_a_phone_keeps_its_page_and_says_that_it_has_no_connection(
    served: Served, visits: Visits, evening: Evening, kind: str
) -> None:
    begin(served.database, evening)
    context = visits.context("phone")
    phone = context.new_page()
    phone.goto(served.phone_link(evening.event_id, evening.people["C01-1"]))
    meet_strangers(context, FOREIGN[kind], "**/me/state*")
    meet_strangers(context, FOREIGN[kind], "**/me")
    unmoved(phone)
    expect(phone.locator("[data-connection=offline]").first).to_be_visible()
    assert re.fullmatch(r"[78]:\d\d", phone.locator("[data-clock]").first.inner_text())
    context.unroute_all()
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("[data-connection=online]").first).to_be_attached()
    visits.forgive("status of 40")


def test_a_phone_takes_no_part_of_a_page_that_is_not_ours(
    served: Served, visits: Visits, evening: Evening, clock: HandClock
) -> None:
    """The state is ours and new, the page that should be fetched then is not."""
    begin(served.database, evening)
    context = visits.context("phone")
    phone = context.new_page()
    phone.goto(served.phone_link(evening.event_id, evening.people["C01-1"]))
    heading = phone.locator("#heading").inner_text()
    copy = f'<h1 id="heading">Bienvenue</h1><main id="main" data-state-url="/x">{FOREIGN_PAGE}</main>'
    meet_strangers(context, {"status": 200, "content_type": "text/html", "body": copy}, "**/me")
    clock.go(minutes=8)  # the first round is over: everybody's page is another one
    unmoved(phone)
    assert phone.locator("#heading").inner_text() == heading
    context.unroute_all()
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("#heading")).not_to_have_text(heading)


def test_the_door_list_keeps_its_people(served: Served, visits: Visits, evening: Evening, clock: HandClock) -> None:
    context = visits.context("desk")
    desk = context.new_page()
    desk.goto(f"{served.url}/sign-in")
    sign_in(desk, "organiser@example.org")
    desk.goto(f"{served.url}/e/{evening.public_id}/desk/presence")
    n_lines = desk.locator(".door-line").count()
    assert n_lines
    meet_strangers(context, FOREIGN["a page"], f"{served.url}/e/{evening.public_id}/desk/presence")
    with served.database.writing() as session:  # somebody else notes somebody: the list has to follow
        presence.note(session, evening.event_id, evening.people["C01-1"], presence.WHOLE, clock.now())
    desk.evaluate("document.documentElement.dataset.same = 'yes'")
    desk.wait_for_timeout(6000)  # presence.js asks every four seconds or so
    assert desk.evaluate("document.documentElement.dataset.same") == "yes"
    assert desk.locator(".door-line").count() == n_lines
    context.unroute_all()
    expect(desk.locator(".door-line")).to_have_count(n_lines - 1)


@pytest.mark.parametrize("kind", ["a page", "a redirect to a page"])
def test_the_list_of_pairs_stays_where_the_effect_of_a_slider_is_not_ours(
    served: Served, visits: Visits, evening: Evening, kind: str
) -> None:
    with served.database.writing() as session:
        farid = accounts.create_account(
            session, email="farid@example.org", name="Farid", password=PASSWORD, may_organise=False
        )
        roles.grant(session, event_id=evening.event_id, account_id=farid, role="facilitator")
    context = visits.context("desk")
    desk = context.new_page()
    desk.goto(f"{served.url}/sign-in")
    sign_in(desk, "farid@example.org")
    desk.goto(f"{served.url}/e/{evening.public_id}/pairs")
    listed = desk.locator("[data-effect]").inner_text()
    meet_strangers(context, FOREIGN[kind], "**/pairs/effect*")
    desk.get_by_role("slider", name="Proximité").focus()
    desk.keyboard.press("Home")
    expect(desk.locator("[data-told]")).to_contain_text("n’a pas pu être calculé")
    assert desk.locator("[data-effect]").inner_text() == listed
    context.unroute_all()
    desk.keyboard.press("End")
    expect(desk.locator("[data-effect-summary]")).to_be_visible()
