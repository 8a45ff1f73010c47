"""What the learning of weights can and cannot do, on simulated evenings: python -m tests.benchmarks.learning."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from time import process_time

import numpy as np

from matching.learning import DEFAULT_ASSUMPTIONS, HeldOut
from matching.learning.both_directions import normalised
from matching.learning.fit import draws_of
from matching.learning.held_out import held_out_check
from matching.learning.posterior import fit_posterior
from tests.benchmarks.measuring import table
from tests.benchmarks.simulated_outcomes import PRIOR, World, distance, evenings, weights_drawn

POPULAR = 6  # the layer that follows popularity in the negative control: presentations


def moving(*, n_worlds: int, seed: int) -> str:
    """How far the weights move, and how far they stay from the truth, with the number of evenings."""
    lines = []
    for n_events in (0, 1, 3, 6, 12, 32):
        moved, off, at_first, n_outcomes, seconds = [], [], [], 0, 0.0
        for number in range(n_worlds):
            truth = weights_drawn(seed + number)
            evidence = evenings(World(), truth, n_events=n_events, seed=seed + number)
            n_outcomes, began = len(evidence), process_time()
            weights = fit_posterior(evidence, PRIOR).weights
            seconds += process_time() - began
            moved.append(distance(weights, PRIOR))
            off.append(distance(weights, truth))
            at_first.append(distance(PRIOR, truth))
        figures = (f"{np.mean(one):.3f}" for one in (moved, at_first, off))
        lines.append([n_events, n_outcomes, *figures, f"{seconds / n_worlds:.2f} s"])
    heads = ["evenings", "outcomes", "moved from the prior", "prior to truth", "learned to truth", "one fit"]
    return table(heads, lines)


def coverage(*, n_worlds: int, seed: int) -> str:
    """How often the 90 % interval holds the true weight."""
    lines = []
    for n_events, world in ((3, World()), (6, World()), (12, World()), (6, World(slope=2.0)), (6, World(unknown=0.0))):
        held, width = [], []
        for number in range(n_worlds):
            truth = weights_drawn(seed + number)
            posterior = fit_posterior(evenings(world, truth, n_events=n_events, seed=seed + number), PRIOR)
            low, high = np.quantile(normalised(draws_of(posterior, seed)[:, :-1]), [0.05, 0.95], axis=0)
            held.append((low <= truth) & (truth <= high))
            width.append(high - low)
        rate, deviation = np.mean(held), np.std(np.mean(held, axis=1)) / np.sqrt(n_worlds)
        lines.append(
            [n_events, world.slope, world.unknown, f"{rate:.3f} ± {1.96 * deviation:.3f}", f"{np.mean(width):.3f}"]
        )
    return table(["evenings", "slope", "unknown", "intervals that hold the truth", "mean width"], lines)


def attribution(*, n_worlds: int, seed: int) -> str:
    """What a layer that only follows popularity is given, by three ways of looking: its true weight is 0."""
    truth = PRIOR.copy()
    truth[POPULAR] = 0
    truth /= truth.sum()
    ways: dict[str, dict[str, bool]] = {
        "as it is: effects of organisations, layers cleared of their means": {},
        "control: effects, layers not cleared": {"clear": False},
        "control: no effects, layers not cleared": {"clear": False, "organisations": False},
    }
    lines = []
    for name, way in ways.items():
        given, off = [], []
        for number in range(n_worlds):
            evidence = evenings(World(popular=POPULAR), truth, n_events=6, seed=seed + number)
            weights = fit_posterior(evidence, PRIOR, **way).weights
            given.append(weights[POPULAR] / weights.sum())
            off.append(distance(weights, truth))
        lines.append(
            [name, f"{PRIOR[POPULAR]:.3f}", f"{np.mean(given):.3f} ± {np.std(given):.3f}", f"{np.mean(off):.3f}"]
        )
    return table(["way", "prior", "weight given (truth 0)", "all weights to truth"], lines)


def verdicts(*, n_worlds: int, seed: int) -> str:
    """How often learned weights are taken: the prior right, nothing to be found, the prior wrong."""
    reversed_weights = PRIOR[::-1].copy()
    cases: dict[str, Callable[[int], tuple[World, np.ndarray]]] = {
        "the prior is the truth": lambda _: (World(), PRIOR),
        "the score says nothing (slope 0)": lambda _: (World(slope=0.0), PRIOR),
        "truth drawn from the prior": lambda number: (World(), weights_drawn(seed + number)),
        "truth is the prior turned round": lambda _: (World(), reversed_weights),
    }
    lines = []
    for name, case in cases.items():
        for n_events in (4, 12):
            taken, gains = 0, []
            for number in range(n_worlds):
                world, truth = case(number)
                evidence = evenings(world, truth, n_events=n_events, seed=seed + number)
                check = held_out_check(evidence, PRIOR, assumptions=replace(DEFAULT_ASSUMPTIONS), seed=seed)
                assert isinstance(check, HeldOut)
                taken += check.better
                gains.append(check.gain.value)
            lines.append([name, n_events, f"{taken / n_worlds:.2f}", f"{np.mean(gains):+.4f}"])
    return table(["case", "evenings", "learned weights taken", "mean gain of loss"], lines)


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.learning", description=__doc__)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--worlds", type=int, default=40, help="simulated territories per line")
    chosen = options.parse_args()
    for title, run in (
        ("Moving", moving),
        ("Coverage", coverage),
        ("Attribution", attribution),
        ("Verdicts", verdicts),
    ):
        print(f"### {title}\n\n{run(n_worlds=chosen.worlds, seed=chosen.seed)}\n", flush=True)


if __name__ == "__main__":
    main()
