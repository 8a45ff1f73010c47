"""The application's source -> where it imports, reads an attribute or writes a text that a rule is about."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import webapp

FOLDER = Path(webapp.__file__).parent
_FETCHING = {"getattr", "vars", "eval", "exec", "__import__", "globals", "attrgetter"}
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, kw_only=True)
class Use:
    """One import, attribute, call or text, and the function it stands in ("" at the top of a file)."""

    file: str
    function: str
    #: import, attribute, call (with its first argument), fetched (by getattr and its like) or text.
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.file}:{self.function} {self.kind} {self.name}"


def uses_in_application(*, leave_out: tuple[str, ...] = ()) -> Iterator[Use]:
    """Those of every file, but for some folders."""
    for path in sorted(FOLDER.rglob("*.py")):
        file = path.relative_to(FOLDER).as_posix()
        if not file.startswith(leave_out):
            yield from uses(path.read_text(encoding="utf-8"), file=file)


def uses(source: str, *, file: str) -> Iterator[Use]:
    """Those of one source; what a function, class or file says of itself is no text."""
    yield from _within(ast.parse(source), file, "")


def _within(node: ast.AST, file: str, function: str) -> Iterator[Use]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # what is said of a function, or to whoever reads
        for kind, name in _named(child):
            yield Use(file=file, function=function, kind=kind, name=name)
        inner = child.name if isinstance(child, _FUNCTIONS) and not function else function
        yield from _within(child, file, inner)


def _named(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        yield from (("import", one.name) for one in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (("import", f"{node.module}.{one.name}") for one in node.names)
    elif isinstance(node, ast.Attribute):
        yield "attribute", node.attr
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield "text", node.value
    elif isinstance(node, ast.JoinedStr):
        yield "text", "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        first = ast.unparse(node.args[0]) if node.args else ""
        yield "fetched" if node.func.id in _FETCHING else "call", f"{node.func.id}({first})"


def found(rule: Callable[[Use], bool], *, leave_out: tuple[str, ...] = ()) -> set[str]:
    """What a rule is about, in the whole application."""
    return {str(use) for use in uses_in_application(leave_out=leave_out) if rule(use)}
