"""A whole service against a whole twin."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from engine.runs.house import NOW
from engine.service.home import Home, at_home
from twin.scenario import Scenario
from twin.server import running

type MoveIn = Callable[..., Awaitable[Home]]


@pytest.fixture
async def move_in(tmp_path: Path) -> AsyncIterator[MoveIn]:
    """Give a function that starts a twin with a scenario and a service beside it."""
    async with AsyncExitStack() as stack:

        async def begin(
            scenario: Scenario | None = None, *, logged_in: bool = True, **options: Any
        ) -> Home:
            played = scenario or Scenario()
            played.now = played.now or NOW
            twin = await stack.enter_async_context(running(played))
            home = await stack.enter_async_context(
                at_home(twin, tmp_path / "data", **options)
            )
            if logged_in:
                await home.log_in()
            return home

        yield begin
