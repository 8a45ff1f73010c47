"""The sample evening, led through its phases by hand -> a picture of every page, and the documents' four pictures.

python -m tests.browser.screenshots build/screenshots
"""

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.preparing import create_event, import_sheet
from tests.browser.serving import Served, serve
from tests.browser.visits import Visits
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.webapp.conftest import EVENING, HandClock
from webapp.access import SIGN_IN_COOKIE
from webapp.demonstration.conductor import Conductor
from webapp.demonstration.evening import Demonstration, Login, prepare
from webapp.services import (
    accounts,
    choices,
    consents,
    contacts,
    event_day,
    invitations,
    organisations,
    password_resets,
    plans,
)
from webapp.services.plans import StoredPlan

DOCUMENTS = Path(__file__).parents[2] / "docs" / "pictures"
SEED = 1
LONGEST = 6000  # pixels; a longer page is a list, of which the first screen tells enough
SIZES = ((390, 844), (1280, 800), (1920, 1080))  # phone, laptop, projector
SMALLER = {"device_scale_factor": 0.8}
PUBLIC_URL = "http://entremise.example"
BEFOREHAND = timedelta(days=4, hours=8)


class Walk:
    """One sample evening, its pages, and the folder its pictures go to."""

    def __init__(self, served: Served, clock: HandClock, visits: Visits, shown: Demonstration, folder: Path) -> None:
        self.served = served
        self.clock = clock
        self.visits = visits
        self.shown = shown
        self.folder = folder
        self.event = f"{served.url}/e/{shown.public_id}"
        self._conductor = Conductor(served.database, clock, shown)  # type: ignore[arg-type]  # a hand clock will do

    def plan(self) -> StoredPlan:
        with self.served.database.reading() as session:
            found = plans.published_plan(session, self.shown.event_id)
        assert found is not None
        return found

    def until(self, hour: int, minute: int, second: int = 0) -> None:
        """Let the evening go on, answers included, until a time of day in France."""
        aim = EVENING.replace(hour=hour - 1, minute=minute, second=second)
        while self.clock.moment < aim:
            self.clock.moment = min(aim, self.clock.moment + timedelta(seconds=20))
            if self.clock.moment >= EVENING - timedelta(minutes=1):
                self._conductor.step(self.clock.moment)

    def act(self, action: str) -> None:
        with self.served.database.writing() as session:
            event_day.act(session, self.shown.event_id, action, self.clock.now())

    def open(self, audience: str, address: str = "", **differently: Any) -> Page:
        return self.visits.open(audience, address, **{"device_scale_factor": 1} | differently)

    def signed_in(self, login: Login, **differently: Any) -> Page:
        """A desk at which somebody is signed in."""
        page = self.open("desk", f"{self.served.url}/sign-in", **differently)
        page.get_by_label("Adresse e-mail").fill(login.email)
        page.get_by_label("Mot de passe").fill(login.password)
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
        page.wait_for_load_state("load")
        return page

    def phone(self, participant_id: int, **differently: Any) -> Page:
        return self.open("phone", self.served.phone_link(self.shown.event_id, participant_id), **differently)

    def take(self, page: Page, name: str, address: str | None = None) -> None:
        """The page on a phone, a laptop and a projector, and the whole of it at its own size where it is longer."""
        if address is None:
            page.reload()
        elif address:
            page.goto(self.event + address)
        page.evaluate("document.fonts.ready")
        size = page.viewport_size
        assert size is not None
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=self.folder / f"{name}-{width}x{height}.png")
        page.set_viewport_size(size)
        stem = f"{name}-{size['width']}x{size['height']}"
        if size["height"] < page.evaluate("document.documentElement.scrollHeight") < LONGEST:
            page.screenshot(path=self.folder / f"{stem}-whole.png", full_page=True)


def beforehand(walk: Walk) -> None:
    """Days before: the doors, a new evening and its sheet, the plan and its papers, the introductions."""
    out = walk.open("desk", walk.served.url)
    walk.take(out, "desk-home")
    out.goto(f"{walk.served.url}/sign-in")
    walk.take(out, "desk-sign-in")
    desk = walk.signed_in(walk.shown.organiser)
    walk.take(desk, "desk-events")
    desk.get_by_role("link", name="Nouvelle soirée").click()
    walk.take(desk, "desk-new-event")
    desk.goto(walk.served.url)
    create_event(desk)
    walk.take(desk, "desk-sheet-empty")
    import_sheet(desk)
    walk.take(desk, "desk-sheet", "")
    new_event = desk.url.split("/")[4]
    desk.goto(f"{walk.served.url}/e/{new_event}/desk/plan")
    walk.take(desk, "desk-plan-none")
    with walk.served.database.reading() as session:
        number = accounts.event_number(session, new_event)
        assert number is not None
        person = organisations.listed_participants(session, number)[0]
    walk.take(walk.open("phone", walk.served.phone_link(number, person.id)), "phone-draft")
    asked = walk.plan().meetings[3]
    ids = f"company={asked.company.organisation_id}&association={asked.association.organisation_id}"
    apart = f"company={asked.company.organisation_id}&association={somebody_not_met(walk, asked.company.id)}"
    for name, address in {
        "sheet-sample": "/desk/sheet",
        "rules": "/desk/rules",
        "plan-tables": "/desk/plan",
        "plan-companies": "/desk/plan?view=companies",
        "plan-people": "/desk/plan?view=people",
        "plan-pair": f"/desk/plan?view=companies&{ids}",
        "plan-why-not": f"/desk/plan?view=companies&{apart}#pair",
        "what-if": "/desk/what-if?more_tables=2&more_rounds=-1&more_companies=4",
        "report": "/desk/report",
        "evening-before": "/desk/evening",
        "results-before": "/desk/results",
        "people": "/desk/people",
        "presence": "/desk/presence",
        "presence-all": "/desk/presence?show=all",
        "presence-person": f"/desk/presence/people/{asked.company.id}",
        "walk-in": "/desk/presence/new",
        "repair": "/desk/presence/repair",
        "repair-changes": "/desk/presence/changes",
        "new-link": f"/desk/people/{asked.company.id}/link",
        "badges": "/desk/badges",
        "timetables": "/desk/timetables",
        "nothing-there": "/desk/nothing",
    }.items():
        walk.take(desk, f"desk-{name}", address)
    team_and_accounts(walk)
    facilitator = walk.signed_in(walk.shown.facilitator)
    walk.take(facilitator, "facilitator-pairs-tried", "/pairs?points-place=20&diagnosis=off")
    walk.take(facilitator, "facilitator-pairs", "/pairs")
    facilitator.get_by_role("table").get_by_role("link", name="Ouvrir").first.click()
    walk.take(facilitator, "facilitator-pair", "")
    walk.take(facilitator, "facilitator-profiles", "/profiles")
    facilitator.get_by_role("table").get_by_role("link").first.click()
    walk.take(facilitator, "facilitator-profile", "")
    walk.take(facilitator, "facilitator-evaluation-before", "/evaluation")
    walk.take(walk.phone(walk.shown.company.participant_id), "phone-profile", "/me/profile")
    walk.take(walk.phone(walk.shown.company.participant_id), "phone-before")
    walk.take(walk.open("hall", walk.served.hall_link(walk.shown.event_id)), "hall-before")


def team_and_accounts(walk: Walk) -> None:
    """The team of the evening, an invitation, one's own account, a forgotten password, the installation's accounts."""
    now, event_id = walk.clock.now(), walk.shown.event_id
    with walk.served.database.writing() as session:
        owner = accounts.account_number(session, walk.shown.organiser.email)
        assert owner is not None
        token = invitations.invite(
            session, event_id, email="nour.haddad@example.org", role="door", invited_by=owner, now=now
        )
        reset = password_resets.open_reset(session, owner, now=now)
        ada = accounts.create_account(
            session, email="ada@example.org", name="Ada Meyer", may_organise=False, administrator=True, now=now
        )
        sign_in = accounts.open_sign_in(session, ada, now=now, hours=12)
    out = walk.open("desk", walk.served.url)
    for name, address in (("invitation", f"/invitation/{token}"), ("password", f"/password/{reset}")):
        out.goto(walk.served.url + address)
        walk.take(out, f"desk-{name}", "")
    desk = walk.signed_in(walk.shown.organiser)
    walk.take(desk, "desk-team", "/desk/team")
    desk.goto(f"{walk.served.url}/account")
    walk.take(desk, "desk-account", "")
    out.context.add_cookies([{"name": SIGN_IN_COOKIE, "value": sign_in, "url": walk.served.url}])
    out.goto(f"{walk.served.url}/accounts")
    walk.take(out, "desk-accounts", "")


def first_rounds(walk: Walk, desk: Page, hall: Page, phone: Page) -> None:
    """A meeting, its last minute, the change-over with its question, a pause, a break."""
    walk.until(18, 10)
    walk.take(phone, "phone-soon")
    walk.take(hall, "hall-soon")
    walk.until(18, 32, 18)
    walk.take(phone, "phone-meeting")
    walk.take(hall, "hall-meeting")
    walk.take(desk, "desk-evening", "/desk/evening")
    walk.take(walk.phone(walk.shown.company.participant_id, color_scheme="dark"), "phone-meeting-dark")
    walk.take(walk.phone(walk.shown.company.participant_id, locale="en-GB"), "phone-meeting-english")
    own = walk.shown.company.participant_id
    document(walk.phone(own), "phone", f"{walk.event}/me")
    hall_link = walk.served.hall_link(walk.shown.event_id)
    document(walk.open("hall", hall_link, device_scale_factor=0.5), "hall", hall_link)
    document(walk.signed_in(walk.shown.organiser, **SMALLER), "plan", f"{walk.event}/desk/plan?view=companies")
    walk.until(18, 37, 22)
    walk.take(phone, "phone-last-minute")
    walk.take(hall, "hall-last-minute")
    walk.until(18, 38, 31)
    walk.take(phone, "phone-change-over-first")
    walk.take(phone, "phone-consent", "/me/consent")
    say_what_goes_over(walk, walk.shown.company.participant_id)
    walk.take(phone, "phone-change-over", "/me")
    phone.get_by_role("radio", name="Oui, nous revoir").tap()
    expect(phone.get_by_text("Réponse reçue,")).to_be_visible()
    walk.take(phone, "phone-answered", "")
    phone.get_by_role("button", name="Masquer").first.tap()
    walk.take(phone, "phone-hidden", "")
    walk.take(hall, "hall-change-over")
    walk.take(desk, "desk-evening-change-over")
    walk.until(18, 44, 2)
    walk.act("pause")
    walk.take(phone, "phone-paused")
    walk.take(hall, "hall-paused")
    walk.take(desk, "desk-evening-paused")
    walk.act("resume")
    phone.reload()
    phone.context.set_offline(True)
    phone.wait_for_timeout(9000)  # two questions without an answer
    walk.take(phone, "phone-offline", "")
    phone.context.set_offline(False)


def later_rounds(walk: Walk, desk: Page, phone: Page) -> None:
    """Somebody without anybody opposite; many answers."""
    walk.until(19, 3, 40)
    now = walk.served.state(walk.shown.event_id).round_number
    seated = {one.id for m in walk.plan().meetings if m.round_number == now for one in (m.company, m.association)}
    with walk.served.database.reading() as session:
        resting = [
            one for one in organisations.listed_participants(session, walk.shown.event_id) if one.id not in seated
        ]
    walk.take(walk.phone(resting[0].id), "phone-break")
    walk.take(phone, "phone-programme", "/me/programme")
    walk.take(desk, "desk-evening-later")
    document(walk.signed_in(walk.shown.organiser, **SMALLER), "desk", f"{walk.event}/desk/evening")


def the_end(walk: Walk, desk: Page, hall: Page, phone: Page) -> None:
    """The final review, the close, the results."""
    walk.until(19, 52)
    walk.take(phone, "phone-closing", "/me")
    walk.take(phone, "phone-review", "/me/review")
    walk.take(walk.phone(walk.shown.company.participant_id, color_scheme="dark"), "phone-review-dark", "/me/review")
    walk.take(hall, "hall-closing")
    walk.take(desk, "desk-evening-closing")
    walk.take(desk, "desk-results-closing", "/desk/results")
    own = walk.shown.company.participant_id
    for meeting in walk.plan().meetings:
        if meeting.company.id == own:
            tell(walk, own, meeting.association.id)
    say_what_goes_over(walk, walk.shown.association.participant_id)
    tell(walk, walk.shown.association.participant_id, own)
    closes_at = walk.served.state(walk.shown.event_id).closes_at
    assert closes_at is not None
    walk.clock.moment = closes_at + timedelta(seconds=20)
    walk.take(phone, "phone-waiting", "/me")
    walk.take(hall, "hall-closed")
    walk.take(desk, "desk-results-closed")
    with walk.served.database.writing() as session:
        choices.seal(session, walk.shown.event_id, walk.clock.now())
    walk.take(desk, "desk-results-sealed")
    walk.clock.go(seconds=40)
    with walk.served.database.writing() as session:
        choices.reveal(session, walk.shown.event_id, walk.clock.now())
    walk.take(desk, "desk-results")
    walk.take(desk, "desk-evening-over", "/desk/evening")
    walk.take(desk, "facilitator-evaluation", "/evaluation?weights=1")
    walk.take(hall, "hall-thanks")
    walk.take(phone, "phone-results")
    with walk.served.database.reading() as session:
        everybody = organisations.listed_participants(session, walk.shown.event_id)
        without = [one for one in everybody if not contacts.contacts_of(session, one.id)]
    if without:
        walk.take(walk.phone(without[0].id), "phone-results-none")
    walk.take(walk.phone(own, color_scheme="dark"), "phone-results-dark")
    walk.take(phone, "phone-nothing-there", "/me/nothing")


def somebody_not_met(walk: Walk, company_participant: int) -> int:
    """The organisation of an association that somebody does not meet."""
    meetings = walk.plan().meetings
    met = {one.association.organisation_id for one in meetings if one.company.id == company_participant}
    return min({one.association.organisation_id for one in meetings} - met)


def say_what_goes_over(walk: Walk, participant_id: int) -> None:
    with walk.served.database.writing() as session:
        granted = {"email": True, "phone": True}
        consents.state(session, participant_id=participant_id, granted=granted, now=walk.clock.now())


def tell(walk: Walk, chooser: int, partner: int) -> None:
    with walk.served.database.writing() as session:
        choices.record(
            session, participant_id=chooser, partner_id=partner, answer="yes", sequence=9, now=walk.clock.now()
        )


def document(page: Page, name: str, address: str) -> None:
    """One picture of the documents, small."""
    DOCUMENTS.mkdir(parents=True, exist_ok=True)
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=DOCUMENTS / f"{name}.png")
    page.close()


def main(folder: Path) -> None:
    """Walk through the evening, taking pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = HandClock(EVENING - BEFOREHAND)
    with (
        tempfile.TemporaryDirectory() as temporary,
        serve(Path(temporary), clock, public_url=PUBLIC_URL) as served,
        sync_playwright() as playwright,
    ):
        shown = prepare(served.database, served.settings, now=clock.now(), wait=BEFOREHAND, seed=SEED)
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=[*CHROMIUM_ARGUMENTS, "--lang=fr"],
            env={**os.environ, "LANGUAGE": "fr"},
        )
        visits = Visits(browser)
        walk = Walk(served, clock, visits, shown, folder)
        beforehand(walk)
        clock.moment = EVENING - timedelta(hours=1)
        desk = walk.signed_in(shown.organiser)
        hall = walk.open("hall", served.hall_link(shown.event_id))
        phone = walk.phone(shown.company.participant_id)
        first_rounds(walk, desk, hall, phone)
        later_rounds(walk, desk, phone)
        the_end(walk, desk, hall, phone)
        visits.close()
        browser.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}", *visits.faults, sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
