"""Matrix products of small tiles, kept to one thread: sharing out some microseconds costs more than it saves.

On two busy cores a score of 1,000 x 1,000 takes twice the processor when each product is shared out, since the threads
wait for each other by spinning.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep the products of matrices to one thread while it is open."""
    with _pools().limit(limits=1, user_api="blas"):
        yield


@cache
def _pools() -> Any:
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415  slow import

    return ThreadpoolController()
