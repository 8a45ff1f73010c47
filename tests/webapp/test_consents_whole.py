"""Each statement about what is let go, whole: under which text, by which channel, and exactly why one is refused."""

from datetime import timedelta

import pytest

from tests.webapp.conftest import Evening, begin, everybody_consents
from tests.webapp.test_choice_refusals import refusal
from webapp.database import Database
from webapp.models import ConsentRow, ParticipantRow
from webapp.services import choices, consents
from webapp.services.consents import MOST_IN_A_DAY, TEXT_VERSIONS, Purpose, Statement

PRESENT, EARLIER = TEXT_VERSIONS["contacts"], "2026-11-a"


def say(
    database: Database,
    evening: Evening,
    granted: dict[str, bool],
    *,
    code: str = "C01-1",
    purpose: Purpose = "contacts",
    channel: str = "phone",
    shown: str | None = None,
) -> None:
    with database.writing() as session:
        consents.state(
            session,
            participant_id=evening.people[code],
            granted=granted,
            now=evening.clock.now(),
            purpose=purpose,
            channel=channel,
            shown=shown,
        )


def said(database: Database, evening: Evening, *, latest: int | None = None) -> list[Statement]:
    with database.reading() as session:
        return consents.history(session, evening.people["C01-1"], latest=latest)


def test_a_statement_is_kept_whole_and_the_last_ones_alone_can_be_asked_for(
    sqlite_database: Database, sqlite_evening: Evening
) -> None:
    first = sqlite_evening.clock.now()
    say(sqlite_database, sqlite_evening, {"email": True})
    second = sqlite_evening.clock.go(minutes=1)
    say(sqlite_database, sqlite_evening, {"phone": True}, purpose="introductions", channel="team")
    written = [
        Statement(purpose="contacts", field="email", granted=True, text_version=PRESENT, at=first, channel="phone"),
        Statement(purpose="contacts", field="phone", granted=False, text_version=PRESENT, at=first, channel="phone"),
        *[
            Statement(
                purpose="introductions",
                field=field,
                granted=field == "phone",
                text_version=TEXT_VERSIONS["introductions"],
                at=second,
                channel="team",
            )
            for field in consents.FIELDS
        ],
    ]
    assert said(sqlite_database, sqlite_evening) == written
    assert said(sqlite_database, sqlite_evening, latest=3) == written[1:]


def test_what_differs_is_asked_of_one_purpose_and_of_every_field(
    sqlite_database: Database, sqlite_evening: Evening
) -> None:
    def differs(purpose: Purpose, granted: dict[str, bool]) -> bool:
        with sqlite_database.reading() as session:
            return consents.differs(session, sqlite_evening.people["C01-1"], purpose, granted)

    assert not differs("contacts", {})  # nothing said is as good as nothing let go
    assert not differs("contacts", {"email": False})
    assert differs("contacts", {"email": True})
    say(sqlite_database, sqlite_evening, {"email": True}, purpose="introductions")
    assert not differs("contacts", {})
    assert not differs("introductions", {"email": True})
    assert differs("introductions", {})
    assert differs("introductions", {"email": True, "phone": True})


@pytest.mark.parametrize(
    ("before", "shown", "granted", "written"),
    [
        ({}, PRESENT, {"email": True}, {"email": (True, PRESENT), "phone": (False, PRESENT)}),
        ({}, EARLIER, {}, {"email": (False, EARLIER), "phone": (False, EARLIER)}),
        ({}, "", {}, {"email": (False, PRESENT), "phone": (False, PRESENT)}),
        ({"email": True}, EARLIER, {}, {"email": (False, EARLIER)}),
        ({"email": True}, EARLIER, {"email": True}, {}),
        ({"email": True, "phone": True}, EARLIER, {"phone": True}, {"email": (False, EARLIER)}),
    ],
)
def test_under_an_earlier_text_only_what_is_taken_back_is_written(
    sqlite_database: Database,
    sqlite_evening: Evening,
    before: dict[str, bool],
    shown: str,
    granted: dict[str, bool],
    written: dict[str, tuple[bool, str]],
) -> None:
    if before:
        say(sqlite_database, sqlite_evening, before)
    n_before = len(said(sqlite_database, sqlite_evening))
    say(sqlite_database, sqlite_evening, granted, shown=shown)
    found = said(sqlite_database, sqlite_evening)[n_before:]
    assert {one.field: (one.granted, one.text_version) for one in found} == written


@pytest.mark.parametrize(
    ("before", "granted"), [({}, {"phone": True}), ({"email": True}, {"email": True, "phone": True})]
)
def test_nothing_new_is_agreed_to_under_an_earlier_text(
    sqlite_database: Database, sqlite_evening: Evening, before: dict[str, bool], granted: dict[str, bool]
) -> None:
    if before:
        say(sqlite_database, sqlite_evening, before)
    kept = said(sqlite_database, sqlite_evening)
    assert refusal(lambda: say(sqlite_database, sqlite_evening, granted, shown=EARLIER)) == (
        "consent_text_changed",
        409,
        {},
    )
    assert said(sqlite_database, sqlite_evening) == kept


def write_down(database: Database, evening: Evening, count: int, channel: str) -> None:
    """C01-1 has said so many things an hour short of a day ago."""
    with database.writing() as session:
        session.add_all(
            ConsentRow(
                participant_id=evening.people["C01-1"],
                purpose="contacts",
                field="email",
                granted=number % 2 == 0,
                text_version=PRESENT,
                at=evening.clock.now() - timedelta(hours=23),
                channel=channel,
            )
            for number in range(count)
        )


def test_what_the_team_writes_down_does_not_use_up_the_phones_day(
    sqlite_database: Database, sqlite_evening: Evening
) -> None:
    write_down(sqlite_database, sqlite_evening, MOST_IN_A_DAY - 1, "phone")
    write_down(sqlite_database, sqlite_evening, MOST_IN_A_DAY, "team")  # the last of them takes the e-mail back
    say(sqlite_database, sqlite_evening, {"email": True})
    assert refusal(lambda: say(sqlite_database, sqlite_evening, {"phone": True}))[0] == "said_too_often"


def test_too_much_in_a_day_is_refused_to_that_persons_phone_alone(
    sqlite_database: Database, sqlite_evening: Evening
) -> None:
    write_down(sqlite_database, sqlite_evening, MOST_IN_A_DAY, "phone")
    assert refusal(lambda: say(sqlite_database, sqlite_evening, {"email": True})) == (
        "said_too_often",
        429,
        {"most": MOST_IN_A_DAY},
    )
    say(sqlite_database, sqlite_evening, {})  # taking back never waits
    say(sqlite_database, sqlite_evening, {"email": True}, channel="team")
    say(sqlite_database, sqlite_evening, {"email": True}, code="C02-1")
    sqlite_evening.clock.go(hours=2)
    say(sqlite_database, sqlite_evening, {"email": True, "phone": True})


def test_an_address_that_is_none_is_told_as_it_was_written(sqlite_database: Database, sqlite_evening: Evening) -> None:
    def give(address: str) -> None:
        with sqlite_database.writing() as session:
            person = session.get_one(ParticipantRow, sqlite_evening.people["C01-1"])
            person.email_of_payer = True  # the sheet has none of the person's own
            session.flush()
            consents.state(
                session,
                participant_id=person.id,
                granted={},
                now=sqlite_evening.clock.now(),
                own_email=address,
            )

    long = "x" * 300
    assert refusal(lambda: give("nobody at example")) == ("email_invalid", 422, {"email": "nobody at example"})
    assert refusal(lambda: give(long)) == ("email_invalid", 422, {"email": long[:254]})
    give("anne@example.org")
    assert [(one.field, one.granted, one.channel) for one in said(sqlite_database, sqlite_evening)] == [
        ("email", True, "phone"),
        ("phone", False, "phone"),
    ]


def test_whoever_was_erased_says_nothing_any_more(sqlite_database: Database, sqlite_evening: Evening) -> None:
    with sqlite_database.writing() as session:
        session.get_one(ParticipantRow, sqlite_evening.people["C01-1"]).erased_at = sqlite_evening.clock.now()
    assert refusal(lambda: say(sqlite_database, sqlite_evening, {"email": True})) == ("no_such_person", 404, {})


def test_after_the_seal_contacts_are_refused_with_its_moment(
    sqlite_database: Database, begun_on_sqlite: Evening
) -> None:
    closed = begun_on_sqlite.clock.go(hours=2)
    with sqlite_database.writing() as session:
        choices.seal(session, begun_on_sqlite.event_id, closed)
    assert refusal(lambda: say(sqlite_database, begun_on_sqlite, {"email": True})) == (
        "choices_closed",
        409,
        {"closes_at": closed},
    )
    say(sqlite_database, begun_on_sqlite, {"email": True}, purpose="introductions")


@pytest.fixture
def begun_on_sqlite(sqlite_database: Database, sqlite_evening: Evening) -> Evening:
    """The first round has begun."""
    everybody_consents(sqlite_database, sqlite_evening)
    begin(sqlite_database, sqlite_evening)
    return sqlite_evening
