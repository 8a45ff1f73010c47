"""The participant's blueprint with all its pages: the evening, the answers, the results."""

from webapp.participant import answers, evening, own_rights, profile, results
from webapp.participant.blueprint import participant

__all__ = ["answers", "evening", "own_rights", "participant", "profile", "results"]
