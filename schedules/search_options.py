"""What a caller may say about a search: the seed and the time, refused in sentences when out of range."""

import numpy as np


def wrong_search_options(seed: object, time_limit: object) -> list[str]:
    """Return a sentence for each option that is out of range; none when all is well."""
    wrong = []
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        wrong.append(f"seed must be a whole number of at least 0, not {seed}.")
    number = isinstance(time_limit, int | float | np.number) and not isinstance(time_limit, bool)
    if time_limit is not None and not (number and time_limit > 0):  # type: ignore[operator]
        wrong.append(f"time_limit must be None or more than 0 seconds, not {time_limit}.")
    return wrong
