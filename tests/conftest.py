"""What tests of several folders share: real data, Chromium, and a PostgreSQL cluster of their own.

What is missing on this machine is skipped, loudly; with CI=true it is a failure.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.kept_templates import KeptTemplates
from tests.postgresql import postgresql_server, server_program

# Every application of this process compiles each template once for all of them.
Flask.jinja_options = {"bytecode_cache": KeptTemplates()}

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
    if server_program("initdb") is None:
        missing("PostgreSQL's server programs are not installed")
    with postgresql_server() as address:
        yield address
