"""The folder of a search -> its manifest, the blocks that are finished, and what they found."""

import zipfile
from collections.abc import Sequence
from hashlib import sha256
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import numpy as np

from matching.region.block_results import BlockResult
from matching.region.blocks import Block
from matching.region.manifest import Manifest
from matching.region.selection import NOBODY, Best
from matching.region.write import MANIFEST_NAME, NAMES, block_name

N_BYTES: Final = 3 * 4  # of one partner: its number, its score and its coverage
MOST_HEADER: Final = 1_000  # bytes before the numbers of an array
MOST_SHARE: Final = 1.001  # a score or a coverage, as sums in float32 may come out


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
    except (ValueError, RecursionError) as error:
        raise AnotherSearch(folder, ()) from error
    differences = manifest.differences(found)
    if differences:
        raise AnotherSearch(folder, differences)
    return True


def read_block(folder: Path, block: Block, *, n_columns: int, count: int) -> BlockResult | None:
    """Return what a finished block found, or None when its file is missing, damaged or none that could be written.

    Nothing in the file is believed: nothing is unpacked or run, no array is larger than it can be, and partners are
    those that the block has.
    """
    most_bytes = count * (block.n_rows + n_columns) * N_BYTES + len(NAMES) * MOST_HEADER
    try:
        with (folder / block_name(block.number)).open("rb") as file:
            with zipfile.ZipFile(file) as archive:
                if not _is_plain(archive.infolist(), most_bytes):
                    return None
            file.seek(0)
            with np.load(file, allow_pickle=False) as arrays:
                found = [arrays[name] for name in NAMES]
    except (OSError, ValueError, KeyError, EOFError, MemoryError, OverflowError, zipfile.BadZipFile):
        return None
    of_rows, of_columns = Best(*found[:3]), Best(*found[3:])
    if not _is_best(of_rows, (block.n_rows, count), 0, n_columns):
        return None
    if not _is_best(of_columns, (n_columns, count), block.first_row, block.end_row):
        return None
    return BlockResult(block, of_rows, of_columns)


def _is_plain(members: Sequence[zipfile.ZipInfo], most_bytes: int) -> bool:
    """Whether an archive holds what ``write_block`` puts there: arrays as they are, neither packed nor locked."""
    return (
        sorted(one.filename for one in members) == sorted(f"{name}.npy" for name in NAMES)
        and all(one.compress_type == zipfile.ZIP_STORED and not one.flag_bits & 1 for one in members)
        and sum(one.file_size for one in members) <= most_bytes
    )


def _is_best(best: Best, shape: tuple[int, int], first: int, end: int) -> bool:
    """Whether these may be best partners: numbers of partners from ``first`` up to ``end``, or nobody; shares of 1."""
    shares = (best.scores, best.coverage)
    if any(one.shape != shape for one in (best.partners, *shares)):
        return False
    if best.partners.dtype != np.int32 or any(one.dtype != np.float32 for one in shares):
        return False
    known = (best.partners == NOBODY) | ((best.partners >= first) & (best.partners < end))
    return bool(known.all()) and all(bool(((one >= 0) & (one <= MOST_SHARE)).all()) for one in shares)


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
