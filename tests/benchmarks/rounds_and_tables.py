"""Pairs -> rounds -> tables, timed step by step: ``python -m tests.benchmarks.rounds_and_tables --sizes 100 1000``.

Pairs are the union of random turns in which everybody meets somebody, thinned to the share of tables: as many meetings
per person as an evening has, drawn without choosing by weight, since only their number costs time here.
"""

import argparse
from collections.abc import Callable
from time import process_time

import numpy as np

from schedules import PlanningProblem
from schedules.rounds.idle_spread import consecutive_idle_rounds, least_consecutive, spread_idle_rounds
from schedules.rounds.open_rounds import in_rounds
from schedules.tables.seating import seat_meetings
from schedules.tables.table_moves import seating_figures

HEADING = """| people | tables | meetings | rounds ms | idle ms | tables ms | idle twice: before, after, least |\
 moves: seated, walking, all, numbered, bound |
|---|---|---|---|---|---|---|---|"""


def random_pairs(n_people: int, n_rounds: int, share: float, seed: int) -> np.ndarray:
    """Pairs (row, column), each once, of an evening of square size."""
    rng = np.random.default_rng([seed, n_people, n_rounds])
    turns = [np.column_stack([np.arange(n_people), rng.permutation(n_people)]) for _ in range(n_rounds)]
    pairs = np.unique(np.concatenate(turns), axis=0)
    return pairs[np.sort(rng.permutation(len(pairs))[: int(share * n_rounds * n_people)])]


def best_of(repeats: int, step: Callable[[], np.ndarray]) -> tuple[np.ndarray, float]:
    """The result of a step and its least processor time in milliseconds, after a warm-up."""
    step()
    times = []
    for _ in range(repeats):
        start = process_time()
        result = step()
        times.append(1000 * (process_time() - start))
    return result, min(times)


def line(n_people: int, n_rounds: int, share: float, seed: int, repeats: int) -> str:
    """One line of the table."""
    pairs = random_pairs(n_people, n_rounds, share, seed)
    weights = np.random.default_rng(seed).random((n_people, n_people))
    problem = PlanningProblem(weights, n_rounds=n_rounds, n_tables=-(-len(pairs) // n_rounds))
    rounds, rounds_ms = best_of(repeats, lambda: in_rounds(problem, pairs, seed=seed))
    spread, idle_ms = best_of(repeats, lambda: spread_idle_rounds(problem, rounds, seed=seed))
    meetings, tables_ms = best_of(repeats, lambda: seat_meetings(problem, spread))
    idle = [sum(int(side.sum()) for side in consecutive_idle_rounds(problem, lines)) for lines in (rounds, spread)]
    least = sum(int(side.sum()) for side in least_consecutive(problem, spread))
    figures = seating_figures(problem, meetings)
    seated, walking = sorted((figures.rows.mean, figures.columns.mean))
    moves = f"{seated:.2f}, {walking:.2f}, {figures.total}, {figures.total_by_numbering}, {figures.least_total}"
    return (
        f"| {n_people} x {n_people} | {share:.1f} | {len(pairs)} | {rounds_ms:.1f} | {idle_ms:.1f} | {tables_ms:.1f} "
        f"| {idle[0]}, {idle[1]}, {least} | {moves} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 500, 1000, 2000, 5000])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    print(HEADING)
    for share in (1.0, 0.7):
        for n_people in options.sizes:
            print(line(n_people, options.rounds, share, options.seed, options.repeats))


if __name__ == "__main__":
    main()
