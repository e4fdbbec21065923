"""A whole engine against a whole twin: real processes, real Chromium."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
import time

import pytest

from engine.runs.house import NOW, House
from linkedin_engine.system.processes import leftovers
from twin.scenario import Scenario
from twin.server import running

type MoveIn = Callable[..., Awaitable[House]]


@pytest.fixture
async def move_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[MoveIn]:
    """Give a function that starts a twin with a scenario and an engine beside it."""
    async with AsyncExitStack() as stack:

        async def begin(scenario: Scenario, *, logged_in: bool = True) -> House:
            scenario.now = scenario.now or NOW
            twin = await stack.enter_async_context(running(scenario))
            monkeypatch.setenv("LINKEDIN_AUTO_BASE_URL", twin.url)
            monkeypatch.setenv("LINKEDIN_AUTO_PACE", "instant")
            monkeypatch.setenv("LINKEDIN_AUTO_NOW", scenario.now.isoformat())
            house = House(twin=twin, data=tmp_path / "data")
            if logged_in:
                house.log_in()
            return house

        yield begin


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """No process and no profile folder may outlive a test."""
    yield
    # Another worker's killed run may be a moment away from being swept.
    deadline = time.monotonic() + 20
    while (leftovers() or _ownerless_folders()) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert leftovers() == []
    assert _ownerless_folders() == []


def _ownerless_folders() -> list[Path]:
    """Return the profile folders whose run is over."""
    return [
        folder
        for place in (Path("/dev/shm"), Path("/tmp"))  # noqa: S108 - where profiles are
        for folder in place.glob("linkedin-auto-*-*")
        if (pid := folder.name.split("-")[2]).isdecimal()
        and not Path("/proc", pid).exists()
    ]
