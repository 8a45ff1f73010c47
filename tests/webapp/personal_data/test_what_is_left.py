"""After twelve months: the settings, the proof of the published plan, and no number below ten that is about people."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.read import SignUps
from tests.proofs.actors import OWNER, Installation, installation
from tests.webapp.conftest import SECRET, HandClock, begin, end_and_close, make_evening
from tests.webapp.personal_data.test_erasure import pages
from webapp.config import Settings
from webapp.database import Database
from webapp.models import EventRow, PlanRow
from webapp.services import accounts, retention

YEARS = timedelta(days=800)
OF_THE_EVENING = {"rounds", "tables", "seed", "weights", "weights_number"}
EMPTY = {"meetings_per_company_participant", "meetings_per_association_participant"}
PROOF = {"meetings", "total", "upper_bound", "gap"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url="sqlite:///nothing", secret_key=SECRET, instance=tmp_path)


def plans_of(session: Session, event_id: int) -> list[PlanRow]:
    return list(session.scalars(select(PlanRow).where(PlanRow.event_id == event_id).order_by(PlanRow.version)))


def two_versions(session: Session, event_id: int, *, meetings: int) -> None:
    """As if the plan had this many meetings, and a second version, which is the published one, one more."""
    [first] = plans_of(session, event_id)
    assert first.certificate.keys() >= PROOF | {"lowest_total", "plan"}
    first.certificate = first.certificate | {"meetings": meetings}
    second = first.certificate | {"meetings": meetings + 1, "repairs_version": 1}
    session.add(
        PlanRow(
            event_id=event_id,
            version=2,
            created_at=first.created_at,
            certificate=second,
            stale=False,
        )
    )
    session.get_one(EventRow, event_id).published_version = 2
    session.flush()


@pytest.mark.parametrize(("meetings", "proof"), [(8, set()), (9, PROOF)])
def test_of_plans_the_published_ones_proof_stays_from_ten_meetings_on(
    meetings: int,
    proof: set[str],
    sqlite_database: Database,
    three_by_three: SignUps,
    clock: HandClock,
    settings: Settings,
) -> None:
    """Two versions would tell of one meeting by their difference, the lowest total tells of one person."""
    evening = make_evening(sqlite_database, three_by_three, clock)
    with sqlite_database.writing() as session:
        two_versions(session, evening.event_id, meetings=meetings)
        session.get_one(EventRow, evening.event_id).sheet_name = "inscriptions-marie-dupont.csv"
        for _again in range(2):
            retention.apply(session, clock.now() + YEARS, settings)
            first, second = plans_of(session, evening.event_id)
            assert set(first.certificate) == OF_THE_EVENING | EMPTY
            assert set(second.certificate) == OF_THE_EVENING | EMPTY | proof | {"repairs_version"}
            assert [second.certificate[name] for name in EMPTY] == [[], []]
            event = session.get_one(EventRow, evening.event_id)
            assert (event.sheet_name, event.sheet_rows, event.kept_counts) == ("", 0, {})


def test_the_number_of_rows_stays_from_ten_on(
    sqlite_database: Database, three_by_three: SignUps, clock: HandClock, settings: Settings
) -> None:
    evening = make_evening(sqlite_database, three_by_three, clock)
    with sqlite_database.writing() as session:
        event = session.get_one(EventRow, evening.event_id)
        event.sheet_rows = 10
        retention.apply(session, clock.now() + YEARS, settings)
        assert session.get_one(EventRow, evening.event_id).sheet_rows == 10


@pytest.mark.parametrize("held", [False, True])
def test_its_pages_open_where_no_number_is_left(
    held: bool, sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    place: Installation = installation(sqlite_database, clock, tmp_path)
    if held:
        begin(place.database, place.evening)
        end_and_close(place.database, place.evening)
    now = clock.go(days=800)
    with place.database.writing() as session:
        assert retention.apply(session, now, place.app.extensions["entremise_settings"]).evenings_anonymised == 2
        number = accounts.account_number(session, OWNER)
        assert number is not None
        place.tokens["owner"] = accounts.open_sign_in(session, number, now=now, hours=1)
    owner = place.client("owner")
    address = f"/e/{place.evening.public_id}/desk"
    pages(place, owner)
    for page in ("presence/repair", "plan/compute"):
        assert owner.post(f"{address}/{page}").status_code in (303, 409, 422), page
    plan, sheet = (owner.get(f"{address}/{page}").text for page in ("plan", "sheet"))
    assert "Certificat du plan" not in plan
    assert "Le moins bien servi" not in plan
    assert "Commencez par la feuille" not in sheet
    assert "essai.csv" not in sheet
