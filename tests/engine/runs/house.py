"""One person's engine and their LinkedIn, for the tests of whole runs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
import os
from pathlib import Path
from typing import Any

from linkedin_engine.app.engine import Engine
from linkedin_engine.contract.enums import BotName, SendingMode, WishState
from linkedin_engine.contract.models import RunProgress, RunReport, WishReport
from linkedin_engine.jobs.runner import RunEnd
from linkedin_engine.system.processes import all_processes
from twin.scenario import Person
from twin.server import Twin

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OPTIONS: dict[str, Any] = {
    "sending_mode": "automatic",
    "timezone": "Europe/Paris",
    "log_level": "debug",
    "max_temperature": 110,
}

ALICE = "ACoAAAlice00000000000000000000000000000"
BRUNO = "ACoAABruno00000000000000000000000000000"
CARLA = "ACoAACarla00000000000000000000000000000"


def alice(**changes: Any) -> Person:
    return Person(name="Alice Martin", member_id=ALICE, **changes)


def bruno(**changes: Any) -> Person:
    return Person(name="Bruno Keller", member_id=BRUNO, **changes)


@dataclass
class House:
    """One person's engine and their LinkedIn."""

    twin: Twin
    data: Path
    options: dict[str, Any] = field(default_factory=dict)
    steps: list[RunProgress] = field(default_factory=list)
    run_pids: set[int] = field(default_factory=set)

    @property
    def options_file(self) -> Path:
        path = self.data.parent / "options.json"
        path.write_text(json.dumps(OPTIONS | self.options), encoding="utf-8")
        return path

    def log_in(self, li_at: str | None = None) -> None:
        with self.engine() as engine:
            cookie = li_at or self.twin.state.scenario.li_at
            engine.import_session(cookie.encode())

    def engine(self) -> AbstractContextManager[Engine]:
        return Engine.open(self.data, self.options_file)

    def note(self, progress: RunProgress) -> None:
        """Keep a step, and which process made it: a run is a child of this one."""
        self.steps.append(progress)
        me = os.getpid()
        self.run_pids |= {
            each.pid for each in all_processes().values() if each.parent == me
        }

    async def run(
        self,
        bot: str = "birthday",
        *,
        mode: SendingMode | None = None,
        dry_run: bool = False,
        max_messages: int | None = None,
        on_step: Callable[[RunProgress], None] | None = None,
    ) -> RunEnd:
        def listen(progress: RunProgress) -> None:
            self.note(progress)
            if on_step is not None:
                on_step(progress)

        with self.engine() as engine:
            request = engine.request(
                BotName(bot), mode=mode, dry_run=dry_run, max_messages=max_messages
            )
            return await engine.run(request, listen)

    async def report(self, bot: str = "birthday", **words: Any) -> RunReport:
        return (await self.run(bot, **words)).report

    def wishes(self) -> list[WishReport]:
        with self.engine() as engine:
            return engine.wish_reports(tuple(WishState))

    def received(self) -> list[tuple[str, str]]:
        return [(each.name, each.text) for each in self.twin.record.messages]

    def receivers(self) -> list[str]:
        return sorted(name for name, _ in self.received())
