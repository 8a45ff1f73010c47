"""`entremise serve` brings the database to its shape, makes an account once, answers, and ends when told to."""

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
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.postgresql import free_port
from tests.webapp.cli.conftest import Call
from tests.webapp.personal_data.filling import fill
from webapp import server
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.models import AccountRow, EventRow, ParticipantRow
from webapp.services import accounts, passwords

PROGRAM = [sys.executable, "-c", "from webapp.cli import main; main()", "serve"]


def test_an_installation_serves_and_keeps_its_account(tmp_path: Path) -> None:
    environment = os.environ | {"ENTREMISE_INSTANCE": str(tmp_path), "LANG": "fr_FR.UTF-8", "LC_ALL": ""}
    for attempt in range(2):
        port = free_port()
        process = subprocess.Popen(
            [*PROGRAM, "--port", str(port), "--organiser", "odile@example.org"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            wait_for(port, process)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        assert "Traceback" not in errors
        if attempt == 0:
            found = re.search(r"mot de passe (\S+) ", output)
            assert found is not None
            password = found[1]
        else:
            assert "existe déjà" in errors
    database = Database(f"sqlite:///{tmp_path / 'entremise.sqlite'}")
    with database.reading() as session:
        number = accounts.account_number(session, "odile@example.org")
        assert number is not None
        assert passwords.is_right(accounts.password_hash_of(session, number), password)
        made_at = session.scalar(select(AccountRow.created_at).where(AccountRow.id == number))
        assert made_at is not None
        assert abs(datetime.now(UTC) - made_at) < timedelta(hours=1)
    database.dispose()


def test_what_is_past_its_date_goes_while_nobody_asks_for_a_page(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'entremise.sqlite'}")
    upgrade(database.url)
    with database.writing() as session:
        fill(session, datetime(2020, 11, 24, tzinfo=UTC))
    environment = os.environ | {"ENTREMISE_INSTANCE": str(tmp_path)}
    process = subprocess.Popen(
        [*PROGRAM, "--port", str(free_port())],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        left, end = None, time.monotonic() + 120
        while left != (0, ""):
            assert process.poll() is None
            assert time.monotonic() < end, left
            time.sleep(0.1)
            with database.reading() as session:
                people = session.scalar(select(func.count()).select_from(ParticipantRow))
                left = people, session.scalar(select(EventRow.hall_link_nonce))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        asked_at = time.monotonic()
        _output, errors = process.communicate(timeout=60)
        database.dispose()
    assert process.returncode == 0, errors
    assert time.monotonic() - asked_at < server.SECONDS_TO_FINISH, "nobody waited for the thread"
    assert "Traceback" not in errors


STOP_BEFORE_THE_FORK = """
import json, os, sys
from pathlib import Path
import webapp.server
from webapp.cli import main

def look(_server):
    opened = [os.readlink(one) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    print(json.dumps({
        "imported": "webapp.app" in sys.modules,
        "solver": any(name in sys.modules for name in ("ortools", "scipy", "sklearn", "xlsxwriter")),
        "threads": len(os.listdir("/proc/self/task")),
        "databases": [one for one in opened if "sqlite" in one],
    }))

webapp.server.Server.run = look
main()
"""


def test_workers_are_forked_from_a_process_that_imported_what_they_need_and_holds_nothing(tmp_path: Path) -> None:
    environment = os.environ | {"ENTREMISE_INSTANCE": str(tmp_path)}
    program = [sys.executable, "-c", STOP_BEFORE_THE_FORK, "serve", "--port", str(free_port())]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True, timeout=300)
    assert json.loads(done.stdout) == {"imported": True, "solver": False, "threads": 1, "databases": []}


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as response:
                assert response.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"the server does not answer: {process.poll()}")


SMALL_SERVER = """
import sys
from flask import Flask
from webapp.server import Server

Server(lambda: Flask("small"), host="127.0.0.1", port=int(sys.argv[1]), workers=2).run()
"""


def test_workers_of_a_main_process_that_is_killed_leave_the_port_at_once() -> None:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", SMALL_SERVER, str(port)], start_new_session=True)
    try:
        end = time.monotonic() + 120
        while not server.port_is_taken("127.0.0.1", port):
            assert time.monotonic() < end
            time.sleep(0.05)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while children.exists() and len(children.read_text().split()) < 2:
            assert time.monotonic() < end
            time.sleep(0.05)
        with socket.create_connection(("127.0.0.1", port)):  # somebody who stays
            process.kill()
            process.wait()
            end = time.monotonic() + 30
            while server.port_is_taken("127.0.0.1", port):
                assert time.monotonic() < end
                time.sleep(0.05)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_a_folder_that_is_not_there_is_said_in_words(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTREMISE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("ENTREMISE_DATABASE_URL", "sqlite:////no/such/folder/evening.sqlite")
    result = call("serve", "--port", free_port())
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert "base de données" in result.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_an_instance_folder_that_cannot_be_is_said_in_words(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ENTREMISE_INSTANCE", str(tmp_path / "file" / "instance"))
    result = call(command, "--port", free_port())
    assert result.exit_code == 2
    assert str(tmp_path / "file") in result.stderr
