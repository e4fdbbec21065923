"""The end of a browser as an event that ends whatever waits for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error as PlaywrightError

from linkedin_engine.errors import BrowserCrashedError
from linkedin_engine.log import get_logger

# Playwright's calls may fail a moment before it is known why.
_CONFIRM_SECONDS = 1.0

_ADVICE = (
    "If it happens again, look for other programs that take the memory of this machine."
)

_log = get_logger("browser")


@dataclass(slots=True, eq=False)
class _Scope:
    interrupted: bool = False


class Failure:
    """Takes the first report that the browser is lost, and ends the work with it."""

    def __init__(self, advice: str = _ADVICE) -> None:
        """Begin without a report; ``advice`` is what to do after one."""
        self.event = asyncio.Event()
        self.reason: str | None = None
        self._advice = advice
        self._expected = False
        self._scopes: dict[asyncio.Task[Any], list[_Scope]] = {}

    def expect(self) -> None:
        """Take no reports from now on: the browser is being closed."""
        self._expected = True

    def report(self, reason: str) -> None:
        """Say that the browser is lost and why, as the beginning of a sentence."""
        if self._expected or self.reason is not None:
            return
        self.reason = reason
        self.event.set()
        _log.warning("browser_lost", why=reason)
        for task, scopes in self._scopes.items():
            scopes[-1].interrupted = True
            task.cancel()

    def error(self) -> BrowserCrashedError:
        """Return the error that tells the person about it."""
        return BrowserCrashedError(
            f"{self.reason} in the middle of the work. Nothing is lost, the next run "
            f"goes on from here. {self._advice}"
        )

    @asynccontextmanager
    async def ends_work(self) -> AsyncIterator[None]:
        """End the block with ``BrowserCrashedError`` as soon as the browser is lost."""
        if self.reason is not None:
            raise self.error()
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        scope = _Scope()
        self._scopes.setdefault(task, []).append(scope)
        requests = task.cancelling()
        try:
            yield
        except asyncio.CancelledError as cancelled:
            interrupted = scope.interrupted
            self._leave(scope, task)
            if interrupted and task.cancelling() <= requests:
                raise self.error() from cancelled
            raise
        except Exception as error:
            self._leave(scope, task)
            if await self._explains(error):
                raise self.error() from error
            raise
        finally:
            self._leave(scope, task)

    def _leave(self, scope: _Scope, task: asyncio.Task[Any]) -> None:
        """Close the scope, and take back a cancellation that found its work done."""
        scopes = self._scopes.get(task, [])
        if scope in scopes:
            scopes.remove(scope)
        if not scopes:
            self._scopes.pop(task, None)
        if scope.interrupted:
            scope.interrupted = False
            task.uncancel()

    async def _explains(self, error: Exception) -> bool:
        lost = (PlaywrightError, BrowserCrashedError)
        if self.reason is None and isinstance(error, lost):
            try:
                async with asyncio.timeout(_CONFIRM_SECONDS):
                    await self.event.wait()
            except TimeoutError:
                return False
        return self.reason is not None
