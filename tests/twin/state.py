"""What the twin's rooms share while it runs."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web

from .record import Record
from .scenario import Scenario


@dataclass
class TwinState:
    """One running twin: its scenario, its record, and when it started."""

    scenario: Scenario
    record: Record = field(default_factory=Record)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """Return the scenario's time: its ``now`` plus what has passed since."""
        real = datetime.now(UTC)
        if self.scenario.now is None:
            return real
        return self.scenario.now + (real - self.started)


STATE: web.AppKey[TwinState] = web.AppKey("twin_state", TwinState)
