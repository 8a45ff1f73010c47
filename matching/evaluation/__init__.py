"""Did the score help: what was predicted and what came out -> figures with intervals, or "not enough data".

Every function is pure: arrays in, frozen values out, a seed wherever something is drawn.
"""

from matching.estimates import Estimate, NotEnough, bootstrap, bootstrap_difference, bootstrap_mean, wilson
from matching.evaluation.ranking import ndcg_at, ndcg_of_queries

__all__ = [
    "Estimate",
    "NotEnough",
    "bootstrap",
    "bootstrap_difference",
    "bootstrap_mean",
    "ndcg_at",
    "ndcg_of_queries",
    "wilson",
]
