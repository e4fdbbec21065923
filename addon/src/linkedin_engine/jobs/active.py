"""The run under way, from its first moment to an end that always comes."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any

from linkedin_engine.contract.enums import RunReason, RunState
from linkedin_engine.contract.models import RunProgress, RunReport
from linkedin_engine.contract.state import RunSummary
from linkedin_engine.errors import CancelledRunError, EngineError
from linkedin_engine.log import get_logger

from .runner import STOPPED, RunEnd, reason_of

_log = get_logger("jobs")


class ActiveRun:
    """One run's live summary, its work, and whether it was told to stop."""

    def __init__(
        self,
        summary: RunSummary,
        work: Coroutine[Any, Any, RunEnd],
        ended: Callable[[], None],
    ) -> None:
        """Begin the work; ``ended`` is called when it is over."""
        self.summary = summary
        self.is_stopping = False
        self._work = asyncio.create_task(work, name=f"run {summary.run_id}")
        self._work.add_done_callback(lambda _: ended())

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self.summary.run_id

    @property
    def is_over(self) -> bool:
        """Whether the work has come to its end."""
        return self._work.done()

    def stop(self) -> None:
        """Tell the run to stop; only once, because who is told twice is killed."""
        if not self.is_stopping:
            self.is_stopping = True
            self._work.cancel()

    def note(self, progress: RunProgress) -> None:
        """Keep the newest step."""
        self.summary = replace(
            self.summary,
            step=progress.step,
            done=progress.done,
            total=progress.total,
        )

    def end(self, now: datetime) -> RunEnd:
        """Return how the run ended, also where its work failed to say so."""
        if self._work.cancelled():
            return self._made_up(RunReason.CANCELLED, STOPPED, now)
        error = self._work.exception()
        end = self._work.result() if error is None else self._failed(error, now)
        never_began = error is not None or end.report.reason is RunReason.BUSY
        if self.is_stopping and never_began:
            return self._made_up(RunReason.CANCELLED, STOPPED, now)
        # A process that was lost could not look at the engine's clock.
        started = self.summary.started_at or now
        report = replace(end.report, started_at=started, finished_at=now)
        return replace(end, report=report)

    def _failed(self, error: BaseException, now: datetime) -> RunEnd:
        if isinstance(error, EngineError):
            return self._made_up(reason_of(error.code), str(error), now)
        _log.error("run_failed", run_id=self.run_id, exc_info=error)
        message = f"Something unexpected happened ({type(error).__name__}: {error})."
        return self._made_up(RunReason.INTERNAL, message, now)

    def _made_up(self, reason: RunReason, message: str, now: datetime) -> RunEnd:
        is_stopped = reason is RunReason.CANCELLED
        return RunEnd(
            report=RunReport(
                run_id=self.run_id,
                bot=self.summary.bot,
                mode=self.summary.mode,
                dry_run=self.summary.dry_run,
                state=RunState.STOPPED if is_stopped else RunState.FAILED,
                reason=reason,
                started_at=self.summary.started_at or now,
                finished_at=now,
            ),
            message=message,
            exit_status=(CancelledRunError if is_stopped else EngineError).exit_status,
        )
