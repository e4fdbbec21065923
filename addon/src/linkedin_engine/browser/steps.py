"""Work with a time limit that outlives neither its browser nor a cancellation."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any


class Steps:
    """The steps of one browser's life, each awaited no longer than it may take.

    A step that takes too long, or whose waiter is cancelled, is not cancelled: many
    leave a process behind when they are. ``settle`` waits for those at the end.
    """

    def __init__(self) -> None:
        """Begin without open steps."""
        self._open: set[asyncio.Task[Any]] = set()

    async def take[T](self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """Await the work; raises ``TimeoutError`` after so many seconds."""
        task = asyncio.create_task(work)
        self._open.add(task)
        await asyncio.wait({task}, timeout=seconds)
        if not task.done():
            raise TimeoutError
        self._open.discard(task)
        return task.result()

    async def settle(self, seconds: float, *, cancel: bool = False) -> None:
        """Wait for open steps whatever they end with; cancel those that do not end."""
        if self._open:
            _, late = await asyncio.wait(self._open, timeout=seconds)
            if cancel and late:
                for task in late:
                    task.cancel()
                await asyncio.wait(late, timeout=seconds)
        for task in [task for task in self._open if task.done()]:
            self._open.discard(task)
            if not task.cancelled():
                task.exception()


async def finished(work: Awaitable[None]) -> None:
    """Await the work to its end, and only then let a cancellation through."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled
