"""Weights kept: who may, what a version holds, what uses it from then on, and what it leaves as it was."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matching.weights import DEFAULT_WEIGHTS, REASONS, InvalidWeights
from tests.webapp.conftest import PASSWORD, Evening, HandClock, begin
from tests.webapp.facilitator.conftest import sign_in
from tests.webapp.organiser.reading import Page
from webapp.database import Database
from webapp.services import accounts, criterion_weights, introductions, planning, plans, repairs, standing_plan
from webapp.services.criterion_weights import MOST_POINTS, MOST_VERSIONS, Setting
from webapp.services.plans import StoredPlan
from webapp.services.refusals import Refused

NO_REASON = {f"points-{name}": "0" for name in REASONS}
FAR_IS_FINE = {"points-place": "0", "giving": "20"}


def post(client: FlaskClient, evening: Evening, path: str, **data: str) -> int:
    return client.post(f"/e/{evening.public_id}/pairs/{path}", data=data).status_code


def latest(database: Database, evening: Evening) -> StoredPlan:
    with database.reading() as session:
        found = plans.latest_plan(session, evening.event_id)
    assert found is not None
    return found


def test_a_setting_that_is_kept_counts_for_introductions(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    tried = Page(facilitator.get(f"/e/{short_evening.public_id}/pairs", query_string=FAR_IS_FINE).text).tables[0]
    assert post(facilitator, short_evening, "weights", **FAR_IS_FINE, note="Le Ried d’abord") == 303
    with sqlite_database.reading() as session:
        (version,) = criterion_weights.versions(session, short_evening.event_id)
        in_use = criterion_weights.in_use(session, short_evening.event_id)
        found = introductions.proposals(session, short_evening.event_id, short_evening.clock.now())
    assert (version.number, version.note, version.made_by, version.in_use) == (1, "Le Ried d’abord", "Fanny", True)
    assert (in_use.number, in_use.setting) == (1, version.setting)
    assert in_use.weights.values["place"] == 0
    assert in_use.weights.giving == 0.2
    page = Page(facilitator.get(f"/e/{short_evening.public_id}/pairs").text)
    assert [row[1] for row in page.tables[0]] == [row[1] for row in tried]
    assert [one.company.name in row[1] for one, row in zip(found, page.tables[0][1:], strict=True)] == [True] * len(
        found
    )
    assert "Le Ried d’abord" in page.text


def test_versions_are_numbered_and_any_of_them_can_count_again(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    post(facilitator, short_evening, "weights", **FAR_IS_FINE)
    post(facilitator, short_evening, "weights", **(FAR_IS_FINE | {"points-forms": "25"}))

    def number() -> int | None:
        with sqlite_database.reading() as session:
            return criterion_weights.in_use(session, short_evening.event_id).number

    assert number() == 2
    assert post(facilitator, short_evening, "weights/use", number="1") == 303
    assert number() == 1
    assert post(facilitator, short_evening, "weights/use", number="") == 303
    assert number() is None
    with sqlite_database.reading() as session:
        assert criterion_weights.in_use(session, short_evening.event_id).weights == DEFAULT_WEIGHTS
        assert [one.number for one in criterion_weights.versions(session, short_evening.event_id)] == [2, 1]
    for wrong in ("3", "0", "-1", "x", "9" * 30):
        assert post(facilitator, short_evening, "weights/use", number=wrong) == 404, wrong


def test_a_plan_keeps_its_weights_and_the_next_one_takes_the_new_ones(
    app: Flask, facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening, clock: HandClock
) -> None:
    before = latest(sqlite_database, short_evening)
    assert before.certificate["weights"] == DEFAULT_WEIGHTS.to_dict()
    post(facilitator, short_evening, "weights", **FAR_IS_FINE)
    assert latest(sqlite_database, short_evening) == before
    owner = sign_in(app, "organiser@example.org")
    desk = f"/e/{short_evening.public_id}/desk/plan"
    assert "Les réglages du score ont changé depuis" in Page(owner.get(desk).text).text
    with sqlite_database.reading() as session:
        standing = standing_plan.standing_plan(session, short_evening.event_id, before.version)
        draft = planning.compute(planning.inputs(session, short_evening.event_id))
    assert standing is not None
    assert standing.inputs.weights == DEFAULT_WEIGHTS
    assert draft.inputs.weights.values["place"] == 0
    with sqlite_database.writing() as session:
        plans.store(session, short_evening.event_id, draft, clock.now())
    stored = latest(sqlite_database, short_evening)
    assert stored.certificate["weights_number"] == 1
    page = Page(owner.get(desk).text).text
    assert "Score : réglages version 1." in page
    assert "Les réglages du score ont changé depuis" not in page


def test_a_repair_keeps_the_weights_of_the_plan_it_repairs(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening, clock: HandClock
) -> None:
    begin(sqlite_database, short_evening)
    with sqlite_database.reading() as session:
        before = repairs.situation(session, short_evening.event_id, clock.now())
    post(facilitator, short_evening, "weights", **FAR_IS_FINE)
    with sqlite_database.reading() as session:
        assert repairs.situation(session, short_evening.event_id, clock.now()) == before
    assert before.inputs.weights == DEFAULT_WEIGHTS


def test_only_this_events_own_people_keep_weights(
    app: Flask, sqlite_database: Database, short_evening: Evening, facilitator: FlaskClient
) -> None:
    with sqlite_database.writing() as session:
        accounts.create_account(session, email="stranger@example.org", name="Sam", password=PASSWORD, may_organise=True)
    for path, data in (("weights", FAR_IS_FINE), ("weights/use", {"number": ""})):
        assert post(sign_in(app, "stranger@example.org"), short_evening, path, **data) == 404
        assert post(app.test_client(), short_evening, path, **data) == 303  # to the sign-in page
    with sqlite_database.reading() as session:
        assert criterion_weights.versions(session, short_evening.event_id) == []
    assert post(sign_in(app, "organiser@example.org"), short_evening, "weights", **FAR_IS_FINE) == 303
    with sqlite_database.reading() as session:
        assert len(criterion_weights.versions(session, short_evening.event_id)) == 1


def test_no_form_passes_without_its_token(app: Flask, facilitator: FlaskClient, short_evening: Evening) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for path, data in (("weights", FAR_IS_FINE), ("weights/use", {"number": ""})):
        assert post(facilitator, short_evening, path, **data) == 400, path


def test_what_cannot_be_a_weight_keeps_nothing(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    for wrong in ({"points-forms": "51"}, {"points-place": "x"}, {"giving": "400"}, NO_REASON):
        answer = facilitator.post(f"/e/{short_evening.public_id}/pairs/weights", data=FAR_IS_FINE | wrong)
        assert answer.status_code == 422, wrong
        assert f"Une raison compte de 0 à {MOST_POINTS} points" in Page(answer.text).text
    with sqlite_database.reading() as session:
        assert criterion_weights.versions(session, short_evening.event_id) == []


def test_hostile_notes_are_text_of_a_bounded_length(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    post(facilitator, short_evening, "weights", **FAR_IS_FINE, note="<script>alert(1)</script>\x00\x1b" + "é" * 5000)
    text = facilitator.get(f"/e/{short_evening.public_id}/pairs").text
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text
    with sqlite_database.reading() as session:
        (version,) = criterion_weights.versions(session, short_evening.event_id)
    assert len(version.note) == criterion_weights.LONGEST_NOTE
    assert version.note.isprintable()


def test_the_number_of_versions_has_an_end(sqlite_database: Database, short_evening: Evening, clock: HandClock) -> None:
    setting = criterion_weights.default_setting()

    def keep(times: int) -> None:
        with sqlite_database.writing() as session:
            account_id = session.connection().exec_driver_sql("SELECT id FROM accounts").scalar_one()
            for _ in range(times):
                criterion_weights.save(
                    session, short_evening.event_id, setting, note="", account_id=account_id, now=clock.now()
                )

    keep(MOST_VERSIONS)
    with pytest.raises(Refused, match="too_many_weights"):
        keep(1)


def test_a_setting_without_a_point_is_none() -> None:
    with pytest.raises(InvalidWeights):
        Setting(points=dict.fromkeys(REASONS, 0) | {"place": 80}, giving=0.5)
    with pytest.raises(InvalidWeights):
        Setting(points={"forms": 1, "nonsense": 1}, giving=0.5)
