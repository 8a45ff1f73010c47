"""The program that is watched: it records choices on SQLite through the real services, and writes down each one.

``python -m tests.proofs.power_cut_run DATABASE JOURNAL --n 100 --seed 7``. A line of the journal before a choice is
sent ("s") and one after its transaction was committed ("a") stand between the writes to the database that were seen.
"""

import argparse
import json
import os
from datetime import datetime
from pathlib import Path

from tests.proofs.full_hall import taps
from webapp import database as databases
from webapp.database import Database
from webapp.services import choices

HALL = "hall.json"


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
    for tap in taps(pairs, n=asked.n, seed=asked.seed):
        line = f"{tap.chooser} {tap.partner} {tap.sequence} {tap.answer}"
        os.write(journal, f"s {line}\n".encode())
        with database.writing() as session:
            choices.record(
                session,
                participant_id=tap.chooser,
                partner_id=tap.partner,
                answer="yes" if tap.answer == "yes" else "not",
                sequence=tap.sequence,
                key=tap.key,
                now=now,
            )
        os.write(journal, f"a {line}\n".encode())
    database.forget_deleted()
    database.dispose()


if __name__ == "__main__":
    main()
