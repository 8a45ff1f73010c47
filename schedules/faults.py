"""Data that contradict themselves -> faults: codes and values that print as sentences, all of them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from schedules.findings import Finding


@dataclass(frozen=True)
class Fault(Finding):
    """Something in the data of a problem that contradicts itself or has the wrong shape."""

    SENTENCES: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "weights_shape": "{name} must be a table with at least one row and one column, not shape {shape}.",
            "weights_not_numbers": "{name} must be numbers; they could not be read as such.",
            "weights_nan": "{count} {name} are not finite numbers, the first at row {row}, column {column}.",
            "weights_range": "{count} {name} lie outside 0 to 1, the first ({value}) at row {row}, column {column}.",
            "n_rounds": "n_rounds must be a whole number from 1 to {most}, not {value}.",
            "n_tables": "n_tables must be None or a whole number from 0 to {most}, not {value}.",
            "swap_after": "swap_after must be None or a whole number from 1 to {most}, not {value}.",
            "novel_least": "novel_least must be a whole number of at least 0, not {value}.",
            "novel_without_novelty": "novel_least asks for {value} novel meetings each, but no novelty is given.",
            "novel_from": "novel_from must lie above 0 and at most 1, not {value}.",
            "met_half_life": "met_half_life must be None or more than 0 days, not {value}.",
            "seated_side": "seated_side must be None, rows or columns, not {value}.",
            "shape": "{name} must have shape {expected}, not {found}.",
            "not_numbers": "{name} must hold whole numbers (or truth values for availability) in a regular table.",
            "not_positive": "{name} must hold finite numbers above 0; {count} are not, the first is entry {entry}.",
            "negative": "{name} must hold no negative number; {count} are, the first is entry {entry}.",
            "index": "{name} entry {entry} names {part} {value}, but there are {count} (numbered from 0).",
            "limits_order": "{name}: participant {participant} has least {least}, most {most}, not 0 <= least <= most.",
            "break_window": "{name}: participant {participant} has a break between rounds {first} and {last}; the "
            "rounds go from 0 to {last_round}, and (-1, -1) says no break.",
            "tables_unknown": "table_available is given, but n_tables is not. Try n_tables with the number of tables.",
            "seat_index": "{name}: participant {participant} sits at table {value}, but there are {count} (numbered "
            "from 0; -1 for none, -2 for one and the same table).",
            "seat_taken_twice": "Table {table_number} is the fixed seat of {count} people. Try one person per table.",
            "seats_over_tables": "{count} people keep one table all evening, but there are {tables} tables.",
            "seated_must_meet": "Row {row} and column {column} must meet, but each has a table of their own. Try "
            "freeing one of the two seats.",
            "locked_away_from_seat": "The meeting of row {row} and column {column} is locked at table {table_number}, "
            "but {side} {participant} sits at table {seat}.",
            "locked_in_break": "A meeting of row {row} and column {column} is locked in round {round_number}, which is "
            "their break.",
            "forbidden_and_required": "Row {row} and column {column} must meet, but their organisations must not.",
            "organisations_required_twice": "Several meetings are demanded between the organisations of row {row} and "
            "column {column}; two organisations meet at most once.",
            "locked_twice_in_round": "{count} locked meetings of {side} {participant} fall in round {round_number}.",
            "locked_table_twice": "{count} locked meetings share table {table_number} in round {round_number}.",
            "locked_pair_twice": "The meeting of row {row} and column {column} is locked {count} times.",
        }
    )


class InvalidProblem(ValueError):  # noqa: N818  named for what it says, as InfeasiblePlan is
    """The data of a problem contradict themselves; ``faults`` lists every fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(str(fault) for fault in faults))
