"""Somebody is erased, on both databases: by a phone over HTTP, and while somebody else publishes a repair."""

from pathlib import Path

import pytest
from sqlalchemy import select

from matching.read import SignUps
from tests.proofs.actors import Installation, installation
from tests.webapp.conftest import HandClock
from tests.webapp.personal_data.filling import everything
from tests.webapp.personal_data.people import TRACES, WHO, traced
from tests.webapp.personal_data.test_erasure import come_to, erase_by_phone
from tests.webapp.test_repair_races import at_once, publishing
from webapp import housekeeping
from webapp.database import Database
from webapp.models import AuditEntryRow, EventRow, ParticipantRow, PlanRow
from webapp.services import audit, erasure, plans, presence, repairs
from webapp.services.erasure import Erasure
from webapp.services.presence import ABSENT
from webapp.services.repairs import Repair


@pytest.fixture
def place(database: Database, three_by_three: SignUps, clock: HandClock, tmp_path: Path) -> Installation:
    """The installation in which C01 and its person are traces, on each database."""
    made = installation(database, clock, tmp_path, sign_ups=traced(three_by_three))
    made.app.config["PROPAGATE_EXCEPTIONS"] = True
    return made


def erase_elsewhere(place: Installation) -> None:
    """The other evening of the installation has the same people: it must not be what is found."""
    with place.database.writing() as session:
        erasure.erase(session, place.other.event_id, place.other.people[WHO], actor=audit.SYSTEM, now=place.clock.now())


def standing_traces(place: Installation) -> set[str]:
    with place.database.reading() as session:
        standing = everything(session)
    return {name for name, trace in TRACES.items() if trace in standing}


def previewed(place: Installation, absent: str) -> Repair:
    """A repair that somebody looks at, computed while everybody's profile was there."""
    event_id = place.evening.event_id
    with place.database.writing() as session:
        presence.note(session, event_id, place.evening.people[absent], ABSENT, place.clock.now())
    with place.database.reading() as session:
        given = repairs.situation(session, event_id, place.clock.now())
    return repairs.repair(given)


def erase(place: Installation) -> object:
    with place.database.writing() as session:
        return erasure.erase(
            session, place.evening.event_id, place.evening.people[WHO], actor=audit.SYSTEM, now=place.clock.now()
        )


@pytest.mark.parametrize("moment", ["before", "in a round", "revealed"])
def test_nothing_is_left_on_either_database(moment: str, place: Installation) -> None:
    come_to(place, moment)
    erase_elsewhere(place)
    assert TRACES["last name"] in _all(place)
    erase_by_phone(place)
    kept = {"first name", "last name", "role", "e-mail", "telephone", "organisation"} if moment == "revealed" else set()
    assert standing_traces(place) == kept


@pytest.mark.parametrize("absent", ["C03-1", WHO])
def test_a_repair_published_at_the_same_moment_brings_nothing_back(absent: str, place: Installation) -> None:
    """Also where the person was noted absent before, so that the erasure changes nothing of who is there."""
    made = previewed(place, absent)
    erase_elsewhere(place)
    published, erased = at_once(publishing(place.database, place.evening, made), lambda: erase(place))
    assert isinstance(erased, Erasure)
    assert published in (2, "preview_stale")
    assert standing_traces(place) == set()


@pytest.mark.parametrize("absent", ["C03-1", WHO])
def test_a_repair_that_was_looked_at_before_the_erasure_brings_nothing_back(absent: str, place: Installation) -> None:
    made = previewed(place, absent)
    erase_elsewhere(place)
    assert isinstance(erase(place), Erasure)
    [published] = at_once(publishing(place.database, place.evening, made))
    assert standing_traces(place) == set()
    assert published == "preview_stale"
    with place.database.reading() as session:
        given = repairs.situation(session, place.evening.event_id, place.clock.now())
    again = repairs.repair(given)
    assert at_once(publishing(place.database, place.evening, again)) == [2]
    assert standing_traces(place) == set()
    with place.database.reading() as session:
        plan = plans.published_plan(session, place.evening.event_id)
    assert plan is not None
    assert all(WHO not in (meeting.company.code, meeting.association.code) for meeting in plan.meetings)


def test_a_repair_is_published_with_its_entry_of_the_log_or_not_at_all(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log fails after the repair was written: the person is erased all the same, also from memory and files.

    The published plan is the earlier, and the owner finds whom it does not know to be gone.
    """
    noted = audit.note

    def failing(*given: object, action: str, **named: object) -> None:
        if action == "plan_repaired":
            raise RuntimeError("the log cannot be written")
        noted(*given, action=action, **named)  # type: ignore[arg-type]

    emptied = []
    monkeypatch.setattr(audit, "note", failing)
    monkeypatch.setattr(housekeeping, "empty_files", lambda database, _folder: emptied.append(database) or True)
    address = f"/e/{place.evening.public_id}/me/erase"
    assert place.client("participant", person=WHO).post(address, data={"sure": "yes"}).location == "/erased"
    erased = select(ParticipantRow.id).where(ParticipantRow.erased_at.is_not(None))
    with place.database.reading() as session:
        assert place.evening.people[WHO] in set(session.scalars(erased))
        versions = session.scalars(select(PlanRow.version).where(PlanRow.event_id == place.evening.event_id)).all()
        published = session.get_one(EventRow, place.evening.event_id).published_version
        actions = {row.action for row in session.scalars(select(AuditEntryRow))}
        unplanned = {one.id for one in repairs.unplanned_people(session, place.evening.event_id)}
    assert (list(versions), published) == ([1], 1)
    assert "person_erased" in actions
    assert "plan_repaired" not in actions
    assert place.evening.people[WHO] in unplanned
    assert emptied == [place.database]


def test_whoever_is_erased_reads_so_also_where_the_files_cannot_be_emptied(
    place: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = place.app.extensions["entremise_housekeeper"]
    keeper.files_to_empty = False

    def failing(*_: object) -> bool:
        raise OSError("the disk says no")

    monkeypatch.setattr(housekeeping, "empty_files", failing)
    address = f"/e/{place.evening.public_id}/me/erase"
    assert place.client("participant", person=WHO).post(address, data={"sure": "yes"}).location == "/erased"
    owner, other = place.client("owner"), place.evening.people["C03-1"]
    asked = f"/e/{place.evening.public_id}/desk/people/{other}/erase"
    assert owner.post(asked, data={"sure": "yes"}).status_code == 303
    with place.database.reading() as session:
        erased = select(ParticipantRow.id).where(
            ParticipantRow.event_id == place.evening.event_id, ParticipantRow.erased_at.is_not(None)
        )
        assert set(session.scalars(erased)) == {place.evening.people[WHO], other}
    assert "The files could not be emptied after an erasure" in caplog.text
    assert keeper.files_to_empty, "housekeeping tries again"


@pytest.mark.parametrize(
    ("part", "error", "told", "read"),
    [
        ("repairs.repair", RuntimeError(WHO), "The plan could not be repaired after an erasure\nRuntimeError", True),
        ("write_journal", OSError(28, WHO), "The journal of erasures could not be written\nOSError", False),
        ("housekeeping.forget_files", OSError(WHO), "The files could not be emptied after an erasure\nOSError", False),
    ],
)
def test_what_fails_after_an_erasure_is_in_the_log_without_a_word_of_whom(
    place: Installation,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    part: str,
    error: Exception,
    told: str,
    read: bool,
) -> None:
    def failing(*_given: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(f"webapp.erasing.{part}", failing)
    owner, number = place.client("owner"), place.evening.people[WHO]
    base = f"/e/{place.evening.public_id}/desk"
    assert owner.post(f"{base}/people/{number}/erase", data={"sure": "yes"}).status_code == 303
    page = owner.get(f"{base}/people").text
    assert ("Le plan n’a pas pu être réparé sans elle" in page) == read
    assert ("Des copies techniques restent quelques minutes" in page) == part.startswith("housekeeping")
    assert "C’est effacé." in page
    assert told in caplog.text
    assert WHO not in caplog.text


def _all(place: Installation) -> str:
    with place.database.reading() as session:
        return everything(session)
