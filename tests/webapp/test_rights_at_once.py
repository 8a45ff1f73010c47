"""Rights that are given and taken at the same moment, on both databases: nobody stumbles, nobody acts too late."""

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.proofs.actors import ADMINISTRATOR, OWNER, Installation, installation
from tests.webapp.conftest import ON_POSTGRESQL_ALONE, PASSWORD, HandClock
from webapp import signing_in
from webapp.database import Database
from webapp.models import AccountRow, InvitationRow, PasswordResetRow, SignInRow
from webapp.services import account_keeping, accounts, audit, password_resets, roles, sign_ins

GUEST, SECOND = "guest@example.org", "second@example.org"
JOIN = {"name": "Nour Haddad", "new": "trois lacs sous la lune", "again": "trois lacs sous la lune"}


@pytest.fixture
def there(database: Database, clock: HandClock, tmp_path: Path) -> Installation:
    """An installation with every kind of actor."""
    made = installation(database, clock, tmp_path)
    made.app.config["PROPAGATE_EXCEPTIONS"] = True
    return made


def together(*deeds: Callable[[], TestResponse]) -> list[int]:
    """The statuses of what each asked, all begun before any has ended."""
    found = [0] * len(deeds)

    def run(place: int, deed: Callable[[], TestResponse]) -> None:
        found[place] = deed().status_code

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def invitation(there: Installation, owner: str, public_id: str) -> str:
    page = there.client(owner).post(f"/e/{public_id}/desk/team", data={"email": GUEST, "role": "reader"}).text
    found = re.search(r'value="[^"]*(/invitation/[^"]+)"', page)
    assert found is not None
    return found[1]


def test_two_invitations_of_one_new_address_make_one_account(
    there: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = [
        invitation(there, "owner", there.evening.public_id),
        invitation(there, "owner of another evening", there.other.public_id),
    ]
    make, both = accounts.create_account, threading.Barrier(2)

    def make_at_once(*arguments: object, **options: object) -> int:
        if not there.database.is_sqlite:  # whose writers come one after the other
            both.wait(timeout=30)
        return make(*arguments, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(accounts, "create_account", make_at_once)
        statuses = together(
            *[lambda link=link: there.app.test_client().post(f"{link}/new", data=JOIN) for link in links]
        )
    assert statuses == [303, 303]
    with there.database.reading() as session:
        assert session.query(AccountRow).filter_by(email=GUEST).count() == 1
        waiting = session.query(InvitationRow).filter_by(accepted_at=None).count()
    assert waiting == 1
    opened = [there.app.test_client().get(link).status_code for link in links]
    assert sorted(opened) == [200, 404], "the other link waits for whoever has the account now"


class Withdrawn:
    """A right that is taken away by another transaction while a request of whoever has it is on its way."""

    def __init__(self, there: Installation, take: Callable[[object], object]) -> None:
        self._there, self._take = there, take
        self._thread = threading.Thread(target=self._run)
        self._taken, self._passed = threading.Event(), threading.Event()

    def _run(self) -> None:
        with self._there.database.writing() as session:
            self._take(session)
            session.flush()
            self._taken.set()
            self._passed.wait(timeout=30)

    def while_asking(self, ask: Callable[[], TestResponse]) -> int:
        """The status of a request that passes the guard just before the right is gone."""

        def passed() -> None:
            self._passed.set()

        self._there.app.test_client().get("/")  # the first request also keeps house, which writes
        self._there.app.before_request_funcs.setdefault(None, []).append(passed)
        self._thread.start()
        assert self._taken.wait(timeout=30)
        status = ask().status_code
        self._thread.join()
        assert self._passed.is_set()
        return status


def second_owner(there: Installation) -> tuple[FlaskClient, int]:
    with there.database.writing() as session:
        number = accounts.create_account(session, email=SECOND, name="Second", may_organise=True)
        roles.grant(session, event_id=there.evening.event_id, account_id=number, role="owner")
        token = accounts.open_sign_in(session, number, now=there.clock.now(), hours=24)
    there.tokens["second owner"] = token
    with there.database.reading() as session:
        members = roles.members_of(session, there.evening.event_id)
    return there.client("second owner"), next(one.number for one in members if one.email == SECOND)


@pytest.mark.parametrize("defended", [True, False])
def test_an_owner_whose_role_is_taken_away_invites_nobody_any_more(
    there: Installation, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    client, number = second_owner(there)
    if not defended:  # negative control
        monkeypatch.setattr(roles, "still_owner", lambda *_: True)
        monkeypatch.setattr(signing_in, "require_open", lambda: None)
    taking = Withdrawn(there, lambda session: roles.remove(session, there.evening.event_id, number))  # type: ignore[arg-type]
    address = f"/e/{there.evening.public_id}/desk/team"
    status = taking.while_asking(lambda: client.post(address, data={"email": GUEST, "role": "owner"}))
    with there.database.reading() as session:
        invited = session.query(InvitationRow).filter_by(email=GUEST).count()
    assert (status, invited) == ((404, 0) if defended else (200, 1))


@pytest.mark.parametrize("defended", [True, False])
def test_an_administrator_no_longer_opens_a_way_into_an_account(
    there: Installation, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    with there.database.writing() as session:
        owner = accounts.account_number(session, OWNER)
        administrator = accounts.account_number(session, ADMINISTRATOR)
        assert owner is not None
        assert administrator is not None
        account_keeping.set_right(
            session, owner, right="administrator", given=True, actor=audit.SYSTEM, now=there.clock.now()
        )
        password_resets.end_resets(session, owner)  # the link that came with the right
    if not defended:  # negative control
        monkeypatch.setattr(account_keeping, "still_administrator", lambda *_: True)
        monkeypatch.setattr(signing_in, "require_open", lambda: None)
    client = there.client("administrator")
    taking = Withdrawn(
        there,
        lambda session: account_keeping.set_right(
            session,
            administrator,  # type: ignore[arg-type]
            right="administrator",
            given=False,
            actor=audit.SYSTEM,
            now=there.clock.now(),
        ),
    )
    status = taking.while_asking(lambda: client.post(f"/accounts/{owner}/link"))
    with there.database.reading() as session:
        opened = session.query(PasswordResetRow).filter_by(account_id=owner).count()
    assert (status, opened) == ((404, 0) if defended else (200, 1))


@pytest.mark.parametrize("defended", [True, False])
def test_a_sign_in_that_ends_with_a_new_right_is_not_renewed_by_a_request_on_its_way(
    there: Installation, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    with there.database.writing() as session:
        number = accounts.create_account(session, email=GUEST, name="Nour", may_organise=False)
        there.tokens["guest"] = accounts.open_sign_in(session, number, now=there.clock.now(), hours=24)
    if not defended:  # negative control
        monkeypatch.setattr(signing_in, "require_open", lambda: None)
    client, link = there.client("guest"), invitation(there, "owner", there.evening.public_id)
    status = Withdrawn(there, lambda session: give_right(there, session, number)).while_asking(
        lambda: client.post(link)
    )
    with there.database.reading() as session:
        opened = session.query(SignInRow).filter_by(account_id=number).count()
        members = [one.email for one in roles.members_of(session, there.evening.event_id)]
    assert (status, opened, GUEST in members) == ((404, 0, False) if defended else (303, 1, True))
    assert client.get("/events/new").status_code == (303 if defended else 200)


def give_right(there: Installation, session: object, number: int) -> object:
    return account_keeping.set_right(
        session,  # type: ignore[arg-type]
        number,
        right="may_organise",
        given=True,
        actor=audit.SYSTEM,
        now=there.clock.now(),
    )


@ON_POSTGRESQL_ALONE
@pytest.mark.parametrize("deed", ["sign in", "change the password", "renew"])
def test_a_password_that_ends_with_a_new_right_opens_nothing_at_that_moment(
    there: Installation, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    now, done = there.clock.now(), []
    with there.database.writing() as session:
        number = accounts.create_account(session, email=GUEST, name="Nour", password=PASSWORD, may_organise=False)
        known = accounts.password_hash_of(session, number)
        token = accounts.open_sign_in(session, number, now=now, hours=1)

    def act() -> None:
        if deed == "sign in":
            proved = sign_ins.Proved(account_id=number, password_hash=known, outdated=False)
            monkeypatch.setattr(sign_ins, "prove", lambda *_given, **_named: proved)
            origin = sign_ins.Origin(address="192.0.2.1", device="", secret_key="k" * 40)
            told = sign_ins.sign_in(there.database, email=GUEST, password=PASSWORD, origin=origin, now=now, hours=1)
            done.append(isinstance(told, sign_ins.OpenedSignIn))
        elif deed == "renew":
            with there.database.writing() as session:
                done.append(accounts.still_open(session, token, now))
        else:
            with there.database.writing() as session:
                done.append(
                    password_resets.change_password(session, number, old_hash=known, password_hash="chosen by them")
                )

    thread = threading.Thread(target=act)
    with there.database.writing() as session:
        give_right(there, session, number)
        thread.start()
        until_somebody_waits(there.database)
    thread.join()
    with there.database.reading() as session:
        assert (done, session.query(SignInRow).filter_by(account_id=number).count()) == ([False], 0)
        assert accounts.password_hash_of(session, number) not in (known, "chosen by them")


def until_somebody_waits(database: Database) -> None:
    """Come back when another transaction stands before a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        with database.reading() as session:
            if session.scalar(waiting):
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


@ON_POSTGRESQL_ALONE
def test_a_password_changed_while_a_link_is_used_waits_for_nobody_who_waits_for_it(
    there: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, used = there.clock.now(), []
    with there.database.writing() as session:
        number = accounts.create_account(session, email=GUEST, name="Nour", password=PASSWORD, may_organise=False)
        known = accounts.password_hash_of(session, number)
        link = password_resets.open_reset(session, number, now=now)

    def use() -> None:
        with there.database.writing() as session:
            used.append(password_resets.use_reset(session, link, password_hash="by the link", now=now))

    thread, end_resets = threading.Thread(target=use), password_resets.end_resets

    def end_while_the_link_is_used(session: Session, account_id: int) -> None:
        if threading.current_thread() is not thread:
            thread.start()
            until_somebody_waits(there.database)
        end_resets(session, account_id)

    monkeypatch.setattr(password_resets, "end_resets", end_while_the_link_is_used)
    with there.database.writing() as session:
        changed = password_resets.change_password(session, number, old_hash=known, password_hash="by its owner")
    thread.join()
    with there.database.reading() as session:
        stands = accounts.password_hash_of(session, number)
    assert (changed, used, stands) == (True, [None], "by its owner")
