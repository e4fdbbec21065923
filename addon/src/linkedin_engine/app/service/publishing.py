"""What changed, to who listens: not more often, and not later, than is of use."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from linkedin_engine.contract.events import Snapshot
from linkedin_engine.contract.state import EngineState
from linkedin_engine.errors import EngineError
from linkedin_engine.jobs.bus import EventBus
from linkedin_engine.log import get_logger

from .core import Core

# Several changes in one go are one snapshot.
GATHER_SECONDS: Final = 0.25

_log = get_logger("service")


class Publisher:
    """Publishes the state after it changed, if anybody listens."""

    def __init__(
        self, bus: EventBus, state: Callable[[], Awaitable[EngineState]]
    ) -> None:
        """Take where to publish, and who knows the state."""
        self._bus = bus
        self._state = state
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Say that the state is another one now; returns at once."""
        self._changed.set()

    async def work(self) -> None:
        """Publish until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            if not self._bus.has_listeners:
                continue
            try:
                self._bus.publish(Snapshot(state=await self._state()))
            except EngineError as error:
                _log.warning("no_snapshot", code=error.code, error=str(error))
            except Exception:  # noqa: BLE001 - the next one may well be told
                _log.exception("no_snapshot")
            await asyncio.sleep(GATHER_SECONDS)


class WishPublisher:
    """Publishes the wishes that a run changes, in their order."""

    def __init__(self, core: Core) -> None:
        """Read the wishes from this engine."""
        self._core = core
        self._ids: asyncio.Queue[int] = asyncio.Queue()

    def add(self, wish_id: int) -> None:
        """Take note of a wish that a run changed; returns at once."""
        self._ids.put_nowait(wish_id)

    async def flush(self) -> None:
        """Wait until all that were noted are published."""
        await self._ids.join()

    async def work(self) -> None:
        """Publish until cancelled."""
        while True:
            wish_id = await self._ids.get()
            try:
                self._core.publish(await self._core.wish(wish_id), None)
            except EngineError as error:
                _log.warning("wish_not_told", code=error.code, wish_id=wish_id)
            except Exception:  # noqa: BLE001 - who waits for the rest would do so for ever
                _log.exception("wish_not_told", wish_id=wish_id)
            finally:
                self._ids.task_done()
