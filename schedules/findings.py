"""What is wrong, as codes and values that print as English sentences.

A fault of a problem, a shortage that no plan can meet and a rule that a plan breaks have the same shape: a code for
programs and translations, values for the sentence. Participants, rounds and tables are numbered from zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

Value = int | float | str | tuple[int, ...]
Values = dict[str, Value]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; ``str()`` gives the sentence, ``code`` and ``values`` serve translations."""

    SENTENCES: ClassVar[Mapping[str, str]] = MappingProxyType({})

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in self.SENTENCES:
            raise ValueError(f"{self.code!r} is not a code of {type(self).__name__}")
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __str__(self) -> str:
        shown = {name: _shown(value) for name, value in self.values.items()}
        return self.SENTENCES[self.code].format(**shown)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.values.items(), key=lambda item: item[0]))))


def _shown(value: Value) -> str:
    if not isinstance(value, tuple):
        return str(value)
    shown = ", ".join(str(number) for number in value[:12])
    return shown if len(value) <= 12 else f"{shown} and {len(value) - 12} more"
