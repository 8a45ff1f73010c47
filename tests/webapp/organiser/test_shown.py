"""Whoever is shown the addresses of many people stands in the log: once in ten minutes, and where there are any."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from tests.proofs.actors import Installation
from tests.proofs.permissions import world_of
from tests.webapp.conftest import HandClock
from webapp.models import AuditEntryRow, OrganisationRow, SignInRow
from webapp.services import retention
from webapp.services.anonymising import anonymise

SHOWN = ("sign_ups_opened", "mutual_pairs_shown", "introduction_contacts_shown")


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Installation]:
    """Two evenings whose results are shown; everybody agreed to introductions."""
    made = world_of(tmp_path, HandClock(), moment="revealed")
    yield made
    made.database.dispose()


def entries(installed: Installation) -> list[tuple[str, str, dict[str, object]]]:
    """Who was shown what, at the first evening."""
    with installed.database.reading() as session:
        rows = session.scalars(select(AuditEntryRow).where(AuditEntryRow.action.in_(SHOWN)).order_by(AuditEntryRow.id))
        return [(row.actor_name, row.action, row.details) for row in rows if row.event_id == installed.evening.event_id]


def pair_of(installed: Installation) -> str:
    with installed.database.reading() as session:
        codes = session.scalars(
            select(func.min(OrganisationRow.code))
            .where(OrganisationRow.event_id == installed.evening.event_id)
            .group_by(OrganisationRow.side)
            .order_by(OrganisationRow.side.desc())
        ).all()
    return f"pairs/{codes[0]}/{codes[1]}"


def test_each_list_of_addresses_that_is_shown_is_noted_once(shown: Installation) -> None:
    base = f"/e/{shown.evening.public_id}"
    owner, facilitator, reader = (shown.client(actor) for actor in ("owner", "facilitator", "reader"))
    pair = pair_of(shown)
    assert "driss@example.org" in owner.get(f"{base}/desk/sheet").text
    owner.get(f"{base}/desk/sheet?q=driss")
    assert owner.get(f"{base}/desk/results").status_code == 200
    owner.get(f"{base}/desk/results")
    owner.get(f"{base}/desk/results/state")
    assert "mailto:" in facilitator.get(f"{base}/{pair}").text
    assert "mailto:" not in reader.get(f"{base}/{pair}").text  # who is shown no address leaves no entry
    expected = [
        ("Odile", "sign_ups_opened", {"people": 6}),
        ("Odile", "mutual_pairs_shown", {}),
        ("facilitator", "introduction_contacts_shown", {}),
    ]
    assert entries(shown) == expected
    shown.clock.go(minutes=11)
    facilitator.get(f"{base}/{pair}")
    assert entries(shown) == [*expected, expected[2]]
    log = owner.get(f"{base}/desk/log").text
    for sentence in (
        "Liste des inscriptions ouverte, avec les adresses (personnes\u00a0: 6)",
        "Souhaits partagés et coordonnées affichés",
        "Coordonnées affichées pour une mise en relation",
    ):
        assert sentence in log


def test_an_agreement_to_introductions_ends_after_twelve_months_however_long_the_rest_is_kept(
    shown: Installation,
) -> None:
    settings = replace(shown.app.extensions["entremise_settings"], keep_people_months=36)
    shown.app.extensions["entremise_settings"] = settings
    address = f"/e/{shown.evening.public_id}/{pair_of(shown)}"
    facilitator, began = shown.client("facilitator"), shown.clock.now()
    with shown.database.writing() as session:
        last = retention.deadlines(session, shown.evening.event_id, settings).introductions
        session.execute(update(SignInRow).values(expires_at=last + timedelta(days=1)))
    assert (last.year - began.year, last.month, last.day) == (1, began.month, began.day)
    shown.clock.moment = last - timedelta(seconds=1)
    assert "mailto:" in facilitator.get(address).text
    shown.clock.moment = last
    after = facilitator.get(address)
    assert (after.status_code, "mailto:" in after.text) == (200, False)


def test_a_sheet_that_is_refused_shows_the_list_too(shown: Installation) -> None:
    owner = shown.client("owner")
    unreadable = {"sheet": (io.BytesIO(b"\x00\x01"), "sheet.xlsx")}
    answer = owner.post(f"/e/{shown.evening.public_id}/desk/sheet", data=unreadable)
    assert answer.status_code == 422
    assert "driss@example.org" in answer.text
    assert [action for _name, action, _details in entries(shown)] == ["sign_ups_opened"]


def test_where_nobody_is_left_nothing_is_noted(shown: Installation) -> None:
    with shown.database.writing() as session:
        anonymise(session, shown.evening.event_id, shown.clock.now())
    owner = shown.client("owner")
    for page in ("desk/sheet", "desk/results"):
        assert owner.get(f"/e/{shown.evening.public_id}/{page}").status_code == 200
    assert entries(shown) == []


@pytest.mark.parametrize("moment", ["begun", "closed", "sealed"])
def test_results_that_are_not_shown_yet_are_not_noted(moment: str, tmp_path: Path) -> None:
    made = world_of(tmp_path, HandClock(), moment=moment)
    assert made.client("owner").get(f"/e/{made.evening.public_id}/desk/results").status_code == 200
    assert entries(made) == []
    made.database.dispose()
