"""Files of wordings -> rules and classes of words: what a phrase of a presentation says about the one who wrote it.

A file is made of sections. ``<food>`` opens a class of words: phrases that count as one thing and are written
``<food>`` inside other phrases. ``[transport]`` opens a code of the vocabulary, with lines

    things      phrases that name the resource; what is said of them (wanted, given, unused) makes a need or an offer
    sought      the sides whose asking for the thing is a need (both when it is not said)
    given       the sides whose giving of the thing is an offer
    lacked      the sides for whom being without the thing is a need
    need S C    phrases from which side S (company, association, both) is taken to need it, with confidence C
    offer S C   the same for what it brings
    theme S C   phrases from which S is taken to act on a fragility

and indented continuations. Phrases are separated by "|". In a phrase, ``word`` stands for the word in any number and
gender, ``=word`` for exactly this form, ``word*`` for every word that begins so, ``a/b`` for either, ``~`` for up to
four words more, and braces hold the words that tell which thing is meant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from matching.vocabulary import FRAGILITIES, RESOURCES, SIDES

# The files, in the order in which they are read.
FILES: Final = (
    "classes",
    "kinds",
    "fragilities_economic",
    "fragilities_societal",
    "people",
    "skills",
    "goods",
    "means",
    "business",
    "misleading",
)
_SIDES_OF: Final = {"company": ("company",), "association": ("association",), "both": SIDES}
ASPECTS: Final = ("theme", "need", "offer")


class UnreadableWordings(ValueError):  # noqa: N818  named as the thing it is about
    """Raised when a file of wordings has a line that cannot be understood; tells the file and the line."""


@dataclass(frozen=True)
class Rule:
    """What a phrase says: for these sides, this code, with this confidence in ]0, 1]."""

    aspect: str
    code: str
    sides: tuple[str, ...]
    confidence: float


@dataclass(frozen=True)
class Wordings:
    """Everything the files say.

    ``classes`` maps a class to its phrases, ``kinds`` names those that are kinds of things, ``phrases`` holds each
    phrase with its rule, ``misleading`` those that mean nothing here though they contain a telling word.
    """

    classes: dict[str, tuple[str, ...]]
    kinds: frozenset[str]
    phrases: tuple[tuple[str, Rule], ...]
    things: dict[str, tuple[str, ...]]
    sought: dict[str, tuple[str, ...]]
    given: dict[str, tuple[str, ...]]
    lacked: dict[str, tuple[str, ...]]
    misleading: tuple[str, ...]


@cache
def wordings() -> Wordings:
    """Return what the files of the package say; raises UnreadableWordings when one of them is not well formed."""
    classes: dict[str, tuple[str, ...]] = {}
    kinds: set[str] = set()
    phrases: list[tuple[str, Rule]] = []
    said: dict[str, dict[str, tuple[str, ...]]] = {"things": {}, "sought": {}, "given": {}, "lacked": {}}
    misleading: list[str] = []
    folder = files("matching") / "data" / "suggestions"
    for name in FILES:
        section = ""
        for number, line in _lines((folder / f"{name}.txt").read_text(encoding="utf-8")):
            if line.startswith("["):
                section = line.strip("[] ")
                _check(section in RESOURCES or section in FRAGILITIES, name, number, line)
                continue
            if line.startswith("<") and "=" not in line.split(">")[1][:3]:
                raise UnreadableWordings(f"{name}.txt, line {number}: a class is written <name> = phrases: {line!r}")
            if line.startswith("<"):
                label, _, rest = line.partition("=")
                label = label.strip("<> ")
                _check(label not in classes, name, number, line)
                classes[label] = _split(rest)
                if name == "kinds":
                    kinds.add(label)
                continue
            word, _, rest = line.partition(" ")
            if word == "misleading":
                misleading += _split(rest)
            elif word in said:
                _check(bool(section), name, number, line)
                said[word][section] = _split(rest) if word == "things" else tuple(rest.split())
            else:
                side, _, rest = rest.partition(" ")
                confidence, _, rest = rest.partition(" ")
                _check(word in ASPECTS and side in _SIDES_OF and bool(section), name, number, line)
                _check(confidence.replace(".", "", 1).isdigit() and 0 < float(confidence) <= 1, name, number, line)
                _check((word == "theme") == (section in FRAGILITIES), name, number, line)
                rule = Rule(word, section, _SIDES_OF[side], float(confidence))
                phrases += [(phrase, rule) for phrase in _split(rest)]
    return Wordings(
        classes=classes,
        kinds=frozenset(kinds),
        phrases=tuple(phrases),
        things=said["things"],
        sought=said["sought"],
        given=said["given"],
        lacked=said["lacked"],
        misleading=tuple(misleading),
    )


def _lines(text: str) -> Iterable[tuple[int, str]]:
    """Whole lines with the number of their first; an indented line goes on with the one before; # opens a comment."""
    begun, started = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0] in " \t":
            begun += " " + line.strip()
            continue
        if begun:
            yield started, begun
        begun, started = line.strip(), number
    if begun:
        yield started, begun


def _split(phrases: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in phrases.split("|") if phrase.strip())


def _check(good: bool, name: str, number: int, line: str) -> None:
    if not good:
        raise UnreadableWordings(f"{name}.txt, line {number}: not understood: {line[:80]!r}")
