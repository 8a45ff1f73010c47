"""The sample evening, led through its phases by hand -> a picture of every page, and the documents' four pictures.

python -m tests.browser.screenshots build/screenshots
"""

import sys
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import trust_pages
from tests.browser.preparing import create_event, import_sheet
from tests.browser.walk import Walk, walking
from tests.webapp.conftest import EVENING, event_number
from webapp.services import choices, contacts, organisations

DOCUMENTS = Path(__file__).parents[2] / "docs" / "pictures"
SMALLER = {"device_scale_factor": 0.8}


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
        number = event_number(session, new_event)
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
    walk.agree(walk.shown.company.participant_id)
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
            walk.tell(own, meeting.association.id)
    walk.agree(walk.shown.association.participant_id)
    walk.tell(walk.shown.association.participant_id, own)
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


def document(page: Page, name: str, address: str) -> None:
    """One picture of the documents, small."""
    DOCUMENTS.mkdir(parents=True, exist_ok=True)
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=DOCUMENTS / f"{name}.png")
    page.close()


def main(folder: Path) -> None:
    """Walk through the evening, taking pictures; then once more for the pages of accounts and of people's rights."""
    with walking(folder) as walk:
        beforehand(walk)
        walk.clock.moment = EVENING - timedelta(hours=1)
        desk = walk.signed_in(walk.shown.organiser)
        hall = walk.open("hall", walk.served.hall_link(walk.shown.event_id))
        phone = walk.phone(walk.shown.company.participant_id)
        first_rounds(walk, desk, hall, phone)
        later_rounds(walk, desk, phone)
        the_end(walk, desk, hall, phone)
    trust_pages.main(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
