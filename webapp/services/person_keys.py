"""The people of an earlier sheet and of a new one -> who of the new ones is one of the earlier, and keeps their key.

By its key an erasure is known again in a copy of the database. Given to somebody else it would erase them; taken from
somebody it would bring them back. So a person is the same where a mark is theirs alone, before and after: id in files
and full name; organisation and full name, for ids move with the lines of a sheet; an address of their own, unless the
names have nothing in common, for an organisation's address stays when another comes in somebody's place.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matching.folding import fold


@dataclass(frozen=True, kw_only=True)
class Identity:
    """By what a person of a sheet is known: id in files, full name, name of the organisation, address.

    ``email`` is empty where it is the one of whoever registered.
    """

    code: str
    full_name: str
    organisation: str
    email: str


def kept_keys(before: Mapping[str, Identity], after: Sequence[Identity]) -> dict[str, str]:
    """The key that each of the new people keeps, by id in files; ``before`` has the earlier people by their key."""
    people = {one.code: one for one in after}
    kept: dict[str, str] = {}
    for mark in _MARKS:
        earlier = _alone({key: mark(one) for key, one in before.items()})
        later = _alone({code: mark(one) for code, one in people.items()})
        given = set(kept.values())
        for value in later.keys() & earlier.keys():
            code, key = later[value], earlier[value]
            if code not in kept and key not in given and share_a_word(before[key].full_name, people[code].full_name):
                kept[code] = key
    return kept


def share_a_word(name: str, other: str) -> bool:
    """Whether two names share a word, or one of them is not known."""
    words, others = set(fold(name).split()), set(fold(other).split())
    return not words or not others or bool(words & others)


def _alone(marks: Mapping[str, Hashable | None]) -> dict[Hashable, str]:
    """Whose each mark is, of those that are one person's alone."""
    whose: dict[Hashable, list[str]] = {}
    for person, mark in marks.items():
        if mark is not None:
            whose.setdefault(mark, []).append(person)
    return {mark: people[0] for mark, people in whose.items() if len(people) == 1}


def _id_and_name(one: Identity) -> Hashable | None:
    name = fold(one.full_name)
    return (one.code, name) if name else None


def _organisation_and_name(one: Identity) -> Hashable | None:
    name, organisation = fold(one.full_name), fold(one.organisation)
    return (organisation, name) if name and organisation else None


def _address(one: Identity) -> Hashable | None:
    return one.email.casefold() or None


_MARKS: Final[tuple[Callable[[Identity], Hashable | None], ...]] = (_id_and_name, _organisation_and_name, _address)
