"""Manifests and results of blocks -> files in the folder of a search.

A file appears whole or not at all: it is written under another name first, and renamed. A name that ends in ``.part``
is what a killed search left behind; nothing reads it.
"""

import os
from pathlib import Path
from typing import Final

import numpy as np

from matching.region.block_results import BlockResult
from matching.region.manifest import Manifest

MANIFEST_NAME: Final = "manifest.json"


def block_name(number: int) -> str:
    """Return the name of the file of a block."""
    return f"block-{number:05d}.npz"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a search that begins; raises OSError when the folder cannot be written to."""
    part = _part(folder / MANIFEST_NAME)
    part.write_text(manifest.to_json(), encoding="utf-8")
    part.replace(folder / MANIFEST_NAME)


def write_block(folder: Path, result: BlockResult) -> None:
    """Write what a block found; raises OSError when the folder cannot be written to."""
    target = folder / block_name(result.block.number)
    part = _part(target)
    arrays = {
        f"{side}_{name}": getattr(best, name)
        for side, best in (("row", result.of_rows), ("column", result.of_columns))
        for name in ("partners", "scores", "coverage")
    }
    with part.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
    part.replace(target)


def clear(folder: Path) -> None:
    """Take away the manifest first, then every block, so that no block ever stands beside another manifest."""
    (folder / MANIFEST_NAME).unlink(missing_ok=True)
    for path in [*folder.glob("block-*.npz"), *folder.glob("*.part")]:
        path.unlink(missing_ok=True)


def _part(path: Path) -> Path:
    """A name of its own for each process, should two work in one folder."""
    return path.with_name(f"{path.name}.{os.getpid()}.part")
