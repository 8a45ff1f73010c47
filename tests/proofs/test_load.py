"""A small hall at one bell, through a real server: everybody has their page, every tap is received, nothing fails."""

from pathlib import Path

import pytest

from tests.proofs.load import Figures, measure
from tests.proofs.load_controls import take_out
from tests.proofs.phones import Waits
from webapp import turns, waiting_room
from webapp.database import Database
from webapp.models import ChoiceRow


@pytest.mark.parametrize("rate", [0, 60], ids=["alone", "beside an abuser"])
def test_every_phone_has_its_page_and_every_tap_is_received(tmp_path: Path, rate: int) -> None:
    url = f"sqlite:///{tmp_path / 'evening.sqlite'}"
    found = measure(url, tmp_path, n=8, seed=7, within=1.0, abuser_rate=rate, lead=8.0)
    n_phones = 7 if rate else 8  # the abuser is one of the eight
    assert len(found.waits.seconds["tap"]) == n_phones
    assert len(found.waits.seconds["page at the bell"]) == n_phones
    assert found.faults(at_most=30_000) == []
    assert (found.abuser_requests > 0) == (rate > 0)
    database = Database(url)
    with database.reading() as session:
        assert session.query(ChoiceRow).filter(ChoiceRow.answer != "").count() == n_phones
    database.dispose()


def test_what_went_wrong_and_what_took_long_is_told() -> None:
    """Negative control: a figure that is over shows."""
    waits = Waits()
    waits.seconds["tap"] = [0.01] * 98 + [2.0] * 2
    waits.errors["tap: 500"] += 1
    found = Figures(waits=waits, processor_seconds=1.0, abuser_requests=0, taps_meant=101, pages_meant=1)
    told = "\n".join(found.lines())
    assert "p50 10 ms, p99 2000 ms" in told
    assert "tap: 500" in told
    slow = "p99 of the taps is 2000 ms, above 300"
    missing = ["tap: 100 of 101 answered", "page at the bell: 0 of 1 answered"]
    assert found.faults(at_most=300) == ["1 times tap: 500", *missing, slow]
    assert slow not in found.faults(at_most=2000)


def test_the_controls_take_their_defence_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((waiting_room, "LANES"), (turns, "MOST_TOGETHER")):
        monkeypatch.setattr(module, name, getattr(module, name))  # put back afterwards
    n_lanes = len(waiting_room.LANES)
    take_out("threads")
    assert [name for _, name, _ in waiting_room.LANES] == ["others"] * n_lanes
    take_out("commits")
    assert turns.MOST_TOGETHER == 1
