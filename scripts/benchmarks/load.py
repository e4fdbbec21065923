"""A run with a crowd that listens and asks, beside the same run without."""

from argparse import Namespace
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import itertools
from pathlib import Path
import statistics
import sys
import tempfile
import time
from typing import Any

from aiohttp import ClientSession

from engine.service.crowd import Crowd, heard_until
from twin.scenario import Scenario

from .run import prepare
from .services import Service, engine_words, serving
from .table import Line

PEOPLE = 3
LISTENERS = 200
REQUESTS_PER_SECOND = 50
ADDRESSES = 5
LIMITS = {"daily_limit": 100, "weekly_limit": 500}


class Stage:
    """A site, a service, and a crowd that may be there or not."""

    def __init__(self, site: str, service: Service) -> None:
        """Take where the site is, and the service that works on it."""
        self._site = site
        self._service = service
        self._url = f"http://127.0.0.1:{service.port}"
        self._numbers = itertools.count(1)

    async def run(self, listeners: int, requests: float) -> float:
        """Let one run greet people who are new; return its seconds."""
        people = [{"name": f"Person {next(self._numbers)}"} for _ in range(PEOPLE)]
        async with Crowd.at(self._url, self._service.token) as crowd:
            streams = await crowd.listeners(1 + listeners)
            async with ClientSession() as client:
                await client.put(f"{self._site}/twin/scenario", json={"people": people})
            flood = asyncio.create_task(crowd.flood(requests, ADDRESSES))
            hearing = [
                asyncio.create_task(heard_until(stream, "run")) for stream in streams
            ]
            begun = time.monotonic()
            await self._ask_for_a_run()
            heard = await hearing[0]
            seconds = time.monotonic() - begun
            await asyncio.gather(*hearing)
            flood.cancel()
            await asyncio.gather(flood, return_exceptions=True)
            for stream in streams:
                await stream.close()
        sent = heard[-1]["report"]["sent"]
        if sent != PEOPLE:
            sys.exit(f"The run sent {sent} messages instead of {PEOPLE}.")
        return seconds

    async def _ask_for_a_run(self) -> None:
        headers = {"Authorization": f"Bearer {self._service.token}"}
        body: dict[str, Any] = {"bot": "birthday"}
        async with ClientSession(headers=headers, raise_for_status=True) as client:
            await client.post(f"{self._url}/api/v1/runs", json=body)


async def measure(words: Namespace) -> list[Line]:
    """Run in turns without and with the crowd; all are processes of their own."""
    with tempfile.TemporaryDirectory(dir=words.where, prefix="bench-") as folder:
        data = Path(folder)
        async with _site() as site:
            environment = {
                "LINKEDIN_AUTO_BASE_URL": site,
                "LINKEDIN_AUTO_PACE": "instant",
            }
            await asyncio.to_thread(
                prepare, data, Scenario().li_at, environment, LIMITS
            )
            async with serving(words.python, engine_words, data, environment) as ours:
                stage = Stage(site, ours)
                # The first run compiles what the image brings compiled.
                await stage.run(0, 1)
                pairs = [
                    (
                        await stage.run(0, 1),
                        await stage.run(LISTENERS, REQUESTS_PER_SECOND),
                    )
                    for _ in range(words.runs)
                ]
    alone, crowded = (statistics.median(each) for each in zip(*pairs, strict=True))
    what = f"with {LISTENERS} listeners, {REQUESTS_PER_SECOND} requests a second"
    return [Line(what=what, unit="s", floor=alone, ours=crowded)]


@asynccontextmanager
async def _site() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "twin", "--scenario", "empty"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None  # noqa: S101 - asked for above
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()
