"""What a repaired plan tells about its repair: how much of what people were told changes, and what was proven.

A cell is (participant, round) from ``from_round`` on with the partner that the former plan gave it, of people who are
there in that round; it has changed when the partner has.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class RepairCertificate:
    """How a plan was repaired, with bounds that no repair of the same situation can pass.

    n_changed_cells, n_changed_cells_bound: announced cells with another partner; no plan that is worth as much changes
    fewer than the bound. n_moved_tables: cells with the same partner at another table. remaining_weight,
    remaining_weight_bound: of the rounds from ``from_round`` on, beside the most weight they can have with the most
    meetings; n_remaining_meetings, n_remaining_meetings_bound likewise. remaining_weight_asked: what the plan had to be
    worth (within 1 % of the best). dropped: played meetings (row, column) that did not take place after all. waived:
    demands given up, of pairs; ``waived_pairs`` says which of them do not meet at all. lowered_rows, lowered_columns:
    people whose least number of meetings cannot be had any more.
    """

    from_round: int
    n_changed_cells: int
    n_changed_cells_bound: int
    n_moved_tables: int
    remaining_weight: float
    remaining_weight_bound: float
    remaining_weight_asked: float
    n_remaining_meetings: int
    n_remaining_meetings_bound: int
    dropped: tuple[tuple[int, int], ...] = ()
    waived: tuple[tuple[int, int], ...] = ()
    lowered_rows: tuple[int, ...] = ()
    lowered_columns: tuple[int, ...] = ()

    def sentence(self) -> str:
        """Return the repair's figures as one line of English."""
        proof = (
            "proven the fewest"
            if self.n_changed_cells == self.n_changed_cells_bound
            else f"at least {self.n_changed_cells_bound} must"
        )
        return (
            f"Repaired from round {self.from_round}: {self.n_changed_cells} announced cells change ({proof}), "
            f"{self.n_moved_tables} keep the partner at another table; remaining weight {self.remaining_weight:.6f}, "
            f"at most {self.remaining_weight_bound:.6f} possible, in {self.n_remaining_meetings} meetings of at most "
            f"{self.n_remaining_meetings_bound}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that JSON can hold."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "RepairCertificate":
        """Return the certificate that ``to_dict`` described."""
        fields = dict(values)
        for name in ("dropped", "waived"):
            fields[name] = tuple((row, column) for row, column in fields.get(name, ()))
        for name in ("lowered_rows", "lowered_columns"):
            fields[name] = tuple(fields.get(name, ()))
        return cls(**fields)


def _plain(value: object) -> object:
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value
