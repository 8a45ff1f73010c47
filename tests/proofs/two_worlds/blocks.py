"""The whole figure in blocks, each in a process of its own, so many at a time: what they counted, in their order.

A block is the same whoever runs it beside which others: it has its own seed, begins with nothing kept in the process,
and loads every module first (Hypothesis draws numbers that it finds in loaded modules, too).
"""

import gc
import importlib
import pkgutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.proofs.two_worlds.computed_once import PACKAGES
from tests.proofs.two_worlds.proving import Prover, WorldsDifferError
from tests.proofs.two_worlds.stage import stage
from tests.proofs.two_worlds.tally import Counted, Tally, counted
from tests.proofs.two_worlds.verdict import LEAST_LOOKS, PAIRS_OF_THE_FIGURE

BLOCKS = 10
LEAST_VIEWS = 20
SECONDS_BETWEEN_LINES = 30


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of the figure: ``until`` is a moment of the monotonic clock after which no pair is begun."""

    number: int
    n_pairs: int
    seed: int
    other_phone: bool
    shelf: Path
    until: float | None


def blocks_of(
    *, n_pairs: int, seed: int, part: int, parts: int, other_phone: bool, shelf: Path, until: float | None
) -> list[Block]:
    """The blocks of the ``part``-th of so many parts; together the parts have ``n_pairs`` pairs."""
    return [
        Block(
            number=number,
            n_pairs=n_pairs * (number + 1) // BLOCKS - n_pairs * number // BLOCKS,
            seed=seed,
            other_phone=other_phone,
            shelf=shelf,
            until=until,
        )
        for number in range(BLOCKS)
        if number % parts == part - 1
    ]


def run(
    *, n_pairs: int, seed: int, jobs: int, part: int, parts: int, other_phone: bool, minutes: float | None
) -> Iterator[Counted]:
    """Run the blocks, so many at a time, and hand over what each counted, in their order."""
    with (
        TemporaryDirectory() as shelf,
        ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool,
    ):
        until = None if minutes is None else time.monotonic() + 60 * minutes
        wanted = blocks_of(
            n_pairs=n_pairs, seed=seed, part=part, parts=parts, other_phone=other_phone, shelf=Path(shelf), until=until
        )
        running = [pool.submit(run_block, block) for block in wanted]
        try:
            for one in running:
                yield one.result()
        finally:
            for one in running:
                one.cancel()


def run_block(block: Block) -> Counted:
    """Run one block in this process, with a line of progress on stderr now and then."""
    load_everything()
    started, said = time.process_time(), time.monotonic()

    def tell(tally: Tally) -> None:
        nonlocal said
        if time.monotonic() - said > SECONDS_BETWEEN_LINES:
            said = time.monotonic()
            rate = 2 * tally.pairs / (time.process_time() - started)
            line = f"block {block.number + 1}: {tally.pairs} of {block.n_pairs} pairs, {rate:.1f} worlds per second"
            print(line, file=sys.__stderr__, flush=True)

    difference = ""
    with stage(shelf=block.shelf) as opened:
        prover = Prover(opened, other_phone=block.other_phone)
        prover.told = tell
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)  # many small values live as long as one request
        try:
            n_views = views_of_each_pair(len(prover.views))
            prover.prove(
                n_pairs=block.n_pairs,
                n_views=n_views,
                seed_of_all=block.seed * BLOCKS + block.number,
                until=block.until,
            )
        except WorldsDifferError as error:
            difference = str(error)
        seconds = time.process_time() - started
        return counted(
            prover.tally,
            prover.views,
            seed=block.seed,
            block=block.number,
            processor_seconds=seconds,
            difference=difference,
        )


def views_of_each_pair(n_all: int) -> int:
    """Views per pair, so that in the full figure each of ``n_all`` is looked at often enough, block by block."""
    return max(LEAST_VIEWS, -(-LEAST_LOOKS * n_all // PAIRS_OF_THE_FIGURE))


def load_everything() -> None:
    """Import every module of the application and its libraries."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." not in found.name and not found.name.endswith("__main__"):
                importlib.import_module(found.name)
