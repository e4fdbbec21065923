"""One open browser with one page."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import BrowserContext, Page

from linkedin_engine.system.processes import marked

from .failure import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserSession:
    """A context, its one page, and the news whether they still live."""

    context: BrowserContext
    page: Page
    failure: Failure
    owner_mark: str

    @property
    def failed(self) -> asyncio.Event:
        """Set as soon as the browser is lost; never set by closing it."""
        return self.failure.event

    def pids(self) -> frozenset[int]:
        """Return the living processes of this browser, its driver included."""
        return frozenset(process.pid for process in marked(self.owner_mark))

    @asynccontextmanager
    async def ended_by_failure(self) -> AsyncIterator[None]:
        """End the block with ``BrowserCrashedError`` as soon as the browser is lost."""
        async with self.failure.ends_work():
            yield

    async def guard[T](self, work: Awaitable[T]) -> T:
        """Await the work; ``BrowserCrashedError`` when the browser is lost first."""
        # As a task, so that work refused for a lost browser is not left unawaited.
        task = asyncio.ensure_future(work)
        try:
            async with self.failure.ends_work():
                return await task
        finally:
            task.cancel()
