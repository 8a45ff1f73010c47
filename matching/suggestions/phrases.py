"""Phrases -> a tree of symbols, and a text -> the phrases found in it.

Each word of a text is turned into the symbols that the phrases use for it (its exact form, its form without number and
gender, the beginnings listed). A first tree finds the classes of words, a second the phrases made of words and
classes; both walk over all readings at once. Small words between two parts of a phrase cost nothing; ``~`` lets four
others pass. A phrase never crosses the end of a sentence. O(words x readings).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain, product
from typing import Any, Final, NamedTuple

from matching.folding import fold
from matching.words import is_small, singular

MOST_PASSED: Final = 4
_MOST_WORDS: Final = 200_000  # distinct words kept in memory
_LONGEST_KEPT: Final = 40  # letters of a word that is kept
LONGEST: Final = 12  # words, small ones included, from the first to the last of a phrase
# Words and figures, and in turn what stands between them.
_PIECE = re.compile(r"[^\W_]+|[\W_]+")
_STOPS: Final = frozenset(".!?;:\n…()•|")  # a sentence or a part of it ends
_TWICE = re.compile(r"([b-df-hj-np-tv-z])\1(?=.)")
_GAP: Final = "~"
_SAFE: Final = 5
_SHORT_PLURALS: Final = frozenset(
    ["bras", "dans", "plus", "sans", "sous", "vers", "prix", "bois", "pres", "tres", "mais"]
)


class _Node:
    """A place in a tree: the nodes after it by symbol, at once or past other words, and what ends here."""

    __slots__ = ("carried", "gap", "next")

    def __init__(self) -> None:
        self.carried: list[Any] = []
        self.gap: dict[str, _Node] | None = None
        self.next: dict[str, _Node] = {}


# Symbols, whether it is small, the folded word, where it begins in the two trees.
_Word = tuple[tuple[str, ...], bool, str, tuple[_Node, ...], tuple[_Node, ...]]


_Walked = tuple[int, Any, tuple[tuple[int, int], ...]]


class Found(NamedTuple):
    """A phrase found: what it carries, its words as positions [first, after[, and those of each of its parts."""

    carried: Any
    first: int
    after: int
    parts: tuple[tuple[int, int], ...]


class Reading:
    """A text as words: where each stands, its symbols, whether it is small, whether a sentence ends before it.

    ``symbols[at]`` are those of one word; ``longer[at]`` those of several words from there, with the word after them.
    """

    __slots__ = (
        "commas",
        "ends",
        "keys",
        "longer",
        "phrase_roots",
        "present",
        "small",
        "starts",
        "stops",
        "symbols",
        "text",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: Sequence[int] = ()
        self.ends: Sequence[int] = ()
        self.keys: Sequence[str] = ()
        self.small: Sequence[bool] = ()
        self.stops: Sequence[bool] = ()
        self.commas: Sequence[bool] = ()
        self.symbols: Sequence[tuple[str, ...]] = ()
        self.longer: dict[int, list[tuple[str, int]]] = {}
        self.present: set[str] = set()
        self.phrase_roots: Sequence[tuple[_Node, ...]] = ()

    def written(self, first: int, after: int) -> str:
        """Return the words from ``first`` up to ``after``, as they are written."""
        return self.text[self.starts[first] : self.ends[after - 1]]


class PhraseBook:
    """Compiled phrases: ``read`` a text, then ``find`` the phrases in it."""

    def __init__(self, classes: Mapping[str, Sequence[str]], phrases: Iterable[tuple[str, Any]]) -> None:
        self._words: dict[str, _Word] = {}
        self._symbol_of: dict[str, str] = {}
        self._exact: set[str] = set()
        self._plain: set[str] = set()
        self._beginnings: set[str] = set()
        self._longest_beginning = 0
        self._classes: dict[str, _Node] = {}
        self._classes_of: dict[str, list[str]] = {}
        self._phrases: dict[str, _Node] = {}
        self._class_phrases = {name: _inlined(name, classes, ()) for name in classes}
        for name, members in self._class_phrases.items():
            for phrase in members:
                self._add(self._classes, phrase, f"<{name}>")
        self._lift_single_words()
        for phrase, carried in phrases:
            self._add(self._phrases, phrase, carried)

    def read(self, text: str) -> Reading:
        """Return the words of the text with their symbols and the classes that begin at each of them."""
        reading = Reading(text)
        pieces: list[str] = _PIECE.findall(text)
        at_first = 0 if pieces and pieces[0][0].isalnum() else 1
        written = pieces[at_first::2]
        if not written:
            return reading
        known_words = self._words
        words = [known_words.get(one) or self._known(one) for one in written]
        reading.symbols, reading.small, reading.keys, class_roots, reading.phrase_roots = zip(*words, strict=True)
        between = pieces[1 - at_first :: 2] if at_first else ["", *pieces[1::2]]
        reading.stops = [one != " " and not _STOPS.isdisjoint(one) for one in between]
        reading.commas = ["," in one for one in between]
        edges = list(accumulate(map(len, pieces), initial=0))
        reading.starts, reading.ends = edges[at_first::2], edges[at_first + 1 :: 2]
        reading.present = present = set(chain.from_iterable(reading.symbols))
        longer = reading.longer
        for first, symbol, parts in self._search(self._classes, class_roots, reading):
            edge = (symbol, parts[-1][1])
            edges_here = longer.setdefault(first, [])
            if edge not in edges_here:
                edges_here.append(edge)
                present.add(symbol)
        return reading

    def find(self, reading: Reading) -> list[Found]:
        """Return every phrase of the book in the text, in order of its first word."""
        found = self._search(self._phrases, reading.phrase_roots, reading)
        return [Found(carried, first, parts[-1][1], parts) for first, carried, parts in found]

    def places_of(self, reading: Reading, names: frozenset[str]) -> set[int]:
        """Return the first word of everything in the text that is of one of the classes, written "<name>"."""
        places = {at for at, symbols in enumerate(reading.symbols) if symbols and not names.isdisjoint(symbols)}
        return places | {at for at, edges in reading.longer.items() for symbol, _ in edges if symbol in names}

    def classes_in(self, reading: Reading) -> set[str]:
        """Return the names of all classes found in the text."""
        found = {symbol for symbols in reading.symbols for symbol in symbols if symbol[0] == "<"}
        found |= {symbol for edges in reading.longer.values() for symbol, _ in edges}
        return {symbol[1:-1] for symbol in found}

    def _search(self, tree: Mapping[str, _Node], roots: Sequence[tuple[_Node, ...]], reading: Reading) -> list[_Walked]:
        """Walk from every word, and from every class of several words; ``roots`` are where each word alone begins.

        What is found: its first word, what it carries, and its parts.
        """
        found: list[_Walked] = []
        longer, present = reading.longer, reading.present
        for first, nodes in enumerate(roots):
            for node in nodes:
                for one in node.carried:
                    found.append((first, one, ((first, first + 1),)))
                if not node.next.keys().isdisjoint(present) or node.gap is not None:
                    self._walk(node, reading, first, ((first, first + 1),), found)
            if first in longer:
                for symbol, after in longer[first]:
                    if symbol in tree:
                        self._enter(tree[symbol], reading, first, ((first, after),), found)
        return found

    def _enter(
        self, node: _Node, reading: Reading, first: int, parts: tuple[tuple[int, int], ...], found: list[_Walked]
    ) -> None:
        """Keep what ends at the node, then walk on."""
        for one in node.carried:
            found.append((first, one, parts))
        if node.next or node.gap is not None:
            self._walk(node, reading, first, parts, found)

    def _walk(
        self, node: _Node, reading: Reading, first: int, parts: tuple[tuple[int, int], ...], found: list[_Walked]
    ) -> None:
        """Walk on to the words after the last part, as far as small words go, or some others where they may pass."""
        at_once, gap = node.next, node.gap
        if gap is not None and gap.keys().isdisjoint(reading.present):
            gap = None
        if gap is None and at_once.keys().isdisjoint(reading.present):
            return
        symbols, longer, small, stops, commas = (
            reading.symbols,
            reading.longer,
            reading.small,
            reading.stops,
            reading.commas,
        )
        passed = 0
        adjacent = True
        for at in range(parts[-1][1], min(len(small), first + LONGEST)):
            # Without "~" a phrase crosses no comma: "un emploi, dans un local" is no "emploi local".
            if stops[at] or (commas[at] and gap is None):
                return
            if commas[at]:
                adjacent = False
            for symbol in symbols[at]:
                if adjacent and symbol in at_once:
                    self._enter(at_once[symbol], reading, first, (*parts, (at, at + 1)), found)
                if gap is not None and symbol in gap:
                    self._enter(gap[symbol], reading, first, (*parts, (at, at + 1)), found)
            if at in longer:
                for symbol, after in longer[at]:
                    if adjacent and symbol in at_once:
                        self._enter(at_once[symbol], reading, first, (*parts, (at, after)), found)
                    if gap is not None and symbol in gap:
                        self._enter(gap[symbol], reading, first, (*parts, (at, after)), found)
            if not small[at]:
                passed += 1
                adjacent = False
                if gap is None or passed > MOST_PASSED:
                    return

    def _lift_single_words(self) -> None:
        """Classes of single words become symbols of the word itself, so that no search is needed for them."""
        for symbol, node in list(self._classes.items()):
            if node.carried:
                self._classes_of[symbol] = list(dict.fromkeys(node.carried))
                node.carried = []
                if not node.next and node.gap is None:
                    del self._classes[symbol]

    def _known(self, written: str) -> _Word:
        """What the book knows of a word, worked out once."""
        known = self._symbols(written)
        if len(self._words) < _MOST_WORDS and len(written) <= _LONGEST_KEPT:
            self._words[written] = known
        return known

    def _symbols(self, written: str) -> _Word:
        folded = fold(written)
        plain = key_of(folded)
        symbols = []
        if folded in self._exact:
            symbols.append("=" + folded)
        if plain in self._plain:
            symbols.append(plain)
        collapsed = _TWICE.sub(r"\1", folded)
        for form in (collapsed, folded) if collapsed != folded else (folded,):
            for length in range(3, min(len(form), self._longest_beginning) + 1):
                if form[:length] in self._beginnings and form[:length] + "*" not in symbols:
                    symbols.append(form[:length] + "*")
        classes = dict.fromkeys(name for symbol in symbols for name in self._classes_of.get(symbol, ()))
        every = (*symbols, *classes)
        class_roots = tuple(self._classes[symbol] for symbol in symbols if symbol in self._classes)
        phrase_roots = tuple(self._phrases[symbol] for symbol in every if symbol in self._phrases)
        return every, is_small(folded), folded, class_roots, phrase_roots

    def _add(self, tree: dict[str, _Node], phrase: str, carried: Any) -> None:
        """Enter the phrase under every choice of its alternatives."""
        elements = phrase.replace("'", " ").replace("’", " ").replace("-", " ").split()
        if not elements or _GAP in (elements[0], elements[-1]):
            raise ValueError(f"{phrase!r}: a phrase begins and ends with a word")
        symbols = [
            [self._symbol_of.get(one) or self._symbol(one, phrase) for one in element.strip("{}").split("/")]
            for element in elements
        ]
        root = _Node()
        root.next = tree
        for choice in product(*symbols):
            node, after = root, tree
            for symbol in choice:
                if symbol == _GAP:
                    after = node.gap = {} if node.gap is None else node.gap
                    continue
                known = after.get(symbol)
                if known is None:
                    known = after[symbol] = _Node()
                node, after = known, known.next
            node.carried.append(carried)

    def _symbol(self, element: str, phrase: str) -> str:
        symbol = self._symbol_of[element] = self._new_symbol(element, phrase)
        return symbol

    def _new_symbol(self, element: str, phrase: str) -> str:
        if element == _GAP:
            return _GAP
        if element.startswith("<"):
            if element[1:-1] not in self._class_phrases:
                raise ValueError(f"{phrase!r}: there is no class {element}")
            return element
        if element.startswith("="):
            self._exact.add(fold(element))
            return "=" + fold(element)
        if element.endswith("*"):
            folded = fold(element)
            # The double letter of "carross*" stays: nothing tells where the word goes on.
            beginning = folded if folded[-1:] == folded[-2:-1] else _TWICE.sub(r"\1", folded)
            self._beginnings.add(beginning)
            self._longest_beginning = max(self._longest_beginning, len(beginning))
            return beginning + "*"
        plain = key_of(fold(element))
        self._plain.add(plain)
        return plain


def key_of(folded: str) -> str:
    """Return the folded word without marks of number and gender, each doubled letter once ("acceuil", "dévelopement").

    >>> key_of("benevoles") == key_of("bennevole")
    True
    """
    if len(folded) <= 3:
        return folded
    key = singular(folded)
    if len(key) < _SAFE:
        # "donne" is no "don", "salle" no "sel": short words lose the mark of the plural only.
        return folded[:-1] if folded[-1] in "sx" and folded not in _SHORT_PLURALS else folded
    return _TWICE.sub(r"\1", key)


def _inlined(name: str, classes: Mapping[str, Sequence[str]], above: tuple[str, ...]) -> tuple[str, ...]:
    """The phrases of a class, those of the classes it names alone included."""
    if name not in classes or name in above:
        raise ValueError(f"class <{name}>: unknown, or made of itself ({' > '.join(above)})")
    found: list[str] = []
    for phrase in classes[name]:
        if phrase.startswith("<") and phrase.endswith(">") and " " not in phrase:
            found += _inlined(phrase[1:-1], classes, (*above, name))
        else:
            found.append(phrase)
    return tuple(dict.fromkeys(found))
