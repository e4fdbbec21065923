"""What happens to the work, and what remains, when a browser is lost or left."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
import os
from pathlib import Path
import signal
import sys
import time

import pytest

from engine.browser.surroundings import (
    Remains,
    Site,
    driver_pid,
    helper_pid,
    main_pid,
)
from linkedin_engine.browser.launch import BrowserConfig, BrowserSession, open_browser
from linkedin_engine.errors import BrowserCrashedError

FOREVER = 60.0
# A machine that is busy with other tests may need so long for what takes none.
SOON = 30.0

type Victim = Callable[[BrowserSession], int]


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_after_closing_no_descriptor_and_no_task_is_left(
    config: BrowserConfig,
) -> None:
    async with open_browser(config):
        pass
    tasks, before = asyncio.all_tasks(), descriptors()
    for _ in range(2):
        async with open_browser(config):
            pass
    assert descriptors() == before
    assert asyncio.all_tasks() == tasks


async def test_an_exception_in_the_block_comes_out_as_it_is(
    config: BrowserConfig,
) -> None:
    async def work() -> None:
        async with open_browser(config) as session, session.ended_by_failure():
            raise LookupError("the work's own")

    with pytest.raises(LookupError, match="the work's own"):
        await work()


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.15, 0.3, 0.45, 0.8])
async def test_a_cancellation_at_any_moment_leaves_nothing(
    config: BrowserConfig, seconds: float
) -> None:
    async def work() -> None:
        async with open_browser(config) as session:
            await session.guard(asyncio.sleep(FOREVER))

    task = asyncio.create_task(work())
    await asyncio.sleep(seconds)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_second_cancellation_does_not_stop_the_cleaning(
    config: BrowserConfig,
) -> None:
    opened = asyncio.Event()

    async def work() -> None:
        async with open_browser(config):
            opened.set()
            await asyncio.sleep(FOREVER)

    task = asyncio.create_task(work())
    await opened.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0.02)
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("victim", [driver_pid, main_pid])
async def test_work_ends_at_once_when_a_process_is_killed(
    config: BrowserConfig, victim: Victim
) -> None:
    # Without a heartbeat only the end of the process itself can tell.
    calm = replace(config, times=replace(config.times, heartbeat_every=FOREVER))
    async with open_browser(calm) as session:
        os.kill(victim(session), signal.SIGKILL)
        begun = time.monotonic()
        with pytest.raises(BrowserCrashedError, match="in the middle of the work"):
            await session.guard(asyncio.sleep(FOREVER))
        assert time.monotonic() - begun < SOON
        assert session.failed.is_set()
        with pytest.raises(BrowserCrashedError):
            async with session.ended_by_failure():
                pytest.fail("nothing begins with a lost browser")


async def test_a_call_to_the_page_ends_as_a_crash_when_the_browser_dies(
    config: BrowserConfig, site: Site
) -> None:
    async with open_browser(config) as session:
        await session.page.goto(f"{site.url}/empty")
        asyncio.get_running_loop().call_later(
            0.2, os.kill, main_pid(session), signal.SIGKILL
        )
        with pytest.raises(BrowserCrashedError):
            async with session.ended_by_failure():
                await session.page.evaluate("new Promise(() => {})")


async def test_a_crashed_page_ends_the_work(config: BrowserConfig, site: Site) -> None:
    async with open_browser(config) as session:
        await session.page.goto(f"{site.url}/empty")
        os.kill(helper_pid(session, "renderer"), signal.SIGKILL)
        with pytest.raises(BrowserCrashedError, match="page crashed"):
            await session.guard(asyncio.sleep(FOREVER))


async def test_a_page_that_closes_itself_ends_the_work(
    config: BrowserConfig, site: Site
) -> None:
    async with open_browser(config) as session:
        await session.page.goto(f"{site.url}/empty")
        waiting = asyncio.create_task(session.guard(asyncio.sleep(FOREVER)))
        await session.page.close()
        with pytest.raises(BrowserCrashedError, match="page was closed"):
            await waiting


@pytest.mark.parametrize("victim", [driver_pid, main_pid])
async def test_a_process_that_stands_still_is_noticed_and_cleaned_up(
    config: BrowserConfig, victim: Victim
) -> None:
    times = replace(config.times, heartbeat_every=0.3, heartbeat_answer=2.0)
    async with open_browser(replace(config, times=times)) as session:
        os.kill(victim(session), signal.SIGSTOP)
        with pytest.raises(BrowserCrashedError, match="stopped answering"):
            await session.guard(asyncio.sleep(FOREVER))


@pytest.mark.parametrize("victim", [driver_pid, main_pid])
async def test_closing_is_bounded_when_a_process_stands_still(
    config: BrowserConfig, victim: Victim
) -> None:
    calm = replace(config, times=replace(config.times, heartbeat_every=FOREVER))
    async with open_browser(calm) as session:
        os.kill(victim(session), signal.SIGSTOP)
        begun = time.monotonic()
    assert time.monotonic() - begun < SOON


async def test_a_cancellation_from_outside_stays_one_when_guarded(
    config: BrowserConfig,
) -> None:
    async with open_browser(config) as session:
        task = asyncio.create_task(session.guard(asyncio.sleep(FOREVER)))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not session.failed.is_set()


HOLDER = """
import asyncio, pathlib, sys
from linkedin_engine.browser.launch import BrowserConfig, open_browser

async def main():
    path = pathlib.Path(sys.argv[1]) if sys.argv[1] else None
    async with open_browser(BrowserConfig(executable=path)) as session:
        driver = next(p for p in session.pids() if pathlib.Path(
            f"/proc/{p}/cmdline").read_text().find("run-driver") > 0)
        print(driver, flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.mark.parametrize("driver_stands_still", [False, True])
async def test_no_browser_outlives_a_killed_engine(
    config: BrowserConfig, *, driver_stands_still: bool
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLDER,
        str(config.executable or ""),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdout is not None
    driver = int(await process.stdout.readline())
    remains = Remains(process.pid)
    assert remains.processes()
    assert remains.folders()
    if driver_stands_still:
        os.kill(driver, signal.SIGSTOP)
    process.kill()
    await process.wait()
    assert await asyncio.to_thread(remains.are_gone_within, SOON)
    # its folder waits for the next browser of anybody
    async with open_browser(config):
        assert remains.folders() == []
