"""SIGKILL under load: a real server, phones that tap over HTTP, kills at any moment, restarts.

``python -m tests.proofs.kills --n 10000 --kills 100 --seed 7`` starts `entremise serve`, on SQLite and then on
PostgreSQL (or on one of them: ``--database``), taps with eight phones at a time until so many choices were
acknowledged, and kills in turn a worker, all workers, the main process, and all of it; with PostgreSQL its server too
(``pg_ctl -m immediate`` and SIGKILL of its main process, in turn). A kill counts when a process stood there that it
ended; a worker on its way is waited for. After each kill and at the end, what was acknowledged is compared with what is
stored (a pair of people has one row, so that a tap delivered twice could only alter it). A phone sends a tap again,
with the key it had, until it is acknowledged. ``--part 2/4`` does the second quarter of the kills, and of the choices,
on an evening of its own. ``--early`` is the negative control: a server that answers before it commits; it fails when
nothing is lost.
"""

import argparse
import http.client
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from tests.postgresql import Cluster, free_port, new_database, postgresql_cluster
from tests.proofs.acknowledged import Books, Phone
from tests.proofs.full_hall import Hall, full_hall, taps
from tests.webapp.conftest import SECRET
from webapp.access import PARTICIPANT_COOKIE
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.services import organisations

PHONES = 8
SECONDS_AT_MOST = 60  # for a server to answer again
PROGRAM = {False: ["-c", "from webapp.cli import main; main()"], True: ["-m", "tests.proofs.early_receipts"]}
OWN_VICTIMS = ("worker", "workers", "main", "all")
VICTIMS = {"sqlite": OWN_VICTIMS, "postgresql": (*OWN_VICTIMS, "database", "database killed")}


@dataclass(frozen=True)
class Figures:
    """What a run found."""

    acknowledged: int
    #: How many kills met somebody, and how many were meant.
    kills: int
    kills_meant: int
    lost: int
    altered: int
    #: What was said to taps that were neither taken nor asked to come again.
    refused: tuple[str, ...]
    #: How long nothing was acknowledged after each kill, by what was killed.
    silences: dict[str, list[float]]
    end_moved: int

    @property
    def wrong(self) -> int:
        """Everything that should not be."""
        return self.lost + self.altered + len(self.refused) + self.end_moved


class Server:
    """`entremise serve`, with what it takes to kill it and to start it again."""

    def __init__(self, folder: Path, url: str, *, early: bool, compiled: Path | None = None) -> None:
        self.port = free_port()
        self._command = [sys.executable, *PROGRAM[early], "serve", "--port", str(self.port), "--language", "en"]
        own = {"ENTREMISE_INSTANCE": str(folder / "instance"), "ENTREMISE_DATABASE_URL": url}
        self._environment = os.environ | own | {"ENTREMISE_SECURE_COOKIES": "0"}
        if compiled is not None:  # as an installation is, whose modules were compiled once
            self._environment |= {"PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": ""}
        self._log = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start until the port is taken; a worker whose main process was killed holds it for a moment."""
        end = time.monotonic() + SECONDS_AT_MOST
        while time.monotonic() < end:
            with self._log.open("ab") as log:
                self.process = subprocess.Popen(
                    self._command, env=self._environment, stdout=log, stderr=log, start_new_session=True
                )
            while self.process.poll() is None:
                if self.workers() and self.answers():
                    return
                if time.monotonic() > end:
                    break
                time.sleep(0.02)
        raise RuntimeError(f"the server does not start: {self._log.read_text(errors='replace')[-2000:]}")

    def answers(self) -> bool:
        """Whether somebody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/sign-in")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """Process numbers of the workers that run: one that was killed stays listed until it is taken notice of."""
        if self.process is None:
            return []
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        try:
            listed = [int(one) for one in children.read_text().split()]
        except OSError:
            return []
        return [one for one in listed if _runs(one)]

    def kill(self, victim: str, draw: random.Random) -> int:
        """Kill a worker, or all, which the main process replaces; or the main process, or everything.

        Returns how many processes stood there and were ended.
        """
        if self.process is None or self.process.poll() is not None:
            return 0
        workers = self.workers()
        if victim in ("worker", "workers"):
            return sum(map(_end, workers if victim == "workers" else draw.sample(workers, min(1, len(workers)))))
        if victim == "main":
            self.process.kill()
        else:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        return 1 if victim == "main" else 1 + len(workers)

    def stop(self) -> None:
        """End all of it."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.process.wait()


def run(
    folder: Path,
    url: str,
    cluster: Cluster | None,
    *,
    n: int,
    victims: Sequence[str],
    seed: int,
    early: bool = False,
    compiled: Path | None = None,
    pause: float = 0.0,
) -> Figures:
    """Tap until so many choices are acknowledged, and kill one victim after the other meanwhile, evenly spread.

    The evening is made on an empty database. ``pause`` is how many seconds a phone rests between two choices.
    """
    upgrade(url)
    database = Database(url)
    hall = full_hall(database, folder, n_organisations=8, now=datetime.now(UTC))
    with database.reading() as session:
        tokens = organisations.personal_tokens(session, hall.evening.event_id, secret_key=SECRET)
    database.dispose()
    draw = random.Random(seed)
    books = Books()
    server = Server(folder, url, early=early, compiled=compiled)
    server.start()
    try:
        end = round_end(server, hall, tokens)
        people = sorted({chooser for chooser, _ in hall.pairs})
        phones = []
        for number in range(PHONES):
            own = set(people[number::PHONES])
            pairs = tuple(pair for pair in hall.pairs if pair[0] in own)
            mine = taps(pairs, n=10**9, seed=seed + number)
            phones.append(Phone(hall, mine, tokens, server.port, books, pause=pause))
        for phone in phones:
            phone.start()
        lost = altered = moved = n_killed = 0
        silences: dict[str, list[float]] = {}
        for number, victim in enumerate(victims, start=1):
            _wait_for(partial(books.has, number * n // (len(victims) + 1)))
            time.sleep(draw.random() * 0.05)
            books.begin_to_listen()
            n_killed += _kill(server, cluster, victim, draw)
            told = books.told()
            missing, other = compare(url, told, books)
            lost, altered = lost + missing, altered + other
            if victim in ("main", "all"):
                server.start()
            _wait_for(partial(books.has, books.n_received + 1))
            silences.setdefault(victim, []).append(books.longest_silence)
            moved += round_end(server, hall, tokens) != end
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{number} of {len(victims)} kills, {books.n_received} choices")
        _wait_for(partial(books.has, n))
        for phone in phones:
            phone.enough.set()
        for phone in phones:
            phone.join(timeout=30)
        missing, other = compare(url, books.told(), books)
    finally:
        server.stop()
    return Figures(
        acknowledged=books.n_received,
        kills=n_killed,
        kills_meant=len(victims),
        lost=lost + missing,
        altered=altered + other,
        refused=tuple(books.refused),
        silences=silences,
        end_moved=moved,
    )


def compare(url: str, told: dict[tuple[int, int], int], books: Books) -> tuple[int, int]:
    """How many acknowledged choices are not stored, and how many rows hold what was never sent."""
    asked = text("SELECT chooser_id, partner_id, sequence, answer FROM choices")
    engine = create_engine(url, poolclass=NullPool)
    for _ in range(200):  # a database that was killed too comes back first
        try:
            with engine.connect() as connection:
                rows = connection.execute(asked).all()
            break
        except DBAPIError:
            time.sleep(0.1)
    else:
        raise RuntimeError("the database does not come back")
    engine.dispose()
    stored = {(row.chooser_id, row.partner_id): (row.sequence, row.answer) for row in rows}
    with books.lock:
        altered = sum(
            sequence > 0 and books.sent.get(pair, {}).get(sequence) != answer
            for pair, (sequence, answer) in stored.items()
        )
    return sum(stored.get(pair, (0, ""))[0] < sequence for pair, sequence in told.items()), altered


def round_end(server: Server, hall: Hall, tokens: dict[int, str]) -> int:
    """The end of the round on, in milliseconds, as a phone is told."""
    person = hall.pairs[0][0]
    said = ""
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        try:
            cookies = {"Cookie": f"{PARTICIPANT_COOKIE}={tokens[person]}"}
            connection.request("GET", f"/e/{hall.evening.public_id}/me/state", headers=cookies)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status == 200:
                return int(json.loads(content)["ends"])
            said = f"{answer.status} {content[:200]!r}"
        except (OSError, http.client.HTTPException) as error:
            said = repr(error)
        finally:
            connection.close()
        time.sleep(0.1)
    raise RuntimeError(f"no phone is told how long the round goes on: {said}")


def _kill(server: Server, cluster: Cluster | None, victim: str, draw: random.Random) -> bool:
    """Kill a victim once one is there; whether that was so within a minute."""
    if cluster is not None and victim.startswith("database"):
        stood = cluster.runs()
        if victim == "database":
            cluster.stop_at_once()
        else:
            cluster.kill()
        cluster.start()
        return stood
    end = time.monotonic() + SECONDS_AT_MOST
    while not server.kill(victim, draw):
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _end(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _wait_for(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 2 * SECONDS_AT_MOST
    while not reached():
        if time.monotonic() > end:
            raise RuntimeError("nothing is acknowledged any more")
        time.sleep(0.005)


@contextmanager
def place(database: str) -> Iterator[tuple[Path, str, Cluster | None]]:
    """A folder and an empty database; PostgreSQL with its syncs on."""
    with tempfile.TemporaryDirectory() as folder:
        if database == "sqlite":
            yield Path(folder), f"sqlite:///{Path(folder) / 'evening.sqlite'}", None
            return
        with postgresql_cluster(fsync=True) as cluster:
            yield Path(folder), new_database(cluster.address), cluster


def main() -> int:
    """Print a line; 1 when anything was wrong with a server as it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="acknowledged choices")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", choices=tuple(VICTIMS), action="append", help="both unless said")
    parser.add_argument("--part", default="1/1", metavar="I/K", help="the i-th of k parts of the kills and choices")
    parser.add_argument("--early", action="store_true", help="answer before the commit: the negative control")
    asked = parser.parse_args()
    part, parts = map(int, asked.part.split("/"))
    failed = False
    with tempfile.TemporaryDirectory() as compiled:
        for database in asked.database or VICTIMS:
            found = _part(database, part, parts, asked, Path(compiled))
            print(f"{database}{' answering early' if asked.early else ''}: {sentence(found)}", flush=True)
            failed |= found.lost == 0 if asked.early else found.wrong > 0 or found.kills < found.kills_meant
    return int(failed)


def _part(database: str, part: int, parts: int, asked: argparse.Namespace, compiled: Path) -> Figures:
    """One part's kills: which victim a kill has does not depend on the number of parts."""
    numbers = range(part - 1, asked.kills, parts)
    victims = [VICTIMS[database][number % len(VICTIMS[database])] for number in numbers]
    own_seed = asked.seed * 1000 + part
    with place(database) as (folder, url, cluster):
        n = asked.n * part // parts - asked.n * (part - 1) // parts
        return run(folder, url, cluster, n=n, victims=victims, seed=own_seed, early=asked.early, compiled=compiled)


def sentence(found: Figures) -> str:
    """The figures of a run in words."""
    silences = ", ".join(
        f"{victim} {max(seconds):.1f} s (median {statistics.median(seconds):.1f})"
        for victim, seconds in found.silences.items()
    )
    refused = f"{len(found.refused)} refused {sorted(set(found.refused)) or ''}".rstrip()
    return (
        f"{found.acknowledged} choices acknowledged, {found.kills} of {found.kills_meant} kills: {found.lost} lost, "
        f"{found.altered} altered, {refused}, end of the round moved {found.end_moved} times, "
        f"longest silence after a kill of: {silences}; load of the machine now {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
