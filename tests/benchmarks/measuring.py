"""Processor time, best of several runs after a warm-up, and Markdown tables."""

from collections.abc import Callable, Iterable, Sequence
from time import process_time
from typing import TypeVar

Result = TypeVar("Result")


def best_time(run: Callable[[], Result], repeats: int) -> tuple[float, Result]:
    """The least processor time of the repeats, in seconds, after one run that does not count; and the last result."""
    result = run()
    times = []
    for _ in range(repeats):
        began = process_time()
        result = run()
        times.append(process_time() - began)
    return min(times, default=float("nan")), result


def once(run: Callable[[], Result]) -> tuple[float, Result]:
    """Processor time of a single run, in seconds, and its result."""
    began = process_time()
    result = run()
    return process_time() - began, result


def table(heads: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    body = [heads, ["---"] * len(heads), *lines]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in body)
