"""Tells the rest of the engine what became of the runs."""

from collections.abc import Awaitable, Callable

from linkedin_engine.contract.events import RunEnded
from linkedin_engine.contract.models import RunReport, WishReport
from linkedin_engine.contract.state import RunSummary
from linkedin_engine.log import get_logger

from .bus import EventBus

_log = get_logger("jobs")


class Announcer:
    """Keeps the ends that are still to be told, and whether anything is new."""

    def __init__(
        self,
        bus: EventBus,
        on_change: Callable[[], None],
        on_run_ended: Callable[[RunReport, str | None], Awaitable[None]],
    ) -> None:
        """Take who listens."""
        self._bus = bus
        self._on_change = on_change
        self._on_run_ended = on_run_ended
        self._ends: list[tuple[RunReport, str | None]] = []
        self._told: object = None

    def add_end(self, run: RunSummary, wishes: tuple[WishReport, ...] = ()) -> None:
        """Take note of a run's end."""
        self._ends.append((_report(run, wishes), run.message))

    async def tell_ends(self) -> None:
        """Tell of each end once; who fails to listen keeps nobody from working."""
        while self._ends:
            report, message = self._ends.pop(0)
            self._bus.publish(RunEnded(report=report, message=message))
            try:
                await self._on_run_ended(report, message)
            except Exception:  # noqa: BLE001 - the run is over, whoever stumbles on it
                _log.exception("run_end_not_heard", run_id=report.run_id)

    def tell_change(self, state: object) -> None:
        """Tell that something has changed, if ``state`` is not what was told last."""
        if state != self._told:
            self._told = state
            self._on_change()


def _report(run: RunSummary, wishes: tuple[WishReport, ...]) -> RunReport:
    return RunReport(
        run_id=run.run_id,
        bot=run.bot,
        mode=run.mode,
        dry_run=run.dry_run,
        state=run.state,
        reason=run.reason,
        found=run.found,
        sent=run.sent,
        skipped=run.skipped,
        failed=run.failed,
        unverified=run.unverified,
        pending=run.pending,
        started_at=run.started_at or run.requested_at,
        finished_at=run.finished_at,
        wishes=wishes,
    )
