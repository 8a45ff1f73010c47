"""The language of the command line: the one asked for, else that of the environment, else French."""

import os
from collections.abc import Mapping
from typing import Literal

Language = Literal["fr", "en"]
LANGUAGES = ("fr", "en")


def default_language(environment: Mapping[str, str] = os.environ) -> Language:
    """English where LC_ALL, LC_MESSAGES or LANG (the first that is set) says so, otherwise French."""
    said = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "en" if said.lower().startswith("en") else "fr"
