"""The facilitator's pages: whom to introduce to whom and why; importing this hangs every view on its blueprint."""

from webapp.facilitator import evaluation, pair, pairs, profiles, weights
from webapp.facilitator.blueprint import facilitator

__all__ = ["evaluation", "facilitator", "pair", "pairs", "profiles", "weights"]
