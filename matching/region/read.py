"""The folder of a search -> its manifest, the blocks that are finished, and what they found."""

import zipfile
import zlib
from collections.abc import Sequence
from hashlib import sha256
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from matching.region.block_results import BlockResult
from matching.region.blocks import Block
from matching.region.manifest import Manifest
from matching.region.selection import Best
from matching.region.write import MANIFEST_NAME, block_name


class AnotherSearch(ValueError):  # noqa: N818  named as the thing it is about
    """Raised when a folder holds blocks of another search; ``differences`` names the parts that are not the same."""

    def __init__(self, folder: Path, differences: Sequence[str]) -> None:
        self.folder = folder
        self.differences = tuple(differences)
        super().__init__(
            f"{folder} holds the blocks of another search: {', '.join(self.differences) or 'its manifest'} differ. "
            "Give another folder, or start afresh."
        )


def check_folder(folder: Path, manifest: Manifest) -> bool:
    """Tell whether a folder holds blocks of this search; False when it holds none yet.

    Raises AnotherSearch when it holds those of another one, or blocks without a manifest.
    """
    path = folder / MANIFEST_NAME
    if not path.exists():
        if any(folder.glob("block-*.npz")):
            raise AnotherSearch(folder, ())
        return False
    try:
        found = Manifest.from_json(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise AnotherSearch(folder, ()) from error
    differences = manifest.differences(found)
    if differences:
        raise AnotherSearch(folder, differences)
    return True


def read_block(folder: Path, block: Block, *, n_columns: int, count: int) -> BlockResult | None:
    """Return what a finished block found, or None when its file is missing, damaged or of another shape."""
    try:
        path = folder / block_name(block.number)
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            of_rows, of_columns = (
                Best(*(arrays[f"{side}_{name}"] for name in ("partners", "scores", "coverage")))
                for side in ("row", "column")
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return None
    shapes = [array.shape for best in (of_rows, of_columns) for array in (best.partners, best.scores, best.coverage)]
    if shapes != [(block.n_rows, count)] * 3 + [(n_columns, count)] * 3:
        return None
    return BlockResult(block, of_rows, of_columns)


def software() -> str:
    """Return the versions of this software and of what its figures rest on, and a fingerprint of its sources.

    The sources count because a version number stands still while a score is being worked on, and blocks of two
    different scores must never be put together.
    """
    versions = " ".join(f"{name} {metadata.version(name)}" for name in ("entremise", "numpy", "scipy"))
    digest = sha256()
    for content in _sources(resources.files("matching")):
        digest.update(sha256(content).digest())
    return f"{versions} {digest.hexdigest()[:32]}"


def _sources(folder: Traversable) -> list[bytes]:
    """What stands in every file below a folder, in the order of their names."""
    found: list[bytes] = []
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.is_dir():
            found += _sources(one)
        elif not one.name.endswith((".pyc", ".md")):
            found += [one.name.encode(), one.read_bytes()]
    return found
