"""Bugs to be found: each changes one thing in one function of the application while a block runs.

A bug is the function's own source with words replaced, so that it stays what somebody could have written; when the
source moves on and the words are no longer there, seeding fails loudly.
"""

import inspect
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

from webapp.services import begun_meetings, choices, consents, contacts


@dataclass(frozen=True)
class Bug:
    """What somebody got wrong: in which function, which words for which."""

    name: str
    module: ModuleType
    function: str
    changes: tuple[tuple[str, str], ...]


BUGS = (
    Bug(
        "a lower number replaces a higher one",
        choices,
        "record",
        (("ChoiceRow.sequence < sequence,", "ChoiceRow.sequence != sequence,"),),
    ),
    Bug("at a tie yes replaces not", choices, "record", (('literal(answer == "not")', "literal(True)"),)),
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
        "_statements",
        ((", ConsentRow.purpose == purpose", ""),),
    ),
    Bug("contacts go the wrong way", contacts, "hand_over", (("receiver, cards[giver]", "giver, cards[receiver]"),)),
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
                "    theirs = and_(",
                "    if sequence % 4 == 0:\n        return Receipt(received_at=now, sequence=sequence)\n"
                "    theirs = and_(",
            ),
        ),
    ),
    Bug(
        "a tap delivered twice counts twice", choices, "record", ((", ChoiceRow.tap_key != key, literal", ", literal"),)
    ),
    Bug(
        "one key for two answers",
        choices,
        "_receipt_again",
        (("ChoiceRow.tap_key == key, ChoiceRow.answer == answer", "ChoiceRow.tap_key == key"),),
    ),
    Bug(
        "somebody not met yet can be chosen",
        begun_meetings,
        "begun_meetings",
        (("state.rounds_begun", "state.rounds_begun + 1"),),
    ),
    Bug(
        "an answer before any agreement",
        choices,
        "record",
        (("if not consents.stated", "if not True and consents.stated"),),
    ),
    Bug(
        "any number may be used up", choices, "record", ((", ChoiceRow.sequence >= sequence - taps.LARGEST_JUMP", ""),)
    ),
    Bug(
        "a row for the one who answers only",
        choices,
        "_make_rows",
        (("for chooser, partner in ((one, other), (other, one)):", "for chooser, partner in ((one, other),):"),),
    ),
)


@contextmanager
def seeded(bug: Bug) -> Iterator[None]:
    """Run a block with the bug in the application."""
    function = getattr(bug.module, bug.function)
    source = textwrap.dedent(inspect.getsource(function))
    for right, wrong in bug.changes:
        if right not in source:
            raise AssertionError(f"{bug.name}: {right!r} is not in {bug.function} any more")
        source = source.replace(right, wrong)
    names = dict(vars(bug.module))
    exec(compile(source, f"<{bug.name}>", "exec", flags=0), names)  # noqa: S102  the application's own source, changed
    broken = names[bug.function]
    # The same function wherever it was imported by name, and with the module's own names, so that bugs see each other.
    rebuilt = type(function)(
        broken.__code__, vars(bug.module), function.__name__, broken.__defaults__, broken.__closure__
    )
    rebuilt.__kwdefaults__ = broken.__kwdefaults__
    places = [
        module
        for name, module in sorted(sys.modules.items())
        if name.startswith("webapp.") and vars(module).get(bug.function) is function
    ]
    for module in places:
        setattr(module, bug.function, rebuilt)
    try:
        yield
    finally:
        for module in places:
            setattr(module, bug.function, function)
