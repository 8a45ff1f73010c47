"""Meetings of organisations and the groups they belong to -> what each group got, nobody singled out.

A group of fewer than five organisations is not shown; nor, when those not shown are fewer than five together, the next
smallest one, or subtraction from the whole would show it (complementary suppression; Cox 1980,
doi:10.1080/01621459.1980.10477481). Meetings of one organisation resemble each other: the Wilson interval of a rate
counts as many meetings as they are worth (design effect; Kish 1965).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from matching.estimates import LEVEL, Estimate, FloatArray, NotEnough, bootstrap_mean, wilson
from matching.organisations import Organisation

LEAST_ORGANISATIONS = 5
LEAST_RESULTS = 10

Groups = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Tally:
    """What one organisation had: its mean score with the other side, meetings, known results and their sum."""

    score: float
    n_meetings: int
    n_results: int
    results: float


@dataclass(frozen=True)
class GroupFigures:
    """One group: score and meetings per organisation, and the rate of meetings of which something came."""

    group: str
    n_organisations: int
    n_meetings: int
    score: Estimate | NotEnough
    meetings: Estimate | NotEnough
    rate: Estimate | NotEnough

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self) | {name: getattr(self, name).to_dict() for name in ("score", "meetings", "rate")}


@dataclass(frozen=True)
class Equity:
    """The groups shown, in the order of their codes, and how many groups (and organisations in them) are not."""

    groups: tuple[GroupFigures, ...]
    n_groups_hidden: int
    n_organisations_hidden: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self) | {"groups": [group.to_dict() for group in self.groups]}


def groups_of(organisations: Sequence[Organisation]) -> Groups:
    """Return, per aspect (side, kind, size, theme), the groups of each organisation id; "" where it does not say.

    Themes are the fragilities it names, so an organisation may stand in several.
    """
    return MappingProxyType(
        {
            "side": {one.id: (one.side,) for one in organisations},
            "kind": {one.id: (one.kind,) for one in organisations},
            "size": {one.id: (one.size,) for one in organisations},
            "theme": {one.id: tuple(sorted(one.fragilities)) or ("",) for one in organisations},
        }
    )


def equity(
    tallies: Mapping[str, Tally],
    groups: Mapping[str, tuple[str, ...]],
    *,
    seed: int,
    least: int = LEAST_ORGANISATIONS,
) -> Equity:
    """Return what each group of organisations got; groups of fewer than ``least`` are hidden.

    tallies: per organisation id; groups: the groups of each id, "" for one that is in none.
    A rate is NotEnough("results") below 10 known results.
    """
    members: dict[str, list[Tally]] = {}
    for name in sorted(tallies):
        for group in groups.get(name, ("",)):
            members.setdefault(group, []).append(tallies[name])
    shown = sorted((group for group, one in members.items() if len(one) >= least), key=lambda one: len(members[one]))
    hidden = [group for group in members if group not in shown]
    while shown and 0 < sum(len(members[group]) for group in hidden) < least:
        hidden.append(shown.pop(0))
    return Equity(
        groups=tuple(_figures(group, members[group], seed) for group in sorted(shown)),
        n_groups_hidden=len(hidden),
        n_organisations_hidden=sum(len(members[group]) for group in hidden),
    )


def _figures(group: str, members: Sequence[Tally], seed: int) -> GroupFigures:
    return GroupFigures(
        group=group,
        n_organisations=len(members),
        n_meetings=sum(one.n_meetings for one in members),
        score=bootstrap_mean([one.score for one in members], seed=seed),
        meetings=bootstrap_mean([float(one.n_meetings) for one in members], seed=seed),
        rate=clustered_rate(
            np.array([one.results for one in members]), np.array([float(one.n_results) for one in members])
        ),
    )


def clustered_rate(results: FloatArray, sizes: FloatArray, *, level: float = LEVEL) -> Estimate | NotEnough:
    """Return the rate of results over clusters with a Wilson interval of as many as they are worth.

    results, sizes: (n_clusters,), sums of results in [0, 1] and how many. Design effect: the variance of the ratio
    between clusters over that of independent results, at least 1. NotEnough("results") below 10.
    """
    n, n_clusters = float(sizes.sum()), int((sizes > 0).sum())
    if n < LEAST_RESULTS:
        return NotEnough("results", int(n), LEAST_RESULTS)
    rate = float(results.sum() / n)
    independent = rate * (1 - rate) / n
    between = float(((results - rate * sizes) ** 2).sum()) / n**2 * n_clusters / max(1, n_clusters - 1)
    effective = n / max(1.0, between / independent) if independent > 0 else n
    low, high = wilson(rate * effective, effective, level=level)
    return Estimate(rate, low, high, int(n), level)
