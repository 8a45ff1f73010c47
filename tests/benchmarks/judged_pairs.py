"""The judged sets -> organisations, and the grades that readers gave to pairs without seeing the score.

``organisations.csv`` is a sign-up sheet; ``grades.csv`` has one row per judged pair: company_id, association_id, grade
(0 no particular reason ... 3 these two first, settled), sentence, first_reader and second_reader (their own grades),
held_out (whether the company is kept for one final look). ``grades_others.csv`` are the other fifteen companies, read
by one reader and looked at once; ``grades_sample.csv`` is the sample evening, read by one reader and used for tuning.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import sample_data
from matching import read_organisations
from matching.estimates import FloatArray
from matching.organisations import Organisation

FOLDER = Path(__file__).parent / "judged"
GREATEST = 3
# name -> its grades, and its sheet where it is not the one of the folder
SETS: dict[str, tuple[str, Path | None]] = {
    "evening": ("grades.csv", None),
    "others": ("grades_others.csv", None),
    "sample": ("grades_sample.csv", sample_data.path("organisations.csv")),
}
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


def read_judged(folder: Path = FOLDER, *, name: str = "evening") -> JudgedPairs:
    """Read the set ``name`` of SETS; raises ValueError with every row that names nobody or repeats a pair."""
    grades, sheet = SETS[name]
    organisations = read_organisations(sheet if sheet is not None else folder / "organisations.csv")
    with (folder / grades).open(encoding="utf-8-sig", newline="") as file:
        return judged_pairs(organisations.companies, organisations.associations, list(csv.DictReader(file)))


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
        grade, held_out = row["grade"].strip(), row.get("held_out", "").strip().lower()
        if i is None or j is None or grade not in map(str, range(GREATEST + 1)) or held_out not in (*_YES, *_NO):
            wrong.append(f"line {line}: {row['company_id']}, {row['association_id']}, {grade!r}, {held_out!r}")
            continue
        if not np.isnan(grades[i, j]):
            wrong.append(f"line {line}: the pair {row['company_id']}, {row['association_id']} stands twice")
        grades[i, j] = int(grade)
        readers[:, i, j] = [int(row.get(name, grade)) for name in ("first_reader", "second_reader")]
        kept.setdefault(i, set()).add(held_out in _YES)
    wrong += [f"{companies[i].id} is held out in some rows only" for i, said in kept.items() if len(said) > 1]
    if wrong:
        raise ValueError(f"{len(wrong)} row(s) of the grades cannot be used: {'; '.join(wrong[:10])}")
    held = tuple(True in kept.get(i, ()) for i in range(len(companies)))
    return JudgedPairs(tuple(companies), tuple(associations), grades, (readers[0], readers[1]), held)
