"""An installation with every kind of actor, and one that sends its mail to a server of the test's own."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.actors import Installation, empty_sqlite, installation
from tests.webapp.account.mail_server import Mailbox, mail_server
from tests.webapp.conftest import HandClock
from webapp.app import create_app
from webapp.database import Database

PUBLIC_URL = "http://entremise.example"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Two evenings of two owners, and everybody around them, in a database that tests copy."""
    folder = tmp_path_factory.mktemp("prepared")
    made = installation(empty_sqlite(folder), HandClock(), folder)
    made.database.dispose()
    return made


@pytest.fixture
def there(prepared: Installation, clock: HandClock, tmp_path: Path) -> Iterator[Installation]:
    """The prepared installation, for one test to change."""
    url = f"sqlite:///{shutil.copy(prepared.database.url.removeprefix('sqlite:///'), tmp_path / 'evening.sqlite')}"
    database = Database(url)
    settings = replace(prepared.app.extensions["entremise_settings"], database_url=url, instance=tmp_path)
    app = create_app(settings, database, clock=clock)  # type: ignore[arg-type]
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    evenings = {name: replace(getattr(prepared, name), clock=clock) for name in ("evening", "other")}
    yield replace(prepared, app=app, database=database, clock=clock, **evenings)
    database.dispose()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Where the mail of a test arrives."""
    with mail_server() as opened:
        yield opened


@pytest.fixture
def mailing(there: Installation, mailbox: Mailbox) -> Installation:
    """The same installation, which sends mail."""
    return set_otherwise(there, public_url=PUBLIC_URL, smtp_url=mailbox.url, mail_from="evenings@entremise.example")


def set_otherwise(there: Installation, *, forms_need_tokens: bool = False, **settings: Any) -> Installation:
    """The same installation with other settings."""
    changed = replace(there.app.extensions["entremise_settings"], **settings)
    app = create_app(changed, there.database, clock=there.clock)  # type: ignore[arg-type]
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=forms_need_tokens)
    return replace(there, app=app)
