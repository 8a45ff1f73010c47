"""What every criterion is: one comparable aspect of a pair, measured for all pairs and told for one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from matching.criteria.blocks import Prepared
from matching.criteria.network import Network
from matching.criteria.readings import Reading, Text, reading_by
from matching.organisations import Diagnosis, Organisation, PastMeeting
from matching.reasons import Reason

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Comparison:
    """Everything that is known when companies are compared with associations.

    ``readings`` are those of presentations that were read beforehand.
    """

    companies: tuple[Organisation, ...]
    associations: tuple[Organisation, ...]
    diagnosis: Diagnosis | None = None
    history: tuple[PastMeeting, ...] = ()
    readings: Mapping[Text, Reading] = field(default_factory=dict, compare=False, repr=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Shape of every layer: (n_companies, n_associations)."""
        return len(self.companies), len(self.associations)

    def reading(self, organisation: Organisation) -> Reading:
        """What is read in an organisation's presentation."""
        return reading_by(organisation, self.readings)

    @cached_property
    def past(self) -> dict[tuple[str, str], tuple[PastMeeting, ...]]:
        """The past meetings of each (company id, association id), in the order given."""
        found: dict[tuple[str, str], list[PastMeeting]] = {}
        for meeting in self.history:
            found.setdefault((meeting.company_id, meeting.association_id), []).append(meeting)
        return {pair: tuple(meetings) for pair, meetings in found.items()}

    @cached_property
    def network(self) -> Network:
        """Who knows whom, by the partners stated and the history."""
        return Network(self.companies, self.associations, self.history)


@dataclass(frozen=True)
class Told:
    """A reason and how much of the criterion it carries, in [0, 1]."""

    strength: float
    reason: Reason


class Criterion(Protocol):
    """One comparable aspect of a pair."""

    @property
    def name(self) -> str:
        """The key of the layer and of the weight."""
        ...

    @property
    def speaks_of_few(self) -> bool:
        """Whether it has data for few pairs by its nature, so that it does not count in how much is known of a pair."""
        ...

    def prepare(self, comparison: Comparison) -> Prepared:
        """Do what each organisation needs once, so that any block of pairs is measured in a few products."""
        ...

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return values in [0, 1], shape (n_companies, n_associations); NaN where one side says nothing."""
        ...

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return what speaks for the pair of company ``i`` and association ``j``, strongest first."""
        ...


def strongest_first(told: Iterable[Told]) -> tuple[Told, ...]:
    """Order by strength; equal strengths keep the order in which they came."""
    return tuple(sorted(told, key=lambda one: -one.strength))
