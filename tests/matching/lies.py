"""A true statement -> the same with one value that is not so: the negative control of ``truth``."""

from collections.abc import Iterator

from matching import Reason
from matching.reasons import Value

NEVER_SAID = "¤"
OTHER = {"company": "association", "association": "company"}
N_VARIANTS = 3


def lies(reason: Reason) -> Iterator[Reason]:
    """Every value in turn replaced; nothing for the two cautions that have no values."""
    for name, value in reason.values.items():
        changed = {"variant": N_VARIANTS}.get(name, _lie(name, value))
        yield Reason(reason.code, {**reason.values, name: changed})


def _lie(name: str, value: Value) -> Value:
    if name in ("wished_by", "silent", "read_of"):
        return OTHER.get(str(value), NEVER_SAID)
    if isinstance(value, str):
        return value + NEVER_SAID
    if isinstance(value, tuple):
        return (NEVER_SAID,)
    return NEVER_SAID if value is None else value + 3
