"""The file of the Columbia experiment -> what people had answered before the evening, and what came of each meeting.

Fisman, Iyengar, Kamenica & Simonson 2006 (doi:10.1162/qjec.2006.121.2.673), waves 1-14. Of its 195 columns only those
named here are ever read: answers given before the evening, and the two results. Anything written on the score card of
a meeting, after it or weeks later would be foreseeing the past.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from matching.estimates import FloatArray, IntArray

ATTRIBUTES: Final = ("attr", "sinc", "intel", "fun", "amb", "shar")
INTERESTS: Final = (
    "sports",
    "tvsports",
    "exercise",
    "dining",
    "museums",
    "art",
    "hiking",
    "gaming",
    "clubbing",
    "reading",
    "tv",
    "theater",
    "movies",
    "concerts",
    "music",
    "shopping",
    "yoga",
)
SOUGHT: Final = tuple(f"{name}1_1" for name in ATTRIBUTES)
OTHERS_SEEK: Final = tuple(f"{name}4_1" for name in ATTRIBUTES)
OPPOSITE_SEEKS: Final = tuple(f"{name}2_1" for name in ATTRIBUTES)
OWN: Final = tuple(f"{name}3_1" for name in ATTRIBUTES[:5])
SEEN_BY_OTHERS: Final = tuple(f"{name}5_1" for name in ATTRIBUTES[:5])
HABITS: Final = ("age", "imprace", "imprelig", "date", "go_out", "exphappy", "expnum", "mn_sat", "tuition", "income")
KINDS: Final = ("gender", "field_cd", "race", "goal", "career_c")
NUMBERS: Final = (*INTERESTS, *SOUGHT, *OTHERS_SEEK, *OPPOSITE_SEEKS, *OWN, *SEEN_BY_OTHERS, *HABITS)
ALLOWED: Final = frozenset((*NUMBERS, *KINDS, "from"))
KEYS: Final = ("iid", "pid", "wave")
RESULTS: Final = ("dec", "match")
SCORE_CARD: Final = ("attr", "sinc", "intel", "fun", "amb", "shar", "like", "prob")


class NotAnsweredBefore(ValueError):  # noqa: N818  named as the thing it is about
    """Raised when a column is asked for that was not answered before the evening."""


def check_answered_before(columns: Sequence[str]) -> None:
    """Raise NotAnsweredBefore when a column is not one of those answered before the evening."""
    late = sorted(set(columns) - ALLOWED)
    if late:
        raise NotAnsweredBefore(f"{len(late)} column(s) were not answered before the evening: {', '.join(late)}")


@dataclass(frozen=True, eq=False)
class Waves:
    """Every meeting once per person: who decided about whom in which wave.

    answers: per column, the text of each person; chooser, partner: (n,) numbers of persons; wave, decision, mutual:
    (n,).
    score_card: (n, 8), only where the negative control asked for it.
    """

    answers: Mapping[str, tuple[str, ...]]
    chooser: IntArray
    partner: IntArray
    wave: IntArray
    decision: FloatArray
    mutual: FloatArray
    score_card: FloatArray

    @property
    def n_people(self) -> int:
        """How many people took part."""
        return len(self.answers["gender"])

    def numbers(self, columns: Sequence[str]) -> FloatArray:
        """The answers of each person as numbers, (n_people, n_columns), NaN where there is none."""
        check_answered_before(columns)
        return np.array([[_number(text) for text in self.answers[column]] for column in columns]).T

    def texts(self, column: str) -> tuple[str, ...]:
        """The answer of each person as written."""
        check_answered_before([column])
        return self.answers[column]

    def lines(self, chosen: IntArray) -> "Waves":
        """The chosen meetings; people stay."""
        return Waves(
            self.answers,
            self.chooser[chosen],
            self.partner[chosen],
            self.wave[chosen],
            self.decision[chosen],
            self.mutual[chosen],
            self.score_card[chosen],
        )


def read_waves(path: Path, *, columns: Sequence[str] = tuple(sorted(ALLOWED)), cheat: bool = False) -> Waves:
    """Read the named columns of people who are partners too. ``cheat`` reads the score card: the negative control.

    Raises NotAnsweredBefore when a column was not answered before the evening.
    """
    check_answered_before(columns)
    read = (*KEYS, *RESULTS, *columns, *(SCORE_CARD if cheat else ()))
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{name: row[name] for name in read} for row in csv.DictReader(file)]
    people = {row["iid"]: row for row in rows}
    number = {name: index for index, name in enumerate(people)}
    rows = [row for row in rows if row["pid"] in number]
    return Waves(
        answers={name: tuple(row[name] for row in people.values()) for name in columns},
        chooser=np.array([number[row["iid"]] for row in rows]),
        partner=np.array([number[row["pid"]] for row in rows]),
        wave=np.array([int(row["wave"]) for row in rows]),
        decision=np.array([float(row["dec"]) for row in rows]),
        mutual=np.array([float(row["match"]) for row in rows]),
        score_card=np.array([[_number(row[name]) for name in SCORE_CARD if cheat] for row in rows]),
    )


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return float("nan")
