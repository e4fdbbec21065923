"""Who listens goes on hearing, whatever went wrong with one message."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from engine.service.filling import fill
from linkedin_engine.app.service.publishing import Publisher, WishPublisher
from linkedin_engine.app.service.service import Service
from linkedin_engine.contract.events import Event, Snapshot, WishChanged
from linkedin_engine.contract.state import EngineState
from linkedin_engine.errors import StorageError
from linkedin_engine.jobs.bus import EventBus
from linkedin_engine.settings import Environment

TROUBLES = (StorageError("The disk is away."), OSError("no memory told"), KeyError("x"))


async def _next(get: Callable[[], Awaitable[Event]]) -> Event:
    async with asyncio.timeout(30):
        return await get()


async def test_a_snapshot_follows_one_that_could_not_be_taken(tmp_path: Path) -> None:
    troubles = list(TROUBLES)
    async with Service.running(tmp_path, None, Environment()) as service:
        whole = await service.state()
        bus = EventBus()
        publisher: Publisher

        async def state() -> EngineState:
            publisher.changed()
            if troubles:
                raise troubles.pop()
            return whole

        publisher = Publisher(bus, state)
        working = asyncio.create_task(publisher.work())
        with bus.subscription() as heard:
            publisher.changed()
            assert await _next(heard.get) == Snapshot(state=whole)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    assert troubles == []


async def test_wishes_are_told_also_after_one_that_is_not_there(tmp_path: Path) -> None:
    fill(tmp_path, people=2)
    async with Service.running(tmp_path, None, Environment()) as service:
        publisher = WishPublisher(service._core)
        with service.bus.subscription() as heard:
            working = asyncio.create_task(publisher.work())
            for wish_id in (1, 99, 2**70, 2):
                publisher.add(wish_id)
            async with asyncio.timeout(30):
                await publisher.flush()
            told = [await _next(heard.get) for _ in range(2)]
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    assert [each.wish.id for each in told if isinstance(each, WishChanged)] == [1, 2]
