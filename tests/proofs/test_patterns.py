"""Every regular expression of the project in its slowest second, and the control: a nested quantifier is found."""

import re

from tests.proofs.patterns import LENGTH, MOST_SECONDS, Used, patterns, worst


def test_every_pattern_is_quick_on_fifty_kilobytes() -> None:
    found = patterns()
    assert len(found) > 60
    slow = [
        f"{used.where}: {seconds:.3f} s, {text}"
        for used in found
        for seconds, text in [worst(used)]
        if seconds >= MOST_SECONDS
    ]
    assert slow == []


def test_a_slow_pattern_is_found() -> None:
    """The pattern that once cut presentations into sentences: it tried every sign of a row, at every sign."""
    slow = Used(where="here", pattern=re.compile(r"[.!?;:]+(?=\s|$)"), uses=frozenset(["search"]))
    assert worst(slow, length=LENGTH // 10)[0] >= MOST_SECONDS


def test_a_pattern_that_doubles_with_each_letter_is_found_at_once() -> None:
    """The pattern that once read the head of a PostgreSQL script: blank lines fitted in as many ways as there are."""
    slow = Used(where="here", pattern=re.compile(rb"\A((?:--[^\n]*\n|\s*\n)*)x"), uses=frozenset(["match"]))
    assert worst(slow)[0] >= MOST_SECONDS
