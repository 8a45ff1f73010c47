"""Names of organisations as people write them -> what they have in common, and how alike two of them are.

Accents, capitals, small words, plurals, legal forms and the own commune do not count. Two names are compared word by
word, each with its likest counterpart, rare words counting more (soft TF-IDF: Cohen, Ravikumar & Fienberg 2003,
"A comparison of string distance metrics for name-matching tasks"); words are alike when one or two keystrokes apart
(optimal string alignment: Damerau 1964, doi:10.1145/363958.363994).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from math import log
from typing import Final

from rapidfuzz.distance import OSA

from matching.folding import fold, word_key

# fmt: off
_LEGAL_FORMS: Final = frozenset((
    "sas", "sasu", "sarl", "eurl", "sa", "snc", "sci", "scop", "scic", "scp", "selarl", "gie", "ei", "eirl", "ltd",
    "gmbh", "association", "asso", "ass", "assoc", "societe", "ste", "entreprise", "etablissement", "ets", "groupe",
    "sigle",
))
# fmt: on
_SPELLED_FORMS: Final = re.compile(r"\bs a r l\b|\bs a s\b|\bs c o p\b|\bs a$|\bloi (?:de )?1901\b|\ba b l\b")
_SPELLED_OUT: Final = re.compile(r"\b[a-z](?: [a-z]){2,}\b")  # A.G.I.R.
_LONG: Final = {"st": "saint", "ste": "sainte", "assoc": "association", "cie": "compagnie", "ctre": "centre"}
_LIKE_ASSOCIATION: Final = 2  # keystrokes
_LEAST_ACRONYM, _MOST_ACRONYM = 3, 9
_ALIKE_FROM = (5, 9)  # letters from which one, and two, keystrokes may differ


@dataclass(frozen=True)
class NameKey:
    """What counts of a name: its words in order, the figures in it, the initials that may stand for it."""

    words: tuple[str, ...]
    figures: frozenset[str]
    initials: frozenset[str]

    @property
    def joined(self) -> str:
        """The words without spaces: "Pain partagé" and "Painpartagé" are one."""
        return "".join(self.words)

    @property
    def acronym(self) -> str:
        """The name when it may be an acronym, else nothing."""
        alone = self.words[0] if len(self.words) == 1 else ""
        return alone if _LEAST_ACRONYM <= len(alone) <= _MOST_ACRONYM else ""


def name_key(name: str, *, commune: str = "") -> NameKey:
    """Return what counts of a name; the words of its commune count only when there are no others.

    >>> name_key("SARL Les Énergies du Piémont").words == name_key("Energie du Piemont").words
    True
    """
    spoken = fold(name)
    bare = _SPELLED_OUT.sub(lambda letters: letters[0].replace(" ", ""), _SPELLED_FORMS.sub(" ", spoken))
    folded = [_LONG.get(word, word) for word in bare.split()]
    meant = [word for word in word_key(" ".join(folded)).split() if not _is_legal_form(word)]
    own = set(word_key(commune).split())
    elsewhere = [word for word in meant if word not in own]
    words = elsewhere or meant or folded or spoken.split()
    # "Art Book Collectif (ABC)": the acronym repeats the name.
    repeated = [word for word in words if len(words) > 1 and word in _initials_of(_but(folded, word))]
    kept = tuple(word for word in words if word not in repeated) or tuple(words)
    told = _but(folded, repeated[0]) if repeated else folded
    return NameKey(
        kept,
        frozenset(part for word in kept for part in re.findall(r"\d+", word)),
        frozenset(_initials_of(told)),
    )


def _but(words: list[str], out: str) -> list[str]:
    return [word for word in words if word != out]


def _is_legal_form(word: str) -> bool:
    if word in _LEGAL_FORMS:
        return True
    return len(word) > 8 and word[0] == "a" and OSA.distance(word, "association") <= _LIKE_ASSOCIATION


def _initials_of(words: list[str]) -> set[str]:
    """The initials of all words, without the small ones, without the legal form either."""
    full = word_key(" ".join(words)).split()
    meant = [word for word in full if not _is_legal_form(word)]
    found = {"".join(word[0] for word in some) for some in (words, full, meant)}
    return {letters for letters in found if _LEAST_ACRONYM <= len(letters) <= _MOST_ACRONYM}


def rarity(keys: Iterable[NameKey]) -> dict[str, float]:
    """Return the weight of every word, log(1 + n / number of names that have it): common words tell little."""
    listed = list(keys)
    numbers: dict[str, int] = {}
    for word in chain.from_iterable(dict.fromkeys(key.words) for key in listed):
        numbers[word] = numbers.get(word, 0) + 1
    return {word: log(1 + len(listed) / number) for word, number in numbers.items()}


def likeness(one: NameKey, other: NameKey, weights: Mapping[str, float]) -> float:
    """Return how alike two names are, in [0, 1]; 1 for the same words in any order or spacing, 0 when figures differ.

    2 sum over alike words of w * s / (sum of w of one + sum of w of the other), s = 1 - keystrokes / length.
    """
    if one.figures != other.figures:
        return 0.0
    if one.joined == other.joined or sorted(one.words) == sorted(other.words):
        return 1.0
    left, reached = list(other.words), 0.0
    unpaired = []
    for word in one.words:
        if word in left:
            left.remove(word)
            reached += weights[word]
        else:
            unpaired.append(word)
    for word in unpaired:
        best = max(((_alike(word, to), -at) for at, to in enumerate(left)), default=(0.0, 0))
        if best[0] > 0:
            counterpart = left.pop(-best[1])
            reached += best[0] * (weights[word] + weights[counterpart]) / 2
    both = sum(weights[word] for word in one.words) + sum(weights[word] for word in other.words)
    return 2 * reached / both


def within(one: NameKey, other: NameKey) -> bool:
    """Tell whether every word of the one is among those of the other: "Ottermann" in "Ottermann et fils"."""
    left = list(other.words)
    for word in one.words:
        if word not in left:
            return False
        left.remove(word)
    return one.figures <= other.figures


def stands_for(one: NameKey, other: NameKey) -> bool:
    """Tell whether the one is made of the other's initials, in capitals or not."""
    return bool(one.acronym) and one.acronym in other.initials and len(other.words) > 1


def _alike(word: str, other: str) -> float:
    """How alike two different words are: 0 unless a keystroke or two apart, figures never."""
    shorter, longer = sorted((len(word), len(other)))
    allowed = (shorter >= _ALIKE_FROM[0]) + (shorter >= _ALIKE_FROM[1])
    if longer - shorter > allowed or not allowed or not (word.isalpha() and other.isalpha()):
        return 0.0
    distance = OSA.distance(word, other, score_cutoff=allowed)
    return 1 - distance / longer if distance <= allowed else 0.0
