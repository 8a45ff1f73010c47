"""Answers given before the evening -> layers of pairs in [0, 1] and facts about people, as the learning takes them."""

import numpy as np

from matching.estimates import FloatArray, IntArray
from matching.learning.evidence import Evidence, evidence_from
from tests.benchmarks.speed_dating_answers import (
    INTERESTS,
    KINDS,
    NUMBERS,
    OPPOSITE_SEEKS,
    OTHERS_SEEK,
    OWN,
    SOUGHT,
    Waves,
)

LAYERS = (
    "interests",
    "partner_has_what_is_sought",
    "chooser_has_what_is_sought",
    "age",
    "background",
    "field",
    "career",
    "goal",
    "habits",
)
LEAST_GIVEN = 0.2  # a gap is a fact of its own where it is not rare


def decisions(waves: Waves, *, score_card: bool = False) -> Evidence:
    """One line per person and meeting: did they say yes? The chooser stands on the rows, the partner on the columns.

    One-sided, and therefore a matter of this experiment alone: an Outcome cannot hold it.
    """
    facts = people(waves)
    covariates = [facts[waves.chooser], facts[waves.partner]]
    if score_card:
        covariates.append(_standard(waves.score_card))
    return _evidence(waves, waves.decision, np.hstack(covariates), "decision")


def mutual_results(waves: Waves, *, score_card: bool = False) -> Evidence:
    """One line per meeting: did both say yes? Women stand on the rows, men on the columns.

    The score card of the negative control is the woman's.
    """
    women = waves.lines(_decided_by_women(waves))
    facts = people(waves)
    covariates = [facts[women.chooser], facts[women.partner]]
    if score_card:
        covariates.append(_standard(women.score_card))
    return _evidence(women, women.mutual, np.hstack(covariates), "mutual_choice")


def both_decide(waves: Waves, probabilities: FloatArray) -> FloatArray:
    """The product of both decisions' probabilities, in the order of ``mutual_results``: a mutual yes is two yeses."""
    line = {pair: k for k, pair in enumerate(zip(waves.chooser.tolist(), waves.partner.tolist(), strict=True))}
    of_women = _decided_by_women(waves)
    of_men = [line[waves.partner[k], waves.chooser[k]] for k in of_women]
    return probabilities[of_women] * probabilities[of_men]


def _decided_by_women(waves: Waves) -> IntArray:
    return np.flatnonzero(waves.numbers(["gender"])[waves.chooser, 0] == 0)


def people(waves: Waves) -> FloatArray:
    """Facts about each person, standardised, (n_people, q): numbers, kinds, and what was not answered."""
    numbers = waves.numbers(NUMBERS)
    for shares in (SOUGHT, OTHERS_SEEK, OPPOSITE_SEEKS):  # a hundred points to give in some waves, marks in others
        columns = [NUMBERS.index(name) for name in shares]
        given = np.nansum(numbers[:, columns], axis=1, keepdims=True)
        numbers[:, columns] = 100 * np.divide(
            numbers[:, columns], given, out=np.full((len(given), len(columns)), np.nan), where=given > 0
        )
    gaps = np.isnan(numbers).astype(np.float64)
    kinds = [
        [float(text == kind) for text in waves.texts(column)]
        for column in KINDS
        for kind in sorted(set(waves.texts(column)))
    ]
    often = gaps[:, gaps.mean(axis=0) >= LEAST_GIVEN]
    return np.hstack([_standard(numbers), _standard(np.array(kinds).T), _standard(np.unique(often, axis=1))])


def layers(waves: Waves) -> FloatArray:
    """What is alike or answers each other in a pair, (n, 9), NaN where one of them does not say."""
    one, other = waves.chooser, waves.partner
    interests = waves.numbers(INTERESTS)
    deviations = interests - interests.mean(axis=1, keepdims=True)
    length = np.linalg.norm(deviations, axis=1, keepdims=True)
    directions = np.divide(deviations, length, out=np.full_like(deviations, np.nan), where=length > 0)
    sought, own = waves.numbers(SOUGHT[:5]), waves.numbers(OWN) / 10
    shares = sought / np.where(sought.sum(axis=1, keepdims=True) > 0, sought.sum(axis=1, keepdims=True), np.nan)
    age, habits = waves.numbers(["age"])[:, 0], waves.numbers(["date", "go_out"])
    return np.column_stack(
        [
            (1 + (directions[one] * directions[other]).sum(axis=1)) / 2,
            np.clip((shares[one] * own[other]).sum(axis=1), 0, 1),
            np.clip((shares[other] * own[one]).sum(axis=1), 0, 1),
            2.0 ** (-np.abs(age[one] - age[other]) / 3),
            *(_same(waves, column) for column in ("race", "field_cd", "career_c", "goal")),
            1 - np.abs(habits[one] - habits[other]).mean(axis=1) / 6,
        ]
    )


def _same(waves: Waves, column: str) -> FloatArray:
    codes = waves.numbers([column])[:, 0]
    one, other = codes[waves.chooser], codes[waves.partner]
    return np.where(np.isnan(one) | np.isnan(other), np.nan, (one == other).astype(np.float64))


def _evidence(waves: Waves, results: FloatArray, covariates: FloatArray, kind: str) -> Evidence:
    return evidence_from(
        LAYERS,
        layers(waves),
        results,
        companies=[f"person {number}" for number in waves.chooser],
        associations=[f"person {number}" for number in waves.partner],
        events=[f"wave {number}" for number in waves.wave],
        kinds=[kind] * len(results),
        covariates=covariates,
    )


def _standard(values: FloatArray) -> FloatArray:
    """Mean 0 and standard deviation 1 of each column; what is not known is put at the mean."""
    deviations = values - np.nanmean(values, axis=0)
    spread = np.nanstd(values, axis=0)
    return np.nan_to_num(deviations / np.where(spread > 0, spread, 1))
