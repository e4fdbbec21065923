"""A whole engine against a whole twin: real processes, real Chromium."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
import os
from pathlib import Path
import time
from typing import Any

import pytest

from engine.runs.house import NOW, House
from linkedin_engine.system.processes import leftovers, own_tree
from twin.scenario import Scenario
from twin.server import running

SOON_SECONDS = 20.0

type MoveIn = Callable[..., Awaitable[House]]


@pytest.fixture
def options() -> dict[str, Any]:
    """Give what a house's options have beside the usual; a module may give its own."""
    return {}


@pytest.fixture
async def move_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
) -> AsyncIterator[MoveIn]:
    """Give a function that starts a twin with a scenario and an engine beside it.

    No process and no profile folder of the engine's runs may outlive the test.
    """
    houses: list[House] = []
    async with AsyncExitStack() as stack:

        async def begin(scenario: Scenario, *, logged_in: bool = True) -> House:
            scenario.now = scenario.now or NOW
            twin = await stack.enter_async_context(running(scenario))
            monkeypatch.setenv("LINKEDIN_AUTO_BASE_URL", twin.url)
            monkeypatch.setenv("LINKEDIN_AUTO_PACE", "instant")
            monkeypatch.setenv("LINKEDIN_AUTO_NOW", scenario.now.isoformat())
            house = House(twin=twin, data=tmp_path / "data", options=options)
            houses.append(house)
            if logged_in:
                house.log_in()
            return house

        yield begin
    pids = {pid for house in houses for pid in house.run_pids}
    assert await asyncio.to_thread(_what_stays, pids) == []


def _what_stays(pids: set[int]) -> list[str]:
    """Return what is still there of these runs after a while, by name.

    Tests of other workers have leftovers of their own; orphans of these runs come
    to this process.
    """
    deadline = time.monotonic() + SOON_SECONDS
    while remains := [*_processes(), *_folders(pids)]:
        if time.monotonic() >= deadline:
            break
        time.sleep(0.1)
    return remains


def _processes() -> list[str]:
    below = {process.identity for process in own_tree(os.getpid())}
    return [each.name for each in leftovers() if each.identity in below]


def _folders(pids: set[int]) -> list[str]:
    return [
        folder.name
        for place in (Path("/dev/shm"), Path("/tmp"))  # noqa: S108 - where profiles are
        for folder in place.glob("linkedin-auto-*-*")
        if (pid := folder.name.split("-")[2]).isdecimal() and int(pid) in pids
    ]
