"""A plan -> pictures that are looked at before anything is read: SVG, each with its table twin.

Words, names and the writing of numbers are arguments; this package speaks no language. ``STYLE`` is the style sheet
that a page needs once; ``Picture.standalone()`` is a file that carries it inside.
"""

from schedules.pictures.curve import CurveLabels, what_if_curve
from schedules.pictures.heat_map import HeatMapLabels, score_heat_map
from schedules.pictures.picture import STYLE, Picture
from schedules.pictures.rotation_grid import GridLabels, rotation_grid
from schedules.pictures.totals import TotalsLabels, totals_chart

__all__ = [
    "STYLE",
    "CurveLabels",
    "GridLabels",
    "HeatMapLabels",
    "Picture",
    "TotalsLabels",
    "rotation_grid",
    "score_heat_map",
    "totals_chart",
    "what_if_curve",
]
