"""Remarks are codes and values: each code documented, each value named, each printable as JSON."""

import ast
import json
import re
from pathlib import Path

import pytest

import matching.read
from matching.read import REMARK_CODES, Remark
from matching.read.remarks import LEVELS

from .sheets import read_text

SOURCES = {path.name: path.read_text("utf-8") for path in Path(matching.read.__file__).parent.glob("*.py")}


def test_each_code_is_used_and_each_used_code_is_documented() -> None:
    written = {
        node.value
        for name, source in SOURCES.items()
        if name != "remarks.py"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    documented = set(REMARK_CODES) - {"more_of_the_same"}
    assert not documented - written
    called = {
        code for source in SOURCES.values() for code in re.findall(r'(?:book\.add|unreadable)\(\s*"(\w+)"', source)
    }
    assert called <= set(REMARK_CODES)


def test_levels_and_value_names() -> None:
    for level, names in REMARK_CODES.values():
        assert level in LEVELS
        assert len(set(names)) == len(names)


def test_a_remark_with_an_unknown_code_level_or_value_is_refused() -> None:
    with pytest.raises(ValueError, match="no_such_code"):
        Remark(level="problem", code="no_such_code")
    with pytest.raises(ValueError, match="email_missing"):
        Remark(level="correction", code="email_missing")
    with pytest.raises(ValueError, match="email_missing"):
        Remark(level="problem", code="email_missing", values={"who": 1})


def test_remarks_are_in_the_order_of_the_lines_and_survive_json() -> None:
    sign_ups = read_text("structure,side,prénom,besoins,téléphone\nClub,?,Zoé,,\nAmis,association,Max,Licorne,12\n")
    lines = [remark.line for remark in sign_ups.remarks]
    assert lines == sorted(lines)
    for remark in sign_ups.remarks:
        assert Remark(**json.loads(json.dumps(remark.to_dict()))).code == remark.code
