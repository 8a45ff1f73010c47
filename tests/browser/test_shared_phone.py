"""One phone, two people's links: a page acts for whoever it is shown to, and shows nobody what came before."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.serving import Served
from tests.browser.taps import NOTHING_KEPT, holds, stored, unreachable
from tests.browser.visits import Visits
from tests.webapp.conftest import SECRET, Evening
from webapp.services import links
from webapp.services.taps import STEP

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
    page.route("**/me/state*", unreachable)  # it does not learn of the other link
    beside.goto(served.phone_link(evening.event_id, other))
    page.locator("fieldset[data-choice]").first.locator("input[value=yes]").click()
    expect(page.locator(OWNER)).to_have_text(str(beside.locator(OWNER).text_content()))
    assert (stored(served, own), stored(served, other)) == ({}, {})
    open_next(page, served.phone_link(evening.event_id, own))
    assert holds(page, NOTHING_KEPT)
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


@pytest.mark.parametrize("waits", [False, True])
def test_what_was_answered_on_a_lent_phone_is_not_shown_again_once_the_next_badge_was_opened(
    served: Served, visits: Visits, evening: Evening, own: int, waits: bool
) -> None:
    """Somebody makes the first reader a new link and opens it there; what ``waits`` for the network leaves then."""
    context = visits.context("phone")
    page, review = context.new_page(), f"{served.url}/e/{evening.public_id}/me/review"
    page.goto(served.phone_link(evening.event_id, own))
    page.goto(review)
    answer(page.locator("fieldset[data-choice]").first, "yes", "Réponse reçue")
    if waits:
        context.route("**/me/choice/*", unreachable)
        answer(page.locator("fieldset[data-choice]").first, "not", "pas encore envoyée")
    open_next(page, served.phone_link(evening.event_id, evening.people["C02-1"]))
    context.unroute_all(behavior="wait")
    with served.database.writing() as session:
        links.reissue_participant(session, evening.event_id, own, secret_key=SECRET)
    open_next(page, served.phone_link(evening.event_id, own))
    assert holds(page, NOTHING_KEPT)
    page.goto(review)
    line = page.locator("fieldset[data-choice]").first
    if waits:
        expect(line.locator("input[value=not]")).to_be_checked()
        expect(line.locator("[data-elsewhere]")).to_be_hidden()
    else:
        expect(line.locator("[data-elsewhere]")).to_be_visible()
        expect(page.locator("input:checked")).to_have_count(0)
    (kept,) = stored(served, own).values()
    assert kept[0] == ("not" if waits else "yes")
    answer(line, "yes", "Réponse reçue")
    ((kept_now, key),) = stored(served, own).values()
    assert kept_now == "yes"
    assert int(key.split(".")[1]) == (3 if waits else STEP + 1)  # on from what waited, or the next thousand
    page.reload()
    expect(line.locator("input[value=yes]")).to_be_checked()
    visits.forgive(*NO_NETWORK)


def open_next(page: Page, link: str) -> None:
    """Open another link in a tab; what stood there goes before, or it would load itself anew as the reader changes."""
    page.goto("about:blank")
    page.goto(link)


def answer(line: Locator, value: str, receipt: str) -> None:
    line.locator(f"input[value={value}]").click()
    expect(line.locator("[data-receipt]")).to_contain_text(receipt)
