"""Browsers of somebody else's: on another machine, as far as a port goes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
import re
import sys
import tempfile
import time
from urllib.parse import quote, urlsplit

from aiohttp import ClientSession

from linkedin_engine.browser.find import find_browser
from linkedin_engine.settings import BrowserKind
from linkedin_engine.system.processes import (
    ProcessInfo,
    all_processes,
    kill_tree,
    own_tree,
    reap_adopted,
    reap_ended,
    zombies,
)

SECRET = "a-secret-of-the-address"
START_SECONDS = 60.0
_LOOK_SECONDS = 0.05


@dataclass
class Elsewhere:
    """A program of somebody else's that has a browser, and where it listens."""

    url: str
    process: asyncio.subprocess.Process

    @property
    def http(self) -> str:
        """The address of a Chromium as a person writes it."""
        return f"http://127.0.0.1:{urlsplit(self.url).port}"

    def browsers(self) -> list[int]:
        """Return the processes of browsers that it has started."""
        return [
            each.pid
            for each in self.family()
            if "chrom" in each.name and each.state != "Z"
        ]

    async def end(self) -> None:
        """End it with all of its session, orphans included."""
        family = self.family()
        await asyncio.to_thread(kill_tree, family)
        await self.process.wait()
        await asyncio.to_thread(reap_ended, family)
        await asyncio.to_thread(_collect_orphans)

    async def ask(self, method: str, **words: object) -> dict[str, object]:
        """Ask a Chromium itself, as its owner."""
        async with (
            ClientSession() as client,
            client.ws_connect(self.url) as socket,
        ):
            await socket.send_json({"id": 1, "method": method, "params": words})
            async with asyncio.timeout(START_SECONDS):
                answer = await socket.receive_json()
        result: dict[str, object] = answer["result"]
        return result

    async def is_left_clean(self) -> bool:
        """Whether soon nothing of a guest is left: a server's browser, or a context."""
        for _ in range(round(START_SECONDS / _LOOK_SECONDS)):
            if await self._is_clean():
                return True
            await asyncio.sleep(_LOOK_SECONDS)
        return False

    async def _is_clean(self) -> bool:
        if "/devtools/" not in self.url:
            return not self.browsers()
        contexts = await self.ask("Target.getBrowserContexts")
        return contexts["browserContextIds"] == []

    def family(self) -> list[ProcessInfo]:
        """Return its processes, also those that have lost their parent."""
        leader = self.process.pid
        session = [each for each in all_processes().values() if each.session == leader]
        return [*own_tree(leader), *session]


def own_browser() -> Path:
    """Return the browser of the tests."""
    given = os.environ.get("LINKEDIN_AUTO_BROWSER")
    return find_browser(Path(given) if given else None, BrowserKind.HEADLESS_SHELL)


@asynccontextmanager
async def chromium() -> AsyncIterator[Elsewhere]:
    """Run a Chromium with remote debugging, and a page of its owner's in it."""
    with tempfile.TemporaryDirectory(prefix="elsewhere-") as profile:
        process = await asyncio.create_subprocess_exec(
            own_browser(),
            *("--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"),
            f"--user-data-dir={profile}",
            "data:text/html,<title>Of somebody else</title>",
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stderr is not None
        async with _ended(process):
            url = await _line_with(process.stderr, r"ws://\S+")
            yield Elsewhere(url, process)


@asynccontextmanager
async def playwright_server(
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Elsewhere]:
    """Run the server that comes with Playwright, with a secret for its path."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "playwright", "run-server"),
        *("--host", "127.0.0.1", "--path", f"/{SECRET}", "--unsafe"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    assert process.stdout is not None
    # A server has a browser of its own; this one is told of the one that is here.
    started = {"executablePath": str(own_browser()), "args": ["--no-sandbox"]}
    async with _ended(process):
        url = await _line_with(process.stdout, r"ws://\S+")
        yield Elsewhere(f"{url}?launch-options={quote(json.dumps(started))}", process)


@asynccontextmanager
async def _ended(process: asyncio.subprocess.Process) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await Elsewhere("", process).end()


def _collect_orphans() -> None:
    """Collect what has come to this process and nobody else waits for."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and any(
        each.parent == os.getpid() for each in zombies()
    ):
        reap_adopted()
        time.sleep(_LOOK_SECONDS)


async def _line_with(stream: asyncio.StreamReader, pattern: str) -> str:
    async with asyncio.timeout(START_SECONDS):
        while line := await stream.readline():
            found = re.search(pattern, line.decode(errors="replace"))
            if found:
                return found[0]
    raise AssertionError(pattern)
