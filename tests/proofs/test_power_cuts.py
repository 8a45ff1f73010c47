"""A sample of the power cuts: with full syncs nothing is lost at any moment, with fewer it is."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.proofs.power_cuts import Figures, Operation, replay, watch

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
    assert figures.choices == CHOICES
    kinds = {(one.kind, one.file) for one in operations}
    assert ("write", "evening.sqlite") in kinds  # a checkpoint
    assert ("truncate", "evening.sqlite-wal") in kinds
    assert sum(one.kind == "sync" and one.file.endswith("-wal") for one in operations) >= CHOICES


def test_with_fewer_syncs_the_same_cuts_lose_choices(tmp_path: Path) -> None:
    """Negative control: synchronous=NORMAL."""
    figures, _ = cut(tmp_path, "normal", n_points=60)
    assert figures.lost > 20
    assert figures.worst > 5
