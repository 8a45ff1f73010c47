"""The limit on guessing, try by try; what may be a password; and the hash that is stored of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.webapp.conftest import PASSWORD, SECRET, HandClock
from webapp.database import Database
from webapp.models import AccountRow, FailedSignInRow, KnownDeviceRow, SignInRow
from webapp.services import accounts, passwords, sign_ins
from webapp.services.sign_ins import NotSignedIn, OpenedSignIn, Origin, Proved
from webapp.services.tokens import token_hash

EMAIL = "odile@example.org"
WRONG = "not the password at all"
LATER, TRY_AGAIN = NotSignedIn(wait=True), NotSignedIn(wait=False)


@pytest.fixture
def owner(sqlite_database: Database) -> int:
    with sqlite_database.writing() as session:
        return accounts.create_account(session, email=EMAIL, name="Odile", password=PASSWORD, may_organise=True)


def origin(address: str = "192.0.2.1", device: str = "", secret_key: str = SECRET) -> Origin:
    return Origin(address=address, device=device, secret_key=secret_key)


def tries(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.scalars(select(FailedSignInRow).order_by(FailedSignInRow.id)).all()
        return [(row.account_key, row.origin_key) for row in rows]


def prove(database: Database, clock: HandClock, password: str = WRONG, *, email: str = EMAIL, **place: str):  # type: ignore[no-untyped-def]
    return sign_ins.prove(database, email=email, password=password, origin=origin(**place), now=clock.now())


def test_who_knows_the_password_is_signed_in_for_its_hours_and_known_for_a_year(
    sqlite_database: Database, owner: int, clock: HandClock
) -> None:
    found = sign_ins.sign_in(
        sqlite_database, email=" ODILE@example.org", password=PASSWORD, origin=origin(), now=clock.now(), hours=5
    )
    assert isinstance(found, OpenedSignIn)
    assert found.account_id == owner
    assert (len(found.token), len(found.device)) == (43, 43)
    assert tries(sqlite_database) == []
    with sqlite_database.reading() as session:
        opened = session.scalars(select(SignInRow)).one()
        known = session.scalars(select(KnownDeviceRow)).one()
        row = session.get_one(AccountRow, owner)
        assert (opened.account_id, opened.token_hash) == (owner, token_hash(found.token))
        assert opened.expires_at == clock.now() + timedelta(hours=5)
        assert (known.account_id, known.token_hash) == (owner, token_hash(f"{owner} {found.device}"))
        assert known.expires_at == clock.now() + timedelta(days=365)
        assert (row.used_at, row.password_hash.split("$")[0]) == (clock.now(), passwords.METHOD)


def test_a_password_that_changed_meanwhile_opens_nothing(
    sqlite_database: Database, owner: int, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sign_ins, "prove", lambda *_given, **_named: Proved(account_id=owner, password_hash="old", outdated=False)
    )
    told = sign_ins.sign_in(sqlite_database, email="", password="", origin=origin(), now=clock.now(), hours=1)
    assert told == TRY_AGAIN
    gone = Proved(account_id=owner + 1, password_hash="old", outdated=False)
    monkeypatch.setattr(sign_ins, "prove", lambda *_given, **_named: gone)
    told = sign_ins.sign_in(sqlite_database, email="", password="", origin=origin(), now=clock.now(), hours=1)
    assert told == TRY_AGAIN


def test_what_is_proved_is_the_account_and_whether_its_hash_is_old(
    sqlite_database: Database, owner: int, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_database.reading() as session:
        stored = accounts.password_hash_of(session, owner)
    expected = Proved(account_id=owner, password_hash=stored, outdated=False)
    assert prove(sqlite_database, clock, PASSWORD) == expected
    monkeypatch.setattr(passwords, "METHOD", "scrypt:512:8:1")
    found = prove(sqlite_database, clock, PASSWORD)
    assert found == Proved(account_id=owner, password_hash=stored, outdated=True)
    signed = sign_ins.sign_in(
        sqlite_database, email=EMAIL, password=PASSWORD, origin=origin(), now=clock.now(), hours=1
    )
    assert isinstance(signed, OpenedSignIn)
    with sqlite_database.reading() as session:
        assert passwords.is_right(accounts.password_hash_of(session, owner), PASSWORD)
        assert accounts.password_hash_of(session, owner).startswith("scrypt:512:8:1$")


def test_a_try_stays_written_down_when_it_was_wrong(sqlite_database: Database, owner: int, clock: HandClock) -> None:
    assert prove(sqlite_database, clock) == TRY_AGAIN
    assert prove(sqlite_database, clock, email="nobody@example.org") == TRY_AGAIN
    (account, place), (other, same_place) = tries(sqlite_database)
    assert account != other
    assert place == same_place
    assert place.startswith("address ")
    assert len(account) == len(place.partition(" ")[2]) == 64
    for differs in ({"address": "192.0.2.2"}, {"secret_key": "l"}):
        prove(sqlite_database, clock, **differs)
    keys = tries(sqlite_database)
    assert keys[2][0] == account
    assert len({place, keys[2][1], keys[3][1]}) == 3
    assert keys[3][0] not in (account, other)
    prove(sqlite_database, clock, PASSWORD)
    assert tries(sqlite_database) == keys


def test_tries_older_than_the_window_are_taken_out_of_one_account(
    sqlite_database: Database, owner: int, clock: HandClock
) -> None:
    prove(sqlite_database, clock)
    prove(sqlite_database, clock, email="nobody@example.org")
    clock.go(minutes=14, seconds=59)
    prove(sqlite_database, clock)
    assert len(tries(sqlite_database)) == 3
    clock.go(seconds=1)
    prove(sqlite_database, clock)
    assert len(tries(sqlite_database)) == 3


def test_an_address_belongs_to_its_network() -> None:
    places = {"192.0.2.1": "192.0.2.1", "2001:db8:1:2::7": "2001:db8:1:2::/64", "unknown": "", "": ""}
    assert {address: sign_ins._network(address) for address in places} == places


def test_a_try_that_is_one_too_many_by_the_time_it_is_written_waits(
    sqlite_database: Database, owner: int, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others came between the look and the writing."""
    monkeypatch.setattr(sign_ins, "_begin", lambda *_given: None)
    assert prove(sqlite_database, clock) == LATER


def test_what_is_too_long_is_not_looked_at(sqlite_database: Database, owner: int, clock: HandClock) -> None:
    longest = "x" * (254 - len("@a.fr")) + "@a.fr"
    assert prove(sqlite_database, clock, "x" * 1024, email=longest) == TRY_AGAIN
    assert len(tries(sqlite_database)) == 1
    assert prove(sqlite_database, clock, "x" * 1025) == TRY_AGAIN
    assert prove(sqlite_database, clock, email="x" + longest) == TRY_AGAIN
    assert len(tries(sqlite_database)) == 1


def test_where_no_hash_can_be_computed_now_the_try_does_not_count(
    sqlite_database: Database, owner: int, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_ins, "LONGEST_WAIT", 0.01)
    for _ in range(3):
        assert sign_ins.ROOM[False].acquire(blocking=False)
    try:
        assert prove(sqlite_database, clock, PASSWORD) == LATER
    finally:
        sign_ins.ROOM[False].release(3)
    with sign_ins._lane(known=False):
        assert prove(sqlite_database, clock, PASSWORD) == LATER
        with sign_ins._lane(known=True) as free:  # those who are known do not stand behind strangers
            assert free
    assert tries(sqlite_database) == []
    assert isinstance(prove(sqlite_database, clock, PASSWORD), Proved)
    for _ in range(4):  # what was taken was given back
        with sign_ins._lane(known=False) as free:
            assert free


def test_a_browser_keeps_its_token_and_each_account_knows_it_apart(
    sqlite_database: Database, owner: int, clock: HandClock
) -> None:
    with sqlite_database.writing() as session:
        other = accounts.create_account(session, email="p@example.org", name="Paul", may_organise=False)
        first = sign_ins.know_device(session, owner, device="", now=clock.now())
        clock.go(days=1)
        assert sign_ins.know_device(session, owner, device=first, now=clock.now()) == first
        assert sign_ins.know_device(session, other, device=first, now=clock.now()) == first
        for unfit in (first[1:], "é" + first[1:]):
            fresh = sign_ins.know_device(session, owner, device=unfit, now=clock.now())
            assert fresh != unfit
            assert len(fresh) == 43
        rows = {row.token_hash: row for row in session.scalars(select(KnownDeviceRow))}
    assert len(rows) == 4
    for account_id in (owner, other):
        row = rows[token_hash(f"{account_id} {first}")]
        assert (row.account_id, row.expires_at) == (account_id, clock.now() + timedelta(days=365))


def test_a_known_browser_has_tries_of_its_own_until_it_is_forgotten(
    sqlite_database: Database, owner: int, clock: HandClock
) -> None:
    with sqlite_database.writing() as session:
        device = sign_ins.know_device(session, owner, device="", now=clock.now())
    for number in range(25):
        prove(sqlite_database, clock, address=f"198.51.100.{number}")
    assert len(tries(sqlite_database)) == 20
    assert prove(sqlite_database, clock, PASSWORD) == LATER
    assert isinstance(prove(sqlite_database, clock, PASSWORD, device=device), Proved)
    assert [prove(sqlite_database, clock, device=device) for _ in range(11)] == [TRY_AGAIN] * 10 + [LATER]
    assert sum(place.startswith("browser ") for _, place in tries(sqlite_database)) == 10
    clock.go(days=365)
    prove(sqlite_database, clock, device=device)
    assert tries(sqlite_database)[-1][1].startswith("address ")


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("x7#kLm2!pQ9", "password_short"),
        ("x7#kLm2!pQ9v", ""),
        ("x7#kLm2!pQ9v" * 85 + "abcd", ""),
        ("x7#kLm2!pQ9v" * 85 + "abcde", "password_long"),
        ("trois lacs sous la lune", ""),
        ("Motdepasse2026!", "password_common"),
        ("motdepassemotdepasse", "password_common"),
        ("abcdefghijklmn", "password_common"),
        ("azertyuiopqs", "password_common"),
        ("345678901234", "password_common"),
        ("abababababab", "password_common"),
        ("aabbccddaabbcc", "password_common"),
        ("abcde1edcbax", ""),
        ("Odile.Martin", "password_common"),
        ("odile.martin@example.org", "password_common"),
        ("...Odile.Martin2026", "password_common"),
        ("2026!2025?1234", "password_common"),
        ("odile.martin et trois lacs", ""),
        ("Élodie Schmitt", "password_common"),
        ("   x7#kLm2!pQ9   ", ""),
    ],
)
def test_a_password_is_long_and_nobodys_guess(password: str, told: str) -> None:
    about = ("Odile Martin", "Elodie Schmitt", "odile.martin@example.org", "")
    assert passwords.problem(password, about=about) == told


def test_a_stored_hash_fits_its_password_alone() -> None:
    stored = passwords.hashed(PASSWORD)
    assert stored.startswith(f"{passwords.METHOD}$")
    assert passwords.is_right(stored, PASSWORD)
    assert not passwords.is_right(stored, PASSWORD + "x")
    long = "x" * 1024
    assert passwords.is_right(passwords.hashed(long), long)
    assert not passwords.is_right(passwords.hashed(long + "x"), long + "x")
    assert not passwords.is_outdated(stored)
    assert passwords.is_outdated(stored.replace(":1$", ":2$"))
    nobodys = passwords.nobodys()
    assert not passwords.is_outdated(nobodys)
    assert [len(part) for part in nobodys.split("$")[1:]] == [16, 128]
    assert nobodys != passwords.nobodys()
