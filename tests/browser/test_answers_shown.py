"""What a phone shows of answers is what stands, whatever comes late, from elsewhere, or is masked."""

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from tests.browser.serving import Served
from tests.browser.taps import holds, stored
from tests.browser.visits import Visits
from tests.webapp.conftest import Evening, HandClock
from webapp.services import event_day

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: What makes the page remember what it was told; taken out for a control.
REMEMBERS = "stored?.sequence > Number(fieldset.dataset.sequence) ? stored : null"
ELSEWHERE = "elle vient d’un autre téléphone"


def review(served: Served, visits: Visits, evening: Evening, own: int) -> Page:
    phone = visits.open("phone", served.phone_link(evening.event_id, own))
    phone.goto(f"{served.url}/e/{evening.public_id}/me/review")
    return phone


def answer(line: Locator, value: str) -> None:
    with line.page.expect_response("**/me/choice/*") as received:  # an earlier answer may have left its receipt
        line.locator(f"input[value={value}]").click()
    assert received.value.status == 200
    expect(line.locator("[data-receipt]")).to_contain_text("Réponse reçue")


@pytest.mark.parametrize("defended", [True, False])
def test_a_page_from_before_an_answer_does_not_take_it_off_the_screen(
    served: Served, visits: Visits, evening: Evening, own: int, defended: bool
) -> None:
    """Each page asked for by the script is read at once, and comes only after another answer was received."""
    phone = visits.open("phone", served.phone_link(evening.event_id, own))
    if not defended:  # negative control
        phone.route(
            "**/choice.js*",
            lambda route: route.fulfill(response=(came := route.fetch()), body=came.text().replace(REMEMBERS, "null")),
        )
    phone.goto(f"{served.url}/e/{evening.public_id}/me/review")
    lines = phone.locator("fieldset[data-choice]")
    answer(lines.nth(1), "yes")
    expect(phone.get_by_text("Il manque 2 réponses sur 3.")).to_be_visible()  # the page knows of it
    held: list[tuple[Route, APIResponse]] = []
    phone.route("**/me/review", lambda route: held.append((route, route.fetch())))
    answer(lines.nth(0), "yes")
    for _ in range(200):
        if not held:
            phone.wait_for_timeout(100)
    answer(lines.nth(1), "not")
    phone.evaluate("document.addEventListener('entremise:swapped', () => (window.swapped = true))")
    late, before = held[0]
    late.fulfill(response=before)
    assert holds(phone, "window.swapped === true")
    shown = lines.nth(1).locator("input:checked").get_attribute("value")
    assert sorted(one for one, _ in stored(served, own).values()) == ["not", "yes"]
    assert shown == ("not" if defended else "yes")
    phone.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize("silent", [False, True])
def test_every_answer_that_waits_says_so(
    served: Served, visits: Visits, evening: Evening, own: int, silent: bool
) -> None:
    """The first, those behind it, and one in place of an answer that was received: a tick alone looks stored."""
    phone = review(served, visits, evening, own)
    lines = phone.locator("fieldset[data-choice]")
    answer(lines.nth(0), "yes")
    phone.route("**/me/choice/*", lambda route: None if silent else route.abort("internetdisconnected"))
    for number, value in ((2, "yes"), (1, "not"), (0, "not")):
        lines.nth(number).locator(f"input[value={value}]").click()
    assert "Réponse reçue" not in (lines.nth(0).locator("[data-receipt]").text_content() or "")
    for number in range(3):
        receipt = lines.nth(number).locator("[data-receipt]")
        expect(receipt).to_contain_text("pas encore envoyée")
        expect(receipt).not_to_have_class("unseen")
    assert [one for one, _ in stored(served, own).values()] == ["yes"]
    visits.forgive("net::ERR")


def test_an_answer_changed_on_another_phone_is_no_longer_shown(
    served: Served, visits: Visits, evening: Evening, own: int
) -> None:
    first, second = (review(served, visits, evening, own) for _ in range(2))
    line = first.locator("fieldset[data-choice]").first
    answer(line, "yes")
    expect(first.get_by_text("Il manque 2 réponses sur 3.")).to_be_visible()  # this page has come anew
    second.reload()
    beside = second.locator("fieldset[data-choice]").first
    expect(beside).to_contain_text(ELSEWHERE)
    beside.locator("input[value=not]").click()
    expect(beside.get_by_text(ELSEWHERE)).to_be_hidden()  # what was given here stands now
    expect(line).to_contain_text(ELSEWHERE)
    expect(line.locator("input:checked")).to_have_count(0)


def test_masked_answers_take_no_taps_and_stay_masked(
    served: Served, visits: Visits, evening: Evening, own: int
) -> None:
    phone = review(served, visits, evening, own)
    line = phone.locator("fieldset[data-choice]").first
    answer(line, "not")
    phone.get_by_role("button", name="Masquer mes réponses").click()
    line.locator("label").first.click(force=True)
    phone.wait_for_timeout(300)
    assert [one for one, _ in stored(served, own).values()] == ["not"]
    phone.reload()
    expect(phone.locator("#review")).to_have_class("review-list masked")
    phone.get_by_role("button", name="Montrer mes réponses").click()
    answer(line, "yes")
    assert [one for one, _ in stored(served, own).values()] == ["yes"]


def test_a_phone_without_a_network_says_so_at_once(served: Served, visits: Visits, evening: Evening, own: int) -> None:
    context = visits.context("phone")
    phone = context.new_page()
    phone.goto(served.phone_link(evening.event_id, own))
    expect(phone.get_by_text("En ligne")).to_be_visible()
    context.set_offline(True)
    expect(phone.get_by_text("Hors ligne")).to_be_visible(timeout=4_000)  # asking takes longer
    context.set_offline(False)
    expect(phone.get_by_text("En ligne")).to_be_visible()
    visits.forgive("net::ERR_INTERNET_DISCONNECTED")


def test_readers_of_screens_hear_of_a_pause_and_of_the_results(
    served: Served, visits: Visits, evening: Evening, own: int, clock: HandClock
) -> None:
    clock.go(minutes=-26)  # back into the first meeting
    phone = visits.open("phone", served.phone_link(evening.event_id, own))
    heard = phone.locator("#announcements")
    for action, sentence in (("pause", "La soirée est suspendue."), ("resume", "La soirée reprend.")):
        with served.database.writing() as session:
            event_day.act(session, evening.event_id, action, clock.now())
        expect(heard).to_contain_text(sentence)
        assert heard.inner_text().count(sentence) == 1
    clock.go(minutes=26)
    expect(heard).to_contain_text("Les rencontres sont terminées.")
