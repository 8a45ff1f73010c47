"""A PostgreSQL server of one's own: made with initdb in a temporary folder, on a free port, removed afterwards."""

import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

_names = itertools.count()
TRIES = 50  # a connection that was closed is gone a little later


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


@dataclass(frozen=True)
class Cluster:
    """A server in a folder of its own, that can be killed and started again."""

    folder: Path
    port: int
    fsync: bool

    @property
    def address(self) -> str:
        """Address of its first database."""
        return f"postgresql+psycopg://entremise@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """Make the files of an empty server."""
        self._run("initdb", "-D", self._data, "-U", "entremise", "-A", "trust", "-E", "UTF8", "--no-locale")

    def start(self) -> None:
        """Start, and wait until it answers; after a kill, once its last processes have gone."""
        durable = "on" if self.fsync else "off"
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync={durable}"
        options += " -c max_connections=200"
        for attempt in range(120):
            try:
                self._run(
                    "pg_ctl",
                    "-D",
                    self._data,
                    "-w",
                    "-o",
                    options,
                    "-l",
                    self._log,
                    "start",
                )
            except subprocess.CalledProcessError:
                if attempt == 119:
                    raise
                time.sleep(0.25)
            else:
                return

    def runs(self) -> bool:
        """Whether its main process is there."""
        try:
            os.kill(int((self._data / "postmaster.pid").read_text().splitlines()[0]), 0)
        except (OSError, IndexError, ValueError):
            return False
        return True

    def stop_at_once(self) -> None:
        """Stop without finishing anything, as `pg_ctl -m immediate` does."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop", check=False)

    def kill(self) -> None:
        """Kill the server's main process; the others end when they notice."""
        os.kill(int((self._data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _run(self, name: str, *arguments: object, check: bool = True) -> None:
        initdb = server_program("initdb")
        if initdb is None:
            raise FileNotFoundError("PostgreSQL's server programs are not installed")
        # The server refuses to run as root.
        as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        quiet = subprocess.DEVNULL
        command = [*as_owner, str(initdb.parent / name), *map(str, arguments)]
        subprocess.run(command, stdout=quiet, stderr=subprocess.STDOUT, check=check, cwd=self.folder)


@contextmanager
def postgresql_cluster(*, fsync: bool = False) -> Iterator[Cluster]:
    """A running server; raises FileNotFoundError where its programs are not installed."""
    if server_program("initdb") is None:
        raise FileNotFoundError("PostgreSQL's server programs are not installed")
    folder = Path(tempfile.mkdtemp(prefix="entremise-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    cluster = Cluster(folder, free_port(), fsync)
    try:
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        cluster.stop_at_once()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql_server(*, fsync: bool = False) -> Iterator[str]:
    """Address of a running server; raises FileNotFoundError where its programs are not installed."""
    with postgresql_cluster(fsync=fsync) as cluster:
        yield cluster.address


def new_database(server: str, *, template: str = "", name: str = "") -> str:
    """Address of a new database on a server: empty, or a copy of another one as soon as nobody is connected to that.

    One that has this ``name`` already goes first.
    """
    name = name or f"evening_{os.getpid()}_{next(_names)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    for attempt in range(TRIES):
        try:
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                connection.execute(text(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else "")))
            break
        except OperationalError:
            if attempt == TRIES - 1:
                raise
            time.sleep(0.1)
    return server.rsplit("/", 1)[0] + f"/{name}"
