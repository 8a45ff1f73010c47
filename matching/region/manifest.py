"""What a region's search was asked -> a manifest: a fingerprint of every input, to tell one search from another.

Blocks found in a folder count only when the manifest beside them is that of the same search: the same organisations,
weights, diagnosis, history, pairs left out, settings and software. Each part has a fingerprint of its own, so that a
refusal names what changed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any, Final

from matching.organisations import Diagnosis, Organisation, PastMeeting
from matching.weights import CriterionWeights

FORMAT: Final = 1
_UNORDERED = (set, frozenset)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Sizes and settings of a search, and the fingerprint of each of its inputs."""

    n_rows: int
    n_columns: int
    count: int
    rows_per_block: int
    least_coverage: float
    companies: str
    associations: str
    weights: str
    diagnosis: str
    history: str
    left_out: str
    software: str
    format: int = FORMAT

    def to_json(self) -> str:
        """Return the manifest as text; ``from_json`` reads it back equal."""
        return json.dumps({field.name: getattr(self, field.name) for field in fields(self)}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read a manifest; raises ValueError when the text is none of this format."""
        try:
            return cls(**json.loads(text))
        except TypeError as error:
            raise ValueError(f"this is no manifest of format {FORMAT}") from error

    def differences(self, other: "Manifest") -> tuple[str, ...]:
        """Return the names of the parts that are not the same, in their order."""
        names = [field.name for field in fields(self)]
        return tuple(name for name in names if getattr(self, name) != getattr(other, name))


def fingerprint_of_organisations(organisations: Iterable[Organisation]) -> str:
    """Return a fingerprint of every field of every organisation, in their order. Linear, some 15 microseconds each."""
    names = [field.name for field in fields(Organisation)]
    return _fingerprint(tuple(_plain(getattr(one, name)) for name in names) for one in organisations)


def fingerprint_of_weights(weights: CriterionWeights) -> str:
    """Return a fingerprint of everything the weights say."""
    return _fingerprint([json.dumps(weights.to_dict(), sort_keys=True)])


def fingerprint_of_diagnosis(diagnosis: Diagnosis | None) -> str:
    """Return a fingerprint of a diagnosis, or of having none."""
    return _fingerprint([json.dumps(diagnosis.to_dict(), sort_keys=True) if diagnosis else ""])


def fingerprint_of_history(history: Iterable[PastMeeting]) -> str:
    """Return a fingerprint of past meetings, in their order."""
    return _fingerprint(history)


def fingerprint_of_pairs(pairs: Iterable[tuple[int, int]]) -> str:
    """Return a fingerprint of index pairs, in whatever order they come."""
    return _fingerprint(sorted(set(pairs)))


def _plain(value: Any) -> Any:
    """A value whose ``repr`` is the same in every process: sets have no order of their own."""
    if isinstance(value, _UNORDERED):
        return tuple(sorted(value))
    return tuple(value.items()) if isinstance(value, Mapping) else value


def _fingerprint(values: Iterable[object]) -> str:
    digest = sha256()
    for value in values:
        digest.update(repr(value).encode("utf-8", "surrogatepass"))
        digest.update(b"\n")
    return digest.hexdigest()[:32]
