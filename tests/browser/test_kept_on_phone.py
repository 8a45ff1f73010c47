"""What a phone keeps for a person goes when it is of no more use, for everybody who used it once choices are sealed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import Served
from tests.browser.visits import Visits
from tests.webapp.conftest import Evening, HandClock
from webapp.services import choices

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KEPT = """() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]
    .filter((key) => /^entremise-(answers|numbers|reloaded|erasing)/.test(key)).sort()"""
#: Keeps an answer that waits, and its number, for somebody.
KEEP = """(reader) => {
    localStorage.setItem(`entremise-answers-${reader}`, '{"/x": {"answer": "yes", "sequence": 1, "key": "k"}}');
    localStorage.setItem(`entremise-numbers-${reader}`, '{"/x": 1}');
}"""
TOO_LATE = "n’a pas été confirmée avant la clôture"


def an_answer_that_waits(phone: Page, served: Served, evening: Evening, own: int) -> list[str]:
    """Somebody taps without a network, on a phone that another person has used; returns what it keeps of the other."""
    phone.goto(served.phone_link(evening.event_id, own))
    phone.goto(f"{served.url}/e/{evening.public_id}/me/review")
    other = f"{evening.public_id}-{own + 1}"
    phone.evaluate(KEEP, other)
    phone.route("**/me/choice/*", lambda route: route.abort("internetdisconnected"))
    line = phone.locator("fieldset[data-choice]").first
    line.locator("input[value=yes]").click()
    expect(line.locator("[data-receipt]")).to_contain_text("pas encore envoyée")
    mine = f"{evening.public_id}-{own}"
    kept = [f"entremise-{what}-{whose}" for what in ("answers", "numbers") for whose in (mine, other)]
    assert phone.evaluate(KEPT) == sorted(kept)
    return [key for key in kept if key.endswith(other)]


def test_what_waits_stays_until_the_seal_and_goes_with_it_whoever_it_was_kept_for(
    served: Served, visits: Visits, evening: Evening, own: int, clock: HandClock
) -> None:
    phone = visits.open("phone")
    an_answer_that_waits(phone, served, evening, own)
    elsewhere = [f"a{evening.public_id}-1", f"{evening.public_id}-1-{own}"]  # of other evenings
    for reader in elsewhere:
        phone.evaluate(KEEP, reader)
    clock.go(minutes=30)
    phone.goto(f"{served.url}/e/{evening.public_id}/me")
    expect(phone.get_by_role("heading", name="Choix clos")).to_be_visible()
    assert len(phone.evaluate(KEPT)) == 8  # closed, not sealed yet
    expect(phone.get_by_text(TOO_LATE)).to_be_hidden()
    with served.database.writing() as session:
        choices.seal(session, evening.event_id, clock.now())
    phone.evaluate("dispatchEvent(new Event('online'))")  # the page follows, without being loaded anew
    expect(phone.get_by_text(TOO_LATE)).to_be_visible()
    keeps(phone, [f"entremise-{what}-{reader}" for what in ("answers", "numbers") for reader in elsewhere])
    with served.database.writing() as session:
        choices.reveal(session, evening.event_id, clock.now())
    phone.goto(f"{served.url}/e/{evening.public_id}/me")
    expect(phone.get_by_role("heading", name="Vos résultats")).to_be_visible()
    expect(phone.get_by_text(TOO_LATE)).to_be_visible()  # told beside the results, too
    visits.forgive("net::ERR", "status of 422")


@pytest.mark.parametrize("shown", [False, True], ids=["sealed", "results shown"])
def test_whoever_s_answer_was_found_on_anothers_page_reads_that_it_came_too_late(
    served: Served, visits: Visits, evening: Evening, own: int, clock: HandClock, shown: bool
) -> None:
    """Of the answer itself nothing is left meanwhile; and nobody else reads of it, before or after."""
    other, third = evening.people["C02-1"], evening.people["C03-1"]
    phone = visits.open("phone", served.phone_link(evening.event_id, own))
    for reader in (other, third):
        phone.evaluate(KEEP, f"{evening.public_id}-{reader}")
    clock.go(minutes=30)
    with served.database.writing() as session:
        choices.seal(session, evening.event_id, clock.now())
    if shown:
        with served.database.writing() as session:
            choices.reveal(session, evening.event_id, clock.now())
    phone.goto(f"{served.url}/e/{evening.public_id}/me")
    keeps(phone, [])
    expect(phone.get_by_text(TOO_LATE)).to_be_hidden()
    left = phone.evaluate("Object.entries(localStorage).map(String).sort()")
    assert left == sorted(f"entremise-late-{evening.public_id}-{reader},1" for reader in (other, third))
    phone.goto(served.phone_link(evening.event_id, other))
    expect(phone.get_by_text(TOO_LATE)).to_be_visible()
    phone.reload()
    expect(phone.get_by_text(TOO_LATE)).to_be_visible()  # as long as the tab is open, as on a phone of one's own
    left = phone.evaluate("Object.keys(localStorage)")
    assert left == [f"entremise-late-{evening.public_id}-{third}"]
    phone.goto(served.phone_link(evening.event_id, own))
    expect(phone.get_by_text(TOO_LATE)).to_be_hidden()


def test_erasing_oneself_empties_the_phone_of_oneself_once_it_is_done(
    served: Served, visits: Visits, evening: Evening, own: int
) -> None:
    phone = visits.open("phone")
    of_other = an_answer_that_waits(phone, served, evening, own)
    all_of_it = phone.evaluate(KEPT)
    phone.goto(f"{served.url}/e/{evening.public_id}/me/erase")
    phone.get_by_role("button", name="Effacer mes données").click()  # without the tick nothing is erased
    expect(phone.get_by_role("alert")).to_be_visible()
    keeps(phone, all_of_it)
    phone.get_by_label("J’ai compris").check()
    phone.get_by_role("button", name="Effacer mes données").click()
    expect(phone.get_by_role("heading", name="C’est effacé")).to_be_visible()
    keeps(phone, of_other)
    visits.forgive("net::ERR", "status of 422")


def test_opening_the_last_page_without_having_erased_anything_takes_nothing_away(
    served: Served, visits: Visits, evening: Evening, own: int
) -> None:
    phone = visits.open("phone")
    an_answer_that_waits(phone, served, evening, own)
    all_of_it = phone.evaluate(KEPT)
    phone.goto(f"{served.url}/erased", wait_until="networkidle")
    expect(phone.get_by_role("heading", name="C’est effacé")).to_be_visible()
    keeps(phone, all_of_it)
    visits.forgive("net::ERR", "status of 422")


def keeps(phone: Page, keys: list[str]) -> None:
    """The phone keeps just that, once its scripts have run."""
    phone.wait_for_function(f"(keys) => String(({KEPT})()) === String(keys)", arg=sorted(keys))
