"""Rows of a sign-up sheet -> those that stand for somebody; each other row gets a remark that says why it does not.

Set aside are cancelled, refunded and unpaid orders, the same person for the same organisation a second time, rows
without an organisation, and rows of neither side. The side is read from the columns that tell it, else from a
colleague's row.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matching import vocabulary
from matching.folding import fold
from matching.read.columns import Columns
from matching.read.contacts import split_full_name
from matching.read.entries import RowView
from matching.read.labels import SIDE_OF_KIND, SIDE_WORDS, find_code
from matching.read.remarks import RemarkBook
from matching.read.sheet import Row

_LEGAL_FORMS: Final = frozenset(
    ["sas", "sasu", "sarl", "eurl", "sa", "snc", "sci", "scop", "scic", "ei", "association", "asso", "societe", "ste"]
)
_SIDE_FIELDS: Final = ("side", "kind", "ticket", "variation")
_STATUS_WORDS: Final[dict[str, str]] = {
    "": "valide validee paye payee paid p complete completed confirme confirmee confirmed valid processed authorized",
    "order_cancelled": "annule annulee cancelled canceled c cancel",
    "order_refunded": "rembourse remboursee refunded refund",
    "order_unpaid": "refuse refusee expire expiree expired e abandonne abandonnee failed refused",
    "order_pending": "attente pending n waiting",
}
_STATUSES: Final = {word: code for code, words in _STATUS_WORDS.items() for word in words.split()}


@dataclass(frozen=True)
class Candidate:
    """A row that stands for somebody, before its answers are read."""

    view: RowView
    id: str
    name: str
    side: vocabulary.Side
    first_name: str
    last_name: str
    named_by_payer: bool


def organisation_key(name: str) -> str:
    """Return what two spellings of one organisation's name have in common: no accents, capitals or legal forms.

    >>> organisation_key("Énergies du Piémont S.A.S.") == organisation_key("ENERGIES DU PIEMONT")
    True
    """
    folded = fold(name)
    spelled = re.sub(r"\bs a r l\b|\bs a s\b|\bs a$", " ", folded)
    words = [word for word in spelled.split() if word not in _LEGAL_FORMS]
    return " ".join(words) or folded or name.strip().lower()


def side_of(*cells: str) -> vocabulary.Side | None:
    """Return the side that the first telling cell names: by a kind of organisation, else by its words.

    >>> side_of("Place partenaire"), side_of("Tarif solidaire associations")
    (None, 'association')
    """
    for cell in cells:
        kind = find_code("kind", cell) if cell else None
        if kind in SIDE_OF_KIND:
            return SIDE_OF_KIND[kind]
        words = {word[:-1] if len(word) > 4 and word.endswith("s") else word for word in fold(cell).split()}
        sides: list[vocabulary.Side] = [side for side, telling in SIDE_WORDS.items() if words & telling]
        if len(sides) == 1:
            return sides[0]
    return None


def select(rows: Sequence[Row], columns: Columns, book: RemarkBook) -> list[Candidate]:
    """Return the rows that stand for somebody, in the order of the file."""
    kept = [
        view for view in (RowView(row, columns) for row in rows) if _order_stands(view, book) and _has_name(view, book)
    ]
    sides: dict[str, vocabulary.Side] = {}
    for view in kept:
        side = _own_side(view)
        if side:
            sides.setdefault(_key(view), side)
    candidates: list[Candidate] = []
    seen: dict[tuple[str, str], list[RowView]] = {}
    for view in kept:
        first_name, last_name, named_by_payer = _person(view)
        person = f"{first_name} {last_name}".strip()
        twins = seen.setdefault((_key(view), " ".join(sorted(fold(person).split()))), [])
        twin = next((other for other in twins if _same_person(view, other)), None) if person else None
        if twin is not None:
            values = {"order": view.one_line("order"), "first_order": twin.one_line("order"), "first_line": twin.line}
            subject = f"{person} ({_name(view)})"
            book.add(
                "duplicate_order",
                line=view.line,
                column=view.column("order"),
                subject=subject,
                value=view.one_line("order"),
                values=values,
            )
            continue
        side = _own_side(view) or _side_from_colleague(view, sides, book)
        if side is None:
            continue
        twins.append(view)
        candidates.append(
            Candidate(view, view.one_line("id"), _name(view), side, first_name, last_name, named_by_payer)
        )
    return candidates


def _name(view: RowView) -> str:
    return view.one_line("name") or view.one_line("payer_company")


def _key(view: RowView) -> str:
    return view.one_line("id") or organisation_key(_name(view))


def _person(view: RowView) -> tuple[str, str, bool]:
    """Return first name, last name and whether they are the payer's because no participant is named."""
    for prefix, by_payer in (("", False), ("payer_", True)):
        first_name, last_name = view.one_line(f"{prefix}first_name"), view.one_line(f"{prefix}last_name")
        if not first_name and not last_name:
            first_name, last_name = split_full_name(view.one_line(f"{prefix}full_name"))
        if first_name or last_name:
            # A sheet that names participants in some rows leaves the others without one on purpose.
            if by_payer and view.columns.has("first_name", "last_name", "full_name"):
                return "", "", False
            return first_name, last_name, by_payer
    return "", "", False


def _same_person(view: RowView, other: RowView) -> bool:
    """Tell whether two rows with one name of a person and of an organisation are one person."""
    if view.one_line("participant_id") != other.one_line("participant_id"):
        return False
    ticket = view.one_line("ticket_number")
    address, other_address = view.one_line("email").lower(), other.one_line("email").lower()
    return bool(ticket and ticket == other.one_line("ticket_number")) or not (
        address and other_address and address != other_address
    )


def _order_stands(view: RowView, book: RemarkBook) -> bool:
    status = view.one_line("order_status")
    if not status:
        return True
    words = fold(status).split()
    code = next((_STATUSES[word] for word in words if word in _STATUSES), "order_status_unknown")
    if not code:
        return True
    first_name, last_name, _ = _person(view)
    book.add(
        code,
        line=view.line,
        column=view.column("order_status"),
        subject=f"{first_name} {last_name} ({_name(view)})".strip(),
        value=status,
        values={"order": view.one_line("order"), "status": status},
    )
    return code in ("order_pending", "order_status_unknown")


def _has_name(view: RowView, book: RemarkBook) -> bool:
    first_name, last_name, _ = _person(view)
    if not _name(view):
        subject = f"{first_name} {last_name}".strip()
        book.add("name_missing", line=view.line, column=view.column("name"), subject=subject)
        return False
    if not view.one_line("name"):
        name = _name(view)
        book.add("name_of_payer_company", line=view.line, column=view.column("payer_company"), subject=name, value=name)
    return True


def _own_side(view: RowView) -> vocabulary.Side | None:
    return side_of(*(view.one_line(name) for name in _SIDE_FIELDS))


def _side_from_colleague(view: RowView, sides: dict[str, vocabulary.Side], book: RemarkBook) -> vocabulary.Side | None:
    """Return the side another row of the same organisation told; without one the row is set aside."""
    told = next((name for name in ("ticket", "variation", "side", "kind") if view.one_line(name)), "")
    ticket = view.one_line(told) if told else ""
    side = sides.get(_key(view))
    first_name, last_name, _ = _person(view)
    subject = f"{first_name} {last_name} ({_name(view)})".strip()
    column = view.column(told) if told else ""
    if side:
        values = {"side": side, "ticket": ticket}
        book.add("side_from_colleague", line=view.line, column=column, subject=subject, value=ticket, values=values)
    elif ticket:
        book.add(
            "ticket_unknown", line=view.line, column=column, subject=subject, value=ticket, values={"ticket": ticket}
        )
    else:
        book.add("side_unknown", line=view.line, column=column, subject=subject)
    return side
