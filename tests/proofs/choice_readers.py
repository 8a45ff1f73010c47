"""Who may name the one-sided choices: three functions that read them, and those that write or destroy them.

The list is the reviewed one. `may` holds a statement that is being carried out against the function that asked for it,
however the table came to be named; a test of the source holds the code against it too.
"""

import re
from pathlib import Path
from types import FrameType
from typing import Final

import webapp
from webapp.models import ChoiceRow

TABLE: Final = ChoiceRow.__tablename__
#: For their author; as answered or not; at the seal.
READERS: Final = frozenset({"own_choices", "answered", "seal"})
WRITERS: Final = frozenset({"record", "_receipt_again", "_make_rows"})
DESTROYERS: Final = frozenset({"destroy_choices", "destroy_choices_of"})
#: The writer that reads which tap stands, and neither what it said nor anything else.
OF_THE_TAP: Final = "_receipt_again"
_FILES: Final = {"services/choices.py": READERS | WRITERS, "services/destruction.py": DESTROYERS}
#: They carry out what one of the functions above has built.
_PASSING_ON: Final = {("services/choices.py", "_changed"), ("services/destruction.py", "delete_counted")}
_FOLDER: Final = Path(webapp.__file__).parent
_VALUE: Final = re.compile(r"'(?:[^']|'')*'")
_NAMED: Final = re.compile(rf"(?<!\w){TABLE}(?!\w)", re.IGNORECASE)
_READ_OF_TAP: Final = frozenset({"sequence", "tap_key", "received_at"})


def is_on_choices(words: str) -> bool:
    """Whether a statement of SQL names the table of one-sided choices."""
    return TABLE in words.lower() and _NAMED.search(_VALUE.sub("''", words)) is not None


def asker(frame: FrameType) -> str | None:
    """The function that asked for a statement, as ``file:name``; None where it is none of the application's."""
    found: FrameType | None = frame
    while found is not None:
        name = _name(found)
        if name is None or name not in _PASSING_ON:
            return ":".join(name) if name else None
        found = found.f_back
    return None


def may(asker: str | None, words: str) -> bool:
    """Whether a function may have a statement on one-sided choices carried out."""
    file, _, name = (asker or "").partition(":")
    if name not in _FILES.get(file, ()):
        return False
    verb, _, rest = words.strip().upper().partition(" ")
    if verb == "SELECT":
        return name in READERS or (name == OF_THE_TAP and _reads_the_tap_alone(words))
    return name in WRITERS | DESTROYERS and verb in ("INSERT", "UPDATE", "DELETE") and "RETURNING" not in rest


def _reads_the_tap_alone(words: str) -> bool:
    """Whether nothing is read but which tap stands."""
    chosen = words.partition("FROM")[0].replace("SELECT", "").replace("\n", " ").split(",")
    return {one.strip().removeprefix(f"{TABLE}.") for one in chosen} <= _READ_OF_TAP


def _name(frame: FrameType) -> tuple[str, str] | None:
    path = Path(frame.f_code.co_filename)
    if not path.is_relative_to(_FOLDER):
        return None
    return path.relative_to(_FOLDER).as_posix(), frame.f_code.co_qualname.partition(".")[0]
