"""The bot under all bots: it owns a run from its start to its report."""

from abc import ABC, abstractmethod
import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, final

from linkedin_engine.contract.enums import (
    BotName,
    RunReason,
    RunState,
    SendingMode,
    WishState,
)
from linkedin_engine.contract.models import RunProgress, RunReport, WishReport
from linkedin_engine.errors import (
    CancelledRunError,
    EngineError,
    OutsideHoursError,
    StopRunError,
)
from linkedin_engine.linkedin.site import Site
from linkedin_engine.log import get_logger

from .context import BotContext

# Starting Chromium again costs a Pi about 15 seconds of work; holding it costs
# some 400 MiB for as long as the pause lasts.
CLOSE_BROWSER_FROM_SECONDS = 45.0

FAILED_REASONS = frozenset(
    {
        RunReason.PAGE_CHANGED,
        RunReason.NETWORK,
        RunReason.BROWSER_CRASHED,
        RunReason.BUSY,
        RunReason.INTERNAL,
    }
)

_log = get_logger("bots")


@dataclass(slots=True)
class Tally:
    """What a run has done so far."""

    found: int = 0
    total: int = 0
    wishes: dict[int | str, WishReport] = field(default_factory=dict)

    def put(self, report: WishReport, key: int | str) -> None:
        """Keep the newest report of one wish."""
        self.wishes[key] = report

    def count(self, *states: WishState) -> int:
        """Count the wishes whose newest report has one of these states."""
        return sum(report.state in states for report in self.wishes.values())

    @property
    def done(self) -> int:
        """How many wishes have come to their end, for this run."""
        return self.count(
            WishState.SENT, WishState.SKIPPED, WishState.FAILED, WishState.UNVERIFIED
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run: what goes on the wire, and a sentence for the person."""

    report: RunReport
    message: str | None
    exit_status: int


class BaseBot(ABC):
    """Start, limits, the life of the browser, pauses, and errors to a report.

    A child implements ``work`` in the words of the domain and asks for LinkedIn
    through ``site``; it never sees the browser.
    """

    name: ClassVar[BotName]

    def __init__(self, context: BotContext) -> None:
        """Take what the run works with; nothing starts yet."""
        self.context = context
        self.rules = context.rules
        self.ledger = context.ledger
        self.tally = Tally()
        self._site: Site | None = None
        self._stack = AsyncExitStack()

    @abstractmethod
    async def work(self) -> None:
        """Do the bot's job; raise a ``StopRunError`` to end early."""

    @abstractmethod
    def pending(self) -> int:
        """Return how many things still wait after the run."""

    @final
    async def run(self) -> Outcome:
        """Run to the end, whatever happens, and say how it went."""
        started = self.context.clock.now()
        reason: RunReason | None = None
        message: str | None = None
        status = 0
        self.progress("started")
        try:
            # The browser's own failure comes out of the stack, so errors go in.
            async with self._stack:
                self.check_hours()
                await self.check_heat()
                await self.work()
                await self.leave_site()
        except StopRunError as error:
            reason, message = RunReason(error.code), str(error)
            status = error.exit_status
        except asyncio.CancelledError:
            stopped = CancelledRunError("The run was stopped; what is left stays due.")
            reason, message = RunReason.CANCELLED, str(stopped)
            status = stopped.exit_status
        except Exception as error:  # noqa: BLE001 - a run always ends with a report
            _log.exception("run_failed", error=type(error).__name__)
            reason = RunReason.INTERNAL
            message = "Something unexpected happened; the log has the details."
            status = EngineError.exit_status
        return Outcome(self._report(started, reason), message, status)

    @property
    def may_send(self) -> bool:
        """Whether this run may write to anybody."""
        return not self.rules.dry_run and self.rules.mode is not SendingMode.PREVIEW

    def today(self) -> date:
        """Return the day it is where the person lives."""
        return self.context.clock.today(self.rules.hours.zone)

    def check_hours(self) -> None:
        """Raise ``OutsideHoursError`` when a run that sends may not go on now."""
        now = self.context.clock.now()
        if self.may_send and not self.rules.hours.is_open(now):
            zone = self.rules.hours.zone
            opens = self.rules.hours.next_open(now)
            again = (
                f"they begin again on {opens.astimezone(zone):%Y-%m-%d at %H:%M}."
                if opens
                else "no day allows any."
            )
            raise OutsideHoursError(
                f"It is outside the hours in which messages may be sent; {again}"
            )

    async def check_heat(self) -> None:
        """Raise ``TooHotError`` when the processor is too hot for a browser now."""
        heat = self.context.heat
        if heat is not None and not await asyncio.to_thread(heat.may_work):
            raise heat.refusal()

    async def cool_down(self) -> None:
        """Wait, without a browser, until the processor has cooled well below its limit.

        Raises ``TooHotError`` when that takes longer than anybody should wait.
        """
        heat = self.context.heat
        if heat is None:
            return
        waited = 0.0
        while not await asyncio.to_thread(heat.may_work):
            if waited >= heat.patience_seconds:
                raise heat.refusal()
            await self.leave_site()
            self.progress("cooling", seconds=heat.look_seconds)
            await asyncio.sleep(heat.look_seconds)
            waited += heat.look_seconds

    async def site(self) -> Site:
        """Return LinkedIn, starting the browser and signing in where needed."""
        if self._site is None:
            self.progress("browser")
            self._site = await self._stack.enter_async_context(self.context.open_site())
            self.progress("session")
        return self._site

    async def leave_site(self) -> None:
        """End the browser; the next ``site`` starts it again."""
        if self._site is not None:
            self._site = None
            self.progress("closing")
            await self._stack.aclose()

    async def pause(self, seconds: float) -> None:
        """Wait, without a browser where the pause is long enough to pay for it."""
        if seconds <= 0:
            return
        if seconds >= CLOSE_BROWSER_FROM_SECONDS:
            await self.leave_site()
        self.progress("pause", seconds=seconds)
        await asyncio.sleep(seconds)
        self.check_hours()

    def progress(
        self,
        step: str,
        *,
        wish: WishReport | None = None,
        seconds: float | None = None,
    ) -> None:
        """Tell whoever listens which step the run has come to."""
        done = self.tally.done
        self.context.progress(
            RunProgress(
                run_id=self.context.run_id,
                step=step,
                done=done,
                total=max(self.tally.total, done),
                wish=wish,
                seconds=seconds,
            )
        )

    def _report(self, started: datetime, reason: RunReason | None) -> RunReport:
        if reason is None:
            state = RunState.FINISHED
        elif reason in FAILED_REASONS:
            state = RunState.FAILED
        else:
            state = RunState.STOPPED
        tally = self.tally
        return RunReport(
            run_id=self.context.run_id,
            bot=self.name,
            mode=self.rules.mode,
            dry_run=self.rules.dry_run,
            state=state,
            reason=reason,
            found=tally.found,
            sent=tally.count(WishState.SENT),
            skipped=tally.count(WishState.SKIPPED),
            failed=tally.count(WishState.FAILED),
            unverified=tally.count(WishState.UNVERIFIED, WishState.SENDING),
            pending=self.pending(),
            started_at=started,
            finished_at=self.context.clock.now(),
            wishes=tuple(tally.wishes.values()),
        )
