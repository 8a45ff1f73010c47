"""The log at the desk: every staff action that changes an evening leaves one entry, a refused one none."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from tests.proofs.actors import Installation, empty_sqlite, installation
from tests.webapp.conftest import HandClock, everybody_consents
from webapp.models import InvitationRow
from webapp.permissions import ROLE_WORDS, declared_permissions
from webapp.services import audit, passwords, roles, rules, suggested
from webapp.services.audited import ACTIONS
from webapp.wording import Words
from webapp.wording import audit as said

#: Staff routes that are no action on the evening, or not one entry, each with its reason.
EXCEPTIONS = {
    "organiser.take_in": "one entry for each file handed in; tested below",
    "organiser.erase": "the erasure, and what it changes of the plan; tested below",
    "facilitator.confirm_profile": "one entry when an answer changed, none otherwise; tested below",
}
FORM = {"name": "Autre nom", "venue": "Ailleurs", "date": "2026-11-24", "start": "18:30", "n_rounds": "3"}


@dataclass(frozen=True)
class Step:
    """One request of the story, and the action it must leave; ``at`` is the address below the event's."""

    endpoint: str
    at: str
    form: dict[str, str]
    action: str
    before: Callable[[Installation, FlaskClient], dict[str, str]] = lambda _installed, _client: {}


@pytest.fixture
def installed(tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Nobody types a password here, so none is hashed."""
    monkeypatch.setattr(passwords, "hashed", lambda _password: passwords.nobodys())
    return installation(empty_sqlite(tmp_path), clock, tmp_path)


def _pair(installed: Installation) -> dict[str, str]:
    with installed.database.reading() as session:
        found = {one.code: one.id for one in rules.organisations_of(session, installed.evening.event_id)}
    return {"company": str(found["C01"]), "association": str(found["A01"])}


def _person(installed: Installation, code: str = "C02-1") -> int:
    return installed.evening.people[code]


def _seen(installed: Installation, client: FlaskClient) -> dict[str, str]:
    """What the form of a repair carries; everybody has consented by then."""
    page = client.get(f"/e/{installed.evening.public_id}/desk/presence/repair").text
    return {"seen": re.search(r'name="seen" value="([^"]+)"', page)[1]}  # type: ignore[index]


def _later(minutes: int) -> Callable[[Installation, FlaskClient], dict[str, str]]:
    def wait(installed: Installation, _client: FlaskClient) -> dict[str, str]:
        installed.clock.go(minutes=minutes)
        return {}

    return wait


def _gone(installed: Installation, client: FlaskClient) -> dict[str, str]:
    mark = f"until:{_person(installed)}:1"
    client.post(f"/e/{installed.evening.public_id}/desk/presence/note", data={"mark": mark})
    return _seen(installed, client)


STORY = (
    Step("organiser.save_rules", "desk/rules", FORM, "settings_changed"),
    Step(
        "organiser.change_pair_rule",
        "desk/rules/pairs",
        {"kind": "forbidden"},
        "pair_rule_set",
        lambda one, _: _pair(one),
    ),
    Step("organiser.change_pair_rule", "desk/rules/pairs", {"kind": ""}, "pair_rule_lifted", lambda one, _: _pair(one)),
    Step("organiser.compute_plan", "desk/plan/compute", {}, "plan_computed"),
    Step("organiser.correct_plan", "desk/plan/pair", {"kind": "required"}, "plan_corrected", lambda one, _: _pair(one)),
    Step("organiser.publish_plan", "desk/plan/publish", {}, "plan_published"),
    Step(
        "organiser.note_presence",
        "desk/presence/note",
        {},
        "presence_noted",
        lambda one, _: {"mark": f"here:{_person(one, 'C01-1')}"},
    ),
    Step("organiser.note_rest", "desk/presence/rest", {}, "rest_noted_absent"),
    Step("organiser.note_rest", "desk/presence/rest", {"again": "1"}, "absences_lifted"),
    Step("organiser.reissue", "desk/people/{person}/link", {}, "link_reissued"),
    Step("organiser.reissue_all", "desk/people/links", {}, "all_links_reissued"),
    Step("organiser.correct", "desk/people/{person}/particulars", {"role": "Présidente"}, "person_corrected"),
    Step("organiser.invite", "desk/team", {"email": "ines@example.org", "role": "door"}, "invitation_made"),
    Step("organiser.withdraw_invitation", "desk/team/invitations/{invitation}/withdraw", {}, "invitation_withdrawn"),
    Step("organiser.change_role", "desk/team/{reader}/role", {"role": "door"}, "role_changed"),
    Step("organiser.remove_member", "desk/team/{reader}/remove", {}, "member_removed"),
    Step("organiser.act", "desk/evening/act", {"action": "start"}, "clock_moved"),
    Step("organiser.publish_repair", "desk/presence/repair", {}, "plan_repaired", _gone),
    Step(
        "organiser.add_walk_in",
        "desk/presence/new",
        {"first_name": "Nina", "organisation_name": "Nouvelle", "side": "company"},
        "walk_in_added",
    ),
    Step("facilitator.save_weights", "pairs/weights", {}, "weights_saved"),
    Step("facilitator.use_weights", "pairs/weights/use", {"number": ""}, "weights_used"),
    Step("organiser.act", "desk/evening/act", {"action": "end"}, "clock_moved"),
    Step("organiser.seal", "desk/results/seal", {}, "choices_sealed", _later(30)),
    Step("organiser.reveal", "desk/results/reveal", {}, "results_revealed"),
)


def _numbers(installed: Installation) -> dict[str, int]:
    """What addresses name: somebody, the invitation that was made, the reader's membership."""
    with installed.database.reading() as session:
        invitation = session.scalars(select(InvitationRow.id).order_by(InvitationRow.id.desc())).first() or 0
        members = {one.name: one.number for one in roles.members_of(session, installed.evening.event_id)}
    return {"person": _person(installed, "C03-1"), "invitation": invitation, "reader": members.get("reader", 0)}


def _number_of_entries(installed: Installation) -> int:
    with installed.database.reading() as session:
        return audit.count(session, installed.evening.event_id)


def _take(installed: Installation, client: FlaskClient, step: Step) -> TestResponse:
    form = step.form | step.before(installed, client)
    address = step.at.format(**_numbers(installed))
    return client.post(f"/e/{installed.evening.public_id}/{address}", data=form)


def test_every_staff_action_leaves_exactly_one_entry(installed: Installation) -> None:
    everybody_consents(installed.database, installed.evening)
    owner = installed.client("owner")
    for step in STORY:
        form = step.form | step.before(installed, owner)
        earlier = _number_of_entries(installed)
        address = step.at.format(**_numbers(installed))
        answer = owner.post(f"/e/{installed.evening.public_id}/{address}", data=form)
        assert answer.status_code in (200, 303), (step, answer.text)
        assert _number_of_entries(installed) == earlier + 1, step
        with installed.database.reading() as session:
            newest = audit.entries(session, installed.evening.event_id, most=1)[0]
        assert (newest.action, newest.kind, newest.actor) == (step.action, "owner", "Odile"), step
        assert said.what(Words.for_locale("fr"), newest, zone="Europe/Paris")


def test_no_staff_route_is_forgotten() -> None:
    """Made from permissions.txt: whoever adds an action of the staff says what it leaves in the log, or why nothing."""
    declared = {
        endpoint
        for (endpoint, method), who in declared_permissions().declared.items()
        if method != "GET" and who & ROLE_WORDS
    }
    told = {step.endpoint for step in STORY} | set(EXCEPTIONS) | TOLD_ELSEWHERE.keys()
    assert declared - told == set()


#: Routes whose entries are tested beside what they do.
TOLD_ELSEWHERE = {
    "facilitator.take_weights": "facilitator/test_evaluation.py makes an evening from which weights can be learned",
    "organiser.withdraw": "test_withdrawal.py has somebody whose agreement stands",
}


@pytest.mark.parametrize(
    ("at", "form"),
    [
        ("desk/results/seal", {}),
        ("desk/results/reveal", {}),
        ("desk/evening/act", {"action": "end"}),
        ("desk/presence/note", {"mark": "here:999999"}),
        ("desk/presence/note", {"mark": "from:{person}:99"}),
        ("desk/people/999999/link", {}),
        ("desk/rules", FORM | {"n_rounds": "99"}),
        ("desk/rules/pairs", {"kind": "forbidden", "company": "999999", "association": "999998"}),
        ("desk/presence/new", {"first_name": ""}),
        ("desk/presence/repair", {"seen": "something else"}),
        ("pairs/weights/use", {"number": "77"}),
    ],
)
def test_a_refused_action_leaves_no_entry(installed: Installation, at: str, form: dict[str, str]) -> None:
    earlier = _number_of_entries(installed)
    filled = {name: value.format(person=_person(installed)) for name, value in form.items()}
    installed.client("owner").post(f"/e/{installed.evening.public_id}/{at}", data=filled)
    assert _number_of_entries(installed) == earlier


def test_an_action_that_fails_after_its_entry_takes_it_along(
    installed: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("webapp.organiser.results.flash", fail)
    owner = installed.client("owner")
    for step in STORY:
        if step.action == "choices_sealed":
            break
        if step.endpoint in ("organiser.act",):
            _take(installed, owner, step)
    earlier = _number_of_entries(installed)
    installed.clock.go(minutes=30)
    answer = owner.post(f"/e/{installed.evening.public_id}/desk/results/seal")
    assert answer.status_code == 500
    assert _number_of_entries(installed) == earlier


def test_each_file_handed_in_leaves_an_entry(installed: Installation) -> None:
    earlier = _number_of_entries(installed)
    content = b"company_id,association_id,rule\nC01,A01,forbidden\n"
    answer = installed.client("owner").post(
        f"/e/{installed.evening.public_id}/desk/sheet",
        data={"pairs": (io.BytesIO(content), "pairs.csv")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    assert _number_of_entries(installed) == earlier + 1


def test_an_erasure_is_noted_by_number_with_what_it_changes_of_the_plan(installed: Installation) -> None:
    person, address = _person(installed), f"/e/{installed.evening.public_id}/desk"
    assert installed.client("owner").post(f"{address}/people/{person}/erase", data={"sure": "yes"}).status_code == 303
    with installed.database.reading() as session:
        found = [one for one in audit.entries(session, installed.evening.event_id) if one.action == "person_erased"]
    assert [(one.participant_id, one.participant) for one in found] == [(person, "")]
    assert f"Données effacées : personne n° {person}" in installed.client("owner").get(f"{address}/log").text


def test_a_profile_confirmed_by_staff_is_noted_once_it_changes(installed: Installation) -> None:
    helper = installed.client("facilitator")
    with installed.database.reading() as session:
        shown = suggested.suggested_profiles(session, installed.evening.event_id)
    profile = next((one for one in shown if one.suggestions), shown[0])
    code, keys = profile.organisation.id, [one.key for one in profile.suggestions]
    address = f"/e/{installed.evening.public_id}/profiles/{code}"
    earlier = _number_of_entries(installed)
    helper.post(address, data={})
    assert _number_of_entries(installed) == earlier
    helper.post(address, data=dict.fromkeys(keys, "yes"))
    assert _number_of_entries(installed) == earlier + bool(keys)


def test_who_saw_links_and_contacts_is_noted_once_in_a_while(installed: Installation) -> None:
    owner = installed.client("owner")
    address = f"/e/{installed.evening.public_id}/desk"
    for at in ("badges", "badges", f"presence/people/{_person(installed)}", "timetables"):
        assert owner.get(f"{address}/{at}").status_code == 200
    with installed.database.reading() as session:
        found = [(one.action, one.kind) for one in audit.entries(session, installed.evening.event_id)]
    assert found == [("timetables_opened", "owner"), ("link_shown", "owner"), ("badges_opened", "owner")]
    installed.clock.go(minutes=11)
    owner.get(f"{address}/badges")
    assert _number_of_entries(installed) == 4
    owner.head(f"{address}/badges")
    assert _number_of_entries(installed) == 4


def test_the_owner_reads_the_log_by_topic_and_takes_it_along(installed: Installation) -> None:
    owner, address = installed.client("owner"), f"/e/{installed.evening.public_id}/desk"
    owner.post(f"{address}/presence/note", data={"mark": f"late:{_person(installed)}:2"})
    owner.post(f"{address}/presence/note", data={"mark": f"from:{_person(installed)}:2"})
    owner.post(f"{address}/people/{_person(installed)}/link")
    page = owner.get(f"{address}/log").text
    assert f"(n° {_person(installed)}), là dès le tour 2" in page
    assert "Odile (équipe d’organisation)" in page
    assert page.index("Nouveau lien personnel") < page.index("Présence notée")
    assert "Présence notée" not in owner.get(f"{address}/log?topic=links").text
    rows = list(csv.reader(io.StringIO(owner.get(f"{address}/log.csv").data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Date et heure", "Sujet", "Qui", "Quoi"]
    assert [row[1] for row in rows[1:]] == ["Liens et papiers", "Soirée"]
    assert owner.get(f"{address}/log").text.count("Ce journal exporté (CSV)") == 1
    for odd in ("?topic=nothing", "?page=0", "?page=99", "?page=x"):
        assert owner.get(f"{address}/log{odd}").status_code == 200


def test_names_come_from_the_rows_and_go_with_them(installed: Installation) -> None:
    owner, address = installed.client("owner"), f"/e/{installed.evening.public_id}/desk"
    person = _person(installed)
    owner.post(f"{address}/people/{person}/link")
    with installed.database.reading() as session:
        name = audit.entries(session, installed.evening.event_id)[0].participant
        assert name
    with installed.database.writing() as session:
        assert name not in str(session.execute(text("SELECT * FROM audit_entries")).all())
        session.execute(
            text("UPDATE participants SET first_name = '', last_name = '' WHERE id = :person"), {"person": person}
        )
    assert f"personne n° {person}" in owner.get(f"{address}/log").text


def test_a_long_log_has_pages(installed: Installation) -> None:
    owner, address = installed.client("owner"), f"/e/{installed.evening.public_id}/desk"
    with installed.database.writing() as session:
        for _ in range(120):
            audit.note(
                session, installed.evening.event_id, actor=audit.SYSTEM, action="links_ended", now=installed.clock.now()
            )
    assert "Page 1 sur 3" in owner.get(f"{address}/log").text
    assert owner.get(f"{address}/log?page=3").text.count("<time") == 20


def test_every_action_has_a_sentence_and_every_topic_a_name() -> None:
    by_word = {action for action, _word in said.ACTIONS_BY_WORD}
    assert set(said.ACTIONS) | by_word | {"weights_used"} == set(ACTIONS)
    assert {one.topic for one in ACTIONS.values()} == set(said.TOPICS)
