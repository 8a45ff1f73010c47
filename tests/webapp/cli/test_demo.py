"""`entremise demo` as a real process, six hundred times faster: it answers, plays, and ends when it is told to."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.postgresql import free_port
from webapp.cli.demo import EVERYWHERE, own_folder, settings_of, waiting_time
from webapp.database import Database
from webapp.demonstration.evening import Demonstration
from webapp.services import choices, contacts
from webapp.services.event_day import evening_state

PATIENCE = 120.0  # seconds; a busy machine takes longer than these tests expect
pytestmark = pytest.mark.xdist_group("demo")


@dataclass
class Running:
    """A demonstration that runs, and the folder it runs in."""

    process: subprocess.Popen[str]
    port: int
    folder: Path

    @property
    def shown(self) -> Demonstration:
        return Demonstration.kept(self.folder / "demo" / "demonstration.json")

    def browser(self) -> urllib.request.OpenerDirector:
        return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str, browser: urllib.request.OpenerDirector | None = None) -> tuple[str, str]:
        """Address and content of the page a path leads to."""
        with (browser or self.browser()).open(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
            assert response.status == 200
            return response.url, response.read().decode()


def wait_for(condition: object, what: str) -> None:
    """Wait until a function answers with something true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return
        time.sleep(0.1)
    pytest.fail(f"{what}: not after {PATIENCE:.0f} s")


@contextmanager
def demonstration(folder: Path, *, speed: float) -> Iterator[Running]:
    port = free_port()
    arguments = ["demo", "--port", str(port), "--speed", str(speed), "--language", "fr"]
    process = subprocess.Popen(
        [sys.executable, "-c", "from webapp.cli import main; main()", *arguments],
        env=os.environ | {"ENTREMISE_INSTANCE": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # as a terminal's program: Ctrl-C reaches all its processes
    )
    running = Running(process=process, port=port, folder=folder)
    try:
        wait_for(lambda: process.poll() is not None or answers(port), "the demonstration answers")
        assert process.poll() is None, process.communicate()
        yield running
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
    except (urllib.error.URLError, TimeoutError, http.client.HTTPException, ConnectionError):
        return False
    return True


def test_a_whole_evening_plays_and_the_next_one_starts_afresh(tmp_path: Path) -> None:
    with demonstration(tmp_path, speed=600) as running:
        shown = running.shown
        for phone in (shown.company, shown.association):
            browser = running.browser()
            address, _ = running.get(phone.path, browser)
            assert re.fullmatch(rf"http://127.0.0.1:{running.port}/e/{shown.public_id}/me(/\w+)?", address)
            _, stored = running.get(f"/e/{shown.public_id}/me/data", browser)
            person = json.loads(stored)["person"]
            assert f"{person['first_name']} {person['last_name']}" == phone.name
        address, _ = running.get(shown.hall_path)
        assert address.endswith(f"/e/{shown.public_id}/hall")
        sign_in(running, shown.organiser.email, shown.organiser.password, f"/e/{shown.public_id}/desk")
        sign_in(running, shown.facilitator.email, shown.facilitator.password, f"/e/{shown.public_id}/pairs")
        database = Database(f"sqlite:///{tmp_path / 'demo' / 'evening.sqlite'}")
        far = datetime.now(UTC) + timedelta(days=9)

        def revealed() -> bool:
            with database.reading() as session:
                return evening_state(session, shown.event_id, far).phase == "revealed"

        wait_for(revealed, "the results are out")
        with database.reading() as session:
            pairs = contacts.mutual_pairs(session, shown.event_id)
            received = choices.answered(session, shown.event_id).by_participant
        database.dispose()
        assert len(pairs) > 20
        assert shown.company.participant_id not in received
        assert shown.association.participant_id not in received
        assert len(received) == 27 + 29 - 2
        seconds = interrupted(running)
        output, errors = running.process.communicate()
        assert running.process.returncode == 0
        assert seconds < 15  # a worker that blocks is waited for twice as long
        assert "Traceback" not in errors
        for link in (shown.hall_path, shown.company.path, shown.association.path, f"/e/{shown.public_id}/desk"):
            assert f"http://127.0.0.1:{running.port}" in output
            assert link in output
        for login in (shown.organiser, shown.facilitator):
            assert login.password in output
        assert not re.search(r"/p/\w+", errors)  # no link in a log
    with demonstration(tmp_path, speed=1) as again:
        assert again.shown.public_id != shown.public_id
        with pytest.raises(urllib.error.HTTPError, match="404"):
            again.get(shown.company.path)
        interrupted(again)


def sign_in(running: Running, email: str, password: str, target: str) -> None:
    """Sign in through the form, as a browser does, and arrive where the printed link leads."""
    browser = running.browser()
    _, page = running.get(f"/sign-in?next={target}", browser)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page) or re.search(
        r'value="([^"]+)"[^>]*name="csrf_token"', page
    )
    assert token is not None
    form = {"csrf_token": token[1], "email": email, "password": password, "next": target}
    with browser.open(f"http://127.0.0.1:{running.port}/sign-in", urlencode(form).encode(), timeout=30) as response:
        assert response.status == 200
        assert response.url.startswith(f"http://127.0.0.1:{running.port}{target}")


def interrupted(running: Running) -> float:
    """Press Ctrl-C and return the seconds until the end."""
    started = time.monotonic()
    os.killpg(running.process.pid, signal.SIGINT)
    running.process.wait(timeout=60)
    return time.monotonic() - started


def test_a_port_that_is_taken_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-c", "from webapp.cli import main; main()", "demo", "--port", str(port)],
            env=os.environ | {"ENTREMISE_INSTANCE": str(tmp_path), "LANG": "fr_FR.UTF-8", "LC_ALL": ""},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert f"PORT={port + 1} make demo" in sentence
    assert not (tmp_path / "demo").exists()


def test_the_first_round_waits_for_links_to_be_opened() -> None:
    assert waiting_time(1) == timedelta(minutes=1)  # a minute for whoever watches
    assert waiting_time(60) / 60 == timedelta(seconds=12)
    whole_evening = waiting_time(60) + timedelta(minutes=8 * 8 + 7 * 2 + 10 + 2)
    assert whole_evening / 60 < timedelta(minutes=2)


def test_two_demonstrations_beside_each_other_keep_apart(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "old").touch()
    with (tmp_path / "lock").open("w") as one, (tmp_path / "lock").open("w") as other:
        first, second = own_folder(tmp_path, 8000, one), own_folder(tmp_path, 8001, other)
    assert first.name == "demo"
    assert not list(first.iterdir())  # afresh
    assert second.name == "demo-8001"
    with (tmp_path / "lock").open("w") as again:
        assert own_folder(tmp_path, 8002, again) == first


def test_the_network_address_is_shown_where_phones_can_reach_it(tmp_path: Path) -> None:
    settings, base, beyond = settings_of(tmp_path, host="127.0.0.1", port=8000, speed=60)
    assert (base, beyond, settings.public_url) == ("http://127.0.0.1:8000", False, "http://127.0.0.1:8000")
    assert not settings.secure_cookies
    assert settings.sign_in_hours == 12 * 60  # twelve real hours
    _, base, beyond = settings_of(tmp_path, host=EVERYWHERE[0], port=8000, speed=1)
    assert EVERYWHERE[0] not in base
    assert beyond == ("127.0.0.1" not in base)
