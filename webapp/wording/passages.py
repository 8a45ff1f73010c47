"""A text and excerpts of it -> the text in passages, those of the excerpts marked, for a page to show them in place."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A piece of a text; all pieces in a row are the text."""

    text: str
    marked: bool


def passages(text: str, excerpts: Iterable[str]) -> tuple[Passage, ...]:
    """Cut the text where excerpts begin and end; each excerpt is marked where it first stands, overlaps are joined."""
    spans = sorted((at, at + len(one)) for one in excerpts if one and (at := text.find(one)) >= 0)
    found: list[Passage] = []
    end = 0
    for first, after in spans:
        if first > end or not found or not found[-1].marked:
            if first > end:
                found.append(Passage(text[end:first], False))
            found.append(Passage(text[first:after], True))
            end = after
        elif after > end:
            found[-1] = Passage(found[-1].text + text[end:after], True)
            end = after
    if end < len(text):
        found.append(Passage(text[end:], False))
    return tuple(found)
