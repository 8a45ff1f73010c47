"""A directory -> pairs of entries that may be one organisation, each with its reason: to be asked, never merged.

Entries with one SIREN or RNA number; on one side and in one place (or one unknown place), entries of nearly the same
name. Only entries that share a block are compared: the first letters of a word, within a commune, and neighbours in
the order of the joined names, forwards and backwards (the sorted-neighbourhood method, Hernández & Stolfo 1995,
doi:10.1145/223784.223807).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import Final, Literal

from matching.names import NameKey, likeness, name_key, rarity, stands_for, within
from matching.organisations import Organisation
from matching.places import commune_key, distance_km

DuplicateReason = Literal[
    "same_siren", "same_rna", "same_name", "near_name", "name_within", "acronym", "same_name_other_side"
]
DUPLICATE_REASONS: Final[tuple[DuplicateReason, ...]] = (
    "same_siren",
    "same_rna",
    "same_name",
    "same_name_other_side",
    "near_name",
    "acronym",
    "name_within",
)
LEAST_LIKENESS = 0.75  # in one place; chosen on real names, see docs/introductions.md
LEAST_NEARBY = 0.95  # in another commune of the same inter-municipal body, or within NEARBY_KM
NEARBY_KM = 10.0
FIRST_LETTERS = 4
LARGEST_BLOCK = 80  # names of one commune with a word of the same first letters; a larger block is left to neighbours
NEIGHBOURS = 4
# A name within another, or made of its initials, is told when at most this many others of the place would have those
# words or initials by chance.
BY_CHANCE = 0.1
# A word that no other entry has counts as half an entry; in a small directory, as one name of two thousand.
UNSEEN, RARE_SHARE = 0.5, 0.001
LEAST_WITHIN = 0.3
SURE_OF_INITIALS = 0.9


@dataclass(frozen=True)
class NearDuplicate:
    """Two entries that may be one organisation; ``likeness`` in [0, 1] is that of their names, 1 for one identifier."""

    one_id: str
    other_id: str
    reason: DuplicateReason
    likeness: float


@dataclass(frozen=True)
class _Entry:
    """An organisation as its name and place are compared."""

    organisation: Organisation
    key: NameKey
    place: str


@dataclass(frozen=True)
class _Directory:
    """How common everything is: the weights of the words, entries by word, by initials, by place, and their number."""

    weights: Mapping[str, float]
    by_word: Mapping[str, int]
    by_initials: Mapping[str, int]
    by_place: Mapping[str, int]
    n_entries: int

    def by_chance(self, place: str, numbers: Iterable[int]) -> float:
        """Other entries of a place expected to share what ``numbers`` entries of the directory have, one by one."""
        shares = ((max(number - 2, 0) + UNSEEN) / (self.n_entries + UNSEEN / RARE_SHARE) for number in numbers)
        return self.by_place[place] * prod(shares)


def near_duplicates(organisations: Iterable[Organisation]) -> tuple[NearDuplicate, ...]:
    """Return the pairs that may be one organisation, the surest first, then in the order of the directory.

    A pair is told once, with its strongest reason (the order of ``DUPLICATE_REASONS``). Organisations of the two sides
    are compared by identifiers and by the same name in the same place. O(n log n) but for blocks of at most
    ``LARGEST_BLOCK`` names: about 7 s for 40,000.
    """
    entries = [_entry(one) for one in organisations]
    found: dict[tuple[int, int], tuple[DuplicateReason, float]] = {}
    for reason, attribute in (("same_siren", "siren"), ("same_rna", "rna")):
        for pair in _same(getattr(one.organisation, attribute) for one in entries):
            found.setdefault(pair, (reason, 1.0))  # type: ignore[arg-type]
    for pair in _same(f"{one.place} {one.key.joined}" if one.place else "" for one in entries):
        one, other = entries[pair[0]].organisation, entries[pair[1]].organisation
        found.setdefault(pair, ("same_name" if one.side == other.side else "same_name_other_side", 1.0))
    weights = rarity(one.key for one in entries)
    common = _Directory(
        weights,
        Counter(word for one in entries for word in dict.fromkeys(one.key.words)),
        Counter(letters for one in entries for letters in one.key.initials),
        Counter(one.place for one in entries),
        len(entries),
    )
    for pair in _blocked(entries):
        if pair not in found:
            told = _compared(entries[pair[0]], entries[pair[1]], common)
            if told is not None:
                found[pair] = told
    listed = [(DUPLICATE_REASONS.index(reason), -value, pair) for pair, (reason, value) in found.items()]
    return tuple(
        NearDuplicate(
            entries[pair[0]].organisation.id, entries[pair[1]].organisation.id, DUPLICATE_REASONS[reason], -value
        )
        for reason, value, pair in sorted(listed)
    )


def groups_of(ids: Sequence[str], duplicates: Iterable[NearDuplicate]) -> list[int]:
    """Return a number per id, the same for all that may be one organisation, through others as well; O(n).

    >>> groups_of(["A1", "A2", "A3"], [NearDuplicate("A1", "A3", "same_siren", 1.0)])
    [0, 1, 0]
    """
    number = {one: index for index, one in enumerate(ids)}
    parent = list(range(len(ids)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for pair in duplicates:
        if pair.one_id in number and pair.other_id in number:
            one, other = sorted((root(number[pair.one_id]), root(number[pair.other_id])))
            parent[other] = one
    return [root(index) for index in range(len(ids))]


def _entry(one: Organisation) -> _Entry:
    place = one.place.insee or commune_key(one.place.commune)
    return _Entry(one, name_key(one.name, commune=one.place.commune), place)


def _same(values: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Index pairs of equal values; many equal ones are each paired with the first, so that n stay n - 1 pairs."""
    by_value: dict[str, list[int]] = defaultdict(list)
    for index, value in enumerate(values):
        if value:
            by_value[value].append(index)
    for first, *others in by_value.values():
        yield from ((first, other) for other in others)


def _blocked(entries: Sequence[_Entry]) -> Iterator[tuple[int, int]]:
    """Index pairs of one side worth comparing, each once or a few times, in a fixed order."""
    blocks: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, one in enumerate(entries):
        starts = {word[:FIRST_LETTERS] for word in (*one.key.words, *one.key.initials)}
        for start in sorted(starts):
            blocks[one.organisation.side, one.place, start].append(index)
    for block in blocks.values():
        if len(block) <= LARGEST_BLOCK:
            yield from combinations(block, 2)
    for backwards in (False, True):
        order = sorted(range(len(entries)), key=lambda index: _sorting_key(entries[index], backwards=backwards))
        for step in range(1, NEIGHBOURS + 1):
            for first, second in zip(order, order[step:], strict=False):
                if entries[first].organisation.side == entries[second].organisation.side:
                    yield min(first, second), max(first, second)


def _sorting_key(entry: _Entry, *, backwards: bool) -> tuple[str, str]:
    joined = entry.key.joined
    return entry.organisation.side, joined[::-1] if backwards else joined


def _compared(one: _Entry, other: _Entry, common: _Directory) -> tuple[DuplicateReason, float] | None:
    if one.key.figures != other.key.figures:
        return None
    here = one.place == other.place or not one.place or not other.place
    if not here and not _nearby(one.organisation, other.organisation):
        return None
    value = likeness(one.key, other.key, common.weights)
    if value >= (LEAST_LIKENESS if here else LEAST_NEARBY):
        return ("same_name" if value == 1 else "near_name"), value
    if not here or not one.place or not other.place:
        return None
    for key, full in ((one.key, other.key), (other.key, one.key)):
        if stands_for(key, full) and common.by_chance(one.place, [common.by_initials[key.acronym]]) <= BY_CHANCE:
            return "acronym", SURE_OF_INITIALS
    shorter, longer = sorted((one.key, other.key), key=lambda key: len(key.words))
    if value >= LEAST_WITHIN and within(shorter, longer):
        numbers = [common.by_word[word] for word in dict.fromkeys(shorter.words)]
        if common.by_chance(one.place, numbers) <= BY_CHANCE:
            return "name_within", value
    return None


def _nearby(one: Organisation, other: Organisation) -> bool:
    """Tell whether two places are of one inter-municipal body or within ten kilometres."""
    if one.place.intermunicipality and one.place.intermunicipality == other.place.intermunicipality:
        return True
    kilometres = distance_km(one.place, other.place)
    return kilometres is not None and kilometres <= NEARBY_KM
