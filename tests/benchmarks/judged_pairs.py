"""The judged set -> organisations, and the grades that people gave to pairs before the score was tuned.

``organisations.csv`` is a sign-up sheet; ``grades.csv`` has one row per judged pair: company_id, association_id, grade
(0 no particular reason ... 3 these two first, settled), sentence, first_reader and second_reader (their own grades),
held_out (whether the company is kept for one final look).
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching import read_organisations
from matching.estimates import FloatArray
from matching.organisations import Organisation

FOLDER = Path(__file__).parent / "judged"
GREATEST = 3
_YES, _NO = ("1", "true", "yes", "oui"), ("", "0", "false", "no", "non")


@dataclass(frozen=True, eq=False)
class JudgedPairs:
    """``grades`` and those of two ``readers`` (n_companies, n_associations), NaN where nobody judged."""

    companies: tuple[Organisation, ...]
    associations: tuple[Organisation, ...]
    grades: FloatArray
    readers: tuple[FloatArray, FloatArray]
    held_out: tuple[bool, ...]

    def rows(self, *, held_out: bool) -> list[int]:
        """The judged companies of one part: those kept for the final look, or the others."""
        judged = ~np.isnan(self.grades).all(axis=1)
        return [i for i, kept in enumerate(self.held_out) if judged[i] and kept == held_out]


def read_judged(folder: Path = FOLDER) -> JudgedPairs:
    """Read both files; raises ValueError with every row that names nobody, repeats a pair or has another grade."""
    sheet = read_organisations(folder / "organisations.csv")
    with (folder / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return judged_pairs(sheet.companies, sheet.associations, list(csv.DictReader(file)))


def judged_pairs(
    companies: Sequence[Organisation], associations: Sequence[Organisation], rows: Sequence[dict[str, str]]
) -> JudgedPairs:
    """Put the rows of the grades into an array; raises ValueError with everything that is wrong."""
    row_of = {one.id: i for i, one in enumerate(companies)}
    column_of = {one.id: j for j, one in enumerate(associations)}
    grades = np.full((len(companies), len(associations)), np.nan)
    readers = np.full((2, *grades.shape), np.nan)
    kept: dict[int, set[bool]] = {}
    wrong = []
    for line, row in enumerate(rows, 2):
        i, j = row_of.get(row["company_id"]), column_of.get(row["association_id"])
        grade, held_out = row["grade"].strip(), row["held_out"].strip().lower()
        if i is None or j is None or grade not in map(str, range(GREATEST + 1)) or held_out not in (*_YES, *_NO):
            wrong.append(f"line {line}: {row['company_id']}, {row['association_id']}, {grade!r}, {held_out!r}")
            continue
        if not np.isnan(grades[i, j]):
            wrong.append(f"line {line}: the pair {row['company_id']}, {row['association_id']} stands twice")
        grades[i, j] = int(grade)
        readers[:, i, j] = [int(row[name]) for name in ("first_reader", "second_reader")]
        kept.setdefault(i, set()).add(held_out in _YES)
    wrong += [f"{companies[i].id} is held out in some rows only" for i, said in kept.items() if len(said) > 1]
    if wrong:
        raise ValueError(f"{len(wrong)} row(s) of the grades cannot be used: {'; '.join(wrong[:10])}")
    held = tuple(True in kept.get(i, ()) for i in range(len(companies)))
    return JudgedPairs(tuple(companies), tuple(associations), grades, (readers[0], readers[1]), held)
