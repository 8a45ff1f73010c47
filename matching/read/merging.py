"""Entries of rows -> organisations with their participants: several representatives of one organisation become one.

Two rows are of one organisation when they have the same id, the same SIREN on the same side, or the same name on the
same side but for accents, capitals, spaces and legal forms. Lists are united; of single answers the first stays, and
it is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from matching import vocabulary
from matching.folding import fold
from matching.organisations import Need, Offer, Organisation, Participant, Place
from matching.read.answers import merge_grade
from matching.read.columns import Columns
from matching.read.entries import Entry
from matching.read.identifiers import is_code
from matching.read.remarks import RemarkBook
from matching.read.selection import organisation_key

_LETTERS: Final[dict[vocabulary.Side, str]] = {"company": "C", "association": "A"}
_SINGLE: Final = ("kind", "size", "model", "reach", "presentation", "siren", "rna")
_LISTS: Final = ("needs", "offers", "objectives", "forms", "unavailable_forms")


@dataclass
class Group:
    """The entries of one organisation, in the order of the file."""

    side: vocabulary.Side
    entries: list[Entry]
    id: str = ""
    participants: list[Participant] = field(default_factory=list)


def group_entries(entries: Sequence[Entry], columns: Columns, book: RemarkBook) -> list[Group]:
    """Return the entries by organisation in order of first appearance, each group with its id."""
    groups: list[Group] = []
    known: dict[tuple[str, ...], Group] = {}
    for entry in entries:
        keys: list[tuple[str, ...]] = [("id", entry.id)] if entry.id else []
        if not entry.id:
            keys += [("siren", entry.side, entry.siren)] if entry.siren else []
            keys.append(("name", entry.side, organisation_key(entry.name)))
        group = next((known[key] for key in keys if key in known), None)
        if group is None:
            group = Group(entry.side, [], entry.id)
            groups.append(group)
        elif group.side != entry.side:
            values = {"side": group.side, "other_side": entry.side, "first_line": group.entries[0].line}
            column = columns.header[columns.positions["side"][0]] if columns.has("side") else ""
            book.add("sides_differ", line=entry.line, column=column, subject=entry.name, values=values)
        group.entries.append(entry)
        named: tuple[str, ...] = ("name", entry.side, organisation_key(entry.name))
        for key in [*keys, *([("siren", entry.side, entry.siren)] if entry.siren else []), named]:
            known.setdefault(key, group)
    _number(groups, columns, book)
    return groups


def _number(groups: list[Group], columns: Columns, book: RemarkBook) -> None:
    """Give "C01", "A01", ... in order of first appearance to the groups without an id that may stay."""
    written = {id(group): group.id for group in groups if group.id and not is_code(group.id)}
    for group in groups:
        group.id = "" if id(group) in written else group.id
    taken = {group.id for group in groups}
    width = max(2, len(str(len(groups))))
    numbers = dict.fromkeys(_LETTERS, 0)
    for group in groups:
        if group.id:
            continue
        while not group.id:
            numbers[group.side] += 1
            candidate = f"{_LETTERS[group.side]}{numbers[group.side]:0{width}d}"
            group.id = "" if candidate in taken else candidate
        taken.add(group.id)
        if columns.has("id"):
            first = group.entries[0]
            column = columns.header[columns.positions["id"][0]]
            code = "id_replaced" if id(group) in written else "id_generated"
            values = {"corrected": group.id}
            said = written.get(id(group), "")
            book.add(code, line=first.line, column=column, subject=first.name, value=said, values=values)


def read_participants(groups: Sequence[Group], columns: Columns, book: RemarkBook) -> tuple[Participant, ...]:
    """Return who comes, with ids "C01-1", "C01-2", ... where the sheet has none; shared addresses are noted."""
    participants: list[Participant] = []
    for group in groups:
        group.participants.clear()
    said = (entry.person.participant_id for group in groups for entry in group.entries if entry.person)
    taken = {code for code in said if is_code(code)}
    spots: list[tuple[int, Group]] = []
    for group in groups:
        number = 0
        for entry in group.entries:
            person = entry.person
            if person is None:
                continue
            participant_id = person.participant_id if person.participant_id in taken else ""
            while not participant_id:
                number += 1
                candidate = f"{group.id}-{number}"
                participant_id = "" if candidate in taken else candidate
            taken.add(participant_id)
            if person.participant_id not in ("", participant_id):
                column = columns.header[columns.positions["participant_id"][0]]
                values = {"corrected": participant_id}
                name = f"{person.first_name} {person.last_name}".strip()
                book.add(
                    "id_replaced",
                    line=entry.line,
                    column=column,
                    subject=name or entry.name,
                    value=person.participant_id,
                    values=values,
                )
            participant = Participant(
                id=participant_id,
                organisation_id=group.id,
                first_name=person.first_name,
                last_name=person.last_name,
                role=person.role,
                email=person.email,
                email_of_payer=person.email_of_payer,
                phone=person.phone,
            )
            group.participants.append(participant)
            participants.append(participant)
            spots.append((entry.line, group))
    _note_shared(participants, spots, columns, book)
    return tuple(participants)


def _note_shared(
    participants: list[Participant], spots: list[tuple[int, Group]], columns: Columns, book: RemarkBook
) -> None:
    by_address: dict[str, list[int]] = {}
    by_person: dict[str, list[int]] = {}
    for position, one in enumerate(participants):
        if one.email and not one.email_of_payer:
            by_address.setdefault(one.email.lower(), []).append(position)
        if one.first_name and one.last_name:
            name = " ".join(sorted(fold(one.full_name).split()))
            by_person.setdefault(name, []).append(position)
    column = columns.header[columns.positions["email"][0]] if columns.has("email") else ""
    for address, positions in by_address.items():
        if len(positions) > 1:
            people = [participants[one].full_name or spots[one][1].entries[0].name for one in positions]
            values = {"email": address, "people": tuple(people[:10])}
            book.add("email_shared", line=spots[positions[-1]][0], column=column, subject=people[-1], values=values)
    for positions in by_person.values():
        # One name in two organisations may be two people; one address, or none to tell them apart, says it is one.
        addresses = {participants[position].email.lower() for position in positions}
        owners = {participants[position].organisation_id for position in positions}
        if len(owners) > 1 and len(addresses) < len(positions):
            names = tuple(spots[position][1].entries[0].name for position in positions)[:10]
            last = positions[-1]
            subject = participants[last].full_name
            book.add(
                "person_in_two_organisations", line=spots[last][0], subject=subject, values={"organisations": names}
            )


def merge(group: Group, columns: Columns, book: RemarkBook) -> Organisation:
    """Return the organisation of a group; its partners and avoided organisations are still names as written."""
    first, *others = group.entries
    single = {name: getattr(first, name) for name in ("name", *_SINGLE)}
    place: Place = first.place
    grades = dict(first.fragilities)
    lists: dict[str, dict[object, None]] = {name: dict.fromkeys(getattr(first, name)) for name in _LISTS}
    for entry in others:
        for name in single:
            _keep_first(single, name, entry, columns, book)
        if place == Place():
            place = entry.place
        elif entry.place not in (Place(), place):
            _note_difference("commune", place.commune, entry.place.commune, entry, columns, book)
        if dict(entry.fragilities) != grades and entry.fragilities:
            kept, other = "; ".join(grades), "; ".join(entry.fragilities)
            if grades:
                _note_difference("fragilities", kept, other, entry, columns, book)
            for code, grade in entry.fragilities.items():
                merge_grade(grades, code, grade)
        for name, united in lists.items():
            said = getattr(entry, name)
            if said and united and set(said) != set(united):
                _note_difference(name, _listed(united), _listed(said), entry, columns, book)
            united.update(dict.fromkeys(said))
    if not (grades or lists["needs"] or lists["offers"]):
        book.add("no_answers", line=first.line, subject=first.name)
    needs: list[tuple[str, str]] = list(lists["needs"])  # type: ignore[arg-type]
    offers: list[tuple[str, str]] = list(lists["offers"])  # type: ignore[arg-type]
    return Organisation(
        id=group.id,
        side=group.side,
        name=single["name"],
        kind=single["kind"],
        size=single["size"],
        model=single["model"],
        reach=single["reach"],
        place=place,
        fragilities=grades,
        needs=tuple(Need(code=code, detail=detail) for code, detail in needs),
        offers=tuple(Offer(code=code, detail=detail) for code, detail in offers),
        objectives=frozenset(str(code) for code in lists["objectives"]),
        forms=frozenset(str(code) for code in lists["forms"]),
        unavailable_forms=frozenset(str(code) for code in lists["unavailable_forms"]),
        undecided=any(entry.undecided for entry in group.entries),
        presentation=single["presentation"],
        siren=single["siren"],
        rna=single["rna"],
        partners=frozenset(name for entry in group.entries for name in entry.partners),
        keep_apart=frozenset(name for entry in group.entries for name in entry.keep_apart),
    )


def _listed(said: object) -> str:
    codes = [one[0] if isinstance(one, tuple) else str(one) for one in said]  # type: ignore[attr-defined]
    return "; ".join(sorted(codes))


def _keep_first(single: dict[str, str], name: str, entry: Entry, columns: Columns, book: RemarkBook) -> None:
    said: str = getattr(entry, name)
    if not single[name]:
        single[name] = said
    elif said and said != single[name]:
        _note_difference(name, single[name], said, entry, columns, book)


def _note_difference(name: str, kept: str, other: str, entry: Entry, columns: Columns, book: RemarkBook) -> None:
    column = columns.header[columns.positions[name][0]] if columns.has(name) else ""
    values = {"kept": kept[:100], "other": other[:100], "field": name}
    book.add("answers_differ", line=entry.line, column=column, subject=entry.name, value=other, values=values)
