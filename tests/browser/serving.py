"""A database in a folder -> a real server with the application on it, on a port of its own."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.webapp.conftest import SECRET, HandClock
from webapp.app import create_app
from webapp.clock import Clock
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.services import events, organisations
from webapp.services.event_day import EveningState, evening_state


class SilentHandler(WSGIRequestHandler):
    """Keeps no access log: personal links stand in addresses."""

    timeout = 10  # seconds for a browser that connects and asks nothing

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  named by werkzeug
        """Say nothing."""


class PacedClock:
    """A clock that runs as fast as a test wants at the time: slowly while hands act, quickly while they wait."""

    origin = 0.0

    def __init__(self, *, speed: float, moment: datetime | None = None) -> None:
        self.speed = speed
        self._known = (moment or datetime.now(UTC), time.monotonic(), speed)

    def now(self) -> datetime:
        """The evening's present moment."""
        moment, heard, speed = self._known
        return moment + timedelta(seconds=speed * (time.monotonic() - heard))

    def run(self, *, speed: float) -> None:
        """Go on from now at another speed."""
        self._known = (self.now(), time.monotonic(), speed)
        self.speed = speed


@dataclass(frozen=True, kw_only=True)
class Served:
    """A server that answers at ``url``, with its database, its settings and its clock."""

    url: str
    database: Database
    settings: Settings
    clock: Clock | HandClock | PacedClock

    def state(self, event_id: int) -> EveningState:
        """Where an evening stands at this moment."""
        with self.database.reading() as session:
            return evening_state(session, event_id, self.clock.now())

    def phone_link(self, event_id: int, participant_id: int) -> str:
        """The personal link of a participant, as the badge carries it."""
        with self.database.reading() as session:
            tokens = organisations.personal_tokens(session, event_id, secret_key=SECRET)
        return f"{self.url}/p/{tokens[participant_id]}"

    def hall_link(self, event_id: int) -> str:
        """The projector's link."""
        with self.database.reading() as session:
            return f"{self.url}/h/{events.hall_token(session, event_id, secret_key=SECRET)}"


def answering_late(application: WSGIApplication) -> WSGIApplication:
    """An application whose answers travel as many seconds as the header X-Seconds-On-The-Way of the request says.

    They are read and closed here: where a browser has gone, werkzeug's server leaves them, and their files, open.
    """

    def late(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with closing(application(environ, start_response)) as given:  # type: ignore[type-var]  # Flask's have close
            answer = list(given)
        time.sleep(float(environ.get("HTTP_X_SECONDS_ON_THE_WAY", 0)))
        return answer

    return late


@contextmanager
def serve(
    folder: Path, clock: Clock | HandClock | PacedClock, *, public_url: str = "", smtp_url: str = ""
) -> Iterator[Served]:
    """Serve the application on an empty SQLite database in ``folder`` until the block ends."""
    database = Database(f"sqlite:///{folder / 'evening.sqlite'}")
    upgrade(database.url)
    settings = Settings(
        database_url=database.url,
        secret_key=SECRET,
        instance=folder,
        public_url=public_url,
        secure_cookies=False,
        smtp_url=smtp_url,
        mail_from="entremise@example.org" if smtp_url else "",
    )
    app = create_app(settings, database, clock=clock)  # type: ignore[arg-type]  # the tests' clocks have the same methods
    app.wsgi_app = answering_late(app.wsgi_app)  # type: ignore[method-assign]
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentHandler)
    # Whatever is being answered at the end is answered: a file left open would be another test's fault.
    server.daemon_threads, server.block_on_close = False, True  # type: ignore[attr-defined]  # a server with threads
    thread = threading.Thread(target=server.serve_forever, name="served")
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        yield Served(url=address, database=database, settings=settings, clock=clock)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        database.dispose()
