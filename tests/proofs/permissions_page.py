"""permissions.txt and what each view says of itself -> the page that says who may do what, for a data officer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from inspect import getdoc

from flask import Flask

from webapp.permissions import declared_permissions

INTRODUCTION = """\
# Who may do what

Made from `webapp/permissions.txt` and from what each view says of itself; a test keeps it in step
(`python -m tests.proofs.permissions --page docs/permissions.md` writes it anew). The application does not start when an
address is missing from that file, and one guard (`webapp/guard.py`) decides from it before any view runs.
`python -m tests.proofs.permissions` asks every address, with every method, as every kind of actor, about every kind of
object, and compares.

- **anybody**: without a link and without an account. Where an address holds a link's own text, that text is the key.
- **account**: somebody signed in. *organiser*: may open evenings. *administrator*: looks after the accounts of the
  installation and sees no evening by it.
- **participant**: whoever opened a personal link; their own part of that evening only.
- **hall**: a projector that opened the hall's link of that evening.
- **owner, door, facilitator, reader**: an account with that role at that evening, and at no other.

Whoever is not named is told that the page does not exist, in the same words and with the same headers whether the
evening or the object exists or not. Without an account, pages for accounts lead to the sign-in page, again whether they
exist or not. Nothing is written by a request that was refused. Nobody, whatever their role, sees what a participant
answered about another.
"""
COLUMNS = ("anybody", "account", "participant", "hall", "owner", "door", "facilitator", "reader")
ACCOUNTS = {"signed_in": "any", "organiser": "organiser", "administrator": "administrator"}


@dataclass(frozen=True, kw_only=True)
class Section:
    """A remark of the file and the lines under it."""

    title: str
    lines: tuple[tuple[str, str], ...]


def page(app: Flask) -> str:
    """The whole page, in Markdown."""
    permissions = declared_permissions()
    addresses = {
        (rule.endpoint, method): rule.rule for rule in app.url_map.iter_rules() for method in rule.methods or ()
    }
    parts = [INTRODUCTION]
    for section in _sections():
        parts.append(f"\n## {section.title}\n")
        parts.append(f"| what | address | {' | '.join(COLUMNS)} |")
        parts.append("|---|---|" + ":-:|" * len(COLUMNS))
        for endpoint, method in section.lines:
            said = (getdoc(app.view_functions[endpoint]) or "").partition("\n")[0].rstrip(".").replace("``", "`")
            what = "Anybody's browser reads a style, a script or a font" if endpoint == "static" else said
            address = re.sub(r"<(?:[^<>:]*:)?([^<>]+)>", r"<\1>", addresses[endpoint, method])
            marks = _marks(permissions.who(endpoint, method))
            parts.append(f"| {what} | {method} `{address}` | {' | '.join(marks)} |")
    return "\n".join(parts) + "\n"


def _marks(who: frozenset[str]) -> Iterator[str]:
    for column in COLUMNS:
        if column == "anybody":
            yield "yes" if "everybody" in who else ""
        elif column == "account":
            yield ", ".join(name for word, name in ACCOUNTS.items() if word in who)
        else:
            yield "yes" if column in who else ""


def _sections() -> Iterator[Section]:
    """The remarks of the file after its introduction, each with what it stands over."""
    text = (files("webapp") / "permissions.txt").read_text(encoding="utf-8")
    for block in re.split(r"\n\s*\n", text):
        remarks = [line.lstrip("# ") for line in block.splitlines() if line.startswith("#")]
        lines = [line.partition("#")[0].split() for line in block.splitlines() if not line.startswith("#")]
        declared = tuple((words[0], words[1]) for words in lines if words)
        if declared:
            yield Section(title=" ".join(remarks).rstrip(".") or "Also", lines=declared)
