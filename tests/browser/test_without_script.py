"""With scripts switched off, everything can still be done: by the organiser, and by a participant."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.preparing import create_event, open_evening, publish, set_rules, sign_in
from tests.browser.serving import Served
from tests.browser.visits import Visits
from tests.webapp.conftest import PASSWORD, THREE_BY_THREE, HandClock, event_number
from webapp.services import accounts, plans
from webapp.services.plans import PlannedMeeting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ORGANISER = "odile@example.org"


def test_an_evening_without_any_script(served: Served, visits: Visits, clock: HandClock, tmp_path: Path) -> None:
    with served.database.writing() as session:
        accounts.create_account(session, email=ORGANISER, name="Odile", password=PASSWORD, may_organise=True)
    desk = visits.open("desk", served.url, java_script_enabled=False)
    prepare(desk, tmp_path)
    meeting, event_id = first_meeting(served, desk.url.split("/")[4])
    phones = [
        visits.open("phone", served.phone_link(event_id, one.id), java_script_enabled=False)
        for one in (meeting.company, meeting.association)
    ]
    hall = visits.open("hall", open_evening(desk), java_script_enabled=False)

    desk.get_by_role("button", name="Démarrer").click()
    expect(desk.get_by_role("heading", name="Tour 1 sur 2")).to_be_visible()
    for action, heading in (("Suspendre", "Soirée suspendue"), ("Reprendre", "Tour 1 sur 2")):
        desk.get_by_role("button", name=action).click()
        expect(desk.get_by_role("heading", name=heading)).to_be_visible()
    desk.get_by_text("Tour suivant", exact=True).click()
    desk.get_by_role("button", name="Arrêter le tour 1").click()
    expect(desk.get_by_role("heading", name="Changement de table")).to_be_visible()
    hall.reload()
    expect(hall.get_by_role("heading", name="Changez de table")).to_be_visible()
    for phone, answer in zip(phones, ("Oui, nous revoir", "Pas cette fois"), strict=True):
        consent_and_answer(phone, answer)

    desk.get_by_text("Terminer", exact=True).click()
    desk.get_by_role("button", name="Terminer les rencontres").click()
    expect(desk.get_by_role("heading", name="Dernière relecture")).to_be_visible()
    change_in_the_review(phones[1])
    clock.go(minutes=11)
    desk.reload()
    desk.get_by_role("link", name="Aller aux résultats").click()
    desk.get_by_role("button", name="Clore les choix").click()
    desk.get_by_role("button", name="Montrer les résultats").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("1 souhait partagé")
    for phone, partner in zip(phones, (meeting.association, meeting.company), strict=True):
        phone.get_by_role("link", name="Actualiser la page").click()
        expect(phone.get_by_role("heading", name=partner.full_name)).to_be_visible()
        expect(phone.get_by_role("link", name=partner.email)).to_be_visible()
    for page, heading in ((phones[0], "Your results"), (desk, "1 shared wish")):
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        page.get_by_role("button", name="Français").click()
        expect(page.locator("html")).to_have_attribute("lang", "fr")


def prepare(desk: Page, folder: Path) -> None:
    """From signing in to a published plan."""
    sheet = folder / "inscriptions.csv"
    sheet.write_text(THREE_BY_THREE, encoding="utf-8")
    sign_in(desk, ORGANISER)
    create_event(desk)
    desk.get_by_label("Feuille d’inscription (CSV)").set_input_files(sheet)
    desk.get_by_role("button", name="Lire la feuille").click()
    set_rules(desk, {"Nombre de tours": "2"})
    desk.get_by_role("button", name="Calculer le plan").click()
    expect(desk.get_by_role("heading", name="Certificat du plan")).to_be_visible()
    publish(desk)


def first_meeting(served: Served, public_id: str) -> tuple[PlannedMeeting, int]:
    """A meeting of the first round, and the number of the event."""
    with served.database.reading() as session:
        event_id = event_number(session, public_id)
        plan = plans.published_plan(session, event_id)
    assert plan is not None
    return plan.meetings[0], event_id


def consent_and_answer(phone: Page, answer: str) -> None:
    """Say what may be handed over, then answer; both by forms."""
    phone.get_by_role("link", name="Actualiser la page").click()
    phone.get_by_role("link", name="Choisir ce que je transmets").click()
    phone.get_by_role("checkbox", name="Mon courriel").first.check()
    phone.get_by_role("button", name="Enregistrer").click()
    phone.get_by_role("radio", name=answer).check()
    phone.get_by_role("button", name="Enregistrer ma réponse").click()
    expect(phone.get_by_text("Tour 1 : réponse reçue")).to_be_visible()


def change_in_the_review(phone: Page) -> None:
    """A "not this time" becomes a yes, by the form of the review."""
    phone.get_by_role("link", name="Actualiser la page").click()
    phone.get_by_role("link", name="Relire mes réponses").click()
    expect(phone.get_by_role("radio", name="Pas cette fois")).to_be_checked()
    phone.get_by_role("radio", name="Oui").check()
    phone.get_by_role("button", name="Enregistrer mes réponses").click()
    expect(phone.get_by_role("radio", name="Oui")).to_be_checked()
    expect(phone.get_by_text("1 réponse reçue")).to_be_visible()
    phone.get_by_role("link", name="Revenir à maintenant").click()
