"""Many small lasting values -> made without Python's cyclic collector looking through them again and again.

Reading two thousand presentations makes a million small tuples that stay; the collector searches all of them for
cycles at every step, and finds none. It is paused for the time of one score and set back as it was.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the cyclic collector; what has no cycle is freed as ever. Whoever had turned it off finds it off."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
