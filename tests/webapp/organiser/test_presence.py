"""The door and the hall at the desk: noting who is there, walk-ins, and a repair that is previewed and published."""

import re
from dataclasses import replace

from flask import Flask, get_template_attribute
from flask.testing import FlaskClient

from tests.webapp.conftest import Evening, HandClock, begin, open_phone
from tests.webapp.organiser.reading import Page
from webapp.database import Database
from webapp.services import organisations, plans, presence, rules
from webapp.services.presence import ABSENT, WHOLE, Stay
from webapp.services.repairs import Place


def noted(database: Database, evening: Evening) -> dict[str, Stay]:
    with database.reading() as session:
        found = presence.stays(session, evening.event_id)
    return {code: found[number] for code, number in evening.people.items() if number in found}


def mark(desk: FlaskClient, address: str, value: str, **more: str) -> None:
    answer = desk.post(f"{address}/presence/note", data={"mark": value, **more})
    assert answer.status_code == 303, answer.text


def seen_in(page: str) -> str:
    return re.search(r'name="seen" value="([0-9a-f]+)"', page)[1]  # type: ignore[index]  # the page offers to publish


def test_ticking_then_everybody_else_is_absent(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    assert at_desk.post(f"{address}/presence/rest").status_code == 303
    assert "Personne n’est encore noté" in Page(at_desk.get(f"{address}/presence").text).text
    assert noted(sqlite_database, sqlite_evening) == {}
    for code in ("C01-1", "C02-1", "A01-1", "A02-1"):
        mark(at_desk, address, f"here:{sqlite_evening.people[code]}")
    page = Page(at_desk.get(f"{address}/presence").text)
    assert "4 là sur 6" in page.text
    assert "Chloé Kern" in page.text
    assert "Anne Ganter" not in page.text.split("Tout le monde")[1]  # ticked already
    assert at_desk.post(f"{address}/presence/rest").status_code == 303
    stays = noted(sqlite_database, sqlite_evening)
    assert (stays["C03-1"], stays["A03-1"], stays["C01-1"]) == (ABSENT, ABSENT, WHOLE)
    assert "Le plan est à réparer : 2 personnes ont changé." in Page(at_desk.get(f"{address}/evening").text).text
    at_desk.post(f"{address}/presence/rest", data={"again": "1"})
    assert set(noted(sqlite_database, sqlite_evening)) == {"C01-1", "C02-1", "A01-1", "A02-1"}


def test_a_repair_is_previewed_then_published_once(
    app: Flask, at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    mark(at_desk, address, f"absent:{sqlite_evening.people['C03-1']}")
    preview = at_desk.get(f"{address}/presence/repair").text
    assert "Réparer le plan" in Page(preview).text
    with sqlite_database.reading() as session:
        before = plans.published_plan(session, sqlite_evening.event_id)
    assert before is not None
    assert before.version == 1  # looking publishes nothing
    answer = at_desk.post(f"{address}/presence/repair", data={"seen": seen_in(preview)})
    assert answer.headers["Location"] == f"{address}/presence/changes"
    changes = Page(at_desk.get(f"{address}/presence/changes").text)
    assert "Menuiserie" in changes.text or "Numéris" in changes.text or "Emploi" in changes.text
    again = at_desk.post(f"{address}/presence/repair", data={"seen": seen_in(preview)}, follow_redirects=True)
    assert "Rien n’a été publié" in Page(again.text).text
    with sqlite_database.reading() as session:
        after = plans.published_plan(session, sqlite_evening.event_id)
    assert after is not None
    assert after.version == 2
    gone = sqlite_evening.people["C03-1"]
    assert all(gone not in (one.company.id, one.association.id) for one in after.meetings)
    cards = at_desk.get(f"{address}/timetables").text
    assert "Chloé Kern" not in cards
    assert at_desk.get(f"{address}/timetables?changed=1").text.count("<article") <= cards.count("<article")
    phone = open_phone(app, sqlite_database, sqlite_evening, "C03-1")
    assert "On ne vous attend pas ce soir." in Page(phone.get(f"/e/{sqlite_evening.public_id}/me").text).text
    seated = {one.association.id for one in after.meetings if one.round_number == 1}
    later = next(code for code, number in sqlite_evening.people.items() if code[0] == "A" and number not in seated)
    own = open_phone(app, sqlite_database, sqlite_evening, later).get(f"/e/{sqlite_evening.public_id}/me").text
    assert "Votre première table, à 18 h 40" in Page(own).text  # the first round is a break


def test_a_rule_that_nothing_can_keep_is_named_also_where_the_plan_stays(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    begin(sqlite_database, sqlite_evening)
    with sqlite_database.writing() as session:
        presence.note(
            session, sqlite_evening.event_id, sqlite_evening.people["C03-1"], Stay(1, 1), sqlite_evening.clock.now()
        )
        met = plans.own_meetings(session, sqlite_evening.people["C03-1"]).get(1)
        found = {one.code: one for one in rules.organisations_of(session, sqlite_evening.event_id)}
        missed = next(
            found[code[:3]]
            for code, number in sqlite_evening.people.items()
            if code[0] == "A" and (met is None or number != met.association.id)
        )
        plans.set_rule(
            session,
            sqlite_evening.event_id,
            company_id=found["C03"].id,
            association_id=missed.id,
            kind="required",
        )
    for told in ("à prévenir", "Rien ne change"):
        preview = at_desk.get(f"{address}/presence/repair").text
        text = Page(preview).text
        assert told in text
        assert "1 rencontre demandée par une règle n’est plus possible." in text
        assert f"Entreprise : Brasserie du Ried , Association : {missed.name}" in text
        at_desk.post(f"{address}/presence/repair", data={"seen": seen_in(preview)})


def test_what_was_looked_at_is_stale_once_somebody_else_notes_something(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    mark(at_desk, address, f"absent:{sqlite_evening.people['C03-1']}")
    seen = seen_in(at_desk.get(f"{address}/presence/repair").text)
    mark(at_desk, address, f"absent:{sqlite_evening.people['A01-1']}")
    answer = at_desk.post(f"{address}/presence/repair", data={"seen": seen}, follow_redirects=True)
    assert "La soirée a changé depuis cet aperçu" in Page(answer.text).text
    with sqlite_database.reading() as session:
        plan = plans.published_plan(session, sqlite_evening.event_id)
    assert plan is not None
    assert plan.version == 1


def test_a_walk_in_has_a_link_at_once_and_meetings_after_the_repair(
    app: Flask, at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database, clock: HandClock
) -> None:
    begin(sqlite_database, sqlite_evening)
    refused = at_desk.post(f"{address}/presence/new", data={"organisation_name": "Radio Krutenau"})
    assert refused.status_code == 422
    assert "Donnez un prénom ou un nom." in Page(refused.text).text
    assert "Dites si la nouvelle structure" in Page(refused.text).text
    fields = {
        "first_name": "Nadia",
        "last_name": "Benali",
        "organisation_name": "Radio Krutenau",
        "side": "association",
        "needs": ["visibility"],
    }
    answer = at_desk.post(f"{address}/presence/new", data=fields)
    assert answer.status_code == 303
    shown = at_desk.get(answer.headers["Location"]).text
    assert "là dès le tour 2" in Page(shown).text
    assert "<svg" in shown.split('class="own-code"')[1]
    number = int(answer.headers["Location"].rsplit("/", 1)[1])
    preview = at_desk.get(f"{address}/presence/repair").text
    assert "Radio Krutenau" in Page(preview).text
    at_desk.post(f"{address}/presence/repair", data={"seen": seen_in(preview)})
    with sqlite_database.reading() as session:
        met = plans.own_meetings(session, number)
    assert met
    assert min(met) >= 2


def test_somebody_of_whom_nothing_is_known_does_not_count_as_the_least_well_served(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening
) -> None:
    came = {"first_name": "Nadia", "organisation_name": "Radio Krutenau", "side": "company"}
    assert at_desk.post(f"{address}/presence/new", data=came).status_code == 303
    preview = Page(at_desk.get(f"{address}/presence/repair").text).text
    assert "sans compter 1 personne dont on ne sait encore rien" in preview
    assert "Le moins bien servi 0,00" not in preview
    mark(at_desk, address, f"absent:{sqlite_evening.people['C03-1']}")
    assert "Le moins bien servi 0,00" not in Page(at_desk.get(f"{address}/presence/repair").text).text


def test_a_rule_that_nobody_is_there_to_keep_is_named_before_and_after_publishing(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    with sqlite_database.writing() as session:
        numbers = {one.code: one.id for one in rules.organisations_of(session, sqlite_evening.event_id)}
        pair = {"company_id": numbers["C01"], "association_id": numbers["A01"]}
        plans.set_rule(session, sqlite_evening.event_id, kind="required", **pair)
    mark(at_desk, address, f"absent:{sqlite_evening.people['A01-1']}")
    for _ in range(2):  # the second time the plan stays as it is
        preview = at_desk.get(f"{address}/presence/repair").text
        told = " ".join(Page(preview).text.split("1 rencontre demandée par une règle n’est plus possible.")[1].split())
        assert told.startswith("Entreprise : Menuiserie Ganter , Association : Emploi Tremplin")
        after = at_desk.post(f"{address}/presence/repair", data={"seen": seen_in(preview)}, follow_redirects=True)
        lost = "Rencontres demandées qui ne peuvent plus avoir lieu : Menuiserie Ganter / Emploi Tremplin."
        assert lost in Page(after.text).text


def test_rounds_that_do_not_exist_and_strangers_are_refused(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening
) -> None:
    own = sqlite_evening.people["C01-1"]
    for value, status in {
        f"from:{own}:9": 422,
        f"until:{own}": 422,
        f"dance:{own}": 422,
        "here:999999": 404,
        "here:x": 404,
        "": 404,
    }.items():
        assert at_desk.post(f"{address}/presence/note", data={"mark": value}).status_code == status, value
    assert at_desk.get(f"{address}/presence/people/999999").status_code == 404
    other = {"first_name": "X", "organisation": "999999"}
    assert at_desk.post(f"{address}/presence/new", data=other).status_code == 404


def test_whose_place_another_of_the_same_organisation_takes_is_told_by_name(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    with sqlite_database.reading() as session:
        one, *_others, stranger = organisations.listed_participants(session, sqlite_evening.event_id)
    colleague = replace(one, id=99, code=f"{one.code[:-1]}2", first_name="Hugo", last_name="")
    with app.test_request_context():
        told = get_template_attribute("organiser/presence_parts.html", "place")
        here, there = Place(table_number=3, partner=one), Place(table_number=4, partner=colleague)
        assert told(here, there) == f"Table 3, {one.organisation} ({one.full_name})"
        assert told(there, here, strong=True) == f"<b>Table 4</b>, {one.organisation} (Hugo)"
        assert told(Place(table_number=5, partner=replace(colleague, first_name="")), here).endswith(
            f" ({colleague.code})"
        )
        for beside in (None, Place(table_number=4, partner=one), Place(table_number=4, partner=stranger)):
            assert told(here, beside) == f"Table 3, {one.organisation}"
