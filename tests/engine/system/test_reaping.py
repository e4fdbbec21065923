"""Beside the browser of a living run, only the one that a dead run left is ended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os
from pathlib import Path
import sys

import pytest

from linkedin_engine.browser.find import find_browser
from linkedin_engine.settings import BrowserKind
from linkedin_engine.system.processes import (
    adopt_and_reap,
    own_tree,
    read_process,
    reap_leftovers,
    set_child_subreaper,
)

# A run: opens a browser, tells its processes, and asks its page for every line read.
RUN = """
import asyncio, os, pathlib, sys
from linkedin_engine.browser.launch import BrowserConfig, open_browser

async def main():
    path = pathlib.Path(sys.argv[1])
    async with open_browser(BrowserConfig(executable=path)) as session:
        print(*session.pids(), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(await session.page.evaluate(line), flush=True)

asyncio.run(main())
"""

# A run of an engine that did not end its browser: one reached over a port outlives
# whoever started it.
LEAVER = """
import os, pathlib, subprocess, sys, time
from linkedin_engine.system.processes import OWNER_MARK, new_owner_mark, own_tree

words = ["--remote-debugging-port=0", "--no-sandbox", "--disable-gpu"]
profile = pathlib.Path(sys.argv[2])
browser = subprocess.Popen(
    [sys.argv[1], *words, f"--user-data-dir={profile}"],
    env={**os.environ, OWNER_MARK: new_owner_mark(1)},
    stdin=subprocess.DEVNULL,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
    start_new_session=True,
)
while not (profile / "DevToolsActivePort").exists():
    time.sleep(0.05)
print(*(each.pid for each in own_tree(browser.pid)), flush=True)
os._exit(0)
"""


@pytest.fixture
def executable() -> str:
    given = os.environ.get("LINKEDIN_AUTO_BROWSER")
    path = Path(given) if given else None
    return str(find_browser(path, BrowserKind.HEADLESS_SHELL))


@asynccontextmanager
async def running(
    program: str, *words: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        *words,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        await process.communicate()


async def answer(process: asyncio.subprocess.Process, question: str = "") -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    if question:
        process.stdin.write(f"{question}\n".encode())
        await process.stdin.drain()
    return (await process.stdout.readline()).decode().strip()


def living(pids: set[int]) -> set[int]:
    found = (read_process(pid) for pid in pids)
    return {each.pid for each in found if each is not None and not each.is_zombie}


async def test_only_the_orphan_is_ended_while_a_run_goes_on(
    executable: str, tmp_path: Path
) -> None:
    set_child_subreaper()
    async with running(RUN, executable) as run:
        busy = {int(pid) for pid in (await answer(run)).split()}
        async with running(LEAVER, executable, str(tmp_path / "profile")) as leaver:
            left = {int(pid) for pid in (await answer(leaver)).split()}
        assert len(left) > 2
        await asyncio.to_thread(reap_leftovers)
        assert living(left) == set()
        assert living(busy) == busy
        assert await answer(run, "6 * 7") == "42"
        await asyncio.to_thread(adopt_and_reap)
        assert await answer(run, "document.title.length") == "0"
    assert run.returncode == 0
    assert living(busy) == set()
    assert [each for each in own_tree(os.getpid()) if each.pid in left | busy] == []
