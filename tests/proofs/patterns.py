"""Every regular expression of the project, on texts made to slow it down.

    python -m tests.proofs.patterns

Patterns are found by themselves: those that stand in a module once it is imported, and those that the code writes down
where it uses them. Each is pumped with its own letters, alone and in pairs, 50,000 characters long, with an end that
does not fit.
"""

import ast
import importlib
import itertools
import pkgutil
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import matching
import sample_data
import schedules
import webapp

LENGTH: Final = 50_000
#: Lengths at which every text is tried before the few slowest are made long.
GROWING: Final = (20, 25, 30, 40, 60, 600)
MOST_LONG: Final = 4
#: Patterns that only ever see texts cut to this length before.
BOUNDED: Final = {
    "matching.read.contacts:": 334,
    "matching.read.columns._GRID": 1_000,
    "matching.read.answers._GRADED": 200,
}
MOST_SECONDS: Final = 0.05
PACKAGES: Final = (matching, schedules, webapp, sample_data)
ALWAYS: Final = ("a", " ", "0", "\n")
ENDS: Final = ("", "\x01")
USES: Final = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")
METHODS: Final = {"match": "match", "fullmatch": "fullmatch"}


@dataclass(frozen=True, kw_only=True)
class Used:
    """A pattern, where it stands, and how it is used: "match", "fullmatch" or, whatever looks further, "search"."""

    where: str
    pattern: re.Pattern[str] | re.Pattern[bytes]
    uses: frozenset[str]


def modules() -> list[ModuleType]:
    """Every module of the project, imported."""
    found = []
    for package in PACKAGES:
        found.append(package)
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not one.name.endswith("__main__") and ".migrations." not in one.name:
                found.append(importlib.import_module(one.name))
    return found


def patterns() -> list[Used]:
    """Every pattern of the project, once for each place."""
    found: list[Used] = []
    everything = modules()
    trees = {one.__name__: ast.parse(Path(str(one.__file__)).read_text("utf-8")) for one in everything}
    known = _uses(trees.values())
    for module in everything:
        tree = trees[module.__name__]
        for name, value in vars(module).items():
            for pattern in _inside(value):
                uses = frozenset(known.get(name) or {"match", "fullmatch", "search"})
                found.append(Used(where=f"{module.__name__}.{name}", pattern=pattern, uses=uses))
        for node in ast.walk(tree):
            written = _written(node)
            if written is not None:
                use, text, line = written
                uses = frozenset([METHODS.get(use, "search")])
                found.append(Used(where=f"{module.__name__}:{line}", pattern=re.compile(text), uses=uses))
    return found


def worst(used: Used, *, length: int = LENGTH) -> tuple[float, str]:
    """The greatest processor seconds that one text costs a pattern, and the beginning of that text.

    Short texts of every kind tell which few are worth making long.
    """
    length = min([length, *(most for where, most in BOUNDED.items() if used.where.startswith(where))])
    letters = [*dict.fromkeys([*_letters(_text(used.pattern.pattern)), *ALWAYS])]
    pumps = [*letters, *("".join(pair) for pair in itertools.permutations(letters[:6], 2))]
    cases = [(pump, end, use) for pump in pumps for end in ENDS for use in sorted(used.uses)]
    short = []
    for case in cases:
        for growing in GROWING:  # a pattern that doubles with each letter is told before it keeps everybody waiting
            seconds = _cost(used, *case, length=min(growing, length))
            if seconds >= MOST_SECONDS:
                return seconds, "{2} {0!r} ... {1!r}, {3} characters".format(*case, growing)
        short.append((seconds, case))
    short.sort(reverse=True)
    costs = [
        (_cost(used, *case, length=length), "{2} {0!r} ... {1!r}".format(*case))
        for _seconds_, case in short[:MOST_LONG]
    ]
    return max(costs)


def _cost(used: Used, pump: str, end: str, use: str, *, length: int) -> float:
    text = (pump * (length // len(pump)))[: length - len(end)] + end
    octets = isinstance(used.pattern.pattern, bytes)
    return _seconds(getattr(used.pattern, use), text.encode("utf-8", "replace") if octets else text)


def _text(pattern: str | bytes) -> str:
    return pattern if isinstance(pattern, str) else pattern.decode("latin-1")


def _seconds(method: Callable[[Any], Any], text: str | bytes) -> float:
    """What one call costs; asked again where it seems slow, since other programs disturb."""
    costs = []
    for _ in range(3):
        started = time.process_time()
        method(text)
        costs.append(time.process_time() - started)
        if costs[-1] < MOST_SECONDS / 2:
            break
    return min(costs)


def _letters(pattern: str) -> Iterator[str]:
    """Signs that a pattern speaks of, and one of each class it names."""
    classes = {"s": " ", "d": "0", "w": "a", "S": "a", "D": "a", "W": " "}
    for found in re.finditer(r"\\(.)|(\w)|([^\w\\\[\](){}|*+?^$])", pattern):
        escaped, word, sign = found.groups()
        yield classes.get(escaped, escaped) if escaped else word or sign


def _inside(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in (*value, *value.values()):
            yield from _inside(one)
    elif isinstance(value, tuple | list | frozenset | set):
        for one in value:
            yield from _inside(one)


def _uses(trees: Iterable[ast.AST]) -> dict[str, set[str]]:
    """How the project uses what has a name, by that name."""
    uses: dict[str, set[str]] = defaultdict(set)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in USES and isinstance(node.value, ast.Name):
                uses[node.value.id].add(METHODS.get(node.attr, "search"))
    return uses


def _written(node: ast.AST) -> tuple[str, str, int] | None:
    """Use, text and line of a pattern that a call of the module ``re`` holds; what is put in stands as one letter."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return None
    if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.func.attr in USES):
        return None
    first = node.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return node.func.attr, first.value, node.lineno
    if isinstance(first, ast.JoinedStr):
        parts = [str(one.value) if isinstance(one, ast.Constant) else "a" for one in first.values]
        return node.func.attr, "".join(parts), node.lineno
    return None


def main() -> int:
    """Print the slowest patterns and the figure."""
    costs = sorted(((*worst(used), used) for used in patterns()), key=lambda cost: -cost[0])
    for seconds, text, used in costs[:10]:
        print(f"{seconds * 1000:8.1f} ms  {used.where}  {used.pattern.pattern[:60]!r}  {text}")
    slow = sum(seconds >= MOST_SECONDS for seconds, _text, _used in costs)
    print(f"{len(costs)} patterns, {LENGTH} characters, {slow} of them take {MOST_SECONDS * 1000:.0f} ms or more")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
