"""Scores of pairs -> pairs worth introducing to each other, best first, and how they are spread over everybody."""

from matching.introductions.exposure import Exposure, SideExposure, exposure
from matching.introductions.proposing import Introduction, propose_from_candidates, propose_introductions

__all__ = [
    "Exposure",
    "Introduction",
    "SideExposure",
    "exposure",
    "propose_from_candidates",
    "propose_introductions",
]
