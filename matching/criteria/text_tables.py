"""Texts as lists of terms -> cosines of their TF-IDF vectors, for blocks of pairs.

TF-IDF with 1 + log(count) and smoothed idf = 1 + log((1 + n) / (1 + n with the term)), rows of length 1 (Spärck Jones
1972, doi:10.1108/eb026526; the same numbers as scikit-learn's vectoriser with ``sublinear_tf``, which costs a second to
import). n counts the texts of both sides.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.criteria.blocks import Band, Block, Speaks, Table
from matching.criteria.protocol import FloatArray


def weighed_terms(rows: Sequence[Sequence[str]], columns: Sequence[Sequence[str]]) -> tuple[Any, Any]:
    """Return the TF-IDF vectors of both sides as sparse tables (n, n_terms) and (m, n_terms), terms by alphabet."""
    from scipy import sparse  # noqa: PLC0415  slow import

    counts = [Counter(terms) for terms in (*rows, *columns)]
    number = {term: index for index, term in enumerate(sorted({term for one in counts for term in one}))}
    lengths = np.array([len(one) for one in counts], dtype=np.int64)
    indices = np.array([number[term] for one in counts for term in one], dtype=np.int64)
    values: FloatArray = 1 + np.log(np.array([n for one in counts for n in one.values()], dtype=np.float64))
    with_term = np.bincount(indices, minlength=len(number))
    values *= (1 + np.log((1 + len(counts)) / (1 + with_term)))[indices]
    table = sparse.csr_array(
        (values, indices, np.concatenate([[0], np.cumsum(lengths)])), shape=(len(counts), len(number))
    )
    norms = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    table.data /= np.repeat(np.where(norms > 0, norms, 1), lengths)
    return table[: len(rows)], table[len(rows) :]


@dataclass(frozen=True)
class PreparedTexts:
    """Terms of two kinds, a rare kind kept sparse and a kind of few kept dense: sqrt(a rare + b few) for any block."""

    speaks: Speaks
    rare: tuple[Any, Any]  # sparse (n, n_terms), (m, n_terms)
    few: tuple[Any, Any]
    weights: tuple[float, float]

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Return values of some rows; O(texts that share a term) for the rare terms, O(n_terms) for the few."""
        of_rare, of_few = self.weights
        alike = (self.rare[0][rows].astype(dtype) * of_rare @ self._rare_columns[np.dtype(dtype)]).toarray()
        in_rows = self.few[0][rows].toarray().astype(dtype) * np.asarray(of_few, dtype=dtype)
        in_columns = self._few_columns.of(dtype)

        def piece(columns: slice) -> Block:
            value = in_rows @ in_columns[:, columns]
            value += alike[:, columns]
            np.clip(value, 0, 1, out=value)
            return Block(np.sqrt(value, out=value))

        return piece

    @cached_property
    def _rare_columns(self) -> dict[Any, Any]:
        """Terms x columns in both number formats, row by row as a sparse product reads them."""
        turned = self.rare[1].T.tocsr()
        return {np.dtype(dtype): turned.astype(dtype) for dtype in (np.float32, np.float64)}

    @cached_property
    def _few_columns(self) -> Table:
        return Table(np.ascontiguousarray(self.few[1].toarray().T))
