"""The facilitator's pages: whom to introduce to whom and why; importing this hangs every view on its blueprint."""

from webapp.facilitator import pair, pairs, weights
from webapp.facilitator.blueprint import facilitator

__all__ = ["facilitator", "pair", "pairs", "weights"]
