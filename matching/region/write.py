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
NAMES: Final = tuple(f"{side}_{name}" for side in ("row", "column") for name in ("partners", "scores", "coverage"))
OWN_FILES: Final = ("block-*.npz", "block-*.npz.*.part", f"{MANIFEST_NAME}.*.part")


def block_name(number: int) -> str:
    """Return the name of the file of a block."""
    return f"block-{number:05d}.npz"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a search that begins; raises OSError when the folder cannot be written to."""
    part = _part(folder / MANIFEST_NAME)
    with part.open("x", encoding="utf-8") as file:
        file.write(manifest.to_json())
    part.replace(folder / MANIFEST_NAME)


def write_block(folder: Path, result: BlockResult) -> None:
    """Write what a block found; raises OSError when the folder cannot be written to."""
    target = folder / block_name(result.block.number)
    part = _part(target)
    of_both = [
        array for best in (result.of_rows, result.of_columns) for array in (best.partners, best.scores, best.coverage)
    ]
    with part.open("xb") as file:
        np.savez(file, allow_pickle=False, **dict(zip(NAMES, of_both, strict=True)))
    part.replace(target)


def clear(folder: Path) -> None:
    """Take away the manifest first, then every block, so that no block ever stands beside another manifest."""
    (folder / MANIFEST_NAME).unlink(missing_ok=True)
    for path in [path for name in OWN_FILES for path in folder.glob(name)]:
        path.unlink(missing_ok=True)


def take_away(folder: Path) -> None:
    """Clear the folder, and take it away unless something else lies in it; raises OSError when it cannot be cleared."""
    clear(folder)
    if not folder.is_symlink() and not any(folder.iterdir()):
        folder.rmdir()


def _part(path: Path) -> Path:
    """A name of its own for each process, should two work in one folder; what had it, a link too, is taken away."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    return part
