"""Phase 4: the clock's buttons, and answers that are counted, never shown."""

from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.conftest import Evening, HandClock, begin, consent, open_phone, partner_in
from tests.webapp.organiser.reading import Page
from webapp.database import Database
from webapp.services import choices, plans


def actions_on(html: str) -> set[str]:
    """The actions that the page's buttons offer."""
    return {part.split('"')[0] for part in html.split('name="action" value="')[1:]}


def press(client: FlaskClient, address: str, action: str) -> str:
    answer = client.post(f"{address}/evening/act", data={"action": action})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}/evening")
    return client.get(f"{address}/evening").text


def test_only_what_makes_sense_now_can_be_pressed(at_desk: FlaskClient, address: str, clock: HandClock) -> None:
    assert actions_on(at_desk.get(f"{address}/evening").text) == {"start"}
    page = press(at_desk, address, "start")
    assert actions_on(page) == {"pause", "extend", "next", "end"}
    assert "Tour 1 sur 3" in Page(page).text
    page = press(at_desk, address, "pause")
    assert "Soirée suspendue" in Page(page).text
    assert "resume" in actions_on(page)
    assert "pause" not in actions_on(page)
    assert "Tour 1 sur 3" in Page(press(at_desk, address, "resume")).text
    assert "Changement de table" in Page(press(at_desk, address, "next")).text
    assert "Tour 2 sur 3" in Page(press(at_desk, address, "next")).text
    page = press(at_desk, address, "end")
    assert "Dernière relecture" in Page(page).text
    assert actions_on(page) == set()
    clock.go(minutes=11)
    assert "Il reste à clore les choix." in Page(at_desk.get(f"{address}/evening").text).text


def test_two_hands_on_the_same_button_press_once(at_desk: FlaskClient, address: str) -> None:
    press(at_desk, address, "start")
    text = Page(press(at_desk, address, "start")).text
    assert "Tour 1 sur 3" in text
    assert at_desk.post(f"{address}/evening/act", data={"action": "explode"}).status_code == 422


def test_going_on_and_ending_ask_once_more(at_desk: FlaskClient, address: str) -> None:
    page = press(at_desk, address, "start")
    for action in ("next", "end"):
        before, _ = page.split(f'name="action" value="{action}"')
        assert before.rfind("<details") > before.rfind("</details>")


def test_without_a_published_plan_nothing_starts(newcomer: FlaskClient, new_evening: tuple[str, int]) -> None:
    page = newcomer.get(f"{new_evening[0]}/evening").text
    assert "Démarrer : plan à publier" in Page(page).text
    assert actions_on(page) == set()


def test_answers_are_counted_by_round_and_person(
    app: Flask, at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database, clock: HandClock
) -> None:
    begin(sqlite_database, sqlite_evening)
    state = at_desk.get(f"{address}/evening/state").json
    assert state is not None
    assert (state["phase"], state["round_number"], state["remaining"]) == ("meeting", 1, 480.0)
    text = Page(at_desk.get(f"{address}/evening").text).text
    assert "0 sur 6 reçues" in text
    answer(sqlite_database, sqlite_evening, "C01-1", "yes", clock)
    page = at_desk.get(f"{address}/evening").text
    text = Page(page).text
    assert "1 sur 6 reçues" in text
    assert "Il ne manque rien des tours terminés" in text  # the meeting under way is not missing yet
    clock.go(minutes=9)
    ended = Page(at_desk.get(f"{address}/evening").text)
    assert "5 personnes ont encore des réponses à donner" in ended.text
    names = [row[0] for table in ended.tables for row in table if len(row) == 4]
    assert "Anne Ganter" not in names
    assert "Bruno Roth" in names
    clock.go(minutes=-9)
    assert "Leur contenu n’est visible de personne, ici non plus." in text
    later = at_desk.get(f"{address}/evening/state").json
    assert later is not None
    assert later["version"] != state["version"]
    assert f'data-version="{later["version"]}"' in page


def test_whoever_has_a_break_now_still_owes_an_earlier_round(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database, clock: HandClock
) -> None:
    """One of six leaves after the first round, so that somebody has a break in the second."""
    begin(sqlite_database, sqlite_evening)
    at_desk.post(f"{address}/presence/note", data={"mark": f"until:{sqlite_evening.people['A03-1']}:1"})
    seen = at_desk.get(f"{address}/presence/repair").text.split('name="seen" value="')[1].split('"')[0]
    assert at_desk.post(f"{address}/presence/repair", data={"seen": seen}).status_code == 303
    clock.go(minutes=11)
    page = Page(at_desk.get(f"{address}/evening").text)
    assert "Tour 2 sur 3" in page.text
    assert "6 personnes ont encore des réponses à donner" in page.text
    waiting = {row[0]: row[2] for table in page.tables for row in table if len(row) == 4}
    assert waiting["Farid Weiss"] == "0 sur 1"  # gone, and can still answer
    with sqlite_database.reading() as session:
        busy = {code for code, person in sqlite_evening.people.items() if 2 in plans.own_meetings(session, person)}
    assert len(busy) == 4
    for code in busy:  # about the meeting under way: the earlier one is missing all the same
        answer(sqlite_database, sqlite_evening, code, "yes", clock, about_round=2)
    assert "6 personnes ont encore des réponses à donner" in Page(at_desk.get(f"{address}/evening").text).text
    for code in busy:
        answer(sqlite_database, sqlite_evening, code, "yes", clock)
    assert "2 personnes ont encore des réponses à donner" in Page(at_desk.get(f"{address}/evening").text).text
    for code in set(sqlite_evening.people) - busy:
        answer(sqlite_database, sqlite_evening, code, "not", clock)
    assert "Il ne manque rien des tours terminés" in Page(at_desk.get(f"{address}/evening").text).text


def answer(
    database: Database,
    evening: Evening,
    code: str,
    given: str,
    clock: HandClock,
    sequence: int = 1,
    *,
    about_round: int = 1,
) -> None:
    """Somebody answers about whom they met in a round."""
    partner = partner_in(database, evening, code, about_round)
    with database.writing() as session:
        consent(session, evening.people[code], clock.now())
        choices.record(
            session,
            participant_id=evening.people[code],
            partner_id=partner,
            answer=given,  # type: ignore[arg-type]
            sequence=sequence,
            now=clock.now(),
        )


def test_a_new_personal_link_ends_the_earlier_one(
    app: Flask, at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    own = f"/e/{sqlite_evening.public_id}/me"
    assert phone.get(own).status_code == 200
    old = sqlite_evening.token(sqlite_database, "C01-1")
    link = f"{address}/people/{sqlite_evening.people['C01-1']}/link"
    assert "cesseront de marcher tout de suite" in Page(at_desk.get(link).text).text
    assert sqlite_evening.token(sqlite_database, "C01-1") == old  # asking changes nothing
    assert at_desk.post(link).status_code == 303
    assert phone.get(own).status_code == 404
    assert sqlite_evening.token(sqlite_database, "C01-1") != old
    assert open_phone(app, sqlite_database, sqlite_evening, "C01-1").get(own).status_code == 200
    assert at_desk.get(f"{address}/people").text.count('/link"') == 6
    assert at_desk.get(f"{address}/people/999999/link").status_code == 404
    assert at_desk.post(f"{address}/people/999999/link").status_code == 404


def test_the_projectors_link_opens_the_hall(app: Flask, at_desk: FlaskClient, address: str) -> None:
    page = at_desk.get(f"{address}/evening").text
    token = page.split("/h/")[1].split('"')[0]
    visitor = app.test_client()
    assert visitor.get(f"/h/{token}").status_code == 303
    assert visitor.get(f"{address.removesuffix('desk')}hall").status_code == 200
