"""Presentations -> suggested fragilities, needs and offers, each with the words that led to it; a person confirms."""

from matching.suggestions.from_text import suggest
from matching.suggestions.suggested import Suggestion, Suggestions

__all__ = ["Suggestion", "Suggestions", "suggest"]
