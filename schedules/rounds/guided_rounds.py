"""Some rounds, all others standing -> meetings for each of them, built one round after the other.

Before each round the relaxation of all rounds that are left (``joint_rounds``) says which pairs are worth meeting and
what a participant's rounds are worth. In the round itself a pair is worth what its people's rounds cost, less what the
pair falls short of that; what it gains above that is not lost by waiting, so it counts only in part, the more the fewer
rounds are left in which the two are both there. The pairs of the greatest sum are a matching: one more min-cost flow.
With exact prices nothing is lost by a round whose pairs all gain (complementary slackness); what is lost is lost where
presence ties the last rounds, hence rounds that have nobody to spare come first, the scarcest of them at the head.
"""

import numpy as np

from schedules.rounds.candidates import Candidates
from schedules.rounds.joint_rounds import Standing, best_pairs_of_rounds, matched_pairs, priced_pairs_of_rounds
from schedules.rounds.levels import Integers, Levels, Truths

WAITING_SHARE = 0.1  # of a pair's gain, counted when one later round is left to it
OPEN_ENDED = 1000  # a pair that costs nothing is taken for less than one in so many units of weight


def guided_rounds(
    levels: Levels,
    pairs: Candidates,
    lines: Integers,
    rounds: list[int],
    open_: tuple[Truths, Truths],
    tables: Integers,
    *,
    guess: Integers,
    first: tuple[Integers, Integers] | None = None,
    priced_every: int = 1,
) -> Integers:
    """Return ``lines`` and new ones (round, row, column) in ``rounds``, filled in this order.

    open_: who may be given a meeting in which round, (n, n_rounds). tables: how many more meetings fit into each round.
    guess: prices of the nodes to begin with; first: gain and cost of each candidate in the first rounds, when they are
    known. priced_every: so many rounds are filled with the same prices.
    Complexity: two min-cost flows on the candidates per round.
    """
    left = np.zeros(int(pairs.names.max(initial=0)) + 1, np.bool_)
    left[pairs.names] = True
    names = levels.names(lines[:, 1], lines[:, 2])
    left[names[names < len(left)]] = False
    together = open_[0][pairs.rows] & open_[1][pairs.columns]
    gains, costs = (np.zeros(0, np.int64), np.zeros(0, np.int64)) if first is None else first
    for place, round_number in enumerate(rounds):
        to_come = rounds[place:]
        n_together = together[:, to_come].sum(axis=1)
        alive = left[pairs.names] & (n_together > 0)
        last = place == len(rounds) - 1
        standing = Standing.of(levels, lines)
        if last:
            here = pairs.only(alive)
            caps = open_[0][:, round_number].astype(np.int64), open_[1][:, round_number].astype(np.int64)
            chosen = best_pairs_of_rounds(levels, here, standing, caps, int(tables[round_number]))
        else:
            if place % priced_every == 0 and (place or first is None):
                caps = open_[0][:, to_come].sum(axis=1), open_[1][:, to_come].sum(axis=1)
                here = pairs.only(alive)
                room = int(tables[to_come].sum())
                _, prices = priced_pairs_of_rounds(levels, here, standing, caps, room, guess)
                gains, costs = np.zeros((2, len(pairs.rows)), np.int64)
                gains[alive] = here.values - prices.ends
                costs[alive] = prices.ends - prices.meeting
                guess = prices.nodes
            now = alive & together[:, round_number]
            for people, counts, limits in zip((pairs.rows, pairs.columns), standing.counts, levels.limits, strict=True):
                now &= (counts < limits[:, 1])[people]
            share = np.where(n_together > 1, WAITING_SHARE / np.maximum(n_together, 1), 1.0)
            worth = costs + np.minimum(gains, 0) + (np.maximum(gains, 0) * share).astype(np.int64)
            worth += levels.units_per_weight // OPEN_ENDED + 1
            chosen = matched_pairs(levels, pairs.only(now), worth[now], int(tables[round_number]))
        left[levels.names(*chosen)] = False
        lines = np.concatenate([lines, np.column_stack([np.full(len(chosen[0]), round_number), *chosen])])
    return lines
