"""The examples in the docstrings hold."""

import doctest
import importlib
import pkgutil

import pytest

import matching.read

MODULES = [f"matching.read.{module.name}" for module in pkgutil.iter_modules(matching.read.__path__)]


@pytest.mark.parametrize("name", [*MODULES, "matching.folding", "matching.places", "matching.write"])
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
