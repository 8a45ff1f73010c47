"""Whether a secret key protects anything: long, not one of those that stand in examples, and not guessable.

A key is given as text, so its strength is bounded from above: characters x log2 of how many different ones occur.
A password-like sentence can still pass; the installation's own key, 48 random bytes, is what should be used.
"""

import itertools
import math
import re
from pathlib import Path
from typing import Literal

LEAST_LENGTH = 32
LEAST_BITS = 120
EXAMPLES = (
    "changeme",
    "change me",
    "change-me",
    "change_me",
    "default",
    "dev key",
    "development",
    "example",
    "insecure",
    "password",
    "secret",
    "test only",
    "tests only",
    "your key",
    "votre clé",
    "à changer",
)
SecretFault = Literal["short", "example", "guessable", "demonstration"]


def fault_of(secret: str, *, instance: Path) -> SecretFault | None:
    """What is wrong with a key: too short, out of an example, too regular, or that of a demonstration here."""
    if len(secret) < LEAST_LENGTH:
        return "short"
    if _in_words(secret):
        return "example"
    if _bits(secret) < LEAST_BITS or _repeats(secret):
        return "guessable"
    for kept in sorted(instance.glob("demo*/secret")):
        if kept.read_text(encoding="utf-8", errors="replace").strip() == secret:
            return "demonstration"
    return None


def _in_words(secret: str) -> bool:
    """Whether the words of examples make up a part of the key that no chance would."""
    plain = re.sub(r"[\s_-]+", " ", secret.lower())
    return any(re.sub(r"[\s_-]+", " ", one) in plain for one in EXAMPLES)


def _bits(secret: str) -> float:
    different = len(set(secret))
    return len(secret) * math.log2(different) if different > 1 else 0.0


def _repeats(secret: str) -> bool:
    """Whether the key is a shorter text over and over, or runs along the alphabet or the digits."""
    for length in range(1, min(16, len(secret) // 2) + 1):
        if (secret[:length] * (len(secret) // length + 1))[: len(secret)] == secret:
            return True
    steps = [ord(second) - ord(first) for first, second in itertools.pairwise(secret)]
    return sum(step in (0, 1, -1) for step in steps) > len(steps) / 2
