"""A presentation in French or English -> the fragilities, needs and offers it suggests, each with its words.

A lexicon of phrases read with a little grammar, in the manner of rule-based information extraction (Hearst 1992,
doi:10.3115/992133.992154; negation by its reach, Chapman et al. 2001, doi:10.1006/jbin.2001.1029). Two kinds of
phrases count: statements ("nous cherchons un local", "nos camions rentrent à vide") at 0.65 to 0.95, and activities
that imply something ("aide alimentaire" needs food) at 0.3 to 0.6. Several phrases for one code are surer than one:

    confidence = 1 - (1 - c1) prod over the others of (1 - 0.25 c)        (c1 the largest)
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from matching.suggestions.negation import is_denied, may_deny
from matching.suggestions.phrases import Found, PhraseBook, Reading
from matching.suggestions.statements import OPENINGS, all_phrases, thing_class
from matching.suggestions.suggested import Suggestion, Suggestions
from matching.suggestions.wordings import ASPECTS, wordings
from matching.vocabulary import FRAGILITIES, RESOURCES, SIDES, Side

LEAST_CONFIDENCE: Final = 0.34
SUREST: Final = 0.97
ANOTHER_PHRASE: Final = 0.25
MOST_EXCERPTS: Final = 3
LONGEST_EXCERPT: Final = 8  # words
# Resources that are whole families of things: which thing is said beside them.
WORDED: Final = frozenset(
    {
        "goods",
        "purchases",
        "skills_trades",
        "circular_economy",
        "training",
        "knowledge_of_public",
        "innovation",
        "it_equipment",
        "premises",
        "transport",
        "candidates",
        "job_openings",
        "awareness_workshops",
        "experiment_ground",
    }
)
_ORDER: Final = {code: number for number, code in enumerate((*FRAGILITIES, *RESOURCES))}
_MISLEADING: Final = "misleading"


@lru_cache(maxsize=65_536)
def suggest(text: str, *, side: Side) -> Suggestions:
    """Return what the presentation of a company or an association suggests, the surest first.

    Every excerpt is a part of ``text`` from word to word, at most eight words long. The same text gives the same
    suggestions. O(words); about 0.2 ms for a text of forty words.

    Raises ValueError when ``side`` is neither "company" nor "association".

    >>> [(one.code, one.words) for one in suggest("Nos camions rentrent à vide.", side="company").offers]
    [('transport', ('camions rentrent à vide',))]
    """
    if side not in SIDES:
        raise ValueError(f"side: {side!r} is neither of {SIDES}")
    reading = book().read(text)
    gathered: dict[str, dict[str, list[Found]]] = {aspect: {} for aspect in ASPECTS}
    for one in _telling_phrases(reading, side):
        rule = one.carried.rule
        gathered[rule.aspect].setdefault(rule.code, []).append(one)
    themes, needs, offers = (_suggestions(by_code, reading) for by_code in gathered.values())
    return Suggestions(fragilities=themes, needs=needs, offers=offers)


def _telling_phrases(reading: Reading, side: Side) -> list[Found]:
    """The phrases found that count for the side, without those denied, misled or about another statement's thing."""
    found = book().find(reading)
    blocked = {at: (one.first, one.after) for one in found if one.carried is _MISLEADING for at in _words_of(one)}
    telling = [one for one in found if one.carried is not _MISLEADING and side in one.carried.rule.sides]
    if blocked:
        telling = [one for one in telling if not _misled(one, blocked)]
    openings: set[int] = set()
    if any(one.carried.statement for one in telling):
        openings = book().places_of(reading, OPENINGS) - blocked.keys()
    denials = may_deny(reading)
    return [
        one
        for one in telling
        if not (one.carried.statement and (_breaks(reading, one) or _holds_another(one, openings)))
        and not (denials and is_denied(reading, one))
    ]


@cache
def book() -> PhraseBook:
    """Return the compiled lexicon; built once, at the first text."""
    said = wordings()
    classes = {**said.classes, **{thing_class(code): things for code, things in said.things.items()}}
    misleading = ((phrase, _MISLEADING) for phrase in said.misleading)
    return PhraseBook(classes, chain(all_phrases(said), misleading))


def _suggestions(by_code: dict[str, list[Found]], reading: Reading) -> tuple[Suggestion, ...]:
    """What the phrases of each code suggest, the surest first, as far as that is sure enough."""
    suggested = []
    for code, phrases in by_code.items():
        apart = phrases if len(phrases) == 1 else _apart(phrases)
        confidence = _confidence(tuple(one.carried.rule.confidence for one in apart))
        if confidence >= LEAST_CONFIDENCE:
            excerpts = _distinct(_excerpt(reading, one) for one in apart)
            detail = ", ".join(_distinct(_detail(reading, one) for one in apart)) if code in WORDED else ""
            suggested.append(Suggestion(code=code, words=excerpts, confidence=confidence, detail=detail))
    return tuple(sorted(suggested, key=lambda one: (-one.confidence, _ORDER[one.code])))


def _apart(phrases: list[Found]) -> list[Found]:
    """The phrases that share no word with a surer one, the surest first."""
    apart: list[Found] = []
    taken: set[int] = set()
    for one in sorted(phrases, key=lambda one: (-one.carried.rule.confidence, one.first, one.after)):
        if taken.isdisjoint(_words_of(one)):
            taken.update(_words_of(one))
            apart.append(one)
    return apart


@lru_cache(maxsize=4096)
def _confidence(confidences: tuple[float, ...]) -> float:
    """How sure several phrases are together, the surest of them first."""
    doubt = 1 - confidences[0]
    for confidence in confidences[1:]:
        doubt *= 1 - ANOTHER_PHRASE * confidence
    return round(min(SUREST, 1 - doubt), 3)


def _distinct(wordings: Iterable[str]) -> tuple[str, ...]:
    """The first wordings that are not empty, each once."""
    return tuple(wording for wording in dict.fromkeys(wordings) if wording)[:MOST_EXCERPTS]


def _excerpt(reading: Reading, one: Found) -> str:
    """The words of the phrase; when it is too long, its last words, where the thing usually stands."""
    first = one.first if one.after - one.first <= LONGEST_EXCERPT else one.after - LONGEST_EXCERPT
    while first > one.first and reading.small[first]:
        first += 1
    return reading.written(first, one.after)


def _detail(reading: Reading, one: Found) -> str:
    if one.carried.detail is None:
        return _excerpt(reading, one)
    first, after = one.carried.detail
    return reading.written(one.parts[first][0], one.parts[after - 1][1])


def _words_of(one: Found) -> range:
    return range(one.first, one.after)


def _misled(one: Found, blocked: dict[int, tuple[int, int]]) -> bool:
    """Whether a part of the phrase stands within a misleading one that the phrase does not hold as a whole."""
    for first, after in one.parts:
        begin, end = blocked.get(first, (0, 0))
        whole = one.first <= begin and end <= one.after
        if after <= end and not whole:
            return True
    return False


def _breaks(reading: Reading, one: Found) -> bool:
    """Whether a comma parts the thing from what is said of it afterwards: "du cuir, des apprentis introuvables"."""
    thing_first = one.carried.detail == (0, 1)
    return thing_first and any(reading.commas[at] for at in range(one.parts[0][1], one.after))


def _holds_another(one: Found, openings: set[int]) -> bool:
    """Whether another statement opens between the parts of this one."""
    own = {at for first, after in one.parts for at in range(first, after)}
    return any(at in openings and at not in own for at in _words_of(one))
