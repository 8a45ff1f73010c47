"""A sample of the power cuts: with full syncs nothing is lost at any moment, with fewer it is."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.proofs.power_cut_run import THREADS
from tests.proofs.power_cuts import Disk, Figures, Operation, log_syncs, read_trace, replay, watch
from webapp.turns import MOST_TOGETHER

SEED = 7
CHOICES = 70


@pytest.fixture(autouse=True)
def strace() -> None:
    """The program that sees what another one asks of the disk."""
    if shutil.which("strace") is None:
        missing("strace is not installed, so no power cut was replayed")


def cut(folder: Path, level: str, *, n_points: int) -> tuple[Figures, list[Operation]]:
    # Checkpoints come often enough for several to be cut in two.
    operations = watch(folder, n_choices=CHOICES, n_organisations=3, seed=SEED, level=level, checkpoint=40)
    return replay(folder, operations, n_points=n_points, seed=SEED), operations


def test_no_acknowledged_choice_is_lost_in_a_power_cut(tmp_path: Path) -> None:
    figures, operations = cut(tmp_path, "full", n_points=120)
    assert (figures.lost, figures.corrupt, figures.invented) == (0, 0, 0)
    assert figures.choices == CHOICES - THREADS  # a tap of each thread failed
    kinds = {(one.kind, one.file) for one in operations}
    assert ("write", "evening.sqlite") in kinds  # a checkpoint
    assert ("truncate", "evening.sqlite-wal") in kinds
    assert CHOICES / MOST_TOGETHER <= log_syncs(operations) < CHOICES  # taps shared commits, and none went without


def test_with_fewer_syncs_the_same_cuts_lose_choices(tmp_path: Path) -> None:
    """Negative control: synchronous=NORMAL."""
    figures, _ = cut(tmp_path, "normal", n_points=60)
    assert figures.lost > 20
    assert figures.worst > 5


def test_a_sync_makes_safe_what_had_ended_when_it_began(tmp_path: Path) -> None:
    """A call that strace tells in two lines, since another thread called meanwhile."""
    place = "".join(f"\\x{octet:02x}" for octet in str(tmp_path / "log").encode())
    lines = [
        f'11 pwrite64(5<{place}>, "\\x61", 1, 0) = 1',
        f"11 fdatasync(5<{place}> <unfinished ...>",
        f'12 pwrite64(5<{place}>, "\\x62", 1, 1 <unfinished ...>',
        "12 <... pwrite64 resumed>) = 1",
        "11 <... fdatasync resumed>) = 0",
    ]
    (tmp_path / "trace").write_text("\n".join(lines) + "\n", encoding="ascii")
    operations = list(read_trace(tmp_path / "trace", tmp_path))
    assert [(one.kind, one.data, one.offset) for one in operations] == [
        ("write", b"a", 0),
        ("write", b"b", 1),
        ("sync", b"", 1),
    ]
    disk = Disk({}, set())
    for one in operations:
        disk.take(one)
    assert disk.safe == {"log": bytearray(b"a")}
    assert [one.data for one in disk.pending["log"]] == [b"b"]
