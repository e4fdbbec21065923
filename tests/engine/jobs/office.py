"""A dispatcher at work: a real database, real processes, a clock that travels."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
import sys
from typing import Any, override
from zoneinfo import ZoneInfo

from engine.jobs import child_of_moods
from linkedin_engine.clock import Clock
from linkedin_engine.contract.enums import BotName, RunOrigin, RunReason
from linkedin_engine.contract.models import RunProgress, RunReport
from linkedin_engine.contract.requests import RunCreate
from linkedin_engine.contract.state import RunSummary
from linkedin_engine.errors import BadInputError
from linkedin_engine.jobs.bus import EventBus
from linkedin_engine.jobs.dispatcher import Dispatcher
from linkedin_engine.jobs.requests import RunRequest
from linkedin_engine.jobs.runner import RunEnd, Runner
from linkedin_engine.jobs.wiring import Refusal, RunProcess, Timing, Wiring
from linkedin_engine.settings import Options
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.runs import RunRepository
from linkedin_engine.storage.worker import DatabaseWorker

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 11, 23)
PATIENCE_SECONDS = 30


def paris(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    """Return a moment of a day in Paris."""
    return datetime.combine(day, time(hour, minute), PARIS).astimezone(UTC)


class TravelClock(Clock):
    """Stands still until it is set."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.moment = moment

    @override
    def now(self) -> datetime:
        return self.moment


@dataclass
class Office:
    """One home's dispatcher, which can be closed and opened again.

    The daily run is at 07:00 sharp in Paris, where it is Monday at 05:00.
    """

    folder: Path
    clock: TravelClock = field(default_factory=lambda: TravelClock(paris(5)))
    options: Options = field(
        default_factory=lambda: Options(
            timezone="Europe/Paris", birthday_time_jitter_minutes=0
        )
    )
    timing: Timing = field(default_factory=Timing)
    run: RunProcess | None = None
    command: tuple[str, ...] = ()
    refusal: Refusal | None = None
    is_logged_in: bool = True
    stop_seconds: float = PATIENCE_SECONDS
    options_file: str | None = None

    def __post_init__(self) -> None:
        self.bus = EventBus()
        self.ends: list[tuple[RunReport, str | None]] = []
        self.looks = 0
        self._changed = asyncio.Event()
        (self.folder / "data").mkdir()
        self.moods()

    def moods(self, *moods: str) -> None:
        """Say how the next runs go; all others finish."""
        (self.folder / "moods").write_text("\n".join(moods), encoding="utf-8")

    @property
    def ran(self) -> list[str]:
        """The bots whose processes have started."""
        file = self.folder / "ran"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [line.split()[1] for line in lines]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Dispatcher]:
        """Serve until the block is left."""
        self.worker = await DatabaseWorker.open(self.folder / "data" / "linkedin.db")
        self.dispatcher = Dispatcher(
            Wiring(
                database=self.worker,
                clock=self.clock,
                options=lambda: self.options,
                seed="home",
                bus=self.bus,
                run=self.run or self._run,
                make_request=self._request,
                can_start=self._can_start,
                has_session=self._has_session,
                on_change=self._changed.set,
                on_run_ended=self._ended,
                timing=self.timing,
            )
        )
        try:
            await self.dispatcher.start()
            yield self.dispatcher
        finally:
            await self.dispatcher.stop()
            await self.worker.close()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until the dispatcher has come to this."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def look(self, moment: datetime | None = None) -> None:
        """Let the dispatcher look at a moment, and do at once what is due."""
        if moment is not None:
            self.clock.moment = moment
        before = self.looks
        self.dispatcher.nudge()
        await self.until(lambda: self.looks > before)
        async with self.dispatcher._lock:
            pass

    async def work(self, moment: datetime | None = None) -> None:
        """Look at a moment and wait for the end of all that is due then."""
        await self.look(moment)
        await self.until(lambda: self.is_idle)
        await self.look()

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs or waits."""
        return self.dispatcher.current is None and not self.dispatcher.queued

    async def ask(self, bot: str = "birthday", **words: Any) -> RunSummary:
        """Ask for a run as a person does."""
        return await self.dispatcher.enqueue(RunCreate(bot=BotName(bot), **words))

    async def runs[T](self, work: Callable[[RunRepository], T]) -> T:
        """Work with the runs in the database."""
        return await self.worker.call(lambda database: work(RunRepository(database)))

    async def database[T](self, work: Callable[[Database], T]) -> T:
        """Work with the database."""
        return await self.worker.call(work)

    async def last(self) -> RunSummary:
        """Return the newest run."""
        return (await self.runs(lambda runs: runs.list(limit=1)))[0]

    async def history(self) -> list[tuple[RunOrigin, RunReason | None]]:
        """Return who asked for each run and how it ended, the oldest first."""
        found = await self.runs(lambda runs: runs.list())
        return [(run.origin, run.reason) for run in reversed(found)]

    def choose(self, **options: Any) -> None:
        """Change the person's settings."""
        self.options = replace(self.options, **options)

    @property
    def has_begun(self) -> bool:
        """Whether the run under way has come to its first step."""
        return self.step is not None

    @property
    def step(self) -> str | None:
        """Where the run under way is."""
        current = self.dispatcher.current
        return None if current is None else current.step

    async def _run(
        self, request: RunRequest, progress: Callable[[RunProgress], None]
    ) -> RunEnd:
        def listen(step: RunProgress) -> None:
            progress(step)
            self._changed.set()

        command = self.command or (child_of_moods.__file__, str(self.folder))
        runner = Runner((sys.executable, *command), stop_seconds=self.stop_seconds)
        return await runner.run(request, listen)

    def _request(self, run: RunSummary) -> RunRequest:
        if run.bot is BotName.INVITATIONS:
            raise BadInputError("bot", "is not here yet")
        return RunRequest(
            run_id=run.run_id,
            bot=run.bot,
            mode=run.mode,
            dry_run=run.dry_run,
            max_messages=run.max_messages,
            data_dir=str(self.folder / "data"),
            options_file=self.options_file,
        )

    async def _can_start(self) -> Refusal | None:
        return self.refusal

    async def _has_session(self) -> bool:
        self.looks += 1
        self._changed.set()
        return self.is_logged_in

    async def _ended(self, report: RunReport, message: str | None) -> None:
        self.ends.append((report, message))
        self._changed.set()


async def forever(
    _request: RunRequest, _progress: Callable[[RunProgress], None]
) -> RunEnd:
    """Be a run that only ends when it is cancelled, and does not say how."""
    await asyncio.Event().wait()
    raise AssertionError
