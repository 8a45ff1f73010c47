"""A fictional territory in the east of France: the files of one evening, and the generator that wrote them.

``path`` gives a committed file; ``README.md`` says what each holds, and what is real and what is invented.
"""

from importlib.resources import files
from pathlib import Path

from sample_data.synthetic import SyntheticTerritory, generate_territory

__all__ = ["FILES", "SyntheticTerritory", "generate_territory", "path"]

FILES = ("organisations.csv", "pairs.csv", "history.csv", "diagnosis.csv", "signups_helloasso.csv")


def path(name: str) -> Path:
    """Return where a file of the sample evening lies; raises KeyError for a name that is not in FILES.

    >>> path("pairs.csv").name
    'pairs.csv'
    """
    if name not in FILES:
        raise KeyError(f"{name!r} is not one of {', '.join(FILES)}")
    return Path(str(files("sample_data") / name))
