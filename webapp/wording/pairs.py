"""Who reads about whom: a company and an association, and which of the two "vous" stands for."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Pair:
    """The names of a company and an association; ``reader`` None is somebody else: the organising team, a file."""

    company: str
    association: str
    reader: Literal["company", "association"] | None = None

    def name(self, side: str) -> str:
        """The name of the organisation of that side."""
        return self.company if side == "company" else self.association

    @property
    def other(self) -> str:
        """The name of the organisation that is not the reader's."""
        return self.association if self.reader == "company" else self.company

    @property
    def sides(self) -> tuple[str, str]:
        """Both sides, the reader's own first."""
        return ("association", "company") if self.reader == "association" else ("company", "association")
