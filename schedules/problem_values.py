"""What a caller gives for a problem -> checked, read-only arrays and tuples; every fault is collected, none raised."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from schedules.faults import Fault
from schedules.findings import Values

Parts = tuple[tuple[str, int | None], ...]


def read_weights(name: str, given: ArrayLike, faults: list[Fault]) -> NDArray[np.float64]:
    """Return a table of finite numbers in [0, 1], a table of one zero when there is none."""
    try:
        table = _real_numbers(given)
    except (TypeError, ValueError, OverflowError):
        faults.append(Fault("weights_not_numbers", {"name": name}))
        return np.zeros((1, 1))
    if table.ndim != 2 or 0 in table.shape:
        faults.append(Fault("weights_shape", {"name": name, "shape": str(table.shape)}))
        return np.zeros((1, 1))
    table.flags.writeable = False
    if table.min() >= 0 and table.max() <= 1:  # false for NaN as well; two passes without a copy
        return table
    finite = np.isfinite(table)
    if not finite.all():
        row, column = (int(index) for index in np.argwhere(~finite)[0])
        where: Values = {"count": int((~finite).sum()), "row": row, "column": column}
        faults.append(Fault("weights_nan", {"name": name, **where}))
    outside = finite & ((table < 0) | (table > 1))
    if outside.any():
        row, column = (int(index) for index in np.argwhere(outside)[0])
        where = {"count": int(outside.sum()), "row": row, "column": column, "value": float(table[row, column])}
        faults.append(Fault("weights_range", {"name": name, **where}))
    return table


def check_count(name: str, value: object, least: int, faults: list[Fault], *, most: int | None = None) -> None:
    """Refuse what is not a whole number from ``least`` to ``most``."""
    whole = not isinstance(value, bool) and isinstance(value, int | np.integer)
    if not whole or value < least or (most is not None and value > most):  # type: ignore[operator]
        faults.append(Fault(name, {"value": str(value)} if most is None else {"value": str(value), "most": most}))


def check_span(name: str, value: object, most: float | None, faults: list[Fault]) -> None:
    """Refuse what is not a number above 0 and at most ``most``."""
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not 0 < value <= (np.inf if most is None else most):  # type: ignore[operator]
        faults.append(Fault(name, {"value": str(value)}))


def read_numbers(
    name: str, given: ArrayLike | None, shape: tuple[int, ...], faults: list[Fault]
) -> NDArray[np.int64] | None:
    """Return whole numbers of that shape; None when none are given or they are faulty."""
    if given is None:
        return None
    try:
        raw = np.array(given)
        table = _whole_numbers(raw)
        whole = raw.dtype.kind in "biuf" and bool(np.array_equal(table, raw))
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole:
        faults.append(Fault("not_numbers", {"name": name}))
        return None
    if table.shape != shape:
        faults.append(Fault("shape", {"name": name, "expected": str(shape), "found": str(table.shape)}))
        return None
    table.flags.writeable = False
    return table


def read_counts(
    name: str, given: ArrayLike | None, n_participants: int, faults: list[Fault]
) -> NDArray[np.int64] | None:
    """Return whole numbers of at least 0, one per participant."""
    counts = read_numbers(name, given, (n_participants,), faults)
    if counts is not None and (counts < 0).any():
        wrong = np.flatnonzero(counts < 0)
        faults.append(Fault("negative", {"name": name, "count": len(wrong), "entry": int(wrong[0])}))
        return None
    return counts


def read_priorities(
    name: str, given: ArrayLike | None, n_participants: int, faults: list[Fault]
) -> NDArray[np.float64] | None:
    """Return numbers above 0, one per participant, divided by the greatest."""
    if given is None:
        return None
    try:
        numbers = _real_numbers(given)
    except (TypeError, ValueError, OverflowError):
        faults.append(Fault("not_numbers", {"name": name}))
        return None
    if numbers.shape != (n_participants,):
        faults.append(Fault("shape", {"name": name, "expected": str((n_participants,)), "found": str(numbers.shape)}))
        return None
    wrong = np.flatnonzero(~(np.isfinite(numbers) & (numbers > 0)))
    if wrong.size:
        faults.append(Fault("not_positive", {"name": name, "count": len(wrong), "entry": int(wrong[0])}))
        return None
    shares: NDArray[np.float64] = numbers / numbers.max()
    shares.flags.writeable = False
    return shares


def read_presence(
    name: str, given: ArrayLike | None, shape: tuple[int, int], faults: list[Fault]
) -> NDArray[np.bool_] | None:
    """Return truth values of that shape."""
    numbers = read_numbers(name, given, shape, faults)
    if numbers is None:
        return None
    if ((numbers != 0) & (numbers != 1)).any():
        faults.append(Fault("not_numbers", {"name": name}))
        return None
    presence = numbers.astype(np.bool_)
    presence.flags.writeable = False
    return presence


def read_breaks(
    name: str, given: ArrayLike | None, n_participants: int, n_rounds: int, faults: list[Fault]
) -> NDArray[np.int64] | None:
    """Return first and last round between which each participant needs one round free, (-1, -1) for none."""
    windows = read_numbers(name, given, (n_participants, 2), faults)
    if windows is None:
        return None
    first, last = windows.T
    wrong = ~((first == -1) & (last == -1)) & ~((first >= 0) & (first <= last) & (last < n_rounds))
    for participant in np.flatnonzero(wrong).tolist():
        where: Values = {"first": int(first[participant]), "last": int(last[participant]), "last_round": n_rounds - 1}
        faults.append(Fault("break_window", {"name": name, "participant": participant, **where}))
    return None if wrong.any() else windows


def read_tuples(name: str, given: ArrayLike, parts: Parts, faults: list[Fault]) -> tuple[tuple[int, ...], ...]:
    """Read entries of whole numbers whose n-th number lies below the n-th count (a table may also be -1: any)."""
    try:
        raw = np.array(given if isinstance(given, np.ndarray) else list(given))  # type: ignore[arg-type]
        entries = _whole_numbers(raw).reshape(-1, len(parts)) if raw.size else np.zeros((0, len(parts)), np.int64)
        whole = bool(np.array_equal(entries, raw.reshape(entries.shape))) and (not raw.size or raw.ndim == 2)
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole:
        faults.append(Fault("not_numbers", {"name": name}))
        return ()
    for part, (label, count) in enumerate(parts):
        numbers = entries[:, part]
        wrong = numbers < (-1 if label == "table" else 0)
        if count is not None:
            wrong |= numbers >= count
        for entry in np.flatnonzero(wrong):
            shown: Values = {"name": name, "entry": int(entry), "part": label, "value": int(numbers[entry])}
            faults.append(Fault("index", {**shown, "count": "any number of tables" if count is None else count}))
    return tuple(tuple(entry) for entry in entries.tolist())


def read_rounds(name: str, given: Sequence[int], n_rounds: int, faults: list[Fault]) -> tuple[int, ...]:
    """Return round numbers, sorted and each once."""
    try:
        entries = [[number] for number in given]
    except TypeError:
        faults.append(Fault("not_numbers", {"name": name}))
        return ()
    lines = read_tuples(name, entries, (("round", n_rounds),), faults)
    return tuple(sorted({line[0] for line in lines}))


def _real_numbers(given: ArrayLike) -> NDArray[np.float64]:
    """Return numbers in double precision; raises TypeError for complex numbers, dates and spans of time."""
    if isinstance(given, np.ndarray) and given.dtype.kind in "cmM":
        raise TypeError(f"{given.dtype} is no kind of real number")
    return np.array(given, dtype=np.float64)


def _whole_numbers(raw: NDArray[np.generic]) -> NDArray[np.int64]:
    """Return the integers nearest to zero; what is none (NaN, 1e300) becomes another number, silently."""
    if raw.dtype.kind in "cmM":
        raise TypeError(f"{raw.dtype} is no kind of real number")
    with np.errstate(invalid="ignore"):
        return raw.astype(np.int64)
