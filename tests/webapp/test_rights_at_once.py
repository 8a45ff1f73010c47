"""Rights that are given and taken at the same moment, on both databases: nobody stumbles, nobody acts too late."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.proofs.actors import ADMINISTRATOR, OWNER, Installation, installation
from tests.webapp.conftest import HandClock
from webapp.database import Database
from webapp.models import AccountRow, InvitationRow, PasswordResetRow
from webapp.services import account_keeping, accounts, audit, roles

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
    if not defended:  # negative control
        monkeypatch.setattr(account_keeping, "still_administrator", lambda *_: True)
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
