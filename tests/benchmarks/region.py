"""Time, memory and truth of the search of a region: python -m tests.benchmarks.region --n 20000 --count 20 --seed 7.

Prints a curve up to --n, each size in a process of its own so that memory and first uses are its own too; how many of
the true best partners were found for sampled companies, by the full score in float64 against everybody. With --reading,
what reading the presentations costs; with --compare, two threads beside one and beside two processes.
"""

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from threading import Event
from time import perf_counter, process_time
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from matching.criteria.protocol import Comparison
from matching.criteria.readings import reading_of
from matching.region import NOBODY, BestPartners, Settings, best_partners
from matching.region.block_results import Task
from matching.region.blocks import Block, cut
from matching.region.left_out import LeftOut, pairs_left_out
from matching.region.scores import TiledScores
from matching.region.search import measured
from matching.scoring import prepare
from matching.suggestions import suggest
from matching.totals import TILE_ROWS
from sample_data.region import RegionDirectory, generate_region
from tests.benchmarks.measuring import table

CURVE = (1000, 2000, 5000, 10_000, 20_000)
N_SAMPLED, N_BANDS = 200, 8  # rows looked at again, and the bands of consecutive rows they are drawn from
ROUNDING = 1e-6  # a partner whose exact total is this near the last true one is as good


def main() -> None:
    """Print the curve and what was asked for beside it."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.region", description=__doc__.splitlines()[0])
    options.add_argument("--n", type=int, default=20_000, help="companies, and associations")
    options.add_argument("--count", type=int, default=20)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--compare", action="store_true", help="threads beside processes, at the size --n")
    options.add_argument("--reading", action="store_true", help="reading the presentations of this size alone")
    options.add_argument("--single", action="store_true", help="this size alone, as JSON")
    chosen = options.parse_args()
    if chosen.single:
        print(json.dumps(one_size(chosen.n, chosen.count, seed=chosen.seed, n_workers=chosen.workers)))
        return
    if chosen.reading:
        print(reading(generate_region(chosen.n, chosen.n, seed=chosen.seed)))
        return
    if chosen.compare:
        print(threads_and_processes(chosen.n, chosen.count, seed=chosen.seed))
        return
    lines = []
    for n in [size for size in CURVE if size < chosen.n] + [chosen.n]:
        figures = in_a_process_of_its_own(n, chosen)
        lines.append([n, *(figures[name] for name in HEADS)])
        print(f"{n} x {n}: {figures}", file=sys.stderr, flush=True)
    print(table(["n", *HEADS.values()], lines))


# What is printed of each size.
HEADS = {
    "seconds": "seconds",
    "processor": "processor seconds",
    "preparing": "of these before the first block",
    "nanoseconds": "ns of processor per pair",
    "megabytes": "peak MB",
    "of_a_reader": "of each reader, before",
    "recall": "true best found",
    "as_good": "as good as the true ones",
}


def in_a_process_of_its_own(n: int, chosen: argparse.Namespace) -> dict[str, Any]:
    """The figures of one size, measured where nothing was read or cached before."""
    command = [sys.executable, "-m", "tests.benchmarks.region", "--single", "--n", str(n)]
    command += ["--count", str(chosen.count), "--seed", str(chosen.seed), "--workers", str(chosen.workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def one_size(n: int, count: int, *, seed: int, n_workers: int) -> dict[str, Any]:
    """Search a region of n x n, then look at sampled companies again."""
    region = generate_region(n, n, seed=seed)
    prepared_at: list[float] = []

    def note(stage: str, done: int, total: int) -> None:
        if stage == "measuring" and not prepared_at:
            prepared_at.append(perf_counter())

    began, busy = perf_counter(), processor_seconds()
    with tempfile.TemporaryDirectory() as folder:
        found = best_partners(
            region.companies,
            region.associations,
            settings=Settings(count=count, n_workers=n_workers),
            folder=Path(folder),
            progress=note,
        )
    seconds, processor = perf_counter() - began, processor_seconds() - busy
    megabytes, of_a_reader = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    recall, as_good = truth(region, found, count, seed=seed)
    return {
        "seconds": round(seconds, 1),
        "processor": round(processor, 1),
        "preparing": round(prepared_at[0] - began, 1),
        "nanoseconds": round(processor / n**2 * 1e9),
        "megabytes": round(megabytes),
        "of_a_reader": round(of_a_reader),
        "recall": f"{100 * recall:.2f} %",
        "as_good": f"{100 * as_good:.2f} %",
    }


def processor_seconds() -> float:
    """Processor time of this process and of those it started that have ended."""
    return sum(os.times()[:4])


def truth(region: RegionDirectory, found: BestPartners, count: int, *, seed: int) -> tuple[float, float]:
    """The share of the true best that was found, and of what was found that is as good, by totals in float64."""
    draw = np.random.default_rng(seed)
    scores = TiledScores(prepare(region.companies, region.associations))
    apart = LeftOut.of(pairs_left_out(Comparison(region.companies, region.associations)))
    n_bands = -(-scores.n_rows // TILE_ROWS)
    bands = np.sort(draw.choice(n_bands, size=min(N_BANDS, n_bands), replace=False))
    n_true = n_found = n_as_good = n_told = 0
    for band in bands.tolist():
        first, end = band * TILE_ROWS, min((band + 1) * TILE_ROWS, scores.n_rows)
        totals, coverage = scores.totals_and_coverage(slice(first, end), np.float64)
        rows, columns = apart.between(first, end)
        totals[rows - first, columns] = 0
        totals[coverage < Settings().least_coverage] = 0
        for row in draw.choice(end - first, size=min(N_SAMPLED // N_BANDS, end - first), replace=False).tolist():
            order = np.argsort(-totals[row], kind="stable")[:count]
            true = order[totals[row, order] > 0]
            told = found.of_companies.partners[first + row]
            told = told[told != NOBODY]
            n_true += len(true)
            n_told += len(told)
            n_found += len(set(true.tolist()) & set(told.tolist()))
            n_as_good += int((totals[row, told] >= totals[row, true[-1:]].min(initial=1) - ROUNDING).sum())
    return n_found / n_true, n_as_good / n_told


def reading(region: RegionDirectory) -> str:
    """Processor time to read every presentation by one process: suggestions, then what else a score reads."""
    texts = [(one.presentation, one.side) for one in region.organisations if one.presentation]
    suggest("Nous sommes là.", side="company")  # the phrases are put in order once
    lines = []
    for name, read in (
        ("suggestions", lambda text, side: suggest(text, side=side)),
        ("stems and subjects beside", reading_of),
    ):
        began = process_time()
        for text, side in texts:
            read(text, side)
        seconds = process_time() - began
        lines.append([name, f"{seconds:.1f}", f"{seconds / max(len(texts), 1) * 1000:.2f}"])
    return table([f"{len(texts)} presentations", "processor seconds", "ms each"], lines)


def threads_and_processes(n: int, count: int, *, seed: int, n_blocks: int = 8) -> str:
    """Some blocks measured by one thread, two threads, and two processes that share the prepared score."""
    region = generate_region(n, n, seed=seed)
    task = Task(TiledScores(prepare(region.companies, region.associations)), count, 0.35, LeftOut.of(()))
    blocks = cut(n)[:n_blocks]
    n_pairs = sum(block.n_rows for block in blocks) * n
    task.measure(blocks[0], Event())  # first uses

    def by_threads(n_workers: int) -> None:
        for _ in measured(task, blocks, n_workers=n_workers, folder=None):
            pass

    def by_processes() -> None:
        with (
            threadpool_limits(limits=1, user_api="blas"),
            ProcessPoolExecutor(
                2, mp_context=multiprocessing.get_context("fork"), initializer=_share, initargs=(task,)
            ) as workers,
        ):
            for _ in workers.map(_measure, blocks):
                pass

    lines = []
    runs: tuple[tuple[str, Callable[[], None]], ...] = (
        ("one thread", lambda: by_threads(1)),
        ("two threads", lambda: by_threads(2)),
        ("two processes", by_processes),
    )
    for name, run in runs:
        began, busy = perf_counter(), processor_seconds()
        run()
        seconds, processor = perf_counter() - began, processor_seconds() - busy
        lines.append([name, f"{seconds / n_pairs * 1e9:.0f}", f"{processor / n_pairs * 1e9:.0f}"])
    return table([f"{len(blocks)} blocks of {n} x {n}", "ns a pair", "ns of processor a pair"], lines)


_shared: list[Task] = []


def _share(task: Task) -> None:
    _shared.append(task)


def _measure(block: Block) -> int:
    _shared[0].measure(block, Event())
    return block.number


if __name__ == "__main__":
    main()
