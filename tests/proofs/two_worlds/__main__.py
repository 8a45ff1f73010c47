"""``python -m tests.proofs.two_worlds --pairs 20000 --seed 7 --jobs 2``: the whole figure, 90 minutes on two cores.

It leaves with 0 when nothing differed, nothing broke down and enough was seen (see ``verdict``). The same seed compares
the same worlds and prints the same digest, whatever the number of jobs. ``--part i/k`` runs one part, to be run beside
the others; ``--minutes`` begins no pair after so many; ``--counts`` writes what was counted, route x actor by route x
actor. ``--leaks`` builds each seeded leak into the application instead, and says after how many pairs it was found.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.proofs.two_worlds.asking import say
from tests.proofs.two_worlds.blocks import run
from tests.proofs.two_worlds.leaking import found_after
from tests.proofs.two_worlds.leaks import LEAKS
from tests.proofs.two_worlds.stage import stage
from tests.proofs.two_worlds.tally import Counted, added_up
from tests.proofs.two_worlds.verdict import PAIRS_OF_THE_FIGURE, permitted_and_answered, shortfalls

MOST_PAIRS_OF_A_LEAK = 1_000


def main() -> int:
    """Run the proof, or the seeded leaks."""
    reader = argparse.ArgumentParser(prog="python -m tests.proofs.two_worlds")
    reader.add_argument("--pairs", type=int, default=PAIRS_OF_THE_FIGURE)
    reader.add_argument("--seed", type=int, default=7)
    reader.add_argument("--jobs", type=int, default=1, help="how many processes at a time")
    reader.add_argument("--part", default="1/1", help="i/k: the i-th of k parts, to be run beside the others")
    reader.add_argument("--minutes", type=float, help="begin no pair after so many minutes")
    reader.add_argument("--counts", type=Path, help="write what was counted to this file, as JSON")
    reader.add_argument("--leaks", action="store_true")
    reader.add_argument(
        "--without-other-phone", action="store_true", help="do not open the answerer's link on another phone"
    )
    asked = reader.parse_args()
    if asked.leaks:
        return _leaks(asked.seed)
    part, parts = (int(number) for number in asked.part.split("/"))
    started, done = time.monotonic(), []
    for block in run(
        n_pairs=asked.pairs,
        seed=asked.seed,
        jobs=asked.jobs,
        part=part,
        parts=parts,
        other_phone=not asked.without_other_phone,
        minutes=asked.minutes,
    ):
        done.append(block)
        if block.difference:
            say(f"DIFFERENT, the smallest evening found:\n{block.difference}")
            break
        _report(done, time.monotonic() - started)
    if asked.counts:
        asked.counts.write_text(json.dumps(added_up(done), indent=1), encoding="utf-8")
    if any(block.difference for block in done):
        return 1
    missing = shortfalls(added_up(done), pairs_of_blocks=[block.pairs for block in done])
    for line in added_up(done)["broken"]:
        say(f"BROKEN: {line}")
    for line in missing:
        say(f"NOT ENOUGH: {line}")
    return 1 if missing else 0


def _leaks(seed: int) -> int:
    n_found = 0
    with stage() as opened:
        for leak in LEAKS:
            found = found_after(leak, opened, seed=seed, most_pairs=MOST_PAIRS_OF_A_LEAK)
            say(f"{leak.name}: " + (f"found after {found.pairs} pairs: {found.where}" if found else "NOT FOUND"))
            n_found += found is not None
    say(f"{n_found} of {len(LEAKS)} seeded leaks found")
    return 0 if n_found == len(LEAKS) else 1


def _report(done: list[Counted], elapsed: float) -> None:
    found = added_up(done)
    seconds = found["processor_seconds"]
    taken = sum(count for code, count in found["answers"].items() if int(code) < 400)
    permitted, answered = permitted_and_answered(found)
    broken = sum(count for code, count in found["answers"].items() if int(code) >= 500)
    say(
        f"two worlds, seed {found['seed']}, {len(done)} blocks: {found['pairs']} pairs of {found['evenings']} "
        f"evenings, 0 differences, digest {found['digest'][:32]}; {found['route x actor']} route x actor, each at "
        f"least {found['fewest looks']} times; {sum(found['answers'].values())} answers, {taken} below 400, "
        f"{broken} of class 5xx; of {permitted} permitted route x actor {answered} answered with what was asked for; "
        f"the answer stored in {found['stored']} pairs, {found['shared']} of them about somebody who said yes; told "
        f"apart by the answerer in {found['told_apart']} of {found['asked']} asked; "
        f"{found['from_a_shell']} pairs from a shell; "
        f"{found['row_by_row']} databases compared row by row; {2 * found['pairs'] / max(seconds, 0.1):.1f} worlds per "
        f"second of a core, {elapsed / 60:.1f} minutes so far"
    )
    say(f"  views per second of a core: {_rates(found)}")


def _rates(found: dict[str, Any]) -> str:
    kinds, seconds = found["kinds"], found["seconds"]
    often = sorted(kinds, key=lambda kind: -kinds[kind])
    return ", ".join(f"{kind} {kinds[kind] / max(seconds[kind], 0.001):.0f} ({kinds[kind]})" for kind in often)


if __name__ == "__main__":
    sys.exit(main())
