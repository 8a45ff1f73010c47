"""No page breaks a WCAG 2 A or AA rule that axe-core checks; phones reflow; keys suffice; a new table is announced."""

from collections.abc import Iterator

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.serving import Served
from tests.browser.visits import Visits
from tests.webapp.conftest import PASSWORD, Evening, HandClock, consent, partner_in
from webapp.models import ChoiceRow
from webapp.services import accounts, choices, event_day, plans, roles

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Axe()
RULES: dict[str, object] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # all that another scheme can break
NARROWEST, USUAL = 320, 390  # pixels
PHONE_PAGES = ("me", "me/review", "me/consent", "me/programme", "me/profile", "me/privacy", "me/erase")
LONG_LOOKS = ("answered", "closing", "revealed")  # phases in which every page of a phone is looked at
DESK_PAGES = (
    *("desk/sheet", "desk/rules", "desk/plan", "desk/plan?view=companies", "desk/plan?view=people", "desk/evening"),
    *("desk/presence", "desk/presence?show=all", "desk/presence/new", "desk/presence/repair", "desk/presence/changes"),
    *("desk/people", "desk/people/links", "desk/team", "desk/log", "desk/results", "desk/badges", "desk/timetables"),
    *("pairs", "pairs/C01/A01", "profiles", "profiles/C01", "evaluation"),
    *("desk/report", "desk/what-if?more_tables=1&over=rounds"),
)
#: Beside the evening's own page, in the phases in which they say something else.
LATER_DESK_PAGES = dict.fromkeys(("closing", "closed", "sealed"), ("desk/evening", "desk/results"))
LATER_DESK_PAGES["revealed"] = ("desk/evening", "desk/results", "evaluation")


def phases(served: Served, evening: Evening, clock: HandClock) -> Iterator[str]:
    """Lead the evening through its phases; one pair of people says yes to each other, the others say nothing."""

    def act(action: str) -> None:
        with served.database.writing() as session:
            event_day.act(session, evening.event_id, action, clock.now())

    clock.go(minutes=-20)
    yield "before"
    clock.go(minutes=20)
    act("start")
    yield "meeting"
    clock.go(minutes=7, seconds=20)
    yield "last minute"
    clock.go(minutes=1)
    yield "change-over"
    act("pause")
    yield "paused"
    act("resume")
    partner = partner_in(served.database, evening, "C01-1", 1)
    own = evening.people["C01-1"]
    with served.database.writing() as session:
        for one, other in ((own, partner), (partner, own)):
            consent(session, one, clock.now())
            choices.record(session, participant_id=one, partner_id=other, answer="yes", sequence=1, now=clock.now())
    yield "answered"
    act("end")
    yield "closing"
    clock.go(minutes=11)
    yield "closed"
    with served.database.writing() as session:
        choices.seal(session, evening.event_id, clock.now())
    yield "sealed"
    with served.database.writing() as session:
        choices.reveal(session, evening.event_id, clock.now())
    yield "revealed"


def test_phones(served: Served, visits: Visits, evening: Evening, clock: HandClock) -> None:
    address = f"{served.url}/e/{evening.public_id}"
    phone = visits.open("phone", served.phone_link(evening.event_id, evening.people["C01-1"]), color_scheme="light")
    without_wish = visits.open("phone", served.phone_link(evening.event_id, other_person(served, evening)))
    found: dict[str, list[str]] = {}
    wide = []
    for phase in phases(served, evening, clock):
        for path in PHONE_PAGES if phase in LONG_LOOKS else PHONE_PAGES[:1]:
            phone.goto(f"{address}/{path}")
            found[f"{phase}, {path}"] = broken_rules(phone)
            wide += too_wide(phone, f"{phase}, {path}", enlarged=True)
            phone.emulate_media(color_scheme="dark")
            found[f"{phase}, {path}, dark"] = broken_rules(phone, rules=COLOURS)
            phone.emulate_media(color_scheme="light")
    without_wish.goto(f"{address}/me")
    found["no wish"] = broken_rules(without_wish)
    assert {place: rules for place, rules in found.items() if rules} == {}
    assert wide == []


def test_the_projector(served: Served, visits: Visits, evening: Evening, clock: HandClock) -> None:
    hall = visits.open("hall", served.hall_link(evening.event_id))
    found = {}
    for phase in phases(served, evening, clock):
        hall.reload()
        found[phase] = broken_rules(hall)
    assert {place: rules for place, rules in found.items() if rules} == {}


def test_the_desk(served: Served, visits: Visits, evening: Evening, clock: HandClock) -> None:
    desk = visits.open("desk", f"{served.url}/sign-in")
    found = {"sign-in": broken_rules(desk)}
    sign_in(desk, "organiser@example.org")
    for path in ("/", "/events/new", "/account", "/password"):
        desk.goto(served.url + path)
        found[path] = broken_rules(desk)
    for phase in phases(served, evening, clock):
        for path in DESK_PAGES if phase == "before" else LATER_DESK_PAGES.get(phase, ("desk/evening",)):
            desk.goto(f"{served.url}/e/{evening.public_id}/{path}")
            found[f"{phase}, {path}"] = broken_rules(desk)
    assert {place: rules for place, rules in found.items() if rules} == {}


def test_a_facilitator(served: Served, visits: Visits, evening: Evening) -> None:
    with served.database.writing() as session:
        account_id = accounts.create_account(
            session, email="farid@example.org", name="Farid", password=PASSWORD, may_organise=False
        )
        roles.grant(session, event_id=evening.event_id, account_id=account_id, role="facilitator")
    page = visits.open("desk", f"{served.url}/sign-in")
    sign_in(page, "farid@example.org")
    found = {}
    for path in ("", "pairs", "pairs/C01/A01", "profiles", "profiles/C01", "evaluation"):
        page.goto(f"{served.url}/e/{evening.public_id}/{path}" if path else served.url)
        found[path] = broken_rules(page)
    assert {place: rules for place, rules in found.items() if rules} == {}


def test_axe_finds_what_is_broken(served: Served, visits: Visits) -> None:
    page = visits.open("desk", f"{served.url}/sign-in")
    page.evaluate("document.querySelector('label[for=email]').remove()")
    assert any(rule.startswith("label") for rule in broken_rules(page))
    assert broken_rules(page, rules=COLOURS) == []
    page.evaluate("document.querySelector('h1').style.color = '#bbb'")
    assert broken_rules(page, rules=COLOURS) != []
    page.evaluate("document.body.append(Object.assign(document.createElement('div'), {id: 'wide'}))")
    page.set_viewport_size({"width": NARROWEST, "height": 600})
    page.evaluate("document.getElementById('wide').style.cssText = 'width: 900px; height: 1px'")
    assert too_wide(page, "sign-in") != []


def test_keys_suffice_to_answer(served: Served, visits: Visits, evening: Evening, clock: HandClock) -> None:
    own = evening.people["C01-1"]
    partner = partner_in(served.database, evening, "C01-1", 1)
    with served.database.writing() as session:
        consent(session, own, clock.now())
        event_day.act(session, evening.event_id, "start", clock.now())
    clock.go(minutes=9)
    phone = visits.open("phone", served.phone_link(evening.event_id, own))
    for _ in range(30):
        phone.keyboard.press("Tab")
        if phone.evaluate("document.activeElement.type") == "radio":
            break
    expect(phone.get_by_role("radio", name="Oui, nous revoir")).to_be_focused()
    expect(phone.get_by_role("radio", checked=True)).to_have_count(0)
    phone.keyboard.press("Space")
    expect(phone.get_by_role("radio", name="Oui, nous revoir")).to_be_checked()
    expect(phone.get_by_text("Réponse reçue,")).to_be_visible()
    with served.database.reading() as session:
        assert session.get_one(ChoiceRow, (own, partner)).answer == "yes"


def test_a_new_table_is_announced(served: Served, visits: Visits, evening: Evening, clock: HandClock) -> None:
    own, table = somebody_who_moves(served, evening)
    with served.database.writing() as session:
        event_day.act(session, evening.event_id, "start", clock.now())
    phone = visits.open("phone", served.phone_link(evening.event_id, own))
    phone.evaluate("""() => {
        const region = document.getElementById('announcements');
        window.said = [];
        new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
    }""")
    assert phone.locator("#announcements").get_attribute("aria-live") == "polite"
    clock.go(minutes=8, seconds=5)
    expect(phone.locator("#table-number")).to_have_text(str(table))
    assert phone.evaluate("window.said")[-1] == f"C’est l’heure. Votre table\u00a0: {table}."


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def other_person(served: Served, evening: Evening) -> int:
    """A company's participant who is not the one that says yes."""
    return evening.people["C02-1"]


def somebody_who_moves(served: Served, evening: Evening) -> tuple[int, int]:
    """Somebody whose table changes after the first round, and the new table."""
    with served.database.reading() as session:
        for person in evening.people.values():
            meetings = plans.own_meetings(session, person)
            if meetings[1].table_number != meetings[2].table_number:
                return person, meetings[2].table_number
    raise AssertionError("nobody moves in this plan")


def broken_rules(page: Page, *, rules: dict[str, object] = RULES) -> list[str]:
    """Each rule that the page breaks, with the first place where it does."""
    found = AXE.run(page, options=rules)["violations"]
    return [f"{rule['id']} x{len(rule['nodes'])}: {rule['nodes'][0]['html'][:160]}" for rule in found]


def too_wide(page: Page, place: str, *, enlarged: bool = False) -> list[str]:
    """The place, if one would have to scroll sideways on the narrowest screen or, ``enlarged``, with large letters."""
    before = page.viewport_size
    assert before is not None
    found = []
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    for width, letters in ((NARROWEST, size), (USUAL, 2 * size))[: 1 + enlarged]:
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate("size => { document.documentElement.style.fontSize = `${size}px`; }", letters)
        needed = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{place}, letters of {letters:g} px: {needed} px"] if needed > width else []
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(before)
    return found
