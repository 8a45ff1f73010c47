"""One whole evening in browsers: from the sign-up sheet to the contacts of one pair.

While the evening runs by itself, it does so sixty times as fast as in life.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import vobject
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from tests.browser.preparing import (
    compute,
    create_event,
    forbid_a_pair,
    import_sheet,
    lock_a_pair,
    open_evening,
    publish,
    set_rules,
    sign_in,
)
from tests.browser.serving import PacedClock, Served, serve
from tests.browser.visits import Visits
from tests.webapp.conftest import PASSWORD, event_number
from webapp.models import ChoiceRow
from webapp.services import accounts, plans, roles
from webapp.services.organisations import ListedParticipant
from webapp.services.plans import PlannedMeeting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RUNNING, ACTING = 60.0, 2.0  # speed of the clock while everybody waits, and while hands act
ORGANISER, FACILITATOR = "odile@example.org", "farid@example.org"
#: What the organiser decides, by label. While it runs, a minute is a second.
SETTINGS = {
    "Nombre de tours": "2",
    "Durée d’une rencontre (minutes)": "8",
    "Changement de table (minutes)": "2",
    "Dernière relecture (minutes)": "2",
}
KIND = "cela ne juge ni vous, ni votre projet."


@pytest.fixture
def clock() -> PacedClock:
    """The evening's clock, hurried while everybody waits."""
    return PacedClock(speed=ACTING, moment=datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


@pytest.fixture
def fast(tmp_path: Path, clock: PacedClock) -> Iterator[Served]:
    """A server on that clock, with an organiser who has no evening yet."""
    with serve(tmp_path, clock) as served:
        with served.database.writing() as session:
            create_account(session, ORGANISER, "Odile", may_organise=True)
        yield served


def create_account(session: Session, email: str, name: str, *, may_organise: bool) -> int:
    return accounts.create_account(session, email=email, name=name, password=PASSWORD, may_organise=may_organise)


@dataclass(frozen=True)
class Pair:
    """Two phones of people who meet in the first round."""

    meeting: PlannedMeeting
    company: Page
    association: Page

    def phones(self) -> tuple[tuple[Page, ListedParticipant], tuple[Page, ListedParticipant]]:
        """Each phone with the person its owner meets."""
        return (self.company, self.meeting.association), (self.association, self.meeting.company)


def test_one_evening_from_the_sheet_to_the_contacts(
    fast: Served, clock: PacedClock, visits: Visits, tmp_path: Path
) -> None:
    desk = visits.open("desk", fast.url)
    sign_in(desk, ORGANISER)
    create_event(desk)
    public_id = re.search(r"/e/([0-9a-f]+)/", desk.url)[1]  # type: ignore[index]  # the page is an event's
    with fast.database.reading() as session:
        event_id = event_number(session, public_id)
    import_sheet(desk)
    set_rules(desk, SETTINGS)
    compute(desk)
    forbid_a_pair(desk)
    lock_a_pair(desk)
    publish(desk)
    with fast.database.reading() as session:
        plan = plans.published_plan(session, event_id)
    assert plan is not None
    first, second = (meet(visits, fast, event_id, meeting) for meeting in two_meetings(plan.meetings))
    hall = visits.open("hall", open_evening(desk))
    expect(hall.get_by_role("heading", name="Rencontres du col")).to_be_visible()

    start_and_pause(desk, hall, first, second)
    go_to_change_over(desk, hall)
    for pair in (first, second):
        for phone, partner in pair.phones():
            consent(phone, phone_too=phone is not first.association)
            expect(phone.get_by_text(f"Souhaitez-vous revoir {partner.full_name} ?")).to_be_visible()
    for phone, answer in (
        (first.company, "Oui, nous revoir"),
        (first.association, "Oui, nous revoir"),
        (second.company, "Oui, nous revoir"),
        (second.association, "Pas cette fois"),
    ):
        tap(phone.get_by_role("radio", name=answer))
        expect(phone.get_by_text("Réponse reçue,")).to_be_visible()
    see_how_many_answered(desk)
    desk.get_by_role("button", name="Reprendre").click()

    expect(hall.get_by_role("heading", name="Changez de table")).to_be_visible()
    clock.run(speed=RUNNING)
    expect(hall.get_by_role("heading", name="Tour 2 sur 2")).to_be_visible()
    wait_until(lambda: fast.state(event_id).phase == "closing", hall)
    clock.run(speed=ACTING)
    expect(hall.get_by_role("heading", name="Dernière relecture")).to_be_visible()
    change_an_answer_and_back(fast, first)
    clock.run(speed=RUNNING)
    expect(desk.get_by_role("heading", name="Les rencontres sont terminées")).to_be_visible()
    for pair in (first, second):
        for phone, _ in pair.phones():
            expect(phone.get_by_text("Les résultats arrivent.")).to_be_visible()
    seal_and_reveal(desk)

    see_contacts(first, tmp_path)
    assert without_moments(second.company) == without_moments(second.association)
    take_files_along(desk, first, tmp_path)
    with fast.database.writing() as session:
        account_id = create_account(session, FACILITATOR, "Farid", may_organise=False)
        roles.grant(session, event_id=event_id, account_id=account_id, role="facilitator")
    look_at_introductions(visits.open("desk", fast.url), plan.meetings)


def meet(visits: Visits, served: Served, event_id: int, meeting: PlannedMeeting) -> Pair:
    """The phones of the two people of a meeting, opened by their personal links."""
    people = (meeting.company, meeting.association)
    return Pair(meeting, *(visits.open("phone", served.phone_link(event_id, one.id)) for one in people))


def two_meetings(meetings: tuple[PlannedMeeting, ...]) -> tuple[PlannedMeeting, PlannedMeeting]:
    """Two meetings of the first round between people with an address, a telephone number and a second meeting."""
    busy = [person.id for meeting in meetings for person in (meeting.company, meeting.association)]
    good = [
        meeting
        for meeting in meetings
        if meeting.round_number == 1
        and all(
            one.email and one.phone and not one.email_of_payer and busy.count(one.id) == 2
            for one in (meeting.company, meeting.association)
        )
    ]
    return good[0], good[1]


def start_and_pause(desk: Page, hall: Page, *pairs: Pair) -> None:
    """The first round begins and is suspended: time stands still while everybody reads where they are and why."""
    desk.locator("summary", has_text="Démarrer").click()  # planned for another hour, so the desk asks first
    desk.get_by_role("button", name="Démarrer maintenant").click()
    desk.get_by_role("button", name="Suspendre").click()
    expect(hall.get_by_role("heading", name="La soirée est suspendue")).to_be_visible()
    for pair in pairs:
        for phone, partner in pair.phones():
            expect(phone.locator("main").get_by_text("La soirée est suspendue.")).to_be_visible()
            expect(phone.get_by_role("heading", level=1)).to_have_text("Tour 1 sur 2")
            expect(phone.locator("#table-number")).to_have_text(str(pair.meeting.table_number))
            expect(phone.get_by_role("heading", name=partner.full_name)).to_be_visible()
            expect(phone.get_by_text(partner.organisation).first).to_be_visible()
            assert re.fullmatch(r"«\s.+\?\s»", phone.locator(".question").inner_text())
    left = [page.get_by_role("timer").inner_text() for page in (hall, desk)]
    hall.wait_for_timeout(1500)
    assert [page.get_by_role("timer").inner_text() for page in (hall, desk)] == left
    desk.get_by_role("button", name="Reprendre").click()
    expect(hall.get_by_role("heading", name="Tour 1 sur 2")).to_be_visible()


def go_to_change_over(desk: Page, hall: Page) -> None:
    """The organiser ends the first round by hand, and suspends the change-over."""
    desk.get_by_text("Tour suivant", exact=True).click()
    desk.get_by_role("button", name="Arrêter le tour 1").click()
    desk.get_by_role("button", name="Suspendre").click()
    expect(desk.get_by_role("heading", name="Soirée suspendue")).to_be_visible()
    expect(hall.get_by_role("heading", name="La soirée est suspendue")).to_be_visible()
    expect(hall.get_by_text("À la reprise, départ dans")).to_be_visible()


def consent(phone: Page, *, phone_too: bool) -> None:
    """Before the first choice, the phone asks what may be handed over."""
    expect(phone.get_by_text("Avant votre première réponse")).to_be_visible()
    assert phone.get_by_role("radio").count() == 0
    phone.get_by_role("link", name="Choisir ce que je transmets").click()
    tap(phone.get_by_role("checkbox", name="Mon courriel").first)
    if phone_too:
        tap(phone.get_by_role("checkbox", name="Mon téléphone").first)
    phone.get_by_role("button", name="Enregistrer").tap()


def tap(control: Locator) -> None:
    """Tap a control as fingers do."""
    control.tap()
    expect(control).to_be_checked()


def see_how_many_answered(desk: Page) -> None:
    """The desk counts the answers, and holds nothing of what they say."""
    answers = desk.get_by_role("region", name="Réponses reçues")
    expect(answers.get_by_role("row", name="Tour 1")).to_contain_text("4 sur ")
    expect(desk.get_by_role("region", name="Réponses au tour 1")).to_contain_text("4 sur ")
    page = desk.content().casefold()
    for said in ("oui, nous revoir", "pas cette fois", 'value="yes"', 'value="not"'):
        assert said not in page


def change_an_answer_and_back(served: Served, pair: Pair) -> None:
    """In the final review an answer is changed, and changed back; the server has what was tapped last."""
    phone, partner = pair.phones()[0]
    phone.get_by_role("link", name="Relire mes réponses").tap()
    row = phone.get_by_role("group", name=partner.full_name)
    expect(row.get_by_role("radio", name="Oui")).to_be_checked()
    for name, answer in (("Pas cette fois", "not"), ("Oui", "yes")):
        tap(row.get_by_role("radio", name=name))
        wait_until(lambda answer=answer: stored(served, pair.meeting) == answer, phone)
    phone.get_by_role("link", name="Revenir à maintenant").tap()


def stored(served: Served, meeting: PlannedMeeting) -> str:
    with served.database.reading() as session:
        return session.get_one(ChoiceRow, (meeting.company.id, meeting.association.id)).answer


def wait_until(holds: Callable[[], bool], page: Page) -> None:
    for _ in range(400):
        if holds():
            return
        page.wait_for_timeout(50)
    pytest.fail("not within twenty seconds")


def seal_and_reveal(desk: Page) -> None:
    desk.get_by_role("link", name="Aller aux résultats").click()
    desk.get_by_role("button", name="Clore les choix").click()
    expect(desk.get_by_role("heading", name="Les choix sont clos")).to_be_visible()
    desk.get_by_role("button", name="Montrer les résultats").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("1 souhait partagé")


def see_contacts(pair: Pair, folder: Path) -> None:
    """Each of the two sees the other, with what the other agreed to hand over, and takes it along as a contact."""
    for phone, partner in pair.phones():
        expect(phone.get_by_role("heading", level=1)).to_have_text("Vos résultats")
        expect(phone.get_by_role("heading", name="Une personne souhaite aussi vous revoir")).to_be_visible()
        expect(phone.get_by_role("heading", name=partner.full_name)).to_be_visible()
        gave_phone = partner is pair.meeting.company
        assert phone.locator("a[href^='mailto:']").all_inner_texts() == [partner.email]
        assert phone.locator("a[href^='tel:']").all_inner_texts() == ([partner.phone] if gave_phone else [])
        card = vobject.readOne(downloaded(phone, "Ajouter le contact", folder).read_text(encoding="utf-8"))
        assert card.fn.value == partner.full_name
        assert card.org.value[0] == partner.organisation
        assert card.email.value == partner.email
        assert [line.value for line in card.contents.get("tel", [])] == ([partner.phone] if gave_phone else [])


def without_moments(phone: Page) -> str:
    """What a phone without a shared wish shows, without whose it is and the instant at which it was drawn."""
    expect(phone.get_by_text(KIND)).to_be_visible()
    main = phone.locator("#main").evaluate("main => main.outerHTML")
    return re.sub(r' data-(now|reader)="[^"]*"', "", main)


def take_files_along(desk: Page, pair: Pair, folder: Path) -> None:
    """Both files hold exactly the one pair."""
    meeting = pair.meeting
    sheet = downloaded(desk, "Exporter en CSV", folder).read_text(encoding="utf-8-sig")
    book = CalamineWorkbook.from_path(str(downloaded(desk, "Exporter en XLSX", folder)))
    for _, *rows in (list(csv.reader(io.StringIO(sheet), delimiter=";")), book.get_sheet_by_index(0).to_python()):
        assert len(rows) == 1
        cells = [str(cell).removeprefix("'") for cell in rows[0]]
        assert cells[0] == meeting.company.organisation
        assert {meeting.company.email, meeting.company.phone, meeting.association.email} <= set(cells)
        assert meeting.association.organisation in cells
        assert meeting.association.phone not in "".join(cells)


def downloaded(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    path = folder / f"{id(page)}-{download.value.suggested_filename}"
    download.value.save_as(path)
    return path


def look_at_introductions(page: Page, meetings: tuple[PlannedMeeting, ...]) -> None:
    """A facilitator finds good pairs that did not meet, each with its reason, and takes the list along."""
    sign_in(page, FACILITATOR)
    page.get_by_role("link", name="Ouvrir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Qui présenter à qui, et pourquoi")
    page.wait_for_load_state("load")  # the style sheet puts each name on a line of its own
    met = {(meeting.company.organisation, meeting.association.organisation) for meeting in meetings}
    rows = page.get_by_role("table").get_by_role("row").all()[1:]
    assert len(rows) > 10
    for row in rows:
        lines = row.get_by_role("rowheader").inner_text().split("\n")
        company, association = (line for line in lines if line and not line.endswith(":"))
        assert (company, association) not in met
        assert len(row.get_by_role("cell").nth(1).inner_text()) > 20
    with page.expect_download() as download:
        page.get_by_role("link", name="Exporter en CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    listed = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(listed) >= len(rows)
    assert all((one["Entreprise"], one["Association"]) not in met for one in listed)
    assert "@" not in text
