"""What a check of an installation found: a code, the values it needs, and whether serving must be refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["refused", "warned"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong; ``refused`` where a received choice or a secret would not be safe."""

    code: str
    level: Level
    values: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.code:
            raise ValueError("a finding has a code")


def refused(code: str, values: Mapping[str, object] | None = None) -> Finding:
    """A finding that stops a server from starting."""
    return Finding(code=code, level="refused", values=values or {})


def warned(code: str, values: Mapping[str, object] | None = None) -> Finding:
    """A finding that is said, and lived with."""
    return Finding(code=code, level="warned", values=values or {})
