"""Two sides of a region -> the best partners of everybody, block by block, by several workers, resumable.

The pairs of 20,000 companies with 20,000 associations are 400 million: no array of that size is ever held. Rows are cut
into blocks; a block knows nothing of the others, so that threads share them out, a search that was killed goes on with
those that are missing, and several machines could work in one folder. What blocks found is merged in whatever order
they finish: keeping the best of two selections is associative and commutative, and the result the same.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Literal

from threadpoolctl import threadpool_limits

from matching.criteria.protocol import Comparison
from matching.organisations import Diagnosis, Organisation, PastMeeting
from matching.region.block_results import BlockResult, Task
from matching.region.blocks import BLOCK_ROWS, Block, cut
from matching.region.left_out import LeftOut, pairs_left_out
from matching.region.manifest import (
    Manifest,
    fingerprint_of_diagnosis,
    fingerprint_of_history,
    fingerprint_of_organisations,
    fingerprint_of_pairs,
    fingerprint_of_weights,
)
from matching.region.merge import BestPartners, Merging
from matching.region.read import check_folder, read_block, software
from matching.region.scores import TiledScores
from matching.region.write import clear, write_block, write_manifest
from matching.scoring import prepare
from matching.totals import LEAST_COVERAGE
from matching.weights import DEFAULT_WEIGHTS, CriterionWeights

Stage = Literal["preparing", "measuring"]
Progress = Callable[[Stage, int, int], None]  # what is being done, rows that are done, rows in all


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a region is searched: partners for each, the least coverage, workers, and rows between two files."""

    count: int = 20
    least_coverage: float = LEAST_COVERAGE
    n_workers: int = 2
    rows_per_block: int = BLOCK_ROWS

    def __post_init__(self) -> None:
        for name in ("count", "n_workers"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}; give 1 or more")
        if not 0 <= self.least_coverage <= 1:
            raise ValueError(f"least_coverage is {self.least_coverage}; give a number from 0 to 1")
        cut(0, rows_per_block=self.rows_per_block)


def best_partners(
    companies: Sequence[Organisation],
    associations: Sequence[Organisation],
    *,
    settings: Settings = Settings(),
    weights: CriterionWeights = DEFAULT_WEIGHTS,
    diagnosis: Diagnosis | None = None,
    history: Sequence[PastMeeting] = (),
    left_out: Iterable[tuple[int, int]] = (),
    folder: Path | None = None,
    afresh: bool = False,
    progress: Progress | None = None,
) -> BestPartners:
    """Return the best partners of each company among all associations, and of each association among all companies.

    By the full score, total above 0 and coverage of at least ``settings.least_coverage``. Pairs kept apart, partners,
    and pairs of the history are left out, and so are the index pairs of ``left_out`` (refusals of the past, say).
    With a ``folder``, every finished block is a file there, and a search that was stopped goes on from them; the same
    inputs are asked for, unless ``afresh`` begins anew.
    Raises AnotherSearch when the folder holds blocks of another search, ValueError when an organisation stands on the
    wrong side or twice, or a pair of ``left_out`` is none. O(n m); memory for two blocks for each worker.
    """
    tell = progress or (lambda stage, done, total: None)
    comparison = Comparison(tuple(companies), tuple(associations), diagnosis, tuple(history))
    n_rows, n_columns = comparison.shape
    apart = pairs_left_out(comparison).union(left_out)
    strange = sorted(pair for pair in apart if not (0 <= pair[0] < n_rows and 0 <= pair[1] < n_columns))
    if strange:
        raise ValueError(f"{len(strange)} pair(s) to leave out are none of {n_rows} x {n_columns}: {strange[:5]}")
    blocks = cut(n_rows, rows_per_block=settings.rows_per_block)
    merging = Merging(n_rows, n_columns, settings.count)
    if folder is not None:
        manifest = _manifest(comparison, settings, weights, apart)
        folder.mkdir(parents=True, exist_ok=True)
        if afresh:
            clear(folder)
        if not check_folder(folder, manifest):
            write_manifest(folder, manifest)
        for block in blocks:
            found = read_block(folder, block, n_columns=n_columns, count=settings.count)
            if found is not None:
                merging.add(found)
    missing = [block for block in blocks if block.number not in merging.numbers]
    if missing:
        tell("preparing", merging.n_rows_done, n_rows)
        prepared = prepare(
            companies,
            associations,
            weights=weights,
            diagnosis=diagnosis,
            history=history,
            n_processes=settings.n_workers,
        )
        task = Task(TiledScores(prepared), settings.count, settings.least_coverage, LeftOut.of(apart))
        tell("measuring", merging.n_rows_done, n_rows)
        with closing(measured(task, missing, n_workers=settings.n_workers, folder=folder)) as results:
            for result in results:
                merging.add(result)
                tell("measuring", merging.n_rows_done, n_rows)
    return merging.result()


def measured(
    task: Task, blocks: Sequence[Block], *, n_workers: int, folder: Path | None
) -> Generator[BlockResult, None, None]:
    """Measure blocks by threads and yield what they find as they finish, each written to its file before.

    numpy works outside the interpreter's lock. Its matrix products keep to one thread meanwhile: threads of their own
    beside the workers double the processor's time, and their number would show in the last digit of a total. At most
    one block waits beside those under way, so that results nobody has taken yet do not pile up. When the caller is
    interrupted or goes away, workers stop at the next slice.
    """
    stop = Event()
    waiting = iter(blocks)

    def work(block: Block) -> BlockResult:
        result = task.measure(block, stop)
        if folder is not None:
            write_block(folder, result)
        return result

    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(max_workers=n_workers) as workers:
        running: set[Future[BlockResult]] = set()
        try:
            while True:
                for block in waiting:
                    running.add(workers.submit(work, block))
                    if len(running) >= n_workers + 1:
                        break
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            stop.set()
            for future in running:
                future.cancel()


def _manifest(
    comparison: Comparison, settings: Settings, weights: CriterionWeights, apart: Iterable[tuple[int, int]]
) -> Manifest:
    return Manifest(
        n_rows=comparison.shape[0],
        n_columns=comparison.shape[1],
        count=settings.count,
        rows_per_block=settings.rows_per_block,
        least_coverage=settings.least_coverage,
        companies=fingerprint_of_organisations(comparison.companies),
        associations=fingerprint_of_organisations(comparison.associations),
        weights=fingerprint_of_weights(weights),
        diagnosis=fingerprint_of_diagnosis(comparison.diagnosis),
        history=fingerprint_of_history(comparison.history),
        left_out=fingerprint_of_pairs(apart),
        software=software(),
    )
