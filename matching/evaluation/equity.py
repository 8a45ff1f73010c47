"""Meetings of organisations and the groups they belong to -> what each group got, nobody singled out.

A group of an event is counted when five of its organisations met somebody there, and when neither what is shown of
other groups, of other aspects too, nor the whole would tell of fewer by subtraction (complementary suppression; Cox
1980, doi:10.1080/01621459.1980.10477481; ``disclosure``). Events are looked at one by one: whoever reads a report
before and after one of them reads what that event adds. Meetings of one organisation resemble each other: the Wilson
interval of a rate counts as many meetings as they are worth (design effect; Kish 1965).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from matching.estimates import LEVEL, Estimate, FloatArray, NotEnough, bootstrap_mean, wilson
from matching.evaluation.disclosure import GroupKey, told_groups
from matching.organisations import Organisation
from matching.vocabulary import SIDES

LEAST_ORGANISATIONS = 5
LEAST_RESULTS = 10

Groups = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Tally:
    """What one organisation had at an event: its mean score with the other side, meetings, known results, their sum."""

    side: str
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
    """An aspect's groups shown, in the order of their codes; how many groups (and organisations in them) are not."""

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
    tallies: Mapping[str, Mapping[str, Tally]], groups: Groups, *, seed: int, least: int = LEAST_ORGANISATIONS
) -> Mapping[str, Equity]:
    """Return, per aspect, what each group of organisations got.

    tallies: per event, per organisation id; groups: per aspect, the groups of each id, "" for one that is in none.
    What a group had at an event counts only if it can be told there (``disclosure.told_groups``), beside what all
    organisations of a side had, which the report tells. A rate is NotEnough("results") below 10 known results.
    """
    had: dict[GroupKey, dict[str, list[Tally]]] = {}
    everybody: dict[GroupKey, set[str]] = {}
    for _event, there in sorted(tallies.items()):
        members = _members(there, groups)
        wholes = [[name for name, one in there.items() if one.side == side] for side in SIDES]
        for key in told_groups(members, wholes, least=least):
            for name in members[key]:
                had.setdefault(key, {}).setdefault(name, []).append(there[name])
        for key, names in members.items():
            everybody.setdefault(key, set()).update(names)
    return {aspect: _of_aspect(aspect, had, everybody, seed) for aspect in groups}


def _members(there: Mapping[str, Tally], groups: Groups) -> dict[GroupKey, list[str]]:
    found: dict[GroupKey, list[str]] = {}
    for aspect, of in groups.items():
        for name in sorted(there):
            for group in of.get(name, ("",)):
                found.setdefault((aspect, group), []).append(name)
    return found


def _of_aspect(
    aspect: str,
    had: Mapping[GroupKey, Mapping[str, Sequence[Tally]]],
    everybody: Mapping[GroupKey, set[str]],
    seed: int,
) -> Equity:
    shown = sorted(key for key in had if key[0] == aspect)
    hidden = [key for key in everybody if key[0] == aspect and key not in had]
    return Equity(
        groups=tuple(_figures(key[1], [_together(had[key][name]) for name in sorted(had[key])], seed) for key in shown),
        n_groups_hidden=len(hidden),
        n_organisations_hidden=sum(len(everybody[key]) for key in hidden),
    )


def _together(had: Sequence[Tally]) -> Tally:
    """What an organisation had at several events."""
    return Tally(
        side=had[0].side,
        score=float(np.mean([one.score for one in had])),
        n_meetings=sum(one.n_meetings for one in had),
        n_results=sum(one.n_results for one in had),
        results=sum(one.results for one in had),
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
