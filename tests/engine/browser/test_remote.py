"""A browser that somebody else runs: used, and left running."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
import re
import time

import playwright
import pytest

from engine.browser.surroundings import Site
from linkedin_engine.browser.find import find_browser
from linkedin_engine.browser.launch import BrowserConfig, open_browser
from linkedin_engine.errors import BrowserCrashedError
from linkedin_engine.system.processes import (
    all_processes,
    kill_tree,
    own_tree,
    reap_ended,
)

DRIVER = Path(playwright.__file__).parent / "driver"


async def end(process: asyncio.subprocess.Process) -> None:
    """End a program of the test's own with all of its session, orphans included."""
    session = [each for each in all_processes().values() if each.session == process.pid]
    family = [*own_tree(process.pid), *session]
    await asyncio.to_thread(kill_tree, family)
    await process.wait()
    await asyncio.to_thread(reap_ended, family)


async def line_with(stream: asyncio.StreamReader, pattern: str) -> str:
    async with asyncio.timeout(20):
        while line := await stream.readline():
            found = re.search(pattern, line.decode(errors="replace"))
            if found:
                return found[0]
    raise AssertionError(pattern)


@pytest.fixture
async def chromium(config: BrowserConfig, tmp_path: Path) -> AsyncIterator[str]:
    """Start a Chromium with a debugging port; yield its WebSocket address."""
    process = await asyncio.create_subprocess_exec(
        find_browser(config.executable, config.kind),
        "--no-sandbox",
        "--disable-gpu",
        "--remote-debugging-port=0",
        f"--user-data-dir={tmp_path / 'remote'}",
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stderr is not None
    yield await line_with(process.stderr, r"ws://\S+")
    await end(process)


SERVER = """
require(process.argv[1]).chromium.launchServer({executablePath: process.argv[2]})
  .then(server => console.log(server.wsEndpoint()));
"""


@pytest.fixture
async def playwright_server(config: BrowserConfig) -> AsyncIterator[str]:
    """Start Playwright's own server with a browser; yield its WebSocket address."""
    process = await asyncio.create_subprocess_exec(
        DRIVER / "node",
        "-e",
        SERVER,
        DRIVER / "package",
        find_browser(config.executable, config.kind),
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    yield await line_with(process.stdout, r"ws://\S+")
    await end(process)


async def test_a_remote_browser_is_used_and_left_running(
    config: BrowserConfig, site: Site, chromium: str
) -> None:
    http = re.sub(r"ws(://[^/]+)/.*", r"http\1", chromium)
    for url in (chromium, http):
        async with open_browser(replace(config, remote_url=url)) as session:
            await session.page.goto(f"{site.url}/empty")
            await session.context.add_cookies(
                [{"name": "li_at", "value": "secret", "url": site.url}]
            )
        async with open_browser(replace(config, remote_url=url)) as session:
            assert await session.context.cookies(site.url) == []
            assert len(session.pids()) == 1


async def test_the_end_of_a_remote_browser_ends_the_work(
    config: BrowserConfig, chromium: str
) -> None:
    async with open_browser(replace(config, remote_url=chromium)) as session:
        browser = session.context.browser
        assert browser is not None
        shell = await browser.new_browser_cdp_session()
        closing = asyncio.ensure_future(shell.send("Browser.close"))
        begun = time.monotonic()
        with pytest.raises(BrowserCrashedError, match="in the middle"):
            await session.guard(asyncio.sleep(60))
        assert time.monotonic() - begun < 30
        await asyncio.gather(closing, return_exceptions=True)


async def test_a_remote_playwright_is_spoken_to_in_its_own_way(
    config: BrowserConfig, site: Site, playwright_server: str
) -> None:
    for _ in range(2):
        remote = replace(config, remote_url=playwright_server)
        async with open_browser(remote) as session:
            await session.page.goto(f"{site.url}/empty")
            assert session.context.pages == [session.page]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/?token=hidden", "ws://127.0.0.1:9/devtools/browser/hidden"],
)
async def test_an_unreachable_remote_browser_is_named_without_its_token(
    config: BrowserConfig, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    with pytest.raises(BrowserCrashedError, match="remote_browser_url") as error:
        async with open_browser(replace(config, remote_url=url)):
            pass
    assert "hidden" not in f"{error.value!r} {error.value.__cause__!r} {caplog.text}"
    assert "hidden" not in repr(replace(config, remote_url=url))
