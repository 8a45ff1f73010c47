"""One pair in full: both directions, both profiles, what is behind the two, and the pairs around it."""

import re

from flask import Flask
from flask.testing import FlaskClient

from matching import explain, read_organisations
from matching.organisations import Organisation, PastMeeting
from tests.webapp.conftest import THREE_BY_THREE, Evening, HandClock, make_evening
from tests.webapp.facilitator.conftest import sign_in
from tests.webapp.organiser.reading import Page
from webapp.database import Database
from webapp.facilitator.pair import directions_of
from webapp.services import introductions, organisations, planning, plans, scores
from webapp.services.organisations import ListedParticipant

OWNER = "organiser@example.org"


def address(evening: Evening, company: str, association: str) -> str:
    return f"/e/{evening.public_id}/pairs/{company}/{association}"


def figure(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def test_the_parts_of_each_direction_add_up_on_the_page(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    with sqlite_database.reading() as session:
        matrix = planning.matrix_of(planning.inputs(session, short_evening.event_id))
    for company in matrix.companies:
        for association in matrix.associations:
            explanation = explain(matrix, matrix.row_of[company.id], matrix.column_of[association.id])
            page = Page(facilitator.get(address(short_evening, company.id, association.id)).text)
            assert f"Bonnes raisons : {figure(explanation.total)}" in page.text
            total = page.tables[0][-1]
            one, other = directions_of(explanation)
            assert (one.side, other.side) == ("company", "association")
            assert [total[3], total[5]] == [figure(one.total), figure(other.total)]
            assert abs(sum(part.contribution for part in one.contributions.values()) - one.total) < 1e-9
            assert [one.counts, other.counts].count(True) == 1
            counting = one if one.counts else other
            assert counting.total == explanation.total


def test_neighbours_lead_through_the_whole_list(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    with sqlite_database.reading() as session:
        listed = introductions.proposals(session, short_evening.event_id, short_evening.clock.now())
    here, seen = address(short_evening, listed[0].company.id, listed[0].association.id), []
    while True:
        text = facilitator.get(here).text
        seen.append(re.findall(r"pairs/([^/]+)/([^/?]+)$", here)[0])
        assert f"Rang {len(seen)} de la liste." in Page(text).text
        following = re.search(r'rel="next" href="([^"]+)"', text)
        if following is None:
            break
        back = re.search(r'rel="prev" href="([^"]+)"', facilitator.get(following[1]).text)
        assert back is not None
        assert back[1] == here
        here = following[1]
    assert seen == [(one.company.id, one.association.id) for one in listed]


def test_a_pair_outside_the_list_is_told_as_such(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    with sqlite_database.reading() as session:
        plan = plans.published_plan(session, short_evening.event_id)
    assert plan is not None
    meeting = plan.meetings[0]
    here = address(short_evening, _code(meeting.company), _code(meeting.association))
    text = Page(facilitator.get(here).text).text
    assert "Pas dans la liste des mises en relation." in text
    assert "Se rencontrent dans le plan publié." in text
    assert "Suivante" not in text


def test_what_is_behind_the_two_is_told(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    here = address(short_evening, "C01", "A03")
    before = Page(facilitator.get(here).text).text
    with sqlite_database.writing() as session:
        past = [
            PastMeeting(company_id="C01", association_id="A03", event="Rencontres du Ried", date="2025-11-18"),
            PastMeeting(company_id="C01", association_id="A03", known=True),
        ]
        organisations.remember(session, short_evening.event_id, past)
    after = Page(facilitator.get(here).text).text
    told = ("Déjà rencontrées : Rencontres du Ried, mardi 18 novembre 2025.", "Travaillent déjà ensemble.")
    assert not any(one in before for one in told)
    assert all(one in after for one in told)


def test_what_answers_the_other_is_marked_on_both_profiles(facilitator: FlaskClient, short_evening: Evening) -> None:
    page = Page(facilitator.get(address(short_evening, "C02", "A02")).text).text
    assert "Matériel informatique l’autre le cherche" in page
    assert "Matériel informatique l’autre l’apporte" in page
    assert "Accès au numérique en commun 7 sur 10" in page


def test_a_bare_profile_has_a_page(app: Flask, sqlite_database: Database, clock: HandClock) -> None:
    bare = "\n".join([*THREE_BY_THREE.splitlines(), "C09,company,Seule au monde,,,,,,,Zoé,Seul,,,", ""])
    evening = make_evening(sqlite_database, read_organisations(bare.encode()), clock, n_rounds=1)
    answer = sign_in(app, OWNER).get(address(evening, "C09", "A01"))
    text = Page(answer.text).text
    assert answer.status_code == 200
    for sentence in (
        "Aucune présentation.",
        "Rien n’est indiqué.",
        "Aucune fragilité nommée.",
        "Aucun objectif indiqué.",
    ):
        assert sentence in text
    assert "Sans information, donc sans poids ici :" in text


def test_a_pair_follows_the_sliders(facilitator: FlaskClient, short_evening: Evening) -> None:
    here = address(short_evening, "C01", "A01")
    tried = facilitator.get(f"{here}?points-place=3").text
    assert "Ces chiffres suivent vos réglages à l’essai" in Page(tried).text
    assert "Ces chiffres suivent vos réglages à l’essai" not in facilitator.get(here).text
    assert "pairs?points-company_needs_met=" in tried


def test_scores_are_measured_once_while_nothing_changes(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    with sqlite_database.reading() as session:
        one = scores.measured(session, short_evening.event_id)
        assert scores.measured(session, short_evening.event_id) is one
        profile = one.weighed(
            introductions.criterion_weights.in_use(session, short_evening.event_id).weights
        ).companies[0]
    changed = Organisation.from_dict(profile.to_dict() | {"presentation": "Nous fabriquons des portes."})
    with sqlite_database.writing() as session:
        row = session.query(organisations.OrganisationRow).filter_by(code=profile.id).one()
        row.profile = changed.to_dict()
    with sqlite_database.reading() as session:
        other = scores.measured(session, short_evening.event_id)
    assert other is not one
    assert "Nous fabriquons des portes." in facilitator.get(address(short_evening, profile.id, "A01")).text


def _code(person: ListedParticipant) -> str:
    return person.organisation_code
