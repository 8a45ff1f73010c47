"""The learning on a real experiment, split by wave: python -m tests.benchmarks.speed_dating [--seed 7].

Waves 1-14 of the Columbia speed-dating experiment, in the folder ENTREMISE_DATA names; only answers given before the
evening. A wave is foreseen by a fit of the other thirteen. Beside it stand the two ways to fool oneself: splitting rows
at random (the same people on both sides) and reading the score card of the meeting that is to be foreseen.
"""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

import numpy as np

from matching.estimates import FloatArray, IntArray
from matching.evaluation import Calibration, Estimate, area_under_curve, calibration
from matching.learning import DEFAULT_ASSUMPTIONS
from matching.learning.evidence import Evidence
from matching.learning.held_out import HeldOut, held_out_check
from matching.learning.posterior import Posterior, fit_posterior
from tests.benchmarks.measuring import table
from tests.benchmarks.speed_dating_answers import read_waves
from tests.benchmarks.speed_dating_pairs import LAYERS, both_decide, decisions, mutual_results

FILE = Path("speed_dating") / "waves_01_14.csv"
EQUAL = np.full(len(LAYERS), 1 / len(LAYERS))
CARD_SPREAD = 3.0  # the score card says much; the covariates' usual spread would hold it back


@dataclass(frozen=True, eq=False)
class Foreseen:
    """Log-odds of each line by fits that did not see its fold: all of it, what people bring, what pairs bring."""

    whole: FloatArray
    people: FloatArray
    pairs: FloatArray


def foreseen(evidence: Evidence, fold: IntArray, *, covariate_spread: float, same_events: bool = False) -> Foreseen:
    """Foresee each fold by a fit of the others."""
    assumptions = replace(DEFAULT_ASSUMPTIONS, covariate_spread=covariate_spread)
    whole, people, pairs = np.zeros(len(evidence)), np.zeros(len(evidence)), np.zeros(len(evidence))
    for number in np.unique(fold):
        unseen = evidence.lines(fold == number)
        fitted: Posterior = fit_posterior(evidence.lines(fold != number), EQUAL, assumptions=assumptions)
        odds = fitted.log_odds(unseen, new_events=not same_events)
        whole[fold == number] = odds
        people[fold == number] = unseen.covariates @ fitted.covariate_slopes
        pairs[fold == number] = replace(fitted, **_no_people(fitted)).log_odds(unseen, new_events=True)
    return Foreseen(whole, people, pairs)


def area(evidence: Evidence, odds: FloatArray, *, seed: int) -> Estimate:
    """Area under the curve with an interval over waves."""
    found = area_under_curve(evidence.results, odds, clusters=evidence.event.tolist(), seed=seed)
    assert isinstance(found, Estimate)
    return found


def section(folder: Path, *, seed: int) -> str:
    """The figures of the experiment as Markdown."""
    plain, cheating = read_waves(folder / FILE), read_waves(folder / FILE, cheat=True)
    made: tuple[tuple[str, Callable[..., Evidence], str], ...] = (
        ("`dec`: one person's yes", decisions, ".62"),
        ("`match`: both said yes", mutual_results, ".58"),
    )
    lines, pages = [], []
    decided = np.zeros(0)
    for name, build, published in made:
        began = process_time()
        evidence, spread = build(plain), DEFAULT_ASSUMPTIONS.covariate_spread
        by_wave = foreseen(evidence, evidence.event, covariate_spread=spread)
        seconds = process_time() - began
        folds = np.random.default_rng(seed).integers(0, 10, len(evidence))
        at_random = foreseen(evidence, folds, covariate_spread=spread, same_events=True)
        card = build(cheating, score_card=True)
        with_card = foreseen(card, card.event, covariate_spread=CARD_SPREAD)
        lines.append(
            [
                name,
                len(evidence),
                published,
                *(area(evidence, odds, seed=seed) for odds in (by_wave.whole, by_wave.people, by_wave.pairs)),
                area(evidence, at_random.whole, seed=seed),
                area(evidence, with_card.whole, seed=seed),
                f"{seconds:.0f} s",
            ]
        )
        pages.append(f"### {name}\n\n{_calibration(evidence, by_wave.whole)}\n\n{_held_out(evidence, seed)}")
        if build is decisions:
            decided = 1 / (1 + np.exp(-by_wave.whole))
            continue
        both = both_decide(plain, decided)
        both_odds = np.log(both / (1 - both))
        of_both = [area(evidence, both_odds, seed=seed), *["-"] * 5]
        lines.append(["`match` as the product of both `dec` foreseen", len(evidence), published, *of_both])
        pages.append(f"### `match` as the product of both `dec`\n\n{_calibration(evidence, both_odds)}")
    heads = ["result", "lines", "baseline", "split by wave", "people alone", "pairs alone", "rows at random (leak)"]
    return "\n\n".join([table([*heads, "with the score card (leak)", "14 fits"], lines), *pages])


def _no_people(fitted: Posterior) -> dict[str, FloatArray]:
    return {
        "covariate_slopes": np.zeros_like(fitted.covariate_slopes),
        "company_effects": np.zeros_like(fitted.company_effects),
        "association_effects": np.zeros_like(fitted.association_effects),
    }


def _calibration(evidence: Evidence, odds: FloatArray) -> str:
    found = calibration(evidence.results, 1 / (1 + np.exp(-odds)))
    assert isinstance(found, Calibration)
    lines = [
        [
            f"{one.least:.2f}-{one.most:.2f}",
            one.n,
            f"{one.foreseen:.3f}",
            f"{one.rate:.3f} [{one.low:.3f}, {one.high:.3f}]",
        ]
        for one in found.bins
    ]
    parts = (
        f"Slope {found.slope}, intercept {found.intercept}; Brier score {found.brier:.4f} = reliability "
        f"{found.reliability:.4f} - resolution {found.resolution:.4f} + uncertainty {found.uncertainty:.4f} + within "
        f"bins {found.within_bins:.4f}."
    )
    return f"{table(['foreseen', 'lines', 'mean foreseen', 'came true'], lines)}\n\n{parts}"


def _held_out(evidence: Evidence, seed: int) -> str:
    check = held_out_check(evidence, EQUAL, assumptions=DEFAULT_ASSUMPTIONS, seed=seed)
    assert isinstance(check, HeldOut)
    verdict = "the learned weights are used" if check.better else "the equal weights are kept"
    return (
        f"Learned weights of the {len(LAYERS)} layers foresee unseen waves with a loss of {check.learned_loss:.4f}, "
        f"equal weights with {check.prior_loss:.4f}; the gain is {check.gain.value:.5f} [{check.gain.low:.5f}, "
        f"{check.gain.high:.5f}] (80 %): {verdict}."
    )


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.speed_dating", description=__doc__.splitlines()[0]
    )
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    print(section(Path(os.environ["ENTREMISE_DATA"]), seed=chosen.seed))


if __name__ == "__main__":
    main()
