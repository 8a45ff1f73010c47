"""Scores of pairs -> pairs worth introducing to each other, best first, and how they are spread over everybody."""

from matching.introductions.proposing import Introduction, propose_from_candidates, propose_introductions
from matching.introductions.spread import SideSpread, Spread, spread_of

__all__ = [
    "Introduction",
    "SideSpread",
    "Spread",
    "propose_from_candidates",
    "propose_introductions",
    "spread_of",
]
