"""Pointing at the heat map names the pair, a click explains it; the form beside does the same from the keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.serving import Served
from tests.browser.test_accessibility import broken_rules, sign_in
from tests.browser.visits import Visits
from tests.webapp.conftest import Evening, HandClock

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_click_on_the_heat_map_asks_about_the_pair(
    served: Served, visits: Visits, evening: Evening, clock: HandClock
) -> None:
    clock.go(minutes=-20)
    desk = visits.open("desk", f"{served.url}/sign-in")
    sign_in(desk, "organiser@example.org")
    desk.wait_for_url(lambda address: "/sign-in" not in address)
    desk.goto(f"{served.url}/e/{evening.public_id}/desk/plan?view=companies")
    picture = desk.locator(".picture-scores")
    picture.scroll_into_view_if_needed()
    left, top, cell = (float(picture.get_attribute(f"data-{name}") or 0) for name in ("left", "top", "cell"))
    place = {"x": left + 1.5 * cell, "y": top + 2.5 * cell}  # the third company, the second association
    picture.hover(position=place)
    expect(desk.locator("[data-heat-map-aim]")).to_have_text("Brasserie du Ried – Internet pour tous")
    picture.click(position=place)
    desk.wait_for_url(lambda address: "association=" in address)
    assert "view=companies" in desk.url
    expect(desk.locator("#pair")).to_contain_text("Brasserie du Ried")
    expect(desk.locator("#pair")).to_contain_text("Internet pour tous")
    for summary in desk.locator(".picture-figure summary").all():
        summary.focus()
        desk.keyboard.press("Enter")
    expect(desk.locator(".twin").first).to_be_visible()
    assert broken_rules(desk) == []


def test_the_form_asks_the_same_from_the_keyboard(
    served: Served, visits: Visits, evening: Evening, clock: HandClock
) -> None:
    clock.go(minutes=-20)
    desk = visits.open("desk", f"{served.url}/sign-in")
    sign_in(desk, "organiser@example.org")
    desk.wait_for_url(lambda address: "/sign-in" not in address)
    desk.goto(f"{served.url}/e/{evening.public_id}/desk/plan")
    desk.get_by_label("Association", exact=True).select_option("Internet pour tous")
    desk.get_by_role("button", name="Expliquer ce duo").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#pair")).to_contain_text("Internet pour tous")
