"""One run at a time: those that were asked for, and those that start by themselves."""

import asyncio
from collections.abc import Callable
import contextlib
from dataclasses import replace
from datetime import datetime
import secrets
from typing import Final

from linkedin_engine.contract.enums import RunOrigin, RunReason, RunState
from linkedin_engine.contract.events import Progress
from linkedin_engine.contract.models import RunProgress
from linkedin_engine.contract.requests import RunCreate
from linkedin_engine.contract.state import RunSummary
from linkedin_engine.errors import ConflictError, EngineError, UnavailableError
from linkedin_engine.log import get_logger
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.runs import NewRun, RunRepository

from .active import ActiveRun
from .announcing import Announcer
from .line import (
    CANCELLED_IN_LINE,
    check_may_join,
    is_asked_again,
    settle_lost,
    why_dropped,
)
from .outlook import DAILY_BOT, Outlook, Planner
from .patience import Patience
from .runner import RunEnd
from .wiring import Wiring

# A timer may fire a moment before the clock says so.
_SHORTEST_SLEEP_SECONDS: Final = 0.05

_log = get_logger("jobs")


class Dispatcher:
    """Starts each run when its turn comes, and sees every one to its end.

    A single task does all of it; what is waiting and what was done is in the
    database, so that a restart changes nothing.
    """

    def __init__(self, wiring: Wiring) -> None:
        """Take what it works with; nothing happens before ``start``."""
        self._wiring = wiring
        # Over every change of what is active and what is queued.
        self._lock = asyncio.Lock()
        self._wake = asyncio.Event()
        self._is_open = False
        self._serving: asyncio.Task[None] | None = None
        self._active: ActiveRun | None = None
        self._queue: tuple[RunSummary, ...] = ()
        self._outlook = Outlook()
        timing = wiring.timing
        self._patience = Patience(
            timing.first_wait_seconds, timing.longest_wait_seconds
        )
        self._announcer = Announcer(wiring.bus, wiring.on_change, wiring.on_run_ended)

    @property
    def current(self) -> RunSummary | None:
        """The run under way, with its newest step."""
        return None if self._active is None else self._active.summary

    @property
    def queued(self) -> tuple[RunSummary, ...]:
        """The runs that wait, the next one first; ``message`` may say for what."""
        return self._queue

    @property
    def next_run(self) -> datetime | None:
        """When the next run starts by itself."""
        planned = self._outlook.planned
        return None if planned is None else planned.at

    @property
    def paused_until(self) -> datetime | None:
        """Until when no run starts because LinkedIn said that too much was done."""
        return self._outlook.paused_until

    @property
    def waits_for_person(self) -> RunReason | None:
        """Why no run starts by itself until a person has acted."""
        return self._outlook.waits_for_person

    async def start(self) -> None:
        """Settle what a crash left behind, then work until ``stop``."""
        self._is_open = True
        async with self._lock:
            await self._look()
        self._serving = asyncio.create_task(self._serve(), name="dispatcher")

    async def stop(self) -> None:
        """Stop the run under way, wait for its end, and keep the queue for later."""
        self._is_open = False
        async with self._lock:
            if self._active is not None:
                self._active.stop()
        self._wake.set()
        if self._serving is not None:
            await self._serving

    async def enqueue(
        self, asked: RunCreate, origin: RunOrigin = RunOrigin.PERSON
    ) -> RunSummary:
        """Queue a run; one with the same words that waits or runs is that run.

        Raises ``BadInputError`` for a run that there is not, ``ConflictError``
        during a pause that LinkedIn asked for, and ``UnavailableError``.
        """
        async with self._lock:
            if not self._is_open:
                raise UnavailableError("The engine is stopping; ask again later.")
            options, now = self._wiring.options(), self._wiring.clock.now()
            new = NewRun(
                run_id=secrets.token_hex(8),
                bot=asked.bot,
                mode=asked.mode or options.sending_mode,
                origin=origin,
                dry_run=asked.dry_run,
                max_messages=asked.max_messages,
                follows_setting=asked.mode is None,
            )
            self._wiring.make_request(new.queued_at(now))
            check_may_join(len(self._queue), self._outlook, now=now, options=options)
            known = self._known(new)
            summary = await self._join(new, now) if known is None else known
        self.nudge()
        self._tell()
        return summary

    async def cancel(self, run_id: str) -> RunSummary:
        """Take a run from the queue, or tell it to stop; returns before its end.

        Raises ``NotFoundError``, and ``ConflictError`` for a run that is over.
        """
        async with self._lock:
            summary = await self._cancel(run_id)
        await self._announcer.tell_ends()
        self.nudge()
        self._tell()
        return summary

    def nudge(self) -> None:
        """Look again: settings, the session or approvals have changed."""
        self._patience.reset()
        self._wake.set()

    async def person_acted(self) -> None:
        """Take note that a person has seen to what a run had asked for."""
        async with self._lock:
            await self._wiring.database.call(lambda db: RunRepository(db).answer())
            await self._look()
        self.nudge()

    async def _serve(self) -> None:
        while self._is_open or self._active is not None:
            self._wake.clear()
            try:
                await self._turn()
            except EngineError as error:
                _log.error("dispatcher_waits", code=error.code, error=str(error))
                self._patience.wait()
            except Exception:  # noqa: BLE001 - one bad turn is not the last one
                _log.exception("dispatcher_waits")
                self._patience.wait()
            self._tell()
            if self._is_open or self._active is not None:
                await self._rest()

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._delay()):
                await self._wake.wait()

    async def _turn(self) -> None:
        async with self._lock:
            if self._active is not None and self._active.is_over:
                await self._see_off(self._active)
                # Who hears of the end finds what comes next.
                await self._look()
        await self._announcer.tell_ends()
        async with self._lock:
            await self._look()
            if await self._begin_next():
                await self._look()
        await self._announcer.tell_ends()

    async def _look(self) -> None:
        """Read again what waits and what comes next."""
        wiring = self._wiring
        planner = Planner(
            now=wiring.clock.now(),
            options=wiring.options(),
            seed=wiring.seed,
            approval_quiet=wiring.timing.approval_quiet,
            has_session=await wiring.has_session(),
        )
        active = None if self._active is None else self._active.run_id

        def look(database: Database) -> tuple[list[RunSummary], Outlook]:
            runs = RunRepository(database)
            if active is None:
                settle_lost(database, planner.now)
            if runs.queued():
                runs.follow_setting(planner.options.sending_mode)
            return runs.queued(), planner.look(database)

        queued, self._outlook = await wiring.database.call(look)
        # The run under way leaves the queue once its process has the engine.
        self._queue = tuple(run for run in queued if run.run_id != active)

    async def _begin_next(self) -> bool:
        """Start the next run if there is one and it may; return whether it tried."""
        is_free = self._active is None and self._patience.seconds_left <= 0
        if not (self._is_open and is_free):
            return False
        run = await self._next_in_line()
        if run is None:
            return False
        refusal = await self._wiring.can_start()
        if refusal is not None:
            await self._hold_back(run.run_id, refusal.reason, refusal.message)
            return True
        started = replace(
            run,
            state=RunState.RUNNING,
            reason=None,
            message=None,
            started_at=self._wiring.clock.now(),
        )
        _log.info("run_begins", run_id=run.run_id, bot=run.bot, origin=run.origin)
        self._active = ActiveRun(started, self._work(started), self._wake.set)
        return True

    async def _next_in_line(self) -> RunSummary | None:
        now, options = self._wiring.clock.now(), self._wiring.options()
        for run in self._queue:
            why = why_dropped(run, now=now, options=options, outlook=self._outlook)
            if why is None:
                return run
            await self._drop(run.run_id, *why, now)
        planned = self._outlook.planned
        if planned is None or planned.at > now:
            return None
        return await self._join(
            NewRun(
                run_id=secrets.token_hex(8),
                bot=DAILY_BOT,
                mode=options.sending_mode,
                origin=planned.origin,
                follows_setting=True,
            ),
            now,
        )

    async def _drop(
        self, run_id: str, reason: RunReason, message: str, now: datetime
    ) -> None:
        dropped = await self._on_runs(
            lambda runs: runs.drop(run_id, reason, message, now)
        )
        _log.info("run_dropped", run_id=run_id, reason=reason)
        self._leave(dropped)
        self._wake.set()

    async def _hold_back(
        self, run_id: str, reason: RunReason | None, message: str
    ) -> bool:
        """Keep a queued run for later and say why; return whether it is queued."""
        is_queued = await self._on_runs(
            lambda runs: runs.hold_back(run_id, reason, message)
        )
        if is_queued:
            _log.info("run_waits", run_id=run_id, reason=reason)
            self._patience.wait()
        return is_queued

    async def _work(self, run: RunSummary) -> RunEnd:
        request = self._wiring.make_request(run)
        return await self._wiring.run(request, self._note)

    def _note(self, progress: RunProgress) -> None:
        if self._active is not None:
            self._active.note(progress)
        self._wiring.bus.publish(Progress(progress=progress))

    async def _see_off(self, active: ActiveRun) -> None:
        """Record a run's end; one that found the engine busy goes on waiting."""
        end = active.end(self._wiring.clock.now())
        report, message = end.report, end.message
        # Whatever the disk says, the run is over.
        self._active = None
        if report.reason is RunReason.BUSY and await self._hold_back(
            active.run_id, RunReason.BUSY, message or ""
        ):
            return
        ended = await self._on_runs(lambda runs: runs.close(report, message))
        _log.info("run_ended", run_id=ended.run_id, state=ended.state)
        self._patience.reset()
        self._announcer.add_end(ended, report.wishes)

    async def _join(self, new: NewRun, now: datetime) -> RunSummary:
        def join(runs: RunRepository) -> RunSummary:
            if new.origin is RunOrigin.PERSON:
                runs.answer()
            return runs.queue(new, now)

        summary = await self._on_runs(join)
        self._queue += (summary,)
        return summary

    def _known(self, new: NewRun) -> RunSummary | None:
        active = self._active
        if active is not None and not (active.is_stopping or active.is_over):
            same = [active.summary, *self._queue]
        else:
            same = list(self._queue)
        return next((run for run in same if is_asked_again(run, new)), None)

    async def _cancel(self, run_id: str) -> RunSummary:
        active = self._active
        if active is not None and active.run_id == run_id:
            active.stop()
            await self._on_runs(lambda runs: runs.ask_to_stop(run_id))
            return active.summary
        now = self._wiring.clock.now()
        if any(run.run_id == run_id for run in self._queue):
            cancelled = await self._on_runs(
                lambda runs: runs.cancel_queued(run_id, CANCELLED_IN_LINE, now)
            )
            self._leave(cancelled)
            return cancelled
        known = await self._on_runs(lambda runs: runs.summary(run_id))
        if known.finished_at is not None:
            raise ConflictError(f"Run {run_id} is over.")
        raise ConflictError(
            f"Run {run_id} belongs to another program; stop it where it was started."
        )

    def _leave(self, ended: RunSummary) -> None:
        """Take a run that never began out of the queue."""
        self._queue = tuple(run for run in self._queue if run.run_id != ended.run_id)
        self._announcer.add_end(ended)

    async def _on_runs[T](self, work: Callable[[RunRepository], T]) -> T:
        """Do work on the runs, all of it or nothing."""

        def whole(database: Database) -> T:
            with database.transaction():
                return work(RunRepository(database))

        return await self._wiring.database.call(whole)

    def _tell(self) -> None:
        current = self.current
        waiting = [(run.run_id, run.mode, run.message) for run in self._queue]
        running = None if current is None else current.run_id
        self._announcer.tell_change((running, waiting, self._outlook))

    def _delay(self) -> float:
        """Return how long there is nothing to do, as far as anybody can tell."""
        longest = self._wiring.timing.longest_sleep_seconds
        if self._active is not None:
            return longest
        seconds = longest
        planned = self._outlook.planned
        if self._queue:
            seconds = 0.0
        elif planned is not None:
            seconds = (planned.at - self._wiring.clock.now()).total_seconds()
        seconds = max(seconds, self._patience.seconds_left, _SHORTEST_SLEEP_SECONDS)
        return min(seconds, longest)
