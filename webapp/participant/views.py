"""The participant's blueprint with all its pages: the evening, the answers, the results."""

from webapp.participant import answers, evening, results
from webapp.participant.blueprint import participant

__all__ = ["answers", "evening", "participant", "results"]
