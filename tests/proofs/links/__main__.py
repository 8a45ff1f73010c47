"""``python -m tests.proofs.links --guesses 1000000 --seed 7 [--part i/k]``: guesses, canaries, openings."""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.proofs.links import canaries, guesses, openings, served
from tests.proofs.two_worlds.asking import say
from tests.proofs.two_worlds.stage import stage
from tests.proofs.two_worlds.stories import Shape

#: The answer to a personal link that opens.
OPENED: Final = 303


def main() -> int:
    """Run every figure about links; leaves with 1 when one does not hold."""
    reader = argparse.ArgumentParser(prog="python -m tests.proofs.links")
    reader.add_argument("--guesses", type=int, default=1_000_000)
    reader.add_argument("--seed", type=int, default=7)
    reader.add_argument("--part", default="1/1", help="i/k: the i-th of k parts of the guesses")
    asked = reader.parse_args()
    part, parts = (int(number) for number in asked.part.split("/"))
    wrong = 0
    with stage() as opened, TemporaryDirectory() as folder:
        base = opened.base(Shape(n_companies=6, n_associations=6, n_rounds=2))
        started = time.process_time()
        tried = guesses.tried(opened, base, count=asked.guesses // parts, seed=asked.seed * parts + part)
        seconds = time.process_time() - started
        wrong += len(tried.hits)
        say(
            f"links, seed {asked.seed}, part {asked.part}: {sum(tried.by_kind.values())} guesses, "
            f"{len(tried.by_kind)} kinds, {tried.through_doors} through a door, "
            f"{len(tried.hits)} hits, in {seconds:.0f} s"
        )
        if part == 1:
            medians = guesses.looked_up_in(opened, base, count=3_000, seed=asked.seed)
            told = ", ".join(f"{common} characters in common {time_:.0f} µs" for common, time_ in medians.items())
            say(f"look-up of a guess, median: {told}")
            found = canaries.searched(opened, seed=asked.seed, times=3)
            wrong += len(found.found) + (found.introducing == 0)
            say(
                f"canaries: {sum(found.planted.values())} planted ({dict(found.planted)}), {found.answers} answers of "
                f"everybody, {found.introducing} with addresses for introductions, "
                f"{len(found.found)} found out of place"
            )
            for line in found.found:
                say(f"  {line}")
            codes = openings.opened_at_once(opened, base, count=500)
            wrong += sum(count for code, count in codes.items() if code not in (200, 303))
            say(f"500 valid openings from one address at once: {dict(codes)}")
            wrong += _server(
                Path(folder), opened.folder / "evening.sqlite", guesses.true_tokens(opened, base)[0], base.public_id
            )
    return 1 if wrong else 0


def _server(folder: Path, database: Path, token: str, public_id: str) -> int:
    requests, url = served.requests_with(token, public_id), f"sqlite:///{database}"
    said, codes = served.said_by_a_server(folder, url, requests)
    silent = said.count(token.encode())
    logged = served.said_by_a_server(folder, url, requests, with_access_log=True)[0].count(token.encode())
    opened = codes.count(OPENED)
    say(
        f"a server told {len(requests)} addresses with a link ({opened} opened): {silent} in its output; "
        f"with an access log {logged}"
    )
    return silent + (logged == 0) + (codes[0] != OPENED)


if __name__ == "__main__":
    sys.exit(main())
