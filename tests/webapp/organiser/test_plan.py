"""Phase 3: the grid is the stored plan; a rule set from it is obeyed at once; what is impossible changes nothing."""

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import THREE_BY_THREE, Evening
from tests.webapp.organiser.reading import Page
from tests.webapp.organiser.test_sheet import upload
from webapp.database import Database
from webapp.services import planning, plans
from webapp.services.planning import PlanDraft, PlanningInputs
from webapp.services.plans import StoredPlan
from webapp.services.rules import organisations_of


def stored(database: Database, event_id: int) -> StoredPlan:
    with database.reading() as session:
        found = plans.latest_plan(session, event_id)
    assert found is not None
    return found


def numbers(database: Database, event_id: int) -> dict[str, int]:
    with database.reading() as session:
        return {one.code: one.id for one in organisations_of(session, event_id)}


def met(plan: StoredPlan) -> set[tuple[str, str]]:
    return {(meeting.company.organisation_code, meeting.association.organisation_code) for meeting in plan.meetings}


def test_the_grid_of_tables_is_the_stored_plan(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    plan = stored(sqlite_database, sqlite_evening.event_id)
    head, *rows = Page(at_desk.get(f"{address}/plan?view=tables").text).tables[0]
    assert head == ["Table", "1 18 h 30", "2 18 h 40", "3 18 h 50"]
    shown = {
        (int(row[0]), round_number, cell)
        for row in rows
        for round_number, cell in enumerate(row[1:], start=1)
        if row[0].isdigit()
    }
    expected = {
        (one.table_number, one.round_number, f"{one.company.organisation} {one.association.organisation}")
        for one in plan.meetings
    }
    assert shown == expected
    assert len(shown) == 9


@pytest.mark.parametrize("side", ["company", "association"])
def test_the_grid_of_a_side_is_the_stored_plan(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database, side: str
) -> None:
    plan = stored(sqlite_database, sqlite_evening.event_id)
    view = "companies" if side == "company" else "associations"
    _, *rows = Page(at_desk.get(f"{address}/plan?view={view}").text).tables[0]
    shown = {(row[0], number, cell) for row in rows for number, cell in enumerate(row[1:], start=1)}
    expected = set()
    for one in plan.meetings:
        me, partner = (one.company, one.association) if side == "company" else (one.association, one.company)
        cell = f"Table {one.table_number} {partner.organisation}"
        expected.add((f"{me.organisation} {me.full_name}", one.round_number, cell))
    assert shown == expected


def test_each_person_has_a_list_with_times_partners_and_reasons(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    plan = stored(sqlite_database, sqlite_evening.event_id)
    tables = lists_of(at_desk.get(f"{address}/plan?view=people&q=ganter").text)
    assert len(tables) == 1
    own = {one.round_number: one for one in plan.meetings if one.company.code == "C01-1"}
    for row in tables[0][1:]:
        meeting = own[int(row[0])]
        assert row[2] == str(meeting.table_number)
        assert meeting.association.organisation in row[3]
        assert meeting.association.full_name in row[3]
        assert len(row[4]) > 10
    assert len(lists_of(at_desk.get(f"{address}/plan?view=people").text)) == 6


def lists_of(page: str) -> list[list[list[str]]]:
    """The lists of people, without the tables beside the pictures."""
    return [table for table in Page(page).tables if table[0][:2] == ["Tour", "Heure"]]


def test_the_certificate_and_the_counts_are_told(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    certificate = stored(sqlite_database, sqlite_evening.event_id).certificate
    text = Page(at_desk.get(f"{address}/plan").text).text
    total = f"{certificate['total']:.2f}".replace(".", ",").rstrip("0")
    assert f"Celui-ci en réunit {total}" in text
    assert text.count("3 chacune") == 2
    assert "9 rencontres, 3 tables, 3 tours" in text


def test_a_cell_tells_why_and_how_the_score_is_made(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    meeting = stored(sqlite_database, sqlite_evening.event_id).meetings[0]
    pair = f"company={meeting.company.organisation_id}&association={meeting.association.organisation_id}"
    grid = at_desk.get(f"{address}/plan").text
    assert pair.replace("&", "&amp;") in grid  # the cell leads to its panel
    page = at_desk.get(f"{address}/plan?{pair}").text
    text = Page(page).text
    assert f"Tour {meeting.round_number}, table {meeting.table_number}." in text
    assert "Pour commencer :" in text
    assert page.count('class="criterion"') == len(meeting.explanation.contributions)
    assert {"kind", "round_number", "table_number"} < set().union(*(names for _, names in Page(page).forms))


def test_a_pair_kept_apart_from_the_grid_does_not_meet_any_more(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    known = numbers(sqlite_database, sqlite_evening.event_id)
    pair = {"company": known["C01"], "association": known["A01"]}
    before = stored(sqlite_database, sqlite_evening.event_id)
    assert ("C01", "A01") in met(before)
    answer = at_desk.post(f"{address}/plan/pair", data=pair | {"kind": "forbidden", "view": "companies"})
    assert answer.status_code == 303
    assert "view=companies" in answer.headers["Location"]
    text = Page(at_desk.get(answer.headers["Location"]).text).text
    after = stored(sqlite_database, sqlite_evening.event_id)
    assert ("C01", "A01") not in met(after)
    change = f"{before.certificate['total'] - after.certificate['total']:.2f}".replace(".", ",").rstrip("0")
    assert f"soit {change} de moins" in text
    assert "Ne se rencontrent pas dans ce plan." in text
    assert "Règle : à éviter." in text
    assert (after.version, after.stale, after.published) == (2, False, False)
    assert "Les téléphones montrent la version 1." in text
    at_desk.post(f"{address}/plan/pair", data=pair | {"kind": ""})
    assert ("C01", "A01") in met(stored(sqlite_database, sqlite_evening.event_id))


def test_a_meeting_locked_from_the_grid_stays_where_it_is(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    meeting = stored(sqlite_database, sqlite_evening.event_id).meetings[-1]
    place = {"round_number": meeting.round_number, "table_number": meeting.table_number}
    pair = {"company": meeting.company.organisation_id, "association": meeting.association.organisation_id}
    assert at_desk.post(f"{address}/plan/pair", data=pair | place | {"kind": "locked"}).status_code == 303
    assert at_desk.post(f"{address}/rules", data=settings_with(seed="77")).status_code == 303
    assert at_desk.post(f"{address}/plan/compute").status_code == 303
    again = stored(sqlite_database, sqlite_evening.event_id)
    (kept,) = [
        one
        for one in again.meetings
        if one.company.organisation_id == pair["company"] and one.association.organisation_id == pair["association"]
    ]
    assert {"round_number": kept.round_number, "table_number": kept.table_number} == place


def settings_with(**changes: str) -> dict[str, str]:
    fields = {"name": "Rencontres d’essai", "venue": "Salle", "date": "2026-11-24", "start": "18:30", "n_rounds": "3"}
    return fields | changes


def test_an_impossible_rule_is_explained_and_changes_nothing(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    at_desk.post(f"{address}/rules", data=settings_with(n_rounds="1"))
    known = numbers(sqlite_database, sqlite_evening.event_id)
    pair = {"company": known["C01"], "association": known["A01"], "kind": "required"}
    assert at_desk.post(f"{address}/plan/pair", data=pair).status_code == 303
    before = stored(sqlite_database, sqlite_evening.event_id)
    answer = at_desk.post(f"{address}/plan/pair", data=pair | {"association": known["A02"]})
    assert answer.status_code == 422
    assert "Rien n’a changé." in Page(answer.text).text
    assert "Anne Ganter" in Page(answer.text).text
    after = stored(sqlite_database, sqlite_evening.event_id)
    assert (after.version, after.stale) == (before.version, before.stale)
    with sqlite_database.reading() as session:
        assert plans.rules_of(session, sqlite_evening.event_id) == {(known["C01"], known["A01"]): "required"}


def test_a_locked_round_that_is_gone_is_explained(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    known = numbers(sqlite_database, sqlite_evening.event_id)
    lock = {"company": known["C01"], "association": known["A01"], "kind": "locked", "round_number": 3}
    at_desk.post(f"{address}/rules/pairs", data=lock)
    at_desk.post(f"{address}/rules", data=settings_with(n_rounds="2"))
    answer = at_desk.post(f"{address}/plan/compute")
    assert answer.status_code == 422
    assert "Ce plan est impossible." in Page(answer.text).text


def test_a_stale_plan_says_why_and_is_not_published(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    at_desk.post(f"{address}/rules", data=settings_with(n_rounds="2"))
    text = Page(at_desk.get(f"{address}/plan").text).text
    assert "Tours : 3 au calcul, 2 maintenant." in text
    assert at_desk.post(f"{address}/plan/publish").status_code == 409
    at_desk.post(f"{address}/plan/compute")
    assert at_desk.post(f"{address}/plan/publish").status_code == 303
    assert stored(sqlite_database, sqlite_evening.event_id).published


def test_from_an_empty_evening_to_a_published_plan(
    newcomer: FlaskClient, new_evening: tuple[str, int], sqlite_database: Database
) -> None:
    address, event_id = new_evening
    assert newcomer.post(f"{address}/plan/publish").status_code == 409
    upload(newcomer, address, sheet=THREE_BY_THREE)
    assert "Prêt à calculer." in Page(newcomer.get(f"{address}/plan").text).text
    assert newcomer.post(f"{address}/plan/compute").status_code == 303
    assert newcomer.post(f"{address}/plan/publish").status_code == 303
    plan = stored(sqlite_database, event_id)
    assert plan.published
    assert len(plan.meetings) == 9
    assert newcomer.get(address).headers["Location"] == f"{address}/evening"


def test_once_begun_the_plan_only_reads(at_desk: FlaskClient, address: str, sqlite_evening: Evening) -> None:
    at_desk.post(f"{address}/evening/act", data={"action": "start"})
    page = Page(at_desk.get(f"{address}/plan").text)
    assert all("kind" not in names for _, names in page.forms)
    assert at_desk.post(f"{address}/plan/compute").status_code == 409


def test_unknown_rules_and_numbers_do_no_harm(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    known = numbers(sqlite_database, sqlite_evening.event_id)
    pair = {"company": str(known["C01"]), "association": str(known["A01"])}
    assert at_desk.get(f"{address}/plan?view=nothing&company=x&association=").status_code == 200
    assert at_desk.get(f"{address}/plan?company={'9' * 40}&association=1").status_code == 200
    assert at_desk.get(f"{address}/plan?q=%3Cscript%3E%00").status_code == 200
    assert at_desk.post(f"{address}/plan/pair", data=pair | {"kind": "love"}).status_code == 422
    assert at_desk.post(f"{address}/plan/pair", data=pair | {"kind": "locked"}).status_code == 422
    too_late = pair | {"kind": "locked", "round_number": "999999999", "table_number": "999999999"}
    answer = at_desk.post(f"{address}/plan/pair", data=too_late)
    assert answer.status_code == 422
    assert "Ce plan est impossible" in answer.text
    with sqlite_database.reading() as session:
        assert plans.rules_of(session, sqlite_evening.event_id) == {}


def test_what_changes_during_a_computation_makes_its_plan_stale(
    at_desk: FlaskClient,
    address: str,
    sqlite_evening: Evening,
    sqlite_database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = numbers(sqlite_database, sqlite_evening.event_id)
    really_compute = planning.compute

    def slowly(given: PlanningInputs) -> PlanDraft:
        with sqlite_database.writing() as session:  # another hand, on another desk; the first request holds no lock
            plans.set_rule(
                session,
                sqlite_evening.event_id,
                company_id=known["C01"],
                association_id=known["A01"],
                kind="forbidden",
            )
        return really_compute(given)

    monkeypatch.setattr(planning, "compute", slowly)
    assert at_desk.post(f"{address}/plan/compute").status_code == 303
    plan = stored(sqlite_database, sqlite_evening.event_id)
    assert (plan.version, plan.stale) == (2, True)
