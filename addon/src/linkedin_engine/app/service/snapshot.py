"""The snapshot: everything that a coordinator wants to know, in one answer."""

from datetime import datetime

from linkedin_engine.contract.events import Hello
from linkedin_engine.contract.state import (
    Counters,
    EngineState,
    RunSummary,
)
from linkedin_engine.contract.version import (
    MIN_SUPPORTED_SCHEMA_VERSION,
    SCHEMA_VERSION,
)
from linkedin_engine.jobs.dispatcher import Dispatcher
from linkedin_engine.session.vault import SessionStatus
from linkedin_engine.storage.runs import RunRepository
from linkedin_engine.system.monitor import SystemMonitor

from ..engine import Engine
from .core import Core
from .problems import ProblemBook, of_the_account
from .views import counters, session_info, session_status

type Ledger = tuple[Counters, SessionStatus, RunSummary | None]


class StateReader:
    """Puts the snapshot together from the ledger, the runs and the machine."""

    def __init__(
        self,
        core: Core,
        dispatcher: Dispatcher,
        monitor: SystemMonitor,
        hello: Hello,
    ) -> None:
        """Take who knows the parts."""
        self._core = core
        self._dispatcher = dispatcher
        self._monitor = monitor
        self._hello = hello
        self._problems = ProblemBook()

    async def read(self) -> EngineState:
        """Return the state as it is now."""
        now = self._core.now()
        system = await self._monitor.measure()
        counted, status, last = await self._core.read(
            lambda engine: _ledger(engine, now)
        )
        runs, options = self._dispatcher, self._core.engine.options
        session = session_info(status, runs.waits_for_person)
        found = of_the_account(
            session,
            waits_for=runs.waits_for_person,
            is_limited=runs.paused_until is not None and runs.paused_until > now,
            unverified=counted.unverified,
        )
        found |= self._monitor.problems(options.max_temperature)
        wire = options.as_dict()
        return EngineState(
            schema_version=SCHEMA_VERSION,
            min_supported_schema_version=MIN_SUPPORTED_SCHEMA_VERSION,
            engine_version=self._hello.engine_version,
            instance_id=self._hello.instance_id,
            sending_mode=options.sending_mode,
            schedule_enabled=options.schedule_enabled,
            hours_start=str(wire["hours_start"]),
            hours_end=str(wire["hours_end"]),
            daily_limit=options.daily_limit,
            weekly_limit=options.weekly_limit,
            max_days_late=options.max_days_late,
            session=session,
            counters=counted,
            system=system,
            run=runs.current,
            queued=tuple(runs.queued),
            last_run=last,
            next_run=runs.next_run,
            paused_until=runs.paused_until,
            waits_for_person=runs.waits_for_person,
            problems=self._problems.update(found, now),
            timezone=str(options.zone),
            today=now.astimezone(options.zone).date(),
        )


def _ledger(engine: Engine, now: datetime) -> Ledger:
    return (
        counters(engine, now),
        session_status(engine, now),
        RunRepository(engine.database).last_finished(),
    )
