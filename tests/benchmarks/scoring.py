"""Time and memory of a score of n x n half-filled profiles: python -m tests.benchmarks.scoring [n]."""

import random
import resource
import sys
import time

from matching import explain, propose_introductions, score, vocabulary
from matching.lexicon import SUBJECTS
from matching.organisations import Need, Offer, Organisation, PastMeeting, Place
from matching.vocabulary import Side


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


def main() -> None:
    """Score, explain a hundred pairs, propose introductions; print seconds and the peak of memory."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    draw = random.Random(0)
    companies = [profile(draw, "company", index) for index in range(n)]
    associations = [profile(draw, "association", index) for index in range(n)]
    history = [
        PastMeeting(company_id=f"c{draw.randrange(n)}", association_id=f"a{draw.randrange(n)}") for _ in range(n)
    ]
    start = time.perf_counter()
    matrix = score(companies, associations, history=history)
    print(f"score {n} x {n}, scikit-learn's import included: {time.perf_counter() - start:.2f} s")
    print(f"  peak memory so far: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    start, busy = time.perf_counter(), time.process_time()
    score(companies, associations, history=history)
    print(f"score again: {time.perf_counter() - start:.2f} s, {time.process_time() - busy:.2f} s of processor")
    start = time.perf_counter()
    for index in range(100):
        explain(matrix, index % n, (7 * index) % n)
    print(f"explain: {(time.perf_counter() - start) * 10:.2f} ms a pair")
    start = time.perf_counter()
    n_introductions = len(propose_introductions(matrix))
    print(f"{n_introductions} introductions: {time.perf_counter() - start:.2f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
