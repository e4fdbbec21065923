"""Runs as the API asks for them and looks at them."""

from linkedin_engine.bots.reports import wish_report
from linkedin_engine.contract.models import WishReport
from linkedin_engine.contract.replies import RunDetail, RunPage
from linkedin_engine.contract.requests import RunCreate, RunQuery
from linkedin_engine.contract.state import RunSummary
from linkedin_engine.jobs.dispatcher import Dispatcher
from linkedin_engine.storage.runs import RunRepository

from ..engine import Engine
from .core import Core


class Runs:
    """The runs of one engine: past, present and asked for."""

    def __init__(self, core: Core, dispatcher: Dispatcher) -> None:
        """Work with this engine."""
        self._core = core
        self._dispatcher = dispatcher

    async def list(self, query: RunQuery) -> RunPage:
        """Return the newest runs, queued and running ones included."""
        runs = await self._core.read(
            lambda engine: RunRepository(engine.database).list(limit=query.limit)
        )
        return RunPage(runs=tuple(self._live(run) for run in runs))

    async def create(self, asked: RunCreate) -> RunSummary:
        """Queue a run, which starts at once when nothing else runs."""
        return await self._dispatcher.enqueue(asked)

    async def get(self, run_id: str) -> RunDetail:
        """Return a run with its wishes; raises ``NotFoundError``."""
        today = self._core.today()

        def look(engine: Engine) -> tuple[RunSummary, tuple[WishReport, ...]]:
            summary = RunRepository(engine.database).summary(run_id)
            found = engine.wishes.of_run(run_id)
            return summary, tuple(
                wish_report(wish, contact, today) for wish, contact in found
            )

        summary, wishes = await self._core.read(look)
        return RunDetail(run=self._live(summary), wishes=wishes)

    async def cancel(self, run_id: str) -> RunSummary:
        """Take a run from the queue, or stop it; returns before its end."""
        return await self._dispatcher.cancel(run_id)

    def _live(self, run: RunSummary) -> RunSummary:
        current = self._dispatcher.current
        return current if current is not None and current.run_id == run.run_id else run
