"""A few hostile files by every way in, and the control: without the reader's limits the same measure is exceeded."""

from pathlib import Path

import pytest

from tests.proofs.actors import empty_sqlite, installation
from tests.proofs.bombs import JSON, SHEETS, a_long_sheet
from tests.proofs.uploads import PhonesBesideFiles, by_browser, by_command, draft_evening
from tests.webapp.conftest import HandClock
from webapp.services import reading_apart, reading_child
from webapp.services.reading_apart import ReadingLimits
from webapp.services.refusals import Refused

SOME = ("zip, a member of 64 MiB", "XML, billion laughs", "a million columns", "UTF-16 without its mark")
SOME_JSON = ("a million names",)


def test_there_are_thirty_bombs() -> None:
    assert len(SHEETS) >= 30


def test_a_few_are_refused_at_little_cost_while_phones_are_answered(tmp_path: Path) -> None:
    database = empty_sqlite(tmp_path)
    place = installation(database, HandClock(), tmp_path)
    costs = by_browser(place, draft_evening(place), {name: SHEETS[name] for name in SOME})
    database.dispose()
    assert [one.fault for one in costs if one.fault] == []
    assert all(one.phone_meanwhile and one.phone_alone for one in costs)
    assert all(one.seconds > 0 for one in costs)
    assert all(one.mebibytes > 10 for one in costs)


def test_phones_that_wait_too_long_are_a_fault() -> None:
    alone = (0.010, 0.011, 0.012) * 50
    beside = PhonesBesideFiles(meanwhile=(0.015,) * 150, alone=alone)
    assert beside.fault == ""
    assert "p99" in str(beside)
    assert "p50" in PhonesBesideFiles(meanwhile=(0.040,) * 150, alone=alone).fault
    few_wait = PhonesBesideFiles(meanwhile=(*alone[:-3], 0.5, 0.5, 0.5), alone=alone)
    assert few_wait.fault == f"phones waited too long: p99 {few_wait.ratio(99):.1f} times"


def test_a_few_are_refused_by_the_command_line(tmp_path: Path) -> None:
    costs = by_command(tmp_path, {SOME[2]: SHEETS[SOME[2]]}, "check")
    costs += by_command(tmp_path, {name: JSON[name] for name in SOME_JSON}, "score")
    assert [one.fault for one in costs if one.fault] == []


def test_every_bomb_is_refused_by_the_reader_itself() -> None:
    """In this process, where no limit but the reader's own counts stands in the way."""
    for name, make in SHEETS.items():
        assert reading_child.read_files({"sheet": make()}, []).unreadable, name


def test_what_passes_the_counts_is_ended_by_the_limits() -> None:
    """The control: a file that the counts let pass is read whole without the limits, and refused with them."""
    files = {"sheet": a_long_sheet()}
    with pytest.raises(Refused, match="file_too_heavy"):
        reading_apart.read_apart(files, [], limits=ReadingLimits(n_bytes=16 * 2**20))
    read = reading_apart.read_apart(files, [], limits=ReadingLimits(n_bytes=0))
    assert read.sign_ups is not None
    assert len(read.sign_ups.organisations) == 2_900
