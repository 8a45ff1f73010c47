"""Contents by name -> files in a folder, each whole or not there: written beside, then moved into place."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_in_place(directory: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write the files into a folder (made if need be) and return their paths; raises OSError and leaves none half."""
    directory.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".entremise-", dir=directory))
    try:
        for name, content in contents.items():
            with (beside / name).open("xb") as file:  # never through a link that somebody has put there meanwhile
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for name in contents:
            (beside / name).replace(directory / name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return [directory / name for name in contents]
