"""Bugs to be found: each changes one thing in one function or statement of the application while a block runs.

A bug is the source's own text with words replaced, so that it stays what somebody could have written; when the source
moves on and the words are no longer there, seeding fails loudly.
"""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

from webapp.services import begun_meetings, choices, consents, contacts


@dataclass(frozen=True)
class Bug:
    """What somebody got wrong: in which function or statement of a module, which words for which."""

    name: str
    module: ModuleType
    place: str
    changes: tuple[tuple[str, str], ...]


LOWER_NUMBER_WINS = Bug(
    "a lower number replaces a higher one",
    choices,
    "_NEWER",
    (('ChoiceRow.sequence < bindparam("number")', 'ChoiceRow.sequence != bindparam("number")'),),
)
BUGS = (
    LOWER_NUMBER_WINS,
    Bug("at a tie yes replaces not", choices, "record", (('"says_not": answer == "not"', '"says_not": True'),)),
    Bug(
        "an answer after the close is taken",
        choices,
        "_require_open",
        (
            ('or state.phase == "closed"', ""),
            ("if not state.choices_open:", 'if not state.choices_open and state.phase != "closed":'),
        ),
    ),
    Bug(
        "the seal misses the last tap",
        choices,
        "seal",
        (
            (
                "companies = _company_participants",
                "rows = sorted(rows, key=lambda row: str(row.received_at or ''))[:-1]\n"
                "    companies = _company_participants",
            ),
        ),
    ),
    Bug(
        "a partner's answer is shown",
        choices,
        "own_choices",
        (
            ("ChoiceRow.chooser_id == participant_id", "ChoiceRow.partner_id == participant_id"),
            ("row.partner_id:", "row.chooser_id:"),
        ),
    ),
    Bug(
        "another phone is shown the answer",
        choices,
        "_as_shown",
        (("if row.answer and (not browser or row.given_on != browser):", "if False:"),),
    ),
    Bug(
        "contacts go at the seal",
        choices,
        "seal",
        (("    session.expire_all()", "    contacts.hand_over(session, event_id)\n    session.expire_all()"),),
    ),
    Bug("what was agreed to is ignored", contacts, "_cards", (('"email" in agreed[person.id]', "person.email"),)),
    Bug(
        "what is agreed to after the seal counts",
        consents,
        "state",
        (("event.sealed_at is not None", "event.revealed_at is not None"),),
    ),
    Bug(
        "agreeing to introductions hands contacts over",
        consents,
        "_last",
        ((", ConsentRow.purpose == purpose", ""),),
    ),
    Bug("contacts go the wrong way", contacts, "hand_over", (("receiver, cards[giver]", "receiver, cards[receiver]"),)),
    Bug(
        "a shared wish is lost where a repair dropped the meeting",
        choices,
        "seal",
        (
            (
                "companies = _company_participants",
                "left = rounds_of_pairs(session, event_id)\n"
                "    rows = [row for row in rows if (row.chooser_id, row.partner_id) in left]\n"
                "    companies = _company_participants",
            ),
        ),
    ),
    Bug(
        "a receipt without storing",
        choices,
        "record",
        (
            (
                "    tap = {",
                "    if sequence % 4 == 0:\n        return Receipt(received_at=now, sequence=sequence)\n    tap = {",
            ),
        ),
    ),
    Bug("a tap delivered twice counts twice", choices, "_TIE", (('ChoiceRow.tap_key != bindparam("key"), ', ""),)),
    Bug(
        "one key for two answers",
        choices,
        "_receipt_again",
        (("ChoiceRow.tap_key == key, ChoiceRow.answer == given", "ChoiceRow.tap_key == key"),),
    ),
    Bug(
        "somebody not met yet can be chosen",
        begun_meetings,
        "have_met",
        (("state.rounds_begun", "state.rounds_begun + 1"),),
    ),
    Bug(
        "an answer before any agreement",
        choices,
        "record",
        (("if not consents.stated", "if not True and consents.stated"),),
    ),
    Bug(
        "any number may be used up",
        choices,
        "_NEWER",
        ((', ChoiceRow.sequence >= bindparam("number") - taps.LARGEST_JUMP', ""),),
    ),
    Bug(
        "a row for the one who answers only",
        choices,
        "_make_rows",
        (("for chooser, partner in (sides, sides[::-1])", "for chooser, partner in (sides,)"),),
    ),
)


@contextmanager
def seeded(bug: Bug) -> Iterator[None]:
    """Run a block with the bug in the application."""
    right = getattr(bug.module, bug.place)
    changed = _function(bug) if isinstance(right, FunctionType) else _statements(bug)
    before = [(module, name, vars(module)[name]) for module, name in changed]
    for (module, name), wrong in changed.items():
        setattr(module, name, wrong)
    try:
        yield
    finally:
        for module, name, found in before:
            setattr(module, name, found)


def _function(bug: Bug) -> dict[tuple[ModuleType, str], Any]:
    """The function with the bug in it, wherever it was imported by name."""
    right = getattr(bug.module, bug.place)
    names = dict(vars(bug.module))
    source = _with_words_replaced(bug, textwrap.dedent(inspect.getsource(right)))
    exec(compile(source, f"<{bug.name}>", "exec", flags=0), names)  # noqa: S102  the application's own source, changed
    broken = names[bug.place]
    # With the module's own names, so that bugs see each other.
    rebuilt = FunctionType(broken.__code__, vars(bug.module), bug.place, broken.__defaults__, broken.__closure__)
    rebuilt.__kwdefaults__ = broken.__kwdefaults__
    return {
        (module, bug.place): rebuilt
        for name, module in sorted(sys.modules.items())
        if name.startswith(("webapp.", "schedules.")) and vars(module).get(bug.place) is right
    }


def _statements(bug: Bug) -> dict[tuple[ModuleType, str], Any]:
    """The statement with the bug in it, and those below that are made of it."""
    source = inspect.getsource(bug.module)
    names, changed = dict(vars(bug.module)), [bug.place]
    for line in ast.parse(source).body:
        if not (isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(target := _target(line), ast.Name)):
            continue
        words = ast.get_source_segment(source, line) or ""
        if target.id == bug.place:
            words = _with_words_replaced(bug, words)
        elif any(re.search(rf"\b{name}\b", words) for name in changed):
            changed.append(target.id)
        else:
            continue
        exec(compile(words, f"<{bug.name}>", "exec", flags=0), names)  # noqa: S102  as above
    return {(bug.module, name): names[name] for name in changed}


def _target(line: ast.Assign | ast.AnnAssign) -> ast.expr:
    return line.targets[0] if isinstance(line, ast.Assign) else line.target


def _with_words_replaced(bug: Bug, source: str) -> str:
    for right, wrong in bug.changes:
        if right not in source:
            raise AssertionError(f"{bug.name}: {right!r} is not in {bug.place} any more")
        source = source.replace(right, wrong)
    return source
