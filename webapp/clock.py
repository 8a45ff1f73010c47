"""The evening's clock: real time, or faster in a demonstration. Nothing else here reads the time."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Evening time = origin + speed x (real time - origin); with speed 1 it is the real time."""

    speed: float = 1.0
    origin: float = 0.0

    def now(self) -> datetime:
        """The evening's present moment, in UTC."""
        return datetime.fromtimestamp(self.origin + self.speed * (time.time() - self.origin), tz=UTC)
