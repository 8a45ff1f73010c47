"""The examples in the docstrings do what they say."""

import doctest
import importlib
import pkgutil

import schedules


def test_examples_in_docstrings():
    attempted = 0
    for found in pkgutil.walk_packages(schedules.__path__, "schedules."):
        result = doctest.testmod(importlib.import_module(found.name))
        assert result.failed == 0
        attempted += result.attempted
    assert attempted >= 3
