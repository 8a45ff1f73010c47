"""Does the score put first the pairs that people would put first? NDCG@5 on the judged set, beside yardsticks.

python -m tests.benchmarks.ranking [--set evening|others|sample] [--part tuned|held-out|all] [--seed 7]
    [--resamples 10000] [--k 5] [--by-company]

Of each judged company all associations are ranked: gain 2^grade - 1, tied scores by the mean over their orders, the
mean over companies. The other way round, each association ranks the judged companies. The interval of "score minus
the other" is a paired bootstrap over companies. A third of the companies is kept for one final look (--part held-out).
"""

import argparse

import numpy as np

from matching.estimates import Estimate, FloatArray, NotEnough
from matching.evaluation import bootstrap_difference, bootstrap_mean, ndcg_of_queries
from tests.benchmarks.judged_pairs import SETS, JudgedPairs, read_judged
from tests.benchmarks.measuring import table
from tests.benchmarks.ranking_contenders import ablations, measured, single_criteria, yardsticks

SAID = {"tuned": "not held out", "held-out": "held out for the final look", "all": "held out or not"}
PARTS = tuple(SAID)
HEADS = ("order", "NDCG@{k}", "95 %", "score minus it", "95 %", "for associations")


def main() -> None:
    """Print the three tables of one part of the judged companies."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.ranking", description=__doc__.splitlines()[0])
    options.add_argument("--set", choices=tuple(SETS), default="evening", help="which judged pairs")
    options.add_argument("--part", choices=PARTS, default="tuned", help="companies tuned on, held out, or all of a set")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--resamples", type=int, default=10_000)
    options.add_argument("--k", type=int, default=5)
    options.add_argument("--by-company", action="store_true", help="also the score's figure of each company")
    chosen = options.parse_args()
    given = vars(chosen)
    print(report(read_judged(name=given.pop("set")), **given))


def report(judged: JudgedPairs, *, part: str, seed: int, resamples: int, k: int, by_company: bool) -> str:
    """The page: the score, the yardsticks, single criteria and ablations, and what the difference to the best is."""
    rows = [] if part == "held-out" else judged.rows(held_out=False)
    rows += [] if part == "tuned" else judged.rows(held_out=True)
    grades = judged.grades[rows]
    matrix = measured(judged.companies, judged.associations)
    groups = {
        "Yardsticks": yardsticks(judged.companies, judged.associations),
        "Each criterion alone": single_criteria(matrix),
        "Ablations": ablations(matrix),
    }
    ours = ndcg_of_queries(grades, matrix.total[rows], k)
    page = [
        f"{len(rows)} companies ({SAID[part]}), {grades.shape[1]} associations, "
        f"{int((~np.isnan(grades)).sum())} graded pairs; "
        f"grades 0-3: {[int((grades == grade).sum()) for grade in range(4)]}; "
        f"weights version {matrix.weights.version}; seed {seed}, {resamples} resamples",
    ]

    def line(name: str, contender: FloatArray) -> tuple[float, list[str]]:
        theirs = ndcg_of_queries(grades, contender[rows], k)
        mean = bootstrap_mean(theirs, seed=seed, n_resamples=resamples)
        less = bootstrap_difference(ours, theirs, seed=seed, n_resamples=resamples)
        back = float(np.nanmean(ndcg_of_queries(grades.T, contender[rows].T, k)))
        return float(np.nanmean(theirs)), [name, *_cells(mean), *(_cells(less, "+") if name else []), f"{back:.3f}"]

    heads = [head.format(k=k) for head in HEADS]
    page.append(table(heads, [line("**score**", matrix.total)[1]]))
    best: dict[str, tuple[float, str, FloatArray]] = {}
    for title, contenders in groups.items():
        lines = [(*line(name, contender), name) for name, contender in contenders.items()]
        lines.sort(key=lambda one: -one[0])
        page += [f"### {title}", table(heads, [cells for _, cells, _ in lines])]
        best[title] = (lines[0][0], lines[0][2], contenders[lines[0][2]])
    page.append("### The score minus the best")
    for titles in (("Yardsticks",), ("Yardsticks", "Each criterion alone")):
        value, name, contender = max((best[title] for title in titles), key=lambda one: one[0])
        theirs = ndcg_of_queries(grades, contender[rows], k)
        less = bootstrap_difference(ours, theirs, seed=seed, n_resamples=resamples)
        page.append(f"- best of {' and '.join(titles).lower()}: {name}, {value:.3f}; difference {less}")
    first, second = (reader[rows] for reader in judged.readers)
    if not np.array_equal(first, second, equal_nan=True):
        each = [float(np.nanmean(ndcg_of_queries(*pair, k))) for pair in ((first, second), (second, first))]
        page.append(f"- one reader's order judged by the other's grades: {each[1]:.3f} and {each[0]:.3f}")
    if by_company:
        order = np.argsort(ours)
        lines_by_company = [[judged.companies[rows[at]].id, f"{ours[at]:.3f}"] for at in order]
        page += ["### Company by company", table(["company", f"NDCG@{k}"], lines_by_company)]
    return "\n\n".join(page)


def _cells(figure: Estimate | NotEnough, sign: str = "") -> list[str]:
    if isinstance(figure, NotEnough):
        return [str(figure), ""]
    return [f"{figure.value:{sign}.3f}", f"{figure.low:{sign}.3f} to {figure.high:{sign}.3f}"]


if __name__ == "__main__":
    main()
