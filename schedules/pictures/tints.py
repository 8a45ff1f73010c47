"""Scores -> five tints between the lowest and the highest, and the sizes that say the same in black."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from schedules.pictures.drawing import Drawing

N_TINTS = 5
LEAST_SIZE = 0.15


@dataclass(frozen=True)
class Scale:
    """The lowest and the highest score of a picture."""

    lowest: float
    highest: float

    @classmethod
    def of(cls, scores: ArrayLike) -> "Scale":
        """Return the scale of the scores, 0 to 1 when there is none or all are alike."""
        table = np.asarray(scores, dtype=np.float64)
        if table.size == 0 or table.min() == table.max():
            return cls(0.0, 1.0)
        return cls(float(table.min()), float(table.max()))

    def share(self, scores: ArrayLike) -> NDArray[np.float64]:
        """Return where scores lie between the lowest (0) and the highest (1)."""
        shares: NDArray[np.float64] = np.clip(
            (np.asarray(scores, dtype=np.float64) - self.lowest) / (self.highest - self.lowest), 0, 1
        )
        return shares

    def tints(self, scores: ArrayLike) -> NDArray[np.int64]:
        """Return the tint of scores, from 0 to 4."""
        found: NDArray[np.int64] = np.minimum(N_TINTS - 1, (N_TINTS * self.share(scores)).astype(np.int64))
        return found

    @staticmethod
    def sizes_of_tints() -> NDArray[np.float64]:
        """Return the share of its place that a mark of each tint fills, (5,)."""
        sizes: NDArray[np.float64] = LEAST_SIZE + (1 - LEAST_SIZE) * (np.arange(N_TINTS) + 0.5) / N_TINTS
        return sizes

    def sizes(self, scores: ArrayLike) -> NDArray[np.float64]:
        """Return the share of its place that the black mark of a score fills."""
        sizes: NDArray[np.float64] = LEAST_SIZE + (1 - LEAST_SIZE) * self.share(scores)
        return sizes


def draw_key(
    drawing: Drawing, scale: Scale, x: float, y: float, *, score: str, number: Callable[[float], str], bars: bool
) -> float:
    """Draw the five tints with the scores they stand for, and the bars or squares of paper; returns where it ends."""
    drawing.text(x, y + 12, score)
    x += 8.5 * len(score) + 10
    sizes = scale.sizes_of_tints()
    for tint in range(N_TINTS):
        drawing.rectangle(x, y, 26, 16, "ground")
        drawing.settle()
        drawing.rectangle(x, y, 26, 16, f"tint tint-{tint}")
        drawing.rectangle(x, y, 26, 16, "edge")
        size = float(sizes[tint])
        if bars:
            drawing.rectangle(x + 1.5, y + 10, 23 * size, 4, "size")
        else:
            side = 14 * float(np.sqrt(size))
            drawing.rectangle(x + 13 - side / 2, y + 8 - side / 2, side, side, "size")
        x += 26
    between = f"{number(scale.lowest)} – {number(scale.highest)}"
    drawing.text(x + 8, y + 12, between, "faint")
    return x + 8 + 8.5 * len(between) + 16
