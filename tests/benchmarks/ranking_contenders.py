"""Two lists of organisations -> orders of the pairs to set beside the score: yardsticks, single criteria, ablations.

Every contender is an array (n_companies, n_associations), the higher the better. Nothing here looks at grades.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from matching import ScoreMatrix, score
from matching.criteria.novelty import listed_pairs, pairs_with_a_past
from matching.estimates import FloatArray
from matching.organisations import Organisation
from matching.places import distance_km
from matching.reciprocity import RULES
from matching.vocabulary import RESOURCES
from matching.weights import CRITERION_NAMES, DEFAULT_WEIGHTS, REASONS
from matching.words import meaningful_stems


def yardsticks(companies: Sequence[Organisation], associations: Sequence[Organisation]) -> dict[str, FloatArray]:
    """What somebody would do without the score."""
    return {
        "random order": np.zeros((len(companies), len(associations))),  # ties stand in every order equally
        "TF-IDF of words": _cosines(companies, associations, stems=False),
        "TF-IDF of stems": _cosines(companies, associations, stems=True),
        "nearness": _nearness(companies, associations),
        "shared themes and needs met": _themes_and_needs(companies, associations),
    }


def single_criteria(matrix: ScoreMatrix) -> dict[str, FloatArray]:
    """Each layer alone; where it says nothing of a pair, the mean of what it says of that company's others."""
    alone = {}
    for name in CRITERION_NAMES:
        known, layer = matrix.known[name], matrix.layers[name]
        n_known = known.sum(axis=1, keepdims=True)
        mean = np.divide(layer.sum(axis=1, keepdims=True), n_known, out=np.zeros(n_known.shape), where=n_known > 0)
        alone[f"only {name}"] = np.where(known, layer, mean)
    return alone


def ablations(matrix: ScoreMatrix) -> dict[str, FloatArray]:
    """The score without one of its parts, or put together otherwise."""
    weights = matrix.weights
    found = {f"without {name}": _without(matrix, (name,)) for name in CRITERION_NAMES if weights.values[name] > 0}
    found["without what is read in presentations"] = _unread(matrix)
    for giving in (0.0, 1.0):
        found[f"giving {giving:g}"] = matrix.reweighted(replace(weights, giving=giving)).total
    found |= {f"{side}'s direction alone": direction for side, direction in matrix.directions.items()}
    found |= {f"{rule.name} of both directions": matrix.under(rule).total for rule in RULES.values()}
    equal = {**weights.values, **dict.fromkeys(REASONS, 1.0)}
    found["equal weights"] = matrix.reweighted(replace(weights, values=equal)).total
    found["known and kept apart last"] = np.where(_left_out(matrix), -1.0, matrix.total)
    return found


def measured(companies: Sequence[Organisation], associations: Sequence[Organisation]) -> ScoreMatrix:
    """The score as everybody gets it."""
    return score(companies, associations, weights=DEFAULT_WEIGHTS)


def _unread(matrix: ScoreMatrix) -> FloatArray:
    """The score of people who say that nothing of what is read in their presentation is so."""
    everything = frozenset(f"{kind}:{code}" for kind in ("need", "offer") for code in RESOURCES)
    sides = ([replace(one, refused=everything) for one in side] for side in (matrix.companies, matrix.associations))
    return score(*sides, weights=matrix.weights).total


def _without(matrix: ScoreMatrix, names: Sequence[str]) -> FloatArray:
    kept: Mapping[str, float] = {
        name: 0.0 if name in names else weight for name, weight in matrix.weights.values.items()
    }
    return matrix.reweighted(replace(matrix.weights, values=kept)).total


def _left_out(matrix: ScoreMatrix) -> np.ndarray:
    mask = np.zeros(matrix.total.shape, dtype=bool)
    for i, j in listed_pairs(matrix.comparison, "keep_apart") | pairs_with_a_past(matrix.comparison):
        mask[i, j] = True
    return mask


def _cosines(companies: Sequence[Organisation], associations: Sequence[Organisation], *, stems: bool) -> FloatArray:
    """Cosines of TF-IDF vectors: of scikit-learn's words as they come, or of French and English stems."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  slow import

    texts = [one.presentation for one in (*companies, *associations)]
    if not any(meaningful_stems(text) for text in texts):
        return np.zeros((len(companies), len(associations)))
    vectoriser = TfidfVectorizer(analyzer=meaningful_stems) if stems else TfidfVectorizer(strip_accents="unicode")
    vectors = vectoriser.fit_transform(texts)
    return np.asarray((vectors[: len(companies)] @ vectors[len(companies) :].T).toarray())


def _nearness(companies: Sequence[Organisation], associations: Sequence[Organisation]) -> FloatArray:
    """Minus the kilometres; where a place is unknown, the median distance."""
    pairs = [[distance_km(one.place, other.place) for other in associations] for one in companies]
    kilometres = np.array(pairs, dtype=np.float64)
    middle = np.nanmedian(kilometres) if not np.isnan(kilometres).all() else 0.0
    return -np.where(np.isnan(kilometres), middle, kilometres)


def _themes_and_needs(companies: Sequence[Organisation], associations: Sequence[Organisation]) -> FloatArray:
    """How many fragilities both name, and how many needs of one are among the offers of the other, both ways."""

    def count(one: Organisation, other: Organisation) -> int:
        met = {need.code for need in one.needs} & {offer.code for offer in other.offers}
        met_back = {need.code for need in other.needs} & {offer.code for offer in one.offers}
        return len(set(one.fragilities) & set(other.fragilities)) + len(met) + len(met_back)

    return np.array([[count(one, other) for other in associations] for one in companies], dtype=np.float64)
