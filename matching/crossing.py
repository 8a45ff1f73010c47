"""Scores of organisations -> weights of participants: all that crosses into the planning of rounds.

An array and two lists of ids; which participants belong to one organisation goes along as two arrays of numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.criteria.protocol import FloatArray
from matching.organisations import Participant
from matching.scoring import ScoreMatrix


@dataclass(frozen=True, eq=False)
class Crossing:
    """``weights`` has shape (n_company_participants, n_association_participants), in [0, 1].

    ``company_participants`` and ``association_participants`` are the ids of its rows and columns; ``row_groups`` and
    ``column_groups`` hold for each the index of its organisation in the score matrix.
    """

    weights: FloatArray
    company_participants: tuple[str, ...]
    association_participants: tuple[str, ...]
    row_groups: npt.NDArray[np.int64]
    column_groups: npt.NDArray[np.int64]


def participant_weights(matrix: ScoreMatrix, participants: Iterable[Participant]) -> Crossing:
    """Give every pair of participants the total of their organisations, participants in the order given.

    Raises ValueError when a participant's organisation is not in the matrix, or an id stands on both sides or twice.
    """
    rows: dict[str, int] = {}
    columns: dict[str, int] = {}
    problems = []
    for participant in participants:
        i = matrix.row_of.get(participant.organisation_id)
        j = matrix.column_of.get(participant.organisation_id)
        if (i is None) == (j is None):
            side = "on no side" if i is None else "on both sides"
            problems.append(f"{participant.id}: organisation {participant.organisation_id} stands {side}")
        elif participant.id in rows or participant.id in columns:
            problems.append(f"{participant.id}: the id stands twice")
        elif i is not None:
            rows[participant.id] = i
        elif j is not None:
            columns[participant.id] = j
    if problems:
        raise ValueError(f"{len(problems)} participant(s) cannot be placed: {'; '.join(problems[:10])}")
    row_groups = np.fromiter(rows.values(), dtype=np.int64, count=len(rows))
    column_groups = np.fromiter(columns.values(), dtype=np.int64, count=len(columns))
    return Crossing(
        weights=matrix.total[np.ix_(row_groups, column_groups)],
        company_participants=tuple(rows),
        association_participants=tuple(columns),
        row_groups=row_groups,
        column_groups=column_groups,
    )
