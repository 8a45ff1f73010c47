"""The demonstration's evening, prepared on a database of its own and led by a clock that tests move."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.webapp.conftest import EVENING, SECRET, HandClock
from webapp.config import Settings
from webapp.database import Database
from webapp.demonstration.conductor import Conductor
from webapp.demonstration.evening import Demonstration, prepare
from webapp.services.event_day import EveningState, evening_state


@dataclass(frozen=True)
class Play:
    """A prepared demonstration with what leads it."""

    database: Database
    clock: HandClock
    shown: Demonstration
    conductor: Conductor

    def state(self) -> EveningState:
        with self.database.reading() as session:
            return evening_state(session, self.shown.event_id, self.clock.now())

    def play(self, minutes: float, *, step: float = 0.5) -> EveningState:
        """Let the evening run, the conductor looking every half minute."""
        for _ in range(int(minutes / step)):
            self.clock.go(minutes=step)
            self.conductor.step(self.clock.now())
        return self.state()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Demonstration]:
    """The sample evening, published two minutes before its first round, as a file; made once."""
    folder = tmp_path_factory.mktemp("demonstration")
    settings = Settings(database_url=f"sqlite:///{folder / 'demo.sqlite'}", secret_key=SECRET, instance=folder)
    database = Database(settings.database_url)
    shown = prepare(database, settings, now=EVENING, wait=timedelta(minutes=2), seed=1)
    database.dispose()
    return folder / "demo.sqlite", shown


@pytest.fixture
def play(prepared: tuple[Path, Demonstration], tmp_path: Path, clock: HandClock) -> Iterator[Play]:
    """A copy of the prepared evening, and its conductor."""
    shutil.copy(prepared[0], tmp_path / "demo.sqlite")
    database = Database(f"sqlite:///{tmp_path / 'demo.sqlite'}")
    conductor = Conductor(database, clock, prepared[1])  # type: ignore[arg-type]
    yield Play(database=database, clock=clock, shown=prepared[1], conductor=conductor)
    database.dispose()
