"""Stated partners and past meetings -> the network of who knows whom, and how many steps apart two are.

An organisation knows those it names as partners (whichever side names the other, listed here or not: a town hall that
two of them name makes them two steps apart) and those it met at an earlier event. Distances are found by breadth-first
search from 64 organisations at once, one bit each (Then et al. 2014, doi:10.14778/2735496.2735507).
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from matching.folding import fold
from matching.organisations import Organisation, PastMeeting

AT_ONCE = 64
_BITS = np.arange(AT_ONCE, dtype=np.uint64)


class Network:
    """Companies first, then associations, then whoever they know besides; edges go both ways."""

    def __init__(
        self,
        companies: Sequence[Organisation],
        associations: Sequence[Organisation],
        history: Iterable[PastMeeting],
    ) -> None:
        self._n_companies, self._n_associations = len(companies), len(associations)
        listed = (*companies, *associations)
        by_id = {(one.side, one.id): index for index, one in enumerate(listed)}
        by_key: dict[str, list[int]] = {}
        for index, one in enumerate(listed):
            for key in {one.id, one.name.casefold()}:
                by_key.setdefault(key, []).append(index)
        others: dict[tuple[str, str], int] = {}

        def other(kind: str, key: str) -> int:
            return others.setdefault((kind, key), len(listed) + len(others))

        edges: list[tuple[int, int]] = []
        for index, one in enumerate(listed):
            for partner in sorted(one.partners):
                known = by_key.get(partner) or by_key.get(partner.casefold()) or [other("named", fold(partner))]
                edges += [(index, known_one) for known_one in known if known_one != index]
        for meeting in history:
            ends = (("company", meeting.company_id), ("association", meeting.association_id))
            first, second = (by_id[end] if end in by_id else other(*end) for end in ends)
            edges.append((first, second))
        self.n_nodes = len(listed) + len(others)
        both_ways = np.array(edges + [(b, a) for a, b in edges], dtype=np.int64).reshape(-1, 2)
        both_ways = np.unique(both_ways, axis=0)
        self._from, to = both_ways[:, 1], both_ways[:, 0]
        self._reached, self._starts = np.unique(to, return_index=True)
        self.speaks = np.zeros(self.n_nodes, dtype=np.bool_)
        self.speaks[self._reached] = True

    @property
    def of_companies(self) -> npt.NDArray[np.bool_]:
        """Which companies the network says something of."""
        return self.speaks[: self._n_companies]

    @property
    def of_associations(self) -> npt.NDArray[np.bool_]:
        """Which associations the network says something of."""
        return self.speaks[self._n_companies :][: self._n_associations]

    def steps(self, rows: slice, most: int) -> Iterator[tuple[int, npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        """Go through the pairs of some companies and all associations by steps: (steps, rows from the first, columns).

        Pairs further than ``most`` steps apart do not come. O(edges x steps) for 64 companies, and the pairs found.
        """
        start, stop, _ = rows.indices(self._n_companies)
        sources = start + np.flatnonzero(self.of_companies[start:stop])
        for first in range(0, len(sources), AT_ONCE):
            at_once = sources[first : first + AT_ONCE]
            seen = np.zeros(self.n_nodes, dtype=np.uint64)
            seen[at_once] = np.left_shift(np.uint64(1), _BITS[: len(at_once)])
            fresh = seen
            for steps in range(1, most + 1):
                found = np.zeros(self.n_nodes, dtype=np.uint64)
                found[self._reached] = np.bitwise_or.reduceat(fresh[self._from], self._starts)
                fresh = found & ~seen
                if not fresh.any():
                    break
                seen |= fresh
                of_associations = fresh[self._n_companies :][: self._n_associations]
                columns = np.flatnonzero(of_associations)
                which, bits = np.nonzero((of_associations[columns, None] >> _BITS) & np.uint64(1))
                yield steps, at_once[bits] - start, columns[which]
