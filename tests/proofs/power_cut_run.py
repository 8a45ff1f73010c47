"""The program that is watched: its threads record choices on SQLite as the route of a tap does, and write down each.

``python -m tests.proofs.power_cut_run DATABASE JOURNAL --n 100 --seed 7``. Taps that come together share a commit, as
at a bell. A line of the journal before a choice is sent ("s") and one after it was acknowledged ("a") stand between the
writes to the database that were seen. Now and then a tap fails once its rows are written: it is undone alone, among
those whose commit it shared, is in no line of the journal, and must never be found.
"""

import argparse
import json
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from tests.proofs.full_hall import Tap, taps
from webapp import database as databases
from webapp.database import Database
from webapp.services import choices

HALL = "hall.json"
THREADS = 6
ONE_FAILS_OF = 9


class Failed(RuntimeError):  # noqa: N818  named as the thing it is about
    """Raised within a tap that is to be undone."""


def main() -> None:
    """Record the choices one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("journal", type=Path)
    parser.add_argument("--n", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--synchronous", type=int, default=2)
    parser.add_argument("--checkpoint", type=int, default=1000)
    asked = parser.parse_args()
    # The defence that a control takes out; checkpoints are only made more frequent than SQLite's own 1,000 pages.
    databases.SQLITE_SETTINGS["synchronous"] = asked.synchronous
    databases.SQLITE_SETTINGS["wal_autocheckpoint"] = asked.checkpoint
    hall = json.loads((asked.database.parent / HALL).read_text(encoding="utf-8"))
    now = datetime.fromisoformat(hall["now"])
    journal = os.open(asked.journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    database = Database(f"sqlite:///{asked.database}")
    pairs = tuple((chooser, partner) for chooser, partner in hall["pairs"])
    people = sorted({chooser for chooser, _ in pairs})

    def of_one_thread(number: int) -> None:
        own = set(people[number::THREADS])
        n_own = asked.n * (number + 1) // THREADS - asked.n * number // THREADS
        mine = taps(tuple(pair for pair in pairs if pair[0] in own), n=n_own, seed=asked.seed + number)
        _tap(database, journal, mine, now)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(of_one_thread, range(THREADS)))
    database.forget_deleted()
    database.dispose()


def _tap(database: Database, journal: int, mine: Iterable[Tap], now: datetime) -> None:
    """One tap after the other, each once the one before was acknowledged."""
    for number, tap in enumerate(mine, start=1):
        line = f"{tap.chooser} {tap.partner} {tap.sequence} {tap.answer}"
        fails = number % ONE_FAILS_OF == 0
        if not fails:
            os.write(journal, f"s {line}\n".encode())
        try:
            with database.tapping() as session:
                choices.record(
                    session,
                    participant_id=tap.chooser,
                    partner_id=tap.partner,
                    answer="yes" if tap.answer == "yes" else "not",
                    sequence=tap.sequence,
                    key=tap.key,
                    now=now,
                )
                if fails:
                    raise Failed
        except Failed:
            continue
        os.write(journal, f"a {line}\n".encode())


if __name__ == "__main__":
    main()
