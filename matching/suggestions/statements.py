"""Names of things -> the phrases that ask for them, give them or tell that they stand unused.

"Nous cherchons ..." makes a need of whatever thing follows, "nous prêtons ..." an offer, "... reste vide" an offer too.
Each statement is written once here, with the classes of words in ``classes.txt``, and holds for every resource.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from matching.suggestions.wordings import Rule, Wordings
from matching.vocabulary import SIDES

# Classes of words that begin a statement: no other statement may begin between them and what they speak of.
OPENINGS: Final = frozenset(["<seek>", "<they_seek>", "<give>", "<hire>"])


class Telling(NamedTuple):
    """What a phrase carries: its rule, which of its parts name the thing, and whether it is a statement."""

    rule: Rule
    detail: tuple[int, int] | None
    statement: bool


# phrase, aspect, confidence, and for whom: those whose asking, giving or lacking counts for the thing
_STATEMENTS: Final = (
    ("<seek> ~ {thing}", "need", 0.9, "sought"),
    ("<they_seek> ~ {thing}", "need", 0.75, "association"),
    ("<lack> {thing}", "need", 0.8, "lacked"),
    ("<without> {thing}", "need", 0.65, "lacked"),
    ("{thing} ~ <missing>", "need", 0.85, "sought"),
    ("<give> ~ {thing}", "offer", 0.85, "given"),
    ("<dispose> ~ {thing}", "offer", 0.5, "given"),
    ("{thing} ~ <idle>", "offer", 0.8, "given"),
    ("<idle_before> {thing}", "offer", 0.7, "given"),
)


def thing_class(code: str) -> str:
    """Name of the class that holds what the resource is called."""
    return f"thing_{code}"


def all_phrases(said: Wordings) -> Iterator[tuple[str, Telling]]:
    """Every phrase of the files and every statement about every thing, with what it carries."""
    for phrase, rule in said.phrases:
        yield phrase, Telling(rule, _detail_parts(phrase), False)
    for code in said.things:
        sides = {
            "sought": said.sought.get(code, SIDES),
            "association": ("association",),
            "given": said.given.get(code, ()),
            "lacked": said.lacked.get(code, ()),
        }
        for statement, aspect, confidence, whose in _STATEMENTS:
            if sides[whose]:
                phrase = statement.replace("thing", f"<{thing_class(code)}>")
                yield phrase, Telling(Rule(aspect, code, sides[whose], confidence), _detail_parts(phrase), True)


def _detail_parts(phrase: str) -> tuple[int, int] | None:
    """The parts of the phrase in braces, as [first, after[; the passing of other words is no part."""
    elements = [element for element in phrase.replace("'", " ").replace("-", " ").split() if element != "~"]
    first = next((at for at, element in enumerate(elements) if element.startswith("{")), None)
    last = next((at for at, element in enumerate(elements) if element.endswith("}")), None)
    return None if first is None or last is None else (first, last + 1)
