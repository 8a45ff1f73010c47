"""Measure suggestions on real texts: ``python -m tests.benchmarks.suggestions [--test] [--excerpts N]``.

The fragilities suggested from the purpose of real associations (RNA) are compared with those that follow from their
WALDEC codes (``waldec_fragilities.csv``), beside a classifier (TF-IDF of words and stems, one logistic regression per
theme) trained on one half. The halves are fixed by a hash of the id; the lexicon was written with the training half in
sight only. Without ``--test`` the figures are those of the training half, the classifier's by cross-validation.
"""

import argparse
import csv
import hashlib
import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matching.folding import fold
from matching.suggestions import Suggestion, suggest
from matching.suggestions.suggested import MAIN_LEAST, MAIN_SHARE
from matching.vocabulary import FRAGILITIES

MAPPING = Path(__file__).parent / "waldec_fragilities.csv"
# How sure a suggestion must be to count as said.
LEAST = 0.5


Row = tuple[str, str, frozenset[str]]


def waldec_fragilities() -> dict[str, frozenset[str]]:
    """Prefix of a WALDEC code -> the fragilities it stands for."""
    with MAPPING.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {row["prefix"]: frozenset(row["fragilities"].split()) for row in rows}
    unknown = {code for codes in found.values() for code in codes} - set(FRAGILITIES)
    if unknown:
        raise ValueError(f"{MAPPING.name}: not in the vocabulary: {sorted(unknown)}")
    return found


def fragilities_of(code: str, mapping: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return what the longest known beginning of a WALDEC code stands for."""
    for length in range(len(code), 2, -1):
        if code[:length] in mapping:
            return mapping[code[:length]]
    return frozenset()


def read_rna() -> list[Row]:
    """Id, purpose and fragilities of each association that has a purpose and a code with a fragility."""
    mapping = waldec_fragilities()
    folder = os.environ.get("ENTREMISE_DATA", "")
    if not folder:
        raise SystemExit("Set ENTREMISE_DATA to the folder of public data; the register is read from its folder rna.")
    with (Path(folder) / "rna" / "associations.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        codes = [row[name] for name in ("objet_social1", "objet_social2") if row[name].strip("0")]
        themes = frozenset(theme for code in codes for theme in fragilities_of(code, mapping))
        if themes and len(row["objet"].strip()) > 3:
            found.append((row["id_association"], row["objet"], themes))
    return found


def is_for_training(identifier: str) -> bool:
    """The halves: the first byte of the hash of the id is even or odd."""
    return hashlib.sha256(identifier.encode()).digest()[0] % 2 == 0


def matrix_of(themes: Sequence[frozenset[str]]) -> np.ndarray:
    """Shape (n_texts, 16), bool."""
    return np.array([[code in one for code in FRAGILITIES] for one in themes])


def suggested(texts: Sequence[str]) -> np.ndarray:
    """Confidence of each fragility in each text, shape (n_texts, 16), 0 where nothing is suggested."""
    values = np.zeros((len(texts), len(FRAGILITIES)))
    for row, text in enumerate(texts):
        for one in suggest(text, side="association").fragilities:
            values[row, FRAGILITIES.index(one.code)] = one.confidence
    return values


def mainly(values: np.ndarray) -> np.ndarray:
    """What ``Suggestions.main_fragilities`` keeps of the confidences, shape (n_texts, 16), bool."""
    return (values >= MAIN_LEAST) & (values >= MAIN_SHARE * values.max(axis=1, keepdims=True))


def classified(
    train: Sequence[str],
    truth: np.ndarray,
    texts: Sequence[str],
    features: np.ndarray | None,
    own: np.ndarray | None,
    seed: int,
) -> np.ndarray:
    """Probabilities of a logistic regression per theme, with the lexicon's confidences as features when given."""
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415  slow import
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  slow import
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  slow import

    words = TfidfVectorizer(preprocessor=fold, ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    letters = TfidfVectorizer(preprocessor=fold, analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3)
    x = hstack([words.fit_transform(train), letters.fit_transform(train)])
    y = hstack([words.transform(texts), letters.transform(texts)])
    if features is not None and own is not None:
        x, y = hstack([x, csr_matrix(2 * features)]), hstack([y, csr_matrix(2 * own)])
    values = np.zeros((len(texts), truth.shape[1]))
    for column in range(truth.shape[1]):
        if truth[:, column].sum() >= 2:
            model = LogisticRegression(C=10, class_weight="balanced", max_iter=2000, random_state=seed)
            values[:, column] = model.fit(x.tocsr(), truth[:, column]).predict_proba(y.tocsr())[:, 1]
    return values


def scores(truth: np.ndarray, said: np.ndarray) -> tuple[float, float, float, float]:
    """Micro precision, recall and F1, and the mean F1 over the themes that occur."""
    hits, n_said, n_true = (truth & said).sum(0), said.sum(0), truth.sum(0)
    precision = hits.sum() / max(1, n_said.sum())
    recall = hits.sum() / max(1, n_true.sum())
    occurring = n_true > 0
    f1 = 2 * hits / np.maximum(1, n_said + n_true)
    return precision, recall, 2 * hits.sum() / max(1, n_said.sum() + n_true.sum()), float(f1[occurring].mean())


def print_line(name: str, truth: np.ndarray, said: np.ndarray) -> None:
    """One line of figures."""
    precision, recall, micro, macro = scores(truth, said)
    print(f"{name:<34} precision {precision:.3f}  recall {recall:.3f}  micro F1 {micro:.3f}  macro F1 {macro:.3f}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", action="store_true", help="figures of the test half")
    parser.add_argument("--excerpts", type=int, default=0, help="print so many random suggestions to be judged")
    parser.add_argument("--misses", type=int, default=0, help="print so many texts of the training half that differ")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rows = read_rna()
    train = [row for row in rows if is_for_training(row[0])]
    seen = {fold(text) for _, text, _ in train}
    # A purpose declared twice, word for word, would be learnt by heart.
    test = [row for row in rows if not is_for_training(row[0]) and fold(row[1]) not in seen]
    judged = test if options.test else train
    print(f"{len(train)} training, {len(test)} test; figures of the {'test' if options.test else 'training'} half")
    texts, truth = [row[1] for row in judged], matrix_of([row[2] for row in judged])
    start = time.process_time()
    by_lexicon = suggested(texts)
    print(f"{(time.process_time() - start) / len(texts) * 1000:.3f} ms of processor time a text")
    print_line(f"lexicon (confidence >= {LEAST})", truth, by_lexicon >= LEAST)
    print_line("lexicon (everything suggested)", truth, by_lexicon > 0)
    print_line("lexicon (main fragilities)", truth, mainly(by_lexicon))
    print_per_theme(truth, mainly(by_lexicon))
    if options.misses:
        print_misses(judged, mainly(by_lexicon), options.misses)
        return
    if options.excerpts:
        print_excerpts(texts, options.excerpts, options.seed)
        return
    compare(train, judged, by_lexicon, truth, testing=options.test)


def compare(train: list[Row], judged: list[Row], by_lexicon: np.ndarray, truth: np.ndarray, *, testing: bool) -> None:
    """The classifier alone, with the lexicon's marks as features, and both together, over five seeds."""
    learnt_texts, learnt = [row[1] for row in train], matrix_of([row[2] for row in train])
    known, main_themes = suggested(learnt_texts), mainly(by_lexicon)
    figures: dict[str, list[tuple[float, float, float, float]]] = {}
    first: dict[str, np.ndarray] = {"lexicon": main_themes}
    for seed in range(5):
        alone, both = np.zeros(truth.shape), np.zeros(truth.shape)
        for inside, outside in _folds(len(train), len(judged), seed, testing=testing):
            arguments = ([learnt_texts[i] for i in inside], learnt[inside], [judged[i][1] for i in outside])
            alone[outside] = classified(*arguments, None, None, seed)
            both[outside] = classified(*arguments, known[inside], by_lexicon[outside], seed)
        silent = ~main_themes.any(axis=1)[:, None]
        said_by = {
            "classifier": alone >= 0.5,
            "classifier with the lexicon's marks": both >= 0.5,
            "either": (alone >= 0.5) | main_themes,
            "lexicon, or the classifier if silent": np.where(silent, alone >= 0.5, main_themes),
        }
        for name, said in said_by.items():
            figures.setdefault(name, []).append(scores(truth, said))
            if seed == 0:
                first[name] = said
                print_line(name, truth, said)
    for name, values in figures.items():
        mean, spread = np.mean(values, axis=0), np.std(values, axis=0)
        f1 = f"micro F1 {mean[2]:.3f} +- {spread[2]:.3f}  macro F1 {mean[3]:.3f} +- {spread[3]:.3f}"
        print(f"  5 seeds {name:<38} {f1}")
    for one, other in (("lexicon", "classifier"), ("either", "lexicon")):
        print_difference(one, other, truth, first[one], first[other])


def _folds(n_train: int, n_judged: int, seed: int, *, testing: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """What is learnt from and what is judged: the test half once, or five folds of the training half.

    On the test half the first seed learns from the whole training half, the others from four fifths drawn by the seed:
    how much the figures depend on what was learnt.
    """
    drawn = np.random.default_rng(seed).permutation(n_train)
    if testing:
        return [(np.arange(n_train) if seed == 0 else drawn[: n_train * 4 // 5], np.arange(n_judged))]
    parts = np.array_split(drawn, 5)
    return [(np.concatenate([other for other in parts if other is not part]), part) for part in parts]


def print_difference(one: str, other: str, truth: np.ndarray, said: np.ndarray, by_other: np.ndarray) -> None:
    """Differences of F1 with their 95 % intervals by 2,000 bootstrap draws of the texts, seed 0."""
    generator = np.random.default_rng(0)
    differences = []
    for _ in range(2000):
        drawn = generator.integers(0, len(truth), len(truth))
        mine, theirs = scores(truth[drawn], said[drawn]), scores(truth[drawn], by_other[drawn])
        differences.append((mine[2] - theirs[2], mine[3] - theirs[3]))
    low, middle, high = np.percentile(differences, (2.5, 50, 97.5), axis=0)
    print(
        f"{one} less {other}: micro F1 {middle[0]:+.3f} [{low[0]:+.3f}, {high[0]:+.3f}]  "
        f"macro F1 {middle[1]:+.3f} [{low[1]:+.3f}, {high[1]:+.3f}]"
    )


def print_per_theme(truth: np.ndarray, said: np.ndarray) -> None:
    """Precision and recall of every theme."""
    for column, code in enumerate(FRAGILITIES):
        hits, n_said, n_true = (truth & said)[:, column].sum(), said[:, column].sum(), truth[:, column].sum()
        precision = f"{hits / n_said:.2f}" if n_said else "  - "
        recall = f"{hits / n_true:.2f}" if n_true else "  - "
        print(f"  {code:<22} n {n_true:>3}  said {n_said:>3}  precision {precision}  recall {recall}")


def print_misses(rows: list[Row], said: np.ndarray, most: int) -> None:
    """Texts where what is said and what follows from the code differ."""
    for row, mine in list(zip(rows, said, strict=True)):
        found = {code for code, yes in zip(FRAGILITIES, mine, strict=True) if yes}
        if found != row[2] and most > 0:
            most -= 1
            words = {one.code: one.words for one in suggest(row[1], side="association").fragilities}
            too_many = {code: words[code] for code in sorted(found - row[2])}
            print(f"missing {sorted(row[2] - found)} too many {too_many}\n    {row[1][:300]}")


def print_excerpts(texts: Sequence[str], most: int, seed: int) -> None:
    """Random suggestions with their text, to be judged by a reader."""
    everything = [
        (text, aspect, one)
        for text in texts
        for aspect, found in zip(("theme", "need", "offer"), _found(text), strict=True)
        for one in found
    ]
    for at in np.random.default_rng(seed).permutation(len(everything))[:most]:
        text, aspect, one = everything[at]
        print(f"{aspect} {one.code} {one.confidence} {one.words} {one.detail!r}\n    {text[:350]}")


def _found(text: str) -> tuple[tuple[Suggestion, ...], ...]:
    found = suggest(text, side="association")
    return found.fragilities, found.needs, found.offers


if __name__ == "__main__":
    main()
