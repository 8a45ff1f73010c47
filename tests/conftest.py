"""What tests of several folders share: real data, Chromium, and a PostgreSQL cluster of their own.

What is missing on this machine is skipped, loudly; with CI=true it is a failure.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing(what: str) -> None:
    """Skip the test, or fail it where nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}, and CI must not skip")
    pytest.skip(f"NOT TESTED: {what}")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data named by ENTREMISE_DATA."""
    folder = os.environ.get("ENTREMISE_DATA", "")
    if not folder or not Path(folder).is_dir():
        missing("the real data are not here (ENTREMISE_DATA names no folder)")
    return Path(folder)


def chromium_path() -> str | None:
    """Path of the system's Chromium, if there is one."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    found = found or shutil.which("google-chrome")
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    return mac if found is None and Path(mac).exists() else found


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium."""
    found = chromium_path()
    if found is None:
        missing("Chromium is not installed")
    return str(found)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Address of a PostgreSQL server started for these tests and removed after them."""
    initdb = _server_program("initdb")
    if initdb is None:
        missing("PostgreSQL's server programs are not installed")
    assert initdb is not None
    folder = Path(tempfile.mkdtemp(prefix="entremise-postgresql-"))
    as_owner = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    data, port = folder / "data", free_port()
    programs = Path(initdb).parent
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "check": True, "cwd": folder}
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
    try:
        subprocess.run(  # type: ignore[call-overload]
            [*as_owner, initdb, "-D", data, "-U", "entremise", "-A", "trust", "-E", "UTF8", "--no-locale"], **quiet
        )
        subprocess.run(  # type: ignore[call-overload]
            [*as_owner, programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"], **quiet
        )
        yield f"postgresql+psycopg://entremise@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*as_owner, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def _server_program(name: str) -> str | None:
    """Path of a PostgreSQL server program: on the path, or where Debian and Homebrew keep it."""
    if found := shutil.which(name):
        return str(Path(found).resolve())
    places = [
        *Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        *Path("/opt/homebrew/opt").glob(f"postgresql*/bin/{name}"),
    ]
    return str(sorted(places)[-1]) if places else None
