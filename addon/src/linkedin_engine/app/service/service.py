"""The running engine: its parts, its start and its end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Final, Self

from linkedin_engine.contract.enums import RunReason
from linkedin_engine.contract.events import Hello
from linkedin_engine.contract.models import RunProgress, RunReport
from linkedin_engine.contract.replies import Health
from linkedin_engine.contract.state import EngineState
from linkedin_engine.contract.version import (
    MIN_SUPPORTED_SCHEMA_VERSION,
    SCHEMA_VERSION,
)
from linkedin_engine.errors import EngineError
from linkedin_engine.jobs.bus import EventBus
from linkedin_engine.jobs.dispatcher import Dispatcher
from linkedin_engine.jobs.requests import RunRequest
from linkedin_engine.jobs.runner import RunEnd
from linkedin_engine.jobs.wiring import Refusal, Timing, Wiring
from linkedin_engine.log import configure, get_logger
from linkedin_engine.settings import Environment, Pace, load_options
from linkedin_engine.storage.homes import instance_id, note_version
from linkedin_engine.storage.restoring import restore_if_missing
from linkedin_engine.storage.worker import DatabaseWorker
from linkedin_engine.system.monitor import SystemMonitor
from linkedin_engine.system.troubles import StartGate

from ..engine import DATABASE_NAME, Engine
from .choices import Settings, Texts
from .core import Core
from .logins import BUSY, Logins, LoginTiming
from .machine import Machine
from .numbers import Numbers
from .people import People
from .publishing import Publisher, WishPublisher
from .runs import Runs
from .sessions import Sessions
from .snapshot import StateReader
from .upkeep import Upkeep
from .wishes import Wishes

VERSION: Final = version("linkedin-engine")

# A person may still approve more; on a site of one's own nobody waits for that.
INSTANT: Final = Timing(
    first_wait_seconds=1.0, approval_quiet=timedelta(milliseconds=500)
)
INSTANT_LOGIN: Final = LoginTiming(gone_seconds=5.0)

_log = get_logger("service")


class Service:
    """The engine of one data folder while it serves.

    ``runs``, ``wishes``, ``people``, ``settings``, ``texts``, ``sessions``,
    ``machine`` and ``numbers`` are what the API calls; ``logins`` is the panel's.
    """

    def __init__(self, engine: Engine, worker: DatabaseWorker, home: str) -> None:
        """Build all parts; nothing happens before ``start``."""
        self._engine = engine
        self._status = "starting"
        self._tasks: list[asyncio.Task[None]] = []
        self.bus = EventBus()
        self._hello = Hello(
            schema_version=SCHEMA_VERSION,
            min_supported_schema_version=MIN_SUPPORTED_SCHEMA_VERSION,
            engine_version=VERSION,
            instance_id=home,
        )
        self._publisher = Publisher(self.bus, self.state)
        self._gate = StartGate(lambda: engine.options.max_temperature)
        self._dispatcher = Dispatcher(self._wiring(worker, home))
        core = Core(
            engine=engine,
            worker=worker,
            bus=self.bus,
            changed=self._publisher.changed,
            nudge=self._dispatcher.nudge,
        )
        self._core = core
        self._wish_publisher = WishPublisher(core)
        monitor = SystemMonitor(engine.data_dir / DATABASE_NAME)
        self.runs = Runs(core, self._dispatcher)
        self.wishes = Wishes(core)
        self.people = People(core)
        self.settings = Settings(core)
        self.texts = Texts(core)
        self.sessions = Sessions(core, self._dispatcher)
        self.logins = Logins(
            core,
            self._dispatcher,
            INSTANT_LOGIN if engine.environment.pace is Pace.INSTANT else None,
        )
        self.machine = Machine(core, monitor)
        self._reader = StateReader(core, self._dispatcher, monitor, self._hello)
        self.numbers = Numbers(core, self._reader)
        self._upkeep = Upkeep(core)

    @classmethod
    @asynccontextmanager
    async def running(
        cls, data_dir: Path, options_file: Path | None, environment: Environment
    ) -> AsyncIterator[Self]:
        """Open the folder, work until the block is left, and end cleanly.

        Raises ``BadInputError`` and ``StorageError`` where the folder or an option
        cannot be used.
        """
        configure(load_options(options_file).log_level)
        path = data_dir / DATABASE_NAME
        await asyncio.to_thread(restore_if_missing, path)
        worker = await DatabaseWorker.open(path)
        try:
            engine = await worker.call(
                lambda database: Engine(data_dir, options_file, environment, database)
            )
            service = cls(engine, worker, await worker.call(instance_id))
            await service.start()
            try:
                yield service
            finally:
                await service.stop()
        finally:
            await worker.close()

    async def start(self) -> None:
        """Settle what a crash left behind and begin to work."""
        await self._dispatcher.start()
        if await self._core.read(lambda engine: note_version(engine.database, VERSION)):
            # A page that the old version did not know may be known to this one.
            await self._dispatcher.person_acted()
        for work in (
            self._publisher.work,
            self._wish_publisher.work,
            self._upkeep.work,
        ):
            self._tasks.append(asyncio.create_task(work(), name=work.__qualname__))
        self._status = "ok"

    async def stop(self) -> None:
        """Stop the run under way, wait for its end, and end all work; once."""
        if self._status == "stopped":
            return
        self._status = "stopping"
        await asyncio.gather(self.logins.stop(), self._dispatcher.stop())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._status = "stopped"

    def health(self) -> Health:
        """Return at once, also while starting and stopping."""
        status = "stopping" if self._status == "stopped" else self._status
        return Health(status=status, version=VERSION)

    def hello(self) -> Hello:
        """Return the first message of the event stream."""
        return self._hello

    async def state(self) -> EngineState:
        """Return one snapshot."""
        return await self._reader.read()

    def _wiring(self, worker: DatabaseWorker, home: str) -> Wiring:
        engine = self._engine
        return Wiring(
            database=worker,
            clock=engine.clock,
            options=lambda: engine.options,
            seed=home,
            bus=self.bus,
            run=self._run,
            make_request=engine.request_for,
            can_start=self._can_start,
            has_session=self._has_session,
            on_change=self._publisher.changed,
            on_run_ended=self._on_run_ended,
            timing=INSTANT if engine.environment.pace is Pace.INSTANT else Timing(),
        )

    async def _run(
        self, request: RunRequest, progress: Callable[[RunProgress], None]
    ) -> RunEnd:
        def note(step: RunProgress) -> None:
            progress(step)
            self._publisher.changed()
            if step.wish is not None and step.wish.id is not None:
                self._wish_publisher.add(step.wish.id)

        return await self._engine.run(request, note)

    async def _can_start(self) -> Refusal | None:
        if self.logins.is_open:
            return Refusal(reason=RunReason.BUSY, message=BUSY)
        found = await self._gate.check()
        return None if found is None else Refusal(reason=found[0], message=found[1])

    async def _has_session(self) -> bool:
        try:
            return (await self.sessions.get()).present
        except EngineError as error:
            _log.warning("session_unknown", code=error.code)
            return False

    async def _on_run_ended(self, report: RunReport, message: str | None) -> None:
        del report, message
        await self._wish_publisher.flush()
