"""A search that was stopped goes on from the blocks it wrote, and never from those of another search."""

import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from matching.organisations import Organisation, PastMeeting
from matching.region import AnotherSearch, BestPartners, Settings, best_partners
from matching.region.blocks import SLICE_ROWS, Block, cut
from matching.region.manifest import Manifest, fingerprint_of_organisations
from matching.region.read import read_block
from matching.region.write import MANIFEST_NAME, NAMES, block_name, take_away
from matching.weights import CriterionWeights
from sample_data.region import RegionDirectory, generate_region

SMALL_BLOCKS = Settings(count=5, rows_per_block=SLICE_ROWS)


@pytest.fixture(scope="module")
def region() -> RegionDirectory:
    """300 companies, 80 associations: three blocks."""
    return generate_region(300, 80, seed=4)


def found(region: RegionDirectory, folder: Path | None, *, afresh: bool = False) -> BestPartners:
    return best_partners(region.companies, region.associations, settings=SMALL_BLOCKS, folder=folder, afresh=afresh)


def assert_same(one: BestPartners, other: BestPartners) -> None:
    for a, b in ((one.of_companies, other.of_companies), (one.of_associations, other.of_associations)):
        np.testing.assert_array_equal(a.partners, b.partners)
        np.testing.assert_array_equal(a.scores, b.scores)
        np.testing.assert_array_equal(a.coverage, b.coverage)


def test_blocks_stay_in_the_folder_and_give_the_same_result(region: RegionDirectory, tmp_path: Path) -> None:
    first = found(region, tmp_path)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == [block_name(0), block_name(1), block_name(2), MANIFEST_NAME]
    assert_same(first, found(region, None))
    assert_same(first, found(region, tmp_path))


def test_finished_blocks_are_not_measured_again(region: RegionDirectory, tmp_path: Path) -> None:
    first = found(region, tmp_path)
    (tmp_path / block_name(1)).unlink()
    times = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("block-*.npz")}
    told: list[tuple[str, int, int]] = []
    again = best_partners(
        region.companies,
        region.associations,
        settings=SMALL_BLOCKS,
        folder=tmp_path,
        progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    assert_same(first, again)
    done_before = 300 - SLICE_ROWS
    assert told == [("preparing", done_before, 300), ("measuring", done_before, 300), ("measuring", 300, 300)]
    assert all((tmp_path / name).stat().st_mtime_ns == modified for name, modified in times.items())


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 torn", b"no archive"])
def test_a_damaged_block_is_measured_again(region: RegionDirectory, tmp_path: Path, damage: bytes) -> None:
    first = found(region, tmp_path)
    whole = (tmp_path / block_name(2)).read_bytes()
    (tmp_path / block_name(2)).write_bytes(damage)
    assert_same(first, found(region, tmp_path))
    assert (tmp_path / block_name(2)).read_bytes() == whole


def test_a_flipped_byte_is_noticed(region: RegionDirectory, tmp_path: Path) -> None:
    found(region, tmp_path)
    path = tmp_path / block_name(0)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(bytes(content))
    block = cut(300, rows_per_block=SLICE_ROWS)[0]
    assert read_block(tmp_path, block, n_columns=80, count=5) is None


def rewritten(path: Path, **arrays: npt.NDArray[Any]) -> None:
    """The file of a block with some of its arrays exchanged."""
    with np.load(path) as found:
        plain = {name: found[name] for name in found.files}
    with path.open("wb") as file:
        np.savez(file, allow_pickle=True, **(plain | arrays))


@pytest.mark.parametrize("partner", [80, -2, 2**31 - 1])
def test_a_partner_that_does_not_exist_is_not_believed(region: RegionDirectory, tmp_path: Path, partner: int) -> None:
    first = found(region, tmp_path)
    rewritten(tmp_path / block_name(1), row_partners=np.full((SLICE_ROWS, 5), partner, dtype=np.int32))
    assert_same(first, found(region, tmp_path))


@pytest.mark.parametrize(
    "arrays",
    [
        {"column_partners": np.zeros((80, 5), dtype=np.int32)},  # of another block
        {"row_scores": np.full((SLICE_ROWS, 5), np.nan, dtype=np.float32)},
        {"row_coverage": np.full((SLICE_ROWS, 5), 2, dtype=np.float32)},
        {"row_partners": np.zeros((SLICE_ROWS, 5))},
        {"row_partners": np.zeros((SLICE_ROWS, 5), dtype=object)},
        {"another": np.zeros(1)},
    ],
)
def test_arrays_that_no_search_writes_are_not_believed(
    region: RegionDirectory, tmp_path: Path, arrays: dict[str, npt.NDArray[Any]]
) -> None:
    found(region, tmp_path)
    block = cut(300, rows_per_block=SLICE_ROWS)[1]
    assert read_block(tmp_path, block, n_columns=80, count=5) is not None
    rewritten(tmp_path / block_name(1), **arrays)
    assert read_block(tmp_path, block, n_columns=80, count=5) is None


def test_a_file_that_unpacks_to_a_gigabyte_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / block_name(0), "w", zipfile.ZIP_DEFLATED) as archive:
        for name in NAMES:
            archive.writestr(f"{name}.npy", b"\0" * 10_000_000)
    assert read_block(tmp_path, Block(0, 0, SLICE_ROWS), n_columns=80, count=5) is None
    np.save(tmp_path / "array.npy", np.zeros(3))
    (tmp_path / "array.npy").rename(tmp_path / block_name(0))
    assert read_block(tmp_path, Block(0, 0, SLICE_ROWS), n_columns=80, count=5) is None


def test_what_is_not_the_search_s_own_stays(region: RegionDirectory, tmp_path: Path) -> None:
    """Neither a link that waits under the name of a file being written, nor somebody else's files, are touched."""
    folder, precious = tmp_path / "blocks", tmp_path / "precious"
    folder.mkdir()
    precious.write_text("mine", encoding="utf-8")
    (folder / "film.part").write_text("mine", encoding="utf-8")
    for name in (MANIFEST_NAME, block_name(0)):
        (folder / f"{name}.{os.getpid()}.part").symlink_to(precious)
    found(region, folder)
    assert not list(folder.glob(f"*.{os.getpid()}.part"))
    found(region, folder, afresh=True)
    take_away(folder)
    assert [path.name for path in folder.iterdir()] == ["film.part"]
    assert precious.read_text(encoding="utf-8") == (folder / "film.part").read_text(encoding="utf-8") == "mine"
    (folder / "film.part").unlink()
    take_away(folder)
    assert not folder.exists()


def test_what_changed_is_named(region: RegionDirectory, tmp_path: Path) -> None:
    found(region, tmp_path)
    companies, associations = region.companies, region.associations
    renamed = (replace(companies[0], name="Autre nom"), *companies[1:])
    with pytest.raises(AnotherSearch) as refused:
        best_partners(renamed, associations, settings=SMALL_BLOCKS, folder=tmp_path)
    assert refused.value.differences == ("companies",)
    with pytest.raises(AnotherSearch) as refused:
        best_partners(
            companies,
            associations,
            settings=replace(SMALL_BLOCKS, count=6),
            weights=CriterionWeights({"shared_fragilities": 1}),
            history=[PastMeeting(company_id="C00001", association_id="A00001")],
            folder=tmp_path,
        )
    assert refused.value.differences == ("count", "weights", "history", "left_out")
    assert len(list(tmp_path.glob("block-*.npz"))) == 3  # refusing takes nothing away


def test_afresh_begins_anew(region: RegionDirectory, tmp_path: Path) -> None:
    found(region, tmp_path)
    smaller = generate_region(140, 80, seed=4)
    assert_same(found(smaller, tmp_path, afresh=True), found(smaller, None))
    assert len(list(tmp_path.glob("block-*.npz"))) == 2


def test_blocks_without_a_readable_manifest_are_refused(region: RegionDirectory, tmp_path: Path) -> None:
    found(region, tmp_path)
    for content in (None, "not json", "[]", '{"format": 99}', "[" * 100_000):
        path = tmp_path / MANIFEST_NAME
        path.unlink() if content is None else path.write_text(content, encoding="utf-8")
        with pytest.raises(AnotherSearch):
            found(region, tmp_path)


def test_a_manifest_reads_back_equal(region: RegionDirectory, tmp_path: Path) -> None:
    found(region, tmp_path)
    manifest = Manifest.from_json((tmp_path / MANIFEST_NAME).read_text(encoding="utf-8"))
    assert Manifest.from_json(manifest.to_json()) == manifest
    assert "entremise" in manifest.software


def test_a_fingerprint_does_not_depend_on_the_order_of_sets() -> None:
    forms = ["joint_offer", "hybrid_model", "service_provision", "classic_patronage"]
    one, other = (
        Organisation(id="C1", side="company", name="Une", forms=frozenset(listed)) for listed in (forms, forms[::-1])
    )
    assert fingerprint_of_organisations([one]) == fingerprint_of_organisations([other])
    assert fingerprint_of_organisations([one]) != fingerprint_of_organisations([replace(one, undecided=True)])


SEARCH = """
import sys
from pathlib import Path
from matching.region import Settings, best_partners
from sample_data.region import generate_region

def wait_to_be_killed(stage, done, total):
    if stage == "measuring" and done and sys.argv[2] == "wait":
        print(done, flush=True)
        sys.stdin.read()

region = generate_region(1500, 300, seed=4)
settings = Settings(count=5, rows_per_block=128)
best_partners(
    region.companies, region.associations, settings=settings, folder=Path(sys.argv[1]), progress=wait_to_be_killed
)
"""


def test_a_killed_search_goes_on_and_gives_the_same_bytes(tmp_path: Path) -> None:
    """SIGKILL in the middle: no warning, no clean-up; the search that goes on writes what an undisturbed one does."""
    killed, undisturbed = tmp_path / "killed", tmp_path / "undisturbed"
    with subprocess.Popen(
        [sys.executable, "-c", SEARCH, str(killed), "wait"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() in ("128", "92"), "one block was finished; others are under way"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    n_finished = len(list(killed.glob("block-*.npz")))
    assert 0 < n_finished < 12
    (killed / f"{block_name(11)}.1.part").write_bytes(b"half a block")
    for folder in (killed, undisturbed):
        subprocess.run([sys.executable, "-c", SEARCH, str(folder), "go on"], check=True)
    for name in [MANIFEST_NAME, *(block_name(number) for number in range(12))]:
        assert (killed / name).read_bytes() == (undisturbed / name).read_bytes()
