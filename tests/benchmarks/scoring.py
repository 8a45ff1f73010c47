"""Time and memory of a score of n x n organisations of a drawn region: python -m tests.benchmarks.scoring [n]."""

import random
import resource
import sys
import time

import numpy as np

from matching import CriterionWeights, explain, propose_introductions, score, vocabulary
from matching.criteria import CRITERIA
from matching.criteria.protocol import Comparison
from matching.lexicon import SUBJECTS
from matching.one_thread import one_thread
from matching.organisations import Need, Offer, Organisation, PastMeeting, Place
from matching.scoring import prepare
from matching.totals import TILE_COLUMNS, TILE_ROWS
from matching.vocabulary import Side
from sample_data.region import generate_region


def profile(draw: random.Random, side: Side, index: int) -> Organisation:
    """A random profile of about the size people fill in: some sections are left empty."""
    phrases = [phrase for french, _ in SUBJECTS.values() for phrase in french.split("|")]

    def some(codes: tuple[str, ...], most: int) -> list[str]:
        return draw.sample(codes, draw.randint(0, most))

    def detail() -> str:
        return " ".join(draw.sample(phrases, 2)) if draw.random() < 0.5 else ""

    words = [f"{draw.choice('bcdfglmprst')}{draw.choice('aeiou')}{draw.choice('lmnrst')}{n}eur" for n in ("", "i", "a")]
    return Organisation(
        id=f"{side[0]}{index}",
        side=side,
        name=f"Structure {index}",
        reach=draw.choice(("", *vocabulary.REACHES)),
        place=Place(
            commune=f"Commune {draw.randrange(300)}",
            postcode="67000",
            intermunicipality=f"Communauté {draw.randrange(20)}",
            latitude=draw.uniform(47.5, 49),
            longitude=draw.uniform(7, 8),
        ),
        fragilities={code: draw.choice((None, *range(1, 11))) for code in some(vocabulary.FRAGILITIES, 4)},
        needs=tuple(Need(code=code, detail=detail()) for code in some(vocabulary.RESOURCES, 4)),
        offers=tuple(Offer(code=code, detail=detail()) for code in some(vocabulary.RESOURCES, 4)),
        objectives=frozenset(some(vocabulary.OBJECTIVES, 3)),
        forms=frozenset(some(vocabulary.FORMS, 4)),
        presentation=" et ".join([*draw.sample(phrases, 12), *words]) if draw.random() < 0.9 else "",
    )


def per_criterion(companies: list[Organisation], associations: list[Organisation], history: list[PastMeeting]) -> None:
    """Print what each criterion costs: microseconds an organisation to prepare, nanoseconds a pair in blocks."""
    comparison = Comparison(tuple(companies), tuple(associations), None, tuple(history))
    n_rows, n_columns = min(len(companies), 4 * TILE_ROWS), len(associations)
    for criterion in CRITERIA:
        start = time.process_time()
        prepared = criterion.prepare(comparison)
        busy = time.process_time() - start
        prepared.band(slice(0, 1), np.float32)(slice(0, 1))  # tables that are made once, when they are first asked for
        start = time.process_time()
        for top in range(0, n_rows, TILE_ROWS):
            band = prepared.band(slice(top, min(top + TILE_ROWS, n_rows)), np.float32)
            for left in range(0, n_columns, TILE_COLUMNS):
                band(slice(left, min(left + TILE_COLUMNS, n_columns)))
        done = time.process_time() - start
        each = busy / (len(companies) + n_columns) * 1e6
        print(f"  {criterion.name:26} {each:6.0f} us   {done / (n_rows * n_columns) * 1e9:6.1f} ns")


def main() -> None:
    """Score, explain a hundred pairs, propose introductions; print seconds of processor and the peak of memory."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    draw, region = random.Random(0), generate_region(n, n, seed=0)
    companies, associations = list(region.companies), list(region.associations)
    history = [
        PastMeeting(company_id=draw.choice(companies).id, association_id=draw.choice(associations).id) for _ in range(n)
    ]
    start, clock = time.process_time(), time.perf_counter()
    matrix = score(companies, associations, history=history)
    busy, waited = time.process_time() - start, time.perf_counter() - clock
    print(f"score {n} x {n}, slow imports and reading included: {busy:.2f} s of processor, {waited:.2f} s on the clock")
    print(f"  peak memory so far: {_peak():.0f} MB")
    start = time.process_time()
    score(companies, associations, history=history)
    print(f"score again, presentations read already: {time.process_time() - start:.2f} s of processor")
    start = time.process_time()
    matrix.reweighted(CriterionWeights({"place": 1, "forms": 2, "company_needs_met": 3}))
    print(f"other weights: {time.process_time() - start:.2f} s")
    start = time.process_time()
    prepared = prepare(companies, associations, history=history)
    with one_thread():
        prepared.totals(slice(0, TILE_ROWS))
        start = time.process_time()
        prepared.totals(slice(0, n))
    print(f"totals in blocks, float32: {(time.process_time() - start) / n**2 * 1e9:.0f} ns a pair")
    start = time.process_time()
    for index in range(100):
        explain(matrix, index % n, (7 * index) % n)
    print(f"explain: {(time.process_time() - start) * 10:.2f} ms a pair")
    start = time.process_time()
    n_introductions = len(propose_introductions(matrix))
    print(f"{n_introductions} introductions: {time.process_time() - start:.2f} s")
    print(f"peak memory: {_peak():.0f} MB")
    print("criterion: to prepare, an organisation; in blocks, a pair")
    with one_thread():
        per_criterion(companies, associations, history)


def _peak() -> float:
    """Peak memory of the process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
