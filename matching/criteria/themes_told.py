"""Two presentations -> the themes that both speak of, or that one speaks of and the other organisation names.

A theme is one of the territory's fragilities, suggested by ``matching.suggestions``. It is told only where the words
are plain enough to be quoted: said surely, and in more than one word.
"""

from collections.abc import Iterator
from typing import Final

from matching.criteria.answers_told import best_excerpt
from matching.criteria.protocol import Told
from matching.excerpts import in_context
from matching.organisations import Organisation
from matching.reasons import Reason
from matching.suggestions import suggest
from matching.vocabulary import FRAGILITIES

LEAST_CONFIDENCE: Final = 0.8


def told_themes(company: Organisation, association: Organisation) -> Iterator[Told]:
    """Go through the themes of which at least one side only writes, in the order of the vocabulary."""
    read = _plainly_read(company), _plainly_read(association)
    for code in FRAGILITIES:
        ends = [_end(one, code, said) for one, said in zip((company, association), read, strict=True)]
        if None in ends or not any(words for words in ends):
            continue
        sure = [said[code][1] for words, said in zip(ends, read, strict=True) if words]
        values = {"fragility": code, "company_words": ends[0], "association_words": ends[1]}
        yield Told(min(sure), Reason("theme_in_words", values))


def _end(organisation: Organisation, code: str, read: dict[str, tuple[str, float]]) -> tuple[str, ...] | None:
    """Nothing where the organisation names the theme, an excerpt where it writes of it, None where it does neither."""
    if code in organisation.fragilities:
        return ()
    return (read[code][0],) if code in read else None


def _plainly_read(organisation: Organisation) -> dict[str, tuple[str, float]]:
    """Each theme that the presentation plainly speaks of, with an excerpt and how sure that is."""
    suggested = suggest(organisation.presentation, side=organisation.side).without(organisation.refused)
    found = {}
    for one in suggested.main_fragilities():
        excerpt = best_excerpt(one.words, organisation)
        if one.confidence >= LEAST_CONFIDENCE and len(excerpt.split()) > 1:
            found[one.code] = in_context(excerpt, organisation.presentation), one.confidence
    return found
