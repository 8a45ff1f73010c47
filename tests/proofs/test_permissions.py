"""A part of the permission matrix, what makes it fail, and the application that does not start undeclared."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Response, abort, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.proofs import filled_forms
from tests.proofs.actors import Installation
from tests.proofs.addresses import NOT_MET, addresses
from tests.proofs.moments import weights_learned
from tests.proofs.permissions import (
    AT_THE_EVENING,
    BY_ACCOUNT,
    MOMENTS_OF_ALL,
    MOMENTS_OF_SOME,
    Findings,
    run,
    world_of,
)
from tests.proofs.permissions_page import page
from tests.proofs.restoring import KnownState
from tests.webapp.conftest import SECRET, HandClock
from webapp import app as application
from webapp import guard, permissions, transactions
from webapp.config import Settings
from webapp.hall.views import hall
from webapp.models import ParticipantRow, ReceivedContactRow
from webapp.organiser import personal_links
from webapp.permissions import InvalidPermissions, Permissions, declared_permissions
from webapp.services import contacts, presence
from webapp.services.organisations import ListedParticipant

LOOSENED = "organiser.people_links"
FEW = (LOOSENED, "participant.programme")


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, KnownState]]:
    """Two evenings in their first round, made once."""
    made = world_of(tmp_path_factory.mktemp("world"), HandClock())
    state = KnownState(made.database)
    yield made, state
    state.close()
    made.database.dispose()


@pytest.fixture
def world(shared_world: tuple[Installation, KnownState]) -> Installation:
    """The two evenings as they were at first."""
    made, state = shared_world
    state.restore()
    made.app.extensions["entremise_permissions"] = declared_permissions()
    return made


def loosened(who: frozenset[str], endpoint: str = LOOSENED) -> Permissions:
    """The declared permissions with one line changed."""
    declared = declared_permissions().declared
    return Permissions(declared={**declared, (endpoint, "GET"): who})


def test_a_part_of_the_matrix_is_as_declared(world: Installation) -> None:
    found = run(world, declared_permissions(), share=0.03, seed=11)
    assert found.wrong == []
    assert found.counts["passes"] > 15
    assert found.counts["404"] > 50
    assert found.counts["sign-in page"] > 40


def test_every_route_that_takes_something_does_its_work_at_some_moment(tmp_path: Path) -> None:
    """Else a funnel that saw no fault there would have seen nothing."""
    found = Findings()
    with weights_learned():
        for moment in (MOMENTS_OF_ALL[0], *MOMENTS_OF_SOME):
            made = world_of(tmp_path, HandClock(), moment=moment)
            only = found.never_worked if found.owed else ()
            found.add(run(made, declared_permissions(), own_forms=True, only=only))
            made.database.dispose()
    assert found.wrong == []
    assert found.never_worked == []
    takes = {one for one, method in declared_permissions().declared if method == "POST"}
    assert found.owed == takes


def test_a_form_that_does_nothing_is_seen(world: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(filled_forms.FORMS, "participant.erase", lambda _world, _path: {"sure": "1"})  # type: ignore[arg-type]
    found = run(world, declared_permissions(), own_forms=True, only=("participant.erase", "participant.save_consent"))
    assert found.never_worked == ["participant.erase"]
    assert found.worked == {"participant.save_consent"}


def test_rows_of_results_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody received is loaded once results are shown; that of another event is a find."""
    made = world_of(tmp_path, HandClock(), moment="revealed")
    shown = ("participant.contacts", "organiser.results")
    assert run(made, declared_permissions(), only=(*shown, "participant.choose")).wrong == []

    def of_all(session: Session, event_id: int) -> list[contacts.MutualPair]:
        session.scalars(select(ReceivedContactRow)).all()
        return []

    monkeypatch.setattr(contacts, "mutual_pairs", of_all)
    wrong = run(made, declared_permissions(), only=shown).wrong
    made.database.dispose()
    assert any("loads a row of received_contacts of another event" in line for line in wrong)


def test_a_refusal_that_tells_whom_one_has_not_met_is_seen(
    world: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a cookie, even: what a refusal sets is compared as well."""
    assert run(world, declared_permissions(), only=("participant.choose",)).wrong == []
    not_met = next(one.path for one in addresses(world) if one.relation == NOT_MET)

    def told(response: Response) -> Response:
        if request.path == not_met:
            response.set_cookie("seen", "1")
        return response

    monkeypatch.setitem(world.app.after_request_funcs, None, [told, *world.app.after_request_funcs[None]])
    wrong = run(world, declared_permissions(), only=("participant.choose",)).wrong
    assert any("are answered differently" in line and NOT_MET in line for line in wrong)


def test_a_view_that_lets_in_more_or_fewer_than_declared_is_seen(world: Installation) -> None:
    assert run(world, declared_permissions(), only=FEW).wrong == []
    everybody_who_works = frozenset({"owner", "door", "facilitator", "reader"})
    for who in (everybody_who_works, frozenset({"owner"}), frozenset({"participant"})):
        world.app.extensions["entremise_permissions"] = loosened(who)
        wrong = run(world, declared_permissions(), only=(LOOSENED,)).wrong
        assert any("door helper" in line or "reader" in line for line in wrong), who


def test_a_view_without_its_guard_is_seen(world: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_refuse", lambda who: None)
    wrong = run(world, declared_permissions(), only=FEW).wrong
    assert any("error was seen" in line for line in wrong)  # NotGranted: no view goes round


def test_a_refusal_that_tells_what_exists_is_seen(world: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse = guard._refuse

    def told(who: frozenset[str]) -> None:
        if world.other.public_id in request.path:
            abort(410)
        refuse(who)

    monkeypatch.setattr(guard, "_refuse", told)
    assert any(
        "answered differently" in line or "404 is declared" in line
        for line in run(world, declared_permissions(), only=FEW).wrong
    )


def test_a_row_of_another_event_is_seen(world: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def anybody(_member: object, participant_id: int) -> ListedParticipant:
        row = transactions.session().get_one(ParticipantRow, participant_id)
        fields = {one.name: getattr(row, one.name, "") for one in dataclasses.fields(ListedParticipant)}
        return ListedParticipant(**fields)

    monkeypatch.setattr(personal_links, "listed_person", anybody)
    wrong = run(world, declared_permissions(), only=("organiser.ask_reissue",)).wrong
    assert any("loads a row of participants of another event" in line for line in wrong)


def test_a_statement_about_everybody_is_seen(world: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = presence.presences

    def of_all(session: Session, event_id: int) -> list[presence.Presence]:
        session.execute(select(ParticipantRow.first_name)).all()
        return listed(session, event_id)

    monkeypatch.setattr(presence, "presences", of_all)
    wrong = run(world, declared_permissions(), only=("organiser.presence_person",)).wrong
    assert any("reads participants of every event" in line for line in wrong)


def test_the_application_does_not_start_with_a_route_that_is_not_declared(
    world: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    more = Blueprint("hall", __name__, url_prefix="/e/<public_id>/hall")
    more.add_url_rule("/everything", "everything", lambda public_id: "names", methods=["GET", "POST"])
    more.deferred_functions += hall.deferred_functions
    monkeypatch.setattr(application, "hall", more)
    settings = Settings(database_url=world.database.url, secret_key=SECRET, instance=tmp_path, secure_cookies=False)
    with pytest.raises(InvalidPermissions) as refused:
        application.create_app(settings, world.database)
    assert "hall.everything GET (/e/<public_id>/hall/everything) is not declared" in str(refused.value)
    assert "hall.everything POST" in str(refused.value)


def test_a_route_that_comes_later_is_closed_to_everybody(world: Installation, tmp_path: Path) -> None:
    settings = Settings(database_url=world.database.url, secret_key=SECRET, instance=tmp_path, secure_cookies=False)
    late = application.create_app(settings, world.database, clock=world.clock)  # type: ignore[arg-type]
    late.add_url_rule("/e/<public_id>/late", "late", lambda public_id: "names")
    for actor in ("owner", "administrator", "nobody"):
        client = dataclasses.replace(world, app=late).client(actor)
        assert client.get(f"/e/{world.evening.public_id}/late").status_code == 404


def test_an_idle_declaration_and_words_out_of_place_are_refused_together(world: Installation) -> None:
    declared = declared_permissions().declared
    wrong = {("organiser.gone", "GET"): frozenset({"owner"}), ("doors.home", "GET"): frozenset({"owner"})}
    wrong[("organiser.plan", "GET")] = frozenset({"signed_in", "owner"})
    with pytest.raises(InvalidPermissions) as refused:
        permissions.check(Permissions(declared={**declared, **wrong}), world.app.url_map)
    assert [line.strip() for line in str(refused.value).splitlines()[1:]] == [
        "doors.home GET (/) names no evening: owner cannot open it",
        "organiser.plan GET (/e/<public_id>/desk/plan) is of one evening: signed_in cannot open it",
        "organiser.gone GET is declared, but there is no such route: remove the line",
    ]


def test_every_fault_of_the_file_is_told_with_its_line() -> None:
    text = "a.b GET owner\n# a remark\na.b GET door\nc.d LOOK owner\ne.f GET\ng.h PUT boss boss\ni.j GET everybody hall"
    with pytest.raises(InvalidPermissions) as refused:
        permissions.read(text)
    lines = [line.strip() for line in str(refused.value).splitlines()[1:]]
    assert [line.partition(":")[0] for line in lines] == ["line 3", "line 4", "line 5", "line 6", "line 6", "line 7"]
    assert "a.b GET is declared twice" in lines[0]
    assert "unknown: boss" in lines[4]


@pytest.mark.parametrize("actor", ["door helper", "reader", "facilitator", "owner", "participant"])
def test_nothing_is_offered_that_is_refused(world: Installation, actor: str) -> None:
    """Every link and form of every page, followed as the one who sees it."""
    client, router = world.client(actor), world.app.url_map.bind("localhost")
    words = BY_ACCOUNT.get(actor, set()) | {AT_THE_EVENING[actor], "everybody"}
    seen, waiting = set(), [f"/e/{world.evening.public_id}/"]
    while waiting:
        path = waiting.pop()
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        for target in re.findall(r'<form[^>]*method="post"[^>]*action="([^"#?]+)', page):
            assert declared_permissions().who(router.match(target, method="POST")[0], "POST") & words, (path, target)
        found = {one for one in re.findall(r'<a [^>]*href="(/[^"#?]*)', page) if not one.startswith("/static/")}
        shapes = {(re.sub(r"\d+", "1", one), one) for one in found}
        for shape, target in sorted(shapes):
            if shape not in seen:
                seen.add(shape)
                waiting.append(target)
    assert len(seen) > 4


def test_the_page_of_who_may_do_what_is_in_step(world: Installation) -> None:
    written = (Path(__file__).parents[2] / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert written == page(world.app), "run: python -m tests.proofs.permissions --page docs/permissions.md"
    for endpoint, method in declared_permissions().declared:
        assert world.app.view_functions[endpoint].__doc__, f"{endpoint} {method} does not say what it does"
