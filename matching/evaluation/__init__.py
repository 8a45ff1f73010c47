"""Did the score help: what was foreseen and what came out -> figures with intervals, or "not enough data".

Every function is pure: arrays and values in, frozen values out, a seed wherever something is drawn.
"""

from matching.estimates import Estimate, NotEnough, bootstrap, bootstrap_difference, bootstrap_mean, wilson
from matching.evaluation.area import area_under_curve
from matching.evaluation.calibration import Calibration, CalibrationBin, calibration, rates_by_score
from matching.evaluation.equity import Equity, GroupFigures, Tally, equity, groups_of
from matching.evaluation.exposure import Exposure, exposure
from matching.evaluation.ranking import ndcg_at, ndcg_of_queries
from matching.evaluation.report import EvaluationReport, evaluate
from matching.evaluation.rotation import Lift, chosen_by_score, lift_over_rotation, random_rotations

__all__ = [
    "Calibration",
    "CalibrationBin",
    "Equity",
    "Estimate",
    "EvaluationReport",
    "Exposure",
    "GroupFigures",
    "Lift",
    "NotEnough",
    "Tally",
    "area_under_curve",
    "bootstrap",
    "bootstrap_difference",
    "bootstrap_mean",
    "calibration",
    "chosen_by_score",
    "equity",
    "evaluate",
    "exposure",
    "groups_of",
    "lift_over_rotation",
    "ndcg_at",
    "ndcg_of_queries",
    "random_rotations",
    "rates_by_score",
    "wilson",
]
