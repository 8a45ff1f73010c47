"""The application's code and templates -> the fields that it asks of queries and forms, with the values it waits for.

What goes by a name that is written there as it is; names that are put together from others stand in ``fields`` by the
same constants as in the application.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import webapp

FOLDER: Final = Path(webapp.__file__).parent
#: What holds the fields of a request, as it is called throughout the application.
HOLDERS: Final = frozenset({"request.form", "request.args", "request.values", "form", "typed", "arguments"})
#: A field's name with the one value that the code compares it with, or that a template gives it; "" for none.
Asked = tuple[str, str]
_FIELD: Final = re.compile(r"<(?:input|select|textarea|button)\b[^>]*>")
_NAME: Final = re.compile(r'\bname="([\w-]+)"')
_VALUE: Final = re.compile(r'\bvalue="([^"{]+)"')


def of_code() -> set[Asked]:
    """What the code asks for."""
    found: set[Asked] = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and isinstance(node.comparators[0], ast.Constant):
                value = str(node.comparators[0].value)
                found |= {(name, value) for name in _names(node.left)}
            found |= {(name, "") for name in _names(node)}
    return found


def of_templates() -> set[Asked]:
    """What the fields of the templates are called and hold."""
    tags = [tag for path in FOLDER.rglob("*.html") for tag in _FIELD.findall(path.read_text(encoding="utf-8"))]
    named = [(found[1], _VALUE.search(tag)) for tag in tags if (found := _NAME.search(tag))]
    return {(name, value[1] if value else "") for name, value in named}


def _names(node: ast.AST) -> Iterator[str]:
    """The field that an expression asks for: x.get("a"), x.getlist("a"), number(x, "a"), x["a"], "a" in x."""
    holder: ast.expr | None = None
    key: ast.expr | None = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        if node.func.attr in ("get", "getlist"):
            holder, key = node.func.value, node.args[0]
    elif isinstance(node, ast.Call) and len(node.args) > 1:
        holder, key = node.args[0], node.args[1]
    elif isinstance(node, ast.Subscript):
        holder, key = node.value, node.slice
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
        holder, key = node.comparators[0], node.left
    if holder is not None and ast.unparse(holder) in HOLDERS and isinstance(key, ast.Constant):
        yield str(key.value)
