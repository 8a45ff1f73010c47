"""Taps on a real phone through lost networks, lost answers, reloads and killed tabs: each stands once, none is lost.

ENTREMISE_TAPS=300 taps that often; a few are enough every day.
"""

import os

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.serving import Served
from tests.browser.taps import FOREIGN, FORGETFUL, NOTHING_KEPT, make_credulous, play, stored
from tests.browser.visits import Visits
from tests.webapp.conftest import Evening, HandClock
from webapp.services import event_day

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: The network that was taken away on purpose, and refusals.
OF_THE_NETWORK = ("net::ERR", r"the server responded with a status of 40[349] .*/me/choice/")
#: No browser puts back into a form of answers what was ticked there before.
FILLED_IN_BY_NOBODY = """() => [...document.querySelectorAll("[data-choice]")].every(
  (one) => one.form.autocomplete === "off")"""
SCRIPTS = """() => [...document.querySelectorAll("script[type=module]")].map(
  (one) => new URL(one.src).pathname.split("/").pop())"""
N_TAPS = int(os.environ.get("ENTREMISE_TAPS", "15"))


def test_every_tap_is_delivered_once_and_the_last_stands(
    served: Served, visits: Visits, evening: Evening, own: int
) -> None:
    link = served.phone_link(evening.event_id, own)
    played = play(visits.context("phone"), served, evening, link, n_taps=N_TAPS, seed=7)
    found = stored(served, own)
    assert {partner: answer for partner, (answer, _) in found.items()} == played.last
    assert all(len(bodies) == 1 for bodies in played.sent.values())  # a key never carries another answer
    assert {key for _, key in found.values()} <= set(played.sent)
    assert played.n_taps == N_TAPS
    visits.forgive(*OF_THE_NETWORK)


def loses(context: BrowserContext, served: Served, evening: Evening, link: str, own: int, disturbance: str) -> bool:
    """Whether taps are lost in one of three plays: on a busy machine one now and then gets through after all."""
    for seed in (7, 8, 9):
        played = play(context, served, evening, link, n_taps=4, seed=seed, disturbances=(disturbance,))
        found = stored(served, own)
        if any(partner not in found or found[partner][0] != answer for partner, answer in played.last.items()):
            return True
    return False


def test_a_browser_that_puts_nothing_away_loses_taps(
    served: Served, visits: Visits, evening: Evening, own: int
) -> None:
    """The control: what is seen above is seen because answers are kept beyond their page."""
    context = visits.context("phone")
    context.add_init_script(FORGETFUL)
    link = served.phone_link(evening.event_id, own)
    assert loses(context, served, evening, link, own, "killed without a network")
    visits.forgive(*OF_THE_NETWORK)


def test_a_phone_that_believes_whatever_answers_loses_taps(
    served: Served, visits: Visits, evening: Evening, own: int
) -> None:
    """The control: what is seen above is seen because only our own receipt counts."""
    context = visits.context("phone")
    make_credulous(context)
    link = served.phone_link(evening.event_id, own)
    assert loses(context, served, evening, link, own, "a foreign answer")
    visits.forgive(*OF_THE_NETWORK)


@pytest.mark.parametrize(("page", "minutes"), [("", -10.5), ("/review", 0)])
def test_a_tap_from_before_the_script_came_is_delivered(
    served: Served, visits: Visits, evening: Evening, own: int, clock: HandClock, page: str, minutes: float
) -> None:
    """On a slow network a page can be tapped long before its scripts are there; what was not tapped is not sent."""
    phone = visits.open("phone", served.phone_link(evening.event_id, own))
    held: list[Route] = []
    clock.go(minutes=minutes)  # back to a change of tables, which asks about whom one has just met
    phone.route("**/choice.js*", lambda route: held.append(route))
    phone.goto(f"{served.url}/e/{evening.public_id}/me{page}", wait_until="commit")
    line = phone.locator("fieldset[data-choice]").first
    line.locator("input[value=not]").click()
    assert phone.evaluate(FILLED_IN_BY_NOBODY)
    scripts = phone.evaluate(SCRIPTS)
    assert scripts.index("choice.js") < scripts.index("live.js")  # which takes pages away
    phone.wait_for_timeout(200)
    assert stored(served, own) == {}
    held[0].continue_()
    expect(line.locator("[data-receipt]")).to_contain_text("Réponse reçue")
    assert [answer for answer, _ in stored(served, own).values()] == ["not"]
    assert phone.evaluate(NOTHING_KEPT)
    phone.unroute_all()
    phone.reload()
    expect(line.locator("input[value=not]")).to_be_checked()
    expect(line.locator("[data-receipt]")).to_contain_text("Réponse reçue")  # by the server's own word
    assert [answer for answer, _ in stored(served, own).values()] == ["not"]


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_answer_is_no_receipt_and_takes_no_tap_away(
    served: Served, visits: Visits, evening: Evening, own: int, kind: str
) -> None:
    """The phone says "kept here", and sends the tap again; only our server's receipt is shown as one."""
    phone = visits.open("phone", served.phone_link(evening.event_id, own))
    phone.goto(f"{served.url}/e/{evening.public_id}/me/review")
    phone.route("**/me/choice/*", lambda route: route.fulfill(**FOREIGN[kind]))
    line = phone.locator("fieldset[data-choice]").first
    line.locator("input[value=yes]").click()
    receipt = line.locator("[data-receipt]")
    expect(receipt).to_contain_text("pas encore envoyée")
    expect(receipt).not_to_have_class("unseen")  # a tick alone would look like an answer that is stored
    assert not phone.evaluate(NOTHING_KEPT)
    assert stored(served, own) == {}
    phone.unroute("**/me/choice/*")
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(receipt).to_contain_text("Réponse reçue")
    assert phone.evaluate(NOTHING_KEPT)
    assert [answer for answer, _ in stored(served, own).values()] == ["yes"]
    visits.forgive(*OF_THE_NETWORK)


def test_a_refusal_of_ours_is_final_and_takes_the_tap_away(
    served: Served, visits: Visits, evening: Evening, own: int, clock: HandClock
) -> None:
    phone = visits.open("phone", served.phone_link(evening.event_id, own))
    phone.goto(f"{served.url}/e/{evening.public_id}/me/review")
    asks = "**/me/{state,review}*"
    phone.route(asks, lambda route: route.abort("internetdisconnected"))
    clock.go(minutes=30)  # past the final review; this page does not know yet, and cannot ask
    with served.database.reading() as session:
        assert event_day.evening_state(session, evening.event_id, clock.now()).phase == "closed"
    line = phone.locator("fieldset[data-choice]").first
    line.locator("input[value=yes]").click()
    expect(line.locator("[data-receipt]")).to_contain_text("Les choix sont clos")
    assert phone.evaluate(NOTHING_KEPT)
    phone.unroute(asks)
    unconfirmed = phone.get_by_text("n’a pas été confirmée avant la clôture")
    expect(unconfirmed).to_be_visible()  # once the page has followed
    phone.get_by_role("link", name="Revenir à maintenant").click()
    expect(phone).to_have_url(f"{served.url}/e/{evening.public_id}/me")
    expect(unconfirmed).to_be_visible()  # and on every page from then on
    assert stored(served, own) == {}
    visits.forgive(*OF_THE_NETWORK)
