"""One person's engine and their LinkedIn, for the tests of whole runs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

from linkedin_engine.app.engine import Engine
from linkedin_engine.contract.enums import BotName, SendingMode, WishState
from linkedin_engine.contract.models import RunProgress, RunReport, WishReport
from linkedin_engine.jobs.runner import RunEnd
from twin.server import Twin

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OPTIONS: dict[str, Any] = {
    "sending_mode": "automatic",
    "timezone": "Europe/Paris",
    "log_level": "debug",
    "max_temperature": 110,
}


@dataclass
class House:
    """One person's engine and their LinkedIn."""

    twin: Twin
    data: Path
    options: dict[str, Any] = field(default_factory=dict)
    steps: list[RunProgress] = field(default_factory=list)

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
            self.steps.append(progress)
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
