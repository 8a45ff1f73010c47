"""Pages of accounts, roles, rights and refusals: no WCAG rule is broken, nothing is out of sight on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.serving import Served
from tests.browser.test_accessibility import broken_rules, too_wide
from tests.browser.test_accessibility import sign_in as fill_in
from tests.browser.visits import Visits
from tests.webapp.conftest import PASSWORD, Evening, HandClock
from webapp.models import ParticipantRow
from webapp.services import accounts, consents, invitations, password_resets, retention, roles
from webapp.services.retention import months_later

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LONG_NAME = "Marie-Clémentine de Montmorency-Lichtenberger"
AFTERWARDS = (
    "desk/sheet",
    "desk/plan",
    "desk/evening",
    "desk/people",
    "desk/results",
    "desk/log",
    "pairs",
    "evaluation",
)


@pytest.fixture
def refused(visits: Visits) -> Iterator[Visits]:
    """Visits in which the server may say no: a browser writes that on its console, which is no fault here."""
    yield visits
    visits.faults[:] = [one for one in visits.faults if "the server responded with a status of 4" not in one]


class Looks:
    """What is wrong with the pages that were looked at, each by its place."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def at(self, page: Page, place: str, address: str = "") -> None:
        """Look at a page, after going there if an address is given."""
        if address:
            page.goto(address)
        wrong = broken_rules(page) + too_wide(page, place)
        if wrong:
            self.found[place] = wrong


def sign_in(page: Page, email: str) -> None:
    """Sign in, and wait until the server has said yes."""
    fill_in(page, email)
    page.wait_for_url(lambda address: "/sign-in" not in address)


def helper(served: Served, evening: Evening, role: str) -> str:
    """Somebody with a long name and a role; returns the address to sign in with."""
    email = f"{role}@example.org"
    with served.database.writing() as session:
        number = accounts.create_account(session, email=email, name=LONG_NAME, password=PASSWORD, may_organise=False)
        roles.grant(session, event_id=evening.event_id, account_id=number, role=role)
    return email


def test_doors_of_the_team(served: Served, refused: Visits, evening: Evening, clock: HandClock) -> None:
    with served.database.writing() as session:
        owner = accounts.account_number(session, "organiser@example.org")
        assert owner is not None
        token = invitations.invite(
            session, evening.event_id, email="new@example.org", role="door", invited_by=owner, now=clock.now()
        )
        reset = password_resets.open_reset(session, owner, now=clock.now())
        accounts.create_account(
            session, email="ada@example.org", name="Ada", password=PASSWORD, may_organise=False, administrator=True
        )
    looks, page = Looks(), refused.open("desk")
    for path in (f"invitation/{token}", f"password/{reset}", "password", "invitation/nothing", "erased", "sign-in"):
        looks.at(page, path.partition("/")[0], f"{served.url}/{path}")
    page.get_by_label("Adresse e-mail").fill("nobody@example.org")
    page.get_by_label("Mot de passe").fill("not this one")
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("alert").wait_for()
    looks.at(page, "refused")
    sign_in(page, "ada@example.org")
    for path in ("accounts", "account", "", f"invitation/{token}"):
        looks.at(page, f"signed in, {path[:10]}", f"{served.url}/{path}")
    assert looks.found == {}


@pytest.mark.parametrize("role", ["door", "reader"])
def test_what_a_role_opens(served: Served, refused: Visits, evening: Evening, role: str) -> None:
    person = evening.people["C01-1"]
    pages = {
        "door": ("desk/presence", f"desk/presence/people/{person}", "desk/people", f"desk/people/{person}/link"),
        "reader": ("desk/plan", "pairs", "pairs/C01/A01", "profiles/C01"),
    }
    looks, page = Looks(), refused.open("desk", f"{served.url}/sign-in")
    sign_in(page, helper(served, evening, role))
    for path in (*pages[role], "desk/log"):
        looks.at(page, path, f"{served.url}/e/{evening.public_id}/{path}")
    assert looks.found == {}


def test_a_door_helper_finds_the_way_on_a_phone(served: Served, visits: Visits, evening: Evening) -> None:
    page = visits.open("phone", f"{served.url}/sign-in")
    sign_in(page, helper(served, evening, "door"))
    page.goto(f"{served.url}/e/{evening.public_id}/desk/presence")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Liens personnels").click()
    link = page.get_by_role("table").get_by_role("link", name="Nouveau lien").first
    place = link.bounding_box()
    assert place is not None
    assert place["x"] + place["width"] <= 390


def test_correcting_particulars_and_the_address_one_gave(
    served: Served, refused: Visits, evening: Evening, clock: HandClock
) -> None:
    looks, person = Looks(), evening.people["C01-1"]
    desk = refused.open("phone", f"{served.url}/sign-in")
    sign_in(desk, "organiser@example.org")
    desk.goto(f"{served.url}/e/{evening.public_id}/desk/presence/people/{person}")
    desk.get_by_role("link", name="Corriger sa fiche").click()
    looks.at(desk, "asked to correct")
    desk.get_by_label("Adresse e-mail").fill("anne@")
    desk.get_by_label("Téléphone").fill("12")
    desk.keyboard.press("Enter")
    desk.locator("#phone-error").wait_for()
    looks.at(desk, "not corrected")
    desk.get_by_label("Adresse e-mail").fill("anne.ganter@example.org")
    desk.get_by_label("Téléphone").fill("06 39 98 00 09")
    desk.keyboard.press("Enter")
    desk.get_by_text("C’est corrigé").wait_for()
    looks.at(desk, "corrected")
    assert desk.get_by_label("Téléphone").input_value() == "+33639980009"
    with served.database.writing() as session:
        session.get_one(ParticipantRow, person).email = ""
        consents.state(session, participant_id=person, granted={}, now=clock.now(), own_email="anne@exampel.org")
    phone = refused.open("phone", served.phone_link(evening.event_id, person))
    looks.at(phone, "the address one gave", f"{served.url}/e/{evening.public_id}/me/consent")
    phone.get_by_label("Corriger cette adresse").fill("anne@example.org")
    phone.get_by_role("button", name="Enregistrer").click()
    phone.wait_for_url("**/me")
    phone.goto(f"{served.url}/e/{evening.public_id}/me/consent")
    assert phone.locator("label[for=consent-email] .address").inner_text() == "anne@example.org"
    assert phone.locator("#consent-email").is_checked()
    assert looks.found == {}


def test_erasing_and_afterwards(served: Served, refused: Visits, evening: Evening, clock: HandClock) -> None:
    address = f"{served.url}/e/{evening.public_id}"
    looks = Looks()
    phone = refused.open("phone", served.phone_link(evening.event_id, evening.people["C01-1"]))
    phone.goto(f"{address}/me/erase")
    phone.get_by_role("button", name="Effacer mes données").click()
    phone.get_by_role("alert").wait_for()
    looks.at(phone, "without the tick")
    looks.at(phone, "nothing there", f"{address}/me/nothing")
    desk = refused.open("desk", f"{served.url}/sign-in")
    sign_in(desk, "organiser@example.org")
    looks.at(desk, "asked to erase", f"{address}/desk/people/{evening.people['C02-1']}/erase")
    clock.moment = months_later(clock.moment, 13)
    with served.database.writing() as session:
        retention.apply(session, clock.now(), served.settings)
    desk.goto(f"{served.url}/sign-in")
    sign_in(desk, "organiser@example.org")
    for path in AFTERWARDS:
        looks.at(desk, f"afterwards, {path}", f"{address}/{path}")
        assert desk.get_by_text("anonymisée").count() or not path.startswith("desk")
    assert looks.found == {}
