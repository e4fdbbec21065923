"""Started and ended again and again, the service leaves nothing behind."""

import asyncio
import gc
from pathlib import Path
import threading
import weakref

from engine.service.crowd import Crowd
from engine.service.inside import TOKEN, serving_inside
from linkedin_engine.app.service.service import Service
from linkedin_engine.settings import Environment

TIMES = 30


async def test_thirty_starts_and_ends_leave_no_task_no_thread_and_no_handle(
    tmp_path: Path,
) -> None:
    await _come_and_go(tmp_path)
    before = _what_there_is()
    for _ in range(TIMES):
        await _come_and_go(tmp_path)
    assert _what_there_is() == before


async def test_a_service_that_has_ended_is_held_by_nothing(tmp_path: Path) -> None:
    async with Service.running(tmp_path, None, Environment()) as service:
        await service.state()
        await service.settings.change({"daily_limit": 7})
        ended = weakref.ref(service)
        del service
    gc.collect()
    assert ended() is None


async def _come_and_go(folder: Path) -> None:
    async with serving_inside(folder) as home, Crowd.at(home.url, TOKEN) as crowd:
        await crowd.listeners(2)
        await home.ask("GET", "/state")
        await home.ask("PUT", "/settings", {"daily_limit": 7})


def _what_there_is() -> tuple[list[str], list[str], int]:
    gc.collect()
    tasks = sorted(task.get_name() for task in asyncio.all_tasks())
    # Those of the event loop are shared by all that runs in it, and are few.
    threads = sorted(
        thread.name
        for thread in threading.enumerate()
        if not thread.name.startswith("asyncio_")
    )
    return tasks, threads, len(list(Path("/proc/self/fd").iterdir()))
