"""Signing in: a limit on guessing, a new sign-in each time, and its end in every browser."""

import re

import pytest
from flask.testing import FlaskClient

from tests.proofs.actors import ADMINISTRATOR, OWNER, Installation
from tests.webapp.account.conftest import set_otherwise
from tests.webapp.conftest import PASSWORD, HandClock
from webapp.database import Database
from webapp.models import AccountRow, FailedSignInRow
from webapp.services import accounts, passwords, sign_ins

WRONG = "not the password at all"
STRANGER = "stranger@example.org"
TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')
HERE = "192.0.2.1"


def origin(address: str = HERE, device: str = "") -> sign_ins.Origin:
    return sign_ins.Origin(address=address, device=device, secret_key="k" * 40)


def attempt(
    database: Database, clock: HandClock, password: str, *, email: str = OWNER, address: str = HERE, device: str = ""
) -> sign_ins.OpenedSignIn | sign_ins.NotSignedIn:
    return sign_ins.sign_in(
        database, email=email, password=password, origin=origin(address, device), now=clock.now(), hours=12
    )


@pytest.fixture
def owner(database: Database) -> int:
    with database.writing() as session:
        return accounts.create_account(session, email=OWNER, name="Odile", password=PASSWORD, may_organise=True)


def post(client: FlaskClient, password: str, email: str = OWNER, address: str = HERE):  # type: ignore[no-untyped-def]
    fields = {"email": email, "password": password}
    return client.post("/sign-in", data=fields, environ_overrides={"REMOTE_ADDR": address})


@pytest.mark.parametrize("email", [OWNER, "nobody@example.org"])
def test_ten_wrong_tries_from_one_place_and_twenty_in_all(
    database: Database, owner: int, clock: HandClock, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []
    check = passwords.is_right
    monkeypatch.setattr(passwords, "is_right", lambda *given: hashed.append(given) or check(*given))
    for place in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        told = [attempt(database, clock, WRONG, email=email, address=place) for _ in range(12)]
        waits = [one.wait for one in told if isinstance(one, sign_ins.NotSignedIn)]
        expected = 0 if place == "192.0.2.3" else 10
        assert waits == [False] * expected + [True] * (12 - expected)
    assert len(hashed) == 20
    assert attempt(database, clock, PASSWORD, email=email) == sign_ins.NotSignedIn(wait=True)
    clock.go(minutes=15, seconds=1)
    told_later = attempt(database, clock, PASSWORD, email=email)
    assert isinstance(told_later, sign_ins.OpenedSignIn) == (email == OWNER)


def test_a_known_browser_gets_in_while_strangers_guess(database: Database, owner: int, clock: HandClock) -> None:
    first = attempt(database, clock, PASSWORD)
    assert isinstance(first, sign_ins.OpenedSignIn)
    for number in range(30):
        attempt(database, clock, WRONG, address=f"198.51.100.{number}")
    assert attempt(database, clock, PASSWORD, address="203.0.113.1") == sign_ins.NotSignedIn(wait=True)
    known = attempt(database, clock, PASSWORD, device=first.device)
    assert isinstance(known, sign_ins.OpenedSignIn)
    assert known.device == first.device
    told = [attempt(database, clock, WRONG, device=first.device) for _ in range(11)]
    assert [isinstance(one, sign_ins.NotSignedIn) and one.wait for one in told] == [False] * 10 + [True]
    clock.go(minutes=16, days=366)
    for number in range(30):
        attempt(database, clock, WRONG, address=f"198.51.100.{number}")
    assert attempt(database, clock, PASSWORD, device=first.device) == sign_ins.NotSignedIn(wait=True)


def test_a_browser_known_to_one_account_is_a_stranger_to_another(
    database: Database, owner: int, clock: HandClock
) -> None:
    with database.writing() as session:
        accounts.create_account(session, email=ADMINISTRATOR, name="Ada", password=PASSWORD, may_organise=False)
    first = attempt(database, clock, PASSWORD)
    assert isinstance(first, sign_ins.OpenedSignIn)
    for number in range(20):
        attempt(database, clock, WRONG, email=ADMINISTRATOR, address=f"198.51.100.{number}")
    refused = attempt(database, clock, PASSWORD, email=ADMINISTRATOR, device=first.device)
    assert refused == sign_ins.NotSignedIn(wait=True)
    clock.go(minutes=16)
    both = attempt(database, clock, PASSWORD, email=ADMINISTRATOR, device=first.device)
    assert isinstance(both, sign_ins.OpenedSignIn)
    assert both.device == first.device  # one browser, two accounts, one cookie


def test_successes_never_count(database: Database, owner: int, clock: HandClock) -> None:
    for _ in range(40):
        assert isinstance(attempt(database, clock, PASSWORD), sign_ins.OpenedSignIn)


def test_one_place_does_not_shut_out_other_accounts(database: Database, owner: int, clock: HandClock) -> None:
    for number in range(60):
        attempt(database, clock, WRONG, email=f"stranger{number % 5}@example.org")
    assert isinstance(attempt(database, clock, PASSWORD), sign_ins.OpenedSignIn)


def test_invented_addresses_do_not_take_the_processor_from_the_phones(
    database: Database, owner: int, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = attempt(database, clock, PASSWORD)
    assert isinstance(known, sign_ins.OpenedSignIn)
    monkeypatch.setattr(sign_ins, "PER_PLACE", 15)
    told = [attempt(database, clock, WRONG, email=f"stranger{number}@example.org") for number in range(20)]
    assert [isinstance(one, sign_ins.NotSignedIn) and one.wait for one in told] == [False] * 15 + [True] * 5
    assert isinstance(attempt(database, clock, PASSWORD, device=known.device), sign_ins.OpenedSignIn)
    assert isinstance(attempt(database, clock, PASSWORD, address="198.51.100.1"), sign_ins.OpenedSignIn)
    clock.go(minutes=15, seconds=1)
    assert isinstance(attempt(database, clock, PASSWORD), sign_ins.OpenedSignIn)


def test_nothing_stored_of_a_try_tells_who_or_where(database: Database, owner: int, clock: HandClock) -> None:
    attempt(database, clock, WRONG)
    with database.reading() as session:
        (row,) = session.query(FailedSignInRow).all()
    assert OWNER not in row.account_key
    assert HERE not in row.origin_key
    assert len(row.account_key) == 64


def test_an_ipv6_household_is_one_place(database: Database, owner: int, clock: HandClock) -> None:
    told = [attempt(database, clock, WRONG, address=f"2001:db8:1:2::{number:x}") for number in range(1, 12)]
    assert told[-1] == sign_ins.NotSignedIn(wait=True)
    assert attempt(database, clock, WRONG, address="2001:db8:1:3::1") == sign_ins.NotSignedIn(wait=False)


def test_a_long_password_costs_nothing(
    database: Database, owner: int, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "is_right", lambda *_: pytest.fail("it was hashed"))
    assert attempt(database, clock, "x" * 1025) == sign_ins.NotSignedIn(wait=False)
    assert attempt(database, clock, WRONG, email="x" * 250 + "@a.fr") == sign_ins.NotSignedIn(wait=False)


def test_a_hash_of_weaker_parameters_is_replaced_at_sign_in(
    database: Database, owner: int, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    weaker = passwords.METHOD
    monkeypatch.setattr(passwords, "METHOD", "scrypt:512:8:1")
    attempt(database, clock, WRONG)
    with database.reading() as session:
        assert accounts.password_hash_of(session, owner).startswith(f"{weaker}$")
    assert isinstance(attempt(database, clock, PASSWORD), sign_ins.OpenedSignIn)
    with database.reading() as session:
        assert accounts.password_hash_of(session, owner).startswith("scrypt:512:8:1$")
    assert isinstance(attempt(database, clock, PASSWORD), sign_ins.OpenedSignIn)


def test_no_room_for_a_hash_is_told_at_once_and_not_counted(
    database: Database, owner: int, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = [sign_ins.ROOM[False].acquire(blocking=False) for _ in range(3)]
    try:
        assert taken == [True] * 3
        assert attempt(database, clock, PASSWORD) == sign_ins.NotSignedIn(wait=True)
    finally:
        for _ in taken:
            sign_ins.ROOM[False].release()
    with database.reading() as session:
        assert session.query(FailedSignInRow).count() == 0
    assert isinstance(attempt(database, clock, PASSWORD), sign_ins.OpenedSignIn)


def test_without_room_for_a_hash_nobody_who_writes_is_held_up(
    database: Database, owner: int, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        sign_ins.ROOM[False].acquire(blocking=False)
    try:
        monkeypatch.setattr(database, "writing", lambda: pytest.fail("a writer's turn was taken"))
        assert attempt(database, clock, WRONG) == sign_ins.NotSignedIn(wait=True)
    finally:
        for _ in range(3):
            sign_ins.ROOM[False].release()


def test_a_wrong_password_and_an_unknown_address_read_the_same(there: Installation) -> None:
    client = there.app.test_client()
    client.get("/sign-in")
    for number in range(12):
        known, unknown = (post(client, WRONG, email) for email in (OWNER, STRANGER))
        assert known.status_code == unknown.status_code == 401
        same = [TOKEN.sub("", one.text.replace(email, "")) for one, email in ((known, OWNER), (unknown, STRANGER))]
        assert same[0] == same[1]
        assert ("attendez un quart d’heure" in known.text) == (number >= 10)
        assert [name for name, _ in known.headers] == [name for name, _ in unknown.headers]


def test_signing_in_renews_the_cookie_and_the_token_of_forms(there: Installation) -> None:
    client = there.client("owner")
    before = client.get_cookie("entremise_sign_in")
    assert before is not None
    answer = post(client, PASSWORD)
    assert answer.status_code == 303
    after = client.get_cookie("entremise_sign_in")
    assert after is not None
    assert after.value != before.value
    old = there.app.test_client()
    old.set_cookie("entremise_sign_in", before.value)
    assert old.get("/account").status_code == 303  # to the sign-in page
    for cookie in answer.headers.getlist("Set-Cookie"):
        if cookie.startswith(("entremise_sign_in", "entremise_device")):
            assert "HttpOnly" in cookie
            assert "SameSite=Lax" in cookie
            assert "Path=/" in cookie


def test_over_tls_the_cookies_belong_to_this_host_alone(there: Installation) -> None:
    client = set_otherwise(there, secure_cookies=True).app.test_client()
    fields = {"email": OWNER, "password": PASSWORD}
    answer = client.post("/sign-in", data=fields, base_url="https://localhost")
    names = {cookie.partition("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    for name in ("__Host-entremise_sign_in", "__Host-entremise_device"):
        assert "; Secure" in names[name]
        assert "Domain" not in names[name]
        assert "Path=/" in names[name]
    assert client.get("/account", base_url="https://localhost").status_code == 200


def test_a_cookie_is_worth_nothing_after_sign_out(there: Installation) -> None:
    client = there.client("owner")
    assert client.get("/account").status_code == 200
    kept = client.get_cookie("entremise_sign_in")
    assert kept is not None
    assert client.post("/sign-out").status_code == 303
    assert client.get_cookie("entremise_sign_in") is None
    client.set_cookie("entremise_sign_in", kept.value)
    assert client.get("/account").headers["Location"].startswith("/sign-in")


def test_a_sign_in_ends_by_itself_however_often_it_is_used(there: Installation) -> None:
    client = there.app.test_client()
    post(client, PASSWORD)
    for _ in range(11):
        there.clock.go(hours=1)
        assert client.get("/account").status_code == 200
    there.clock.go(hours=1)
    assert client.get("/account").status_code == 303


def test_the_time_of_use_is_kept(database: Database, owner: int, clock: HandClock) -> None:
    attempt(database, clock, PASSWORD)
    with database.reading() as session:
        assert session.get_one(AccountRow, owner).used_at == clock.now()
