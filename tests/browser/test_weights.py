"""The sliders of a facilitator: by keyboard, live, on a phone, without script; kept, taken back; nobody shut out."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from matching import read_organisations
from tests.browser.serving import Served
from tests.browser.test_accessibility import broken_rules, sign_in, too_wide
from tests.browser.visits import Visits
from tests.webapp.conftest import PASSWORD, THREE_BY_THREE, Evening, HandClock, make_evening
from webapp.services import accounts, criterion_weights, roles

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FACILITATOR = "farid@example.org"


@pytest.fixture
def evening(served: Served, clock: HandClock, tmp_path: Path) -> Evening:
    """One round of the tiny world, so that most pairs do not meet, with a facilitator."""
    sheet = tmp_path / "three_by_three.csv"
    shared = THREE_BY_THREE.replace("digital_access=8; ageing", "digital_access=8; employment")
    sheet.write_text(shared, encoding="utf-8")
    made = make_evening(served.database, read_organisations(sheet), clock, n_rounds=1)
    with served.database.writing() as session:
        account_id = accounts.create_account(
            session, email=FACILITATOR, name="Farid", password=PASSWORD, may_organise=False
        )
        roles.grant(session, event_id=made.event_id, account_id=account_id, role="facilitator")
    return made


def pairs_page(served: Served, visits: Visits, evening: Evening, audience: str = "desk", **differently: bool) -> Page:
    """The facilitator's list of pairs."""
    page = visits.open(audience, f"{served.url}/sign-in", **differently)
    sign_in(page, FACILITATOR)
    page.goto(f"{served.url}/e/{evening.public_id}/pairs")
    return page


def order(page: Page) -> list[str]:
    """The pairs from first to last, whether the style sheet, which breaks lines, is there yet or not."""
    return [" ".join(text.split()) for text in page.locator(".pairs-names").all_text_contents()]


def in_use(served: Served, evening: Evening) -> int | None:
    with served.database.reading() as session:
        return criterion_weights.in_use(session, evening.event_id).number


def test_keys_move_a_slider_and_the_list_follows(served: Served, visits: Visits, evening: Evening) -> None:
    page = pairs_page(served, visits, evening)
    before = order(page)
    expect(page.get_by_role("button", name="Voir l’effet")).to_be_hidden()
    expect(page.get_by_role("button", name="Garder : version 1")).to_be_hidden()
    slider = page.get_by_role("slider", name="Proximité")
    slider.focus()
    page.keyboard.press("Home")
    line = page.locator(".slider", has=slider)
    expect(line.locator("[data-value]")).to_have_text("0")
    expect(line.locator("[data-before]")).to_be_visible()
    expect(slider).to_have_attribute("aria-valuetext", "0 pour cent")
    effect = page.get_by_role("region", name="Ce que change cet essai")
    expect(effect).to_be_visible()
    expect(page.locator("#announcements")).to_contain_text("premières paires")
    expect(slider).to_be_focused()
    assert "points-place=0" in page.url
    after = order(page)
    assert sorted(after) == sorted(before)
    assert after != before
    tags = page.locator(".move").all_inner_texts()
    assert any("monte" in tag for tag in tags)
    page.reload()
    assert order(page) == after
    page.get_by_role("link", name="Annuler l’essai").click()
    expect(effect).to_be_hidden()
    assert order(page) == before
    assert page.url.endswith("/pairs")
    assert in_use(served, evening) is None


def test_a_setting_is_kept_tried_and_taken_back(served: Served, visits: Visits, evening: Evening) -> None:
    page = pairs_page(served, visits, evening)
    before = order(page)
    page.get_by_role("slider", name="Proximité").fill("0")
    expect(page.get_by_role("region", name="Ce que change cet essai")).to_be_visible()
    tried = order(page)
    page.get_by_text("Ajouter un mot").click()
    page.get_by_label("Pourquoi ce changement").fill("Se revoir facilement")
    page.get_by_role("button", name="Garder : version 1").click()
    expect(page.get_by_text("Réglages gardés : version 1.")).to_be_visible()
    expect(page.get_by_text("Se revoir facilement")).to_be_visible()
    expect(page.get_by_role("slider", name="Proximité")).to_have_value("0")
    assert (order(page), in_use(served, evening)) == (tried, 1)
    page.get_by_role("link", name="Essayer Réglages par défaut").click()
    expect(page.get_by_role("region", name="Ce que change cet essai")).to_be_visible()
    assert (order(page), in_use(served, evening)) == (before, 1)
    page.get_by_role("button", name="Utiliser Réglages par défaut").click()
    expect(page.get_by_text("Les réglages par défaut comptent dès maintenant")).to_be_visible()
    assert (order(page), in_use(served, evening)) == (before, None)


def test_the_last_of_many_moves_is_the_one_that_is_shown(served: Served, visits: Visits, evening: Evening) -> None:
    page = pairs_page(served, visits, evening)
    slider = page.get_by_role("slider", name="Proximité")
    slider.focus()
    for key in ("Home", "End", "Home", "End", "PageDown", "Home"):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile("points-place=0"))
    expect(page.locator("[data-effect]")).not_to_have_attribute("aria-busy", "true")
    shown = order(page)
    page.reload()
    assert order(page) == shown


def test_a_move_that_found_no_place_is_asked_for_again(served: Served, visits: Visits, evening: Evening) -> None:
    page, refused = pairs_page(served, visits, evening), []
    before = order(page)

    def busy_at_first(route: Route) -> None:
        refused.append(route.request.url)
        if len(refused) > 1:
            route.continue_()
        else:
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="later")

    page.route("**/pairs/effect?*", busy_at_first)
    page.get_by_role("slider", name="Proximité").fill("0")
    expect(page.get_by_role("region", name="Ce que change cet essai")).to_be_visible()
    expect(page).to_have_url(re.compile("points-place=0"))
    assert len(refused) == 2
    assert order(page) != before
    visits.faults[:] = [one for one in visits.faults if "503" not in one]


def test_filters_keep_what_is_tried(served: Served, visits: Visits, evening: Evening) -> None:
    page = pairs_page(served, visits, evening)
    page.get_by_role("slider", name="Objectifs").fill("31")
    expect(page).to_have_url(re.compile("points-objectives=31"))
    page.get_by_role("searchbox", name="Mots").fill("Emploi")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("slider", name="Objectifs")).to_have_value("31")
    assert all("Emploi Tremplin" in pair for pair in order(page))
    page.get_by_role("link", name="Ouvrir").first.click()
    expect(page.get_by_text("Ces chiffres suivent vos réglages à l’essai")).to_be_visible()
    page.get_by_role("link", name="Toutes les paires").click()
    expect(page.get_by_role("slider", name="Objectifs")).to_have_value("31")


def test_without_script_a_button_shows_the_effect(served: Served, visits: Visits, evening: Evening) -> None:
    page = pairs_page(served, visits, evening, java_script_enabled=False)
    before = order(page)
    page.get_by_role("slider", name="Proximité").press("Home")
    page.get_by_role("button", name="Voir l’effet").click()
    expect(page.get_by_role("region", name="Ce que change cet essai")).to_be_visible()
    assert order(page) != before
    page.get_by_role("button", name="Garder : version 1").click()
    expect(page.get_by_text("Réglages gardés : version 1.")).to_be_visible()
    assert in_use(served, evening) == 1


def test_a_phone_has_the_sliders_too(served: Served, visits: Visits, evening: Evening) -> None:
    page = pairs_page(served, visits, evening, "phone")
    slider = page.get_by_role("slider", name="Proximité")
    expect(slider).to_be_hidden()
    page.get_by_role("link", name="Régler ce qui compte").click()
    expect(slider).to_be_visible()
    slider.fill("0")
    expect(page.locator("[data-told]")).to_contain_text("premières paires")
    page.get_by_role("link", name="Voir la liste").click()
    expect(page.locator("#pairs")).to_be_in_viewport()
    expect(slider).to_have_value("0")


def test_nobody_is_shut_out(served: Served, visits: Visits, evening: Evening) -> None:
    page = pairs_page(served, visits, evening)
    with served.database.writing() as session:
        account_id = session.connection().exec_driver_sql("SELECT min(id) FROM accounts").scalar_one()
        criterion_weights.save(
            session,
            evening.event_id,
            criterion_weights.default_setting(),
            note="Un mot",
            account_id=account_id,
            now=evening.clock.now(),
        )
    found, wide = {}, []
    for path in ("pairs", "pairs?points-place=0", "pairs?points-forms=99", "pairs/C01/A02", "pairs/C01/A02?giving=0"):
        page.goto(f"{served.url}/e/{evening.public_id}/{path}")
        for fold in page.locator("main details:not([open]) > summary").all():
            if fold.is_visible():
                fold.click()
        found[path] = broken_rules(page)
        wide += too_wide(page, path)
    assert {path: rules for path, rules in found.items() if rules} == {}
    assert wide == []
