"""A PostgreSQL server of one's own: made with initdb in a temporary folder, on a free port, removed afterwards."""

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

_names = itertools.count()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_program(name: str) -> Path | None:
    """Path of a PostgreSQL server program: on the path, or where Debian and Homebrew keep it."""
    if found := shutil.which(name):
        return Path(found).resolve()
    places = [
        *Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        *Path("/opt/homebrew/opt").glob(f"postgresql*/bin/{name}"),
    ]
    return sorted(places)[-1] if places else None


@contextmanager
def postgresql_server(*, fsync: bool = False) -> Iterator[str]:
    """Address of a running server; raises FileNotFoundError where its programs are not installed."""
    initdb = server_program("initdb")
    if initdb is None:
        raise FileNotFoundError("PostgreSQL's server programs are not installed")
    folder = Path(tempfile.mkdtemp(prefix="entremise-postgresql-"))
    as_owner = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    data, port = folder / "data", free_port()
    control = [*as_owner, initdb.parent / "pg_ctl", "-D", data]
    durable = "on" if fsync else "off"
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync={durable} -c max_connections=200"

    def run(*command: object) -> None:
        quiet = subprocess.DEVNULL
        subprocess.run([*map(str, command)], stdout=quiet, stderr=subprocess.STDOUT, check=True, cwd=folder)

    try:
        run(*as_owner, initdb, "-D", data, "-U", "entremise", "-A", "trust", "-E", "UTF8", "--no-locale")
        run(*control, "-w", "-o", options, "-l", folder / "log", "start")
        yield f"postgresql+psycopg://entremise@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*map(str, control), "-m", "immediate", "stop"], check=False, cwd=folder, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str) -> str:
    """Address of a new, empty database on a server."""
    name = f"evening_{os.getpid()}_{next(_names)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.rsplit("/", 1)[0] + f"/{name}"
