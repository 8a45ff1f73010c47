"""One phone, two people's links: a page that stayed open acts for nobody but whoever it was shown to."""

import pytest
from playwright.sync_api import expect

from tests.browser.serving import Served
from tests.browser.taps import stored
from tests.browser.visits import Visits
from tests.webapp.conftest import Evening

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OWNER = "footer > p"  # says whose personal link was opened
REFUSED = r"the server responded with a status of 409 .*/me/choice/"
NO_NETWORK = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED")


def test_a_tap_on_an_older_page_waits_until_its_own_link_is_opened_again(
    served: Served, visits: Visits, evening: Evening, own: int
) -> None:
    context, other = visits.context("phone"), evening.people["C02-1"]
    page, beside = context.new_page(), context.new_page()
    page.goto(served.phone_link(evening.event_id, own))
    page.goto(f"{served.url}/e/{evening.public_id}/me/review")
    page.route("**/me/state*", lambda route: route.abort("internetdisconnected"))  # it does not learn of the other link
    beside.goto(served.phone_link(evening.event_id, other))
    page.locator("fieldset[data-choice]").first.locator("input[value=yes]").click()
    expect(page.locator(OWNER)).to_have_text(str(beside.locator(OWNER).text_content()))
    assert (stored(served, own), stored(served, other)) == ({}, {})
    page.unroute_all(behavior="ignoreErrors")
    page.goto(served.phone_link(evening.event_id, own))
    page.goto(f"{served.url}/e/{evening.public_id}/me/review")
    expect(page.locator("[data-receipt]").first).to_contain_text("Réponse reçue")
    assert [answer for answer, _ in stored(served, own).values()] == ["yes"]
    assert stored(served, other) == {}
    visits.forgive(REFUSED, *NO_NETWORK)


def test_an_older_page_turns_into_that_of_whoever_reads_now(
    served: Served, visits: Visits, evening: Evening, own: int
) -> None:
    context = visits.context("phone")
    page, beside = context.new_page(), context.new_page()
    page.goto(served.phone_link(evening.event_id, own))
    name = str(page.locator(OWNER).text_content())
    beside.goto(served.phone_link(evening.event_id, evening.people["C02-1"]))
    assert name != beside.locator(OWNER).text_content()
    expect(page.locator(OWNER)).to_have_text(str(beside.locator(OWNER).text_content()))
