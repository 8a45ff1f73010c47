"""Badges and timetables: for the owner only, each link its person's, each card the plan, every name a text."""

import html
import io
import re

import segno
from flask import Flask
from flask.testing import FlaskClient

from matching import read_organisations
from tests.webapp.conftest import LINKS_SINCE, SECRET, THREE_BY_THREE, Evening, HandClock, make_evening
from tests.webapp.organiser.conftest import OWNER, sign_in
from tests.webapp.organiser.reading import Page
from webapp.database import Database
from webapp.organiser.badges import badges_of, qr_code
from webapp.services import links, organisations, plans
from webapp.services.organisations import ListedParticipant
from webapp.services.plans import PlannedMeeting

BADGE = re.compile(r'<article class="badge">(.*?)</article>', re.DOTALL)
ADDRESS = re.compile(r'<span class="badge-address">([^<]+)</span>')


def badges_in(text: str) -> dict[str, str]:
    """The address that each badge carries, by what stands on the badge."""
    found = {}
    for badge in BADGE.findall(text):
        address = ADDRESS.search(badge)
        assert address
        found[Page(badge).text] = html.unescape(address.group(1))
    return found


def people_of(database: Database, evening: Evening) -> list[ListedParticipant]:
    with database.reading() as session:
        return organisations.listed_participants(session, evening.event_id)


def test_each_badge_opens_its_own_persons_phone(
    app: Flask, at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    answer = at_desk.get(f"{address}/badges")
    assert answer.headers["Cache-Control"] == "no-store"
    badges = badges_in(answer.text)
    people = people_of(sqlite_database, sqlite_evening)
    assert len(badges) == len(people) == 6
    for person in people:
        written, link = next((text, link) for text, link in badges.items() if person.last_name in text)
        assert person.organisation in written
        phone = app.test_client()
        opened = phone.get(link)
        assert opened.status_code == 303
        assert phone.get(opened.headers["Location"]).status_code == 200
        with sqlite_database.reading() as session:
            token = link.rsplit("/", 1)[-1]
            assert links.participant_of(session, token, since=LINKS_SINCE) == (person.id, sqlite_evening.public_id)
            first = min(plans.own_meetings(session, person.id).items())[1]
        assert f"Première table à 18 h 30 {first.table_number} " in written


def test_the_code_on_a_badge_is_its_address(at_desk: FlaskClient, address: str) -> None:
    text = at_desk.get(f"{address}/badges").text
    for badge in BADGE.findall(text):
        link = html.unescape(ADDRESS.findall(badge)[0])
        drawn = re.findall(r"<svg[^>]*>.*?</svg>", badge.partition('class="badge-code"')[2], re.DOTALL)[0]
        assert drawn == qr_code(link)
        assert segno.make_qr(link, error="m", boost_error=False).designator in ("3-M", "4-M", "5-M")


def test_the_public_address_of_the_installation_stands_on_badges(
    app: Flask, at_desk: FlaskClient, address: str
) -> None:
    settings = app.extensions["entremise_settings"]
    object.__setattr__(settings, "public_url", "https://soiree.example.org")
    assert all(
        link.startswith("https://soiree.example.org/p/")
        for link in badges_in(at_desk.get(f"{address}/badges").text).values()
    )


def test_a_new_link_is_printed_on_one_badge(
    app: Flask, at_desk: FlaskClient, address: str, sqlite_evening: Evening
) -> None:
    anne = sqlite_evening.people["C01-1"]
    old = next(iter(badges_in(at_desk.get(f"{address}/people/{anne}/badge").text).values()))
    assert at_desk.post(f"{address}/people/{anne}/link").status_code == 303
    badges = badges_in(at_desk.get(f"{address}/people/{anne}/badge").text)
    assert len(badges) == 1
    assert "Ganter" in next(iter(badges))
    assert app.test_client().get(old).status_code == 404
    assert app.test_client().get(next(iter(badges.values()))).status_code == 303
    assert at_desk.get(f"{address}/people/999999/badge").status_code == 404


def test_timetables_say_what_the_plan_says(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    page = Page(at_desk.get(f"{address}/timetables").text)
    people = people_of(sqlite_database, sqlite_evening)
    assert len(page.tables) == len(people)
    for person, table in zip(people, page.tables, strict=True):
        with sqlite_database.reading() as session:
            own = plans.own_meetings(session, person.id)
        rows = [row[:3] for row in table[1:]]
        assert rows == [
            [time, str(own[number].table_number), f"{partner.organisation} {partner.full_name}"]
            for number, time in enumerate(("18 h 30", "18 h 40", "18 h 50"), start=1)
            for partner in [own[number].partner_of(person.id)]
        ]
        assert all(len(row[3]) > 10 for row in table[1:])


def test_whoever_has_a_break_reads_why(app: Flask, sqlite_database: Database, clock: HandClock) -> None:
    sheet = "\n".join(line for line in THREE_BY_THREE.splitlines() if not line.startswith("A03")) + "\n"
    evening = make_evening(sqlite_database, read_organisations(sheet.encode()), clock)
    client = sign_in(app, OWNER)
    page = Page(client.get(f"/e/{evening.public_id}/desk/timetables").text)
    pauses = [row for table in page.tables for row in table[1:] if row[2] == "Pause"]
    assert pauses
    assert {(row[1], row[3]) for row in pauses} == {("–", "Une entreprise de plus ce soir : c’est votre tour.")}
    badges = badges_in(client.get(f"/e/{evening.public_id}/desk/badges").text)
    assert sum("après une pause" in text for text in badges) == 1


def test_without_a_plan_papers_say_what_is_missing(newcomer: FlaskClient, new_evening: tuple[str, int]) -> None:
    address, _ = new_evening
    assert "Importez d’abord la feuille d’inscription." in Page(newcomer.get(f"{address}/badges").text).text
    assert "n’est pas encore publié" in Page(newcomer.get(f"{address}/timetables").text).text


def test_badges_can_be_printed_before_the_plan(
    newcomer: FlaskClient, new_evening: tuple[str, int], sqlite_database: Database
) -> None:
    address, event_id = new_evening
    with sqlite_database.writing() as session:
        organisations.take_in(
            session, event_id, read_organisations(THREE_BY_THREE.encode()), sheet_name="s.csv", secret_key=SECRET
        )
    page = newcomer.get(f"{address}/badges").text
    assert len(badges_in(page)) == 6
    assert "la première table manque" in page
    assert "Première table" not in page


def test_hostile_names_are_text_on_papers(app: Flask, sqlite_database: Database, clock: HandClock) -> None:
    sheet = THREE_BY_THREE.replace("Menuiserie Ganter", "<script>alert(1)</script>").replace(
        "Anne,Ganter", '"<img src=x onerror=alert(2)>","""><b>"'
    )
    evening = make_evening(sqlite_database, read_organisations(io.BytesIO(sheet.encode()).read()), clock)
    client = sign_in(app, OWNER)
    for path in ("badges", "timetables"):
        text = client.get(f"/e/{evening.public_id}/desk/{path}").text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert '"><b>' not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "&lt;img src=x" in text


def listed(first_name: str, last_name: str, *, number: int = 1, side: str = "company") -> ListedParticipant:
    return ListedParticipant(
        id=number,
        code="C01-1",
        first_name=first_name,
        last_name=last_name,
        role="",
        email="",
        email_of_payer=False,
        phone="",
        organisation_id=1,
        organisation_code="C01",
        organisation="Scierie",
        side=side,
        commune="",
    )


def test_a_badge_names_no_table_of_a_round_that_an_early_end_left_out() -> None:
    one, other = listed("Anne", "Roth"), listed("Luc", "Weber", number=2, side="association")
    meeting = PlannedMeeting(
        round_number=2, table_number=3, company=one, association=other, score=0.5, stored_explanation={}
    )
    address = {1: "https://example.org/p/x"}
    assert badges_of([one], address, [meeting], ["18 h 30", "18 h 40"])[0].table_number == 3
    (badge,) = badges_of([one], address, [meeting], ["18 h 30"])
    assert (badge.table_number, badge.start, badge.break_first) == (None, "", False)


def test_a_long_name_is_set_smaller() -> None:
    def size(first_name: str, last_name: str) -> int:
        person = listed(first_name, last_name)
        return badges_of([person], {1: "https://example.org/p/x"}, [], [])[0].size

    names = ("Roth", "Schwarzmann", "Vandenbroucke", "Schwartzenberger-Kieffer")
    assert [size("Anne", name) for name in names] == [1, 2, 3, 4]
    assert size("Anne", "SCHWARZMANN") == 3
    assert size("Anne Marie Lou", "de la Tour") == 3
    assert size("Jean-Paul", "Roth") == 1
    assert size("Anne", "W" * 60) == 4
    assert size("", "") == 1
