"""Whole runs through a browser on another machine: the same tests, and its own."""

from collections.abc import AsyncIterator
import sys
from typing import Any

import pytest

from engine.browser.elsewhere import SECRET, Elsewhere, chromium, playwright_server
from engine.runs.conftest import MoveIn
from engine.runs.test_exactly_once import (
    KILL_AT,
    test_a_second_run_on_the_same_day_wishes_nobody_again as test_a_second_run,
)
from engine.runs.test_troubles import (
    test_a_session_that_expires_in_the_middle_keeps_what_is_left_due as test_expiry,
)
from linkedin_engine.contract.enums import BotName, RunReason, RunState, WishState
from linkedin_engine.contract.models import RunProgress
from linkedin_engine.jobs.runner import Runner
from linkedin_engine.system.processes import kill_tree
from twin.scenario import Obstacle, Person, Scenario, Trouble

__all__ = ["test_a_second_run", "test_expiry"]

KINDS = {"playwright": playwright_server, "chromium": chromium}


@pytest.fixture(params=list(KINDS))
async def there(request: pytest.FixtureRequest) -> AsyncIterator[Elsewhere]:
    async with KINDS[request.param]() as elsewhere:
        yield elsewhere


@pytest.fixture
def options(there: Elsewhere) -> dict[str, Any]:
    """Let every test of this module, and those from others, use that browser."""
    return {"remote_browser_url": there.url}


def _two() -> list[Person]:
    return [Person(name="Alice Martin"), Person(name="Bruno Keller")]


async def test_a_checkpoint_stops_the_run_and_leaves_the_browser_as_it_was(
    move_in: MoveIn, there: Elsewhere, capfd: pytest.CaptureFixture[str]
) -> None:
    trouble = Trouble(obstacle=Obstacle.CHECKPOINT, path="/")
    house = await move_in(Scenario(people=_two(), troubles=[trouble]))
    end = await house.run()
    assert (end.report.reason, end.report.state) == (
        RunReason.CHECKPOINT,
        RunState.STOPPED,
    )
    assert house.received() == []
    assert await there.is_left_clean()
    secret = there.url.partition("?")[0].rpartition("/")[2]
    logged = "".join(capfd.readouterr())
    assert '"event"' in logged or "event=" in logged
    assert secret not in logged


async def test_a_killed_run_leaves_nobody_signed_in_over_there(
    move_in: MoveIn, there: Elsewhere
) -> None:
    house = await move_in(Scenario(people=_two()))
    with house.engine() as engine:
        request = engine.request(BotName.BIRTHDAY)
        killer = Runner((sys.executable, str(KILL_AT), "click", "before"))
        await killer.run(request, house.note)
    assert await there.is_left_clean()
    await house.report()
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]


async def test_a_browser_that_dies_in_a_run_loses_nobody_and_doubles_nobody(
    move_in: MoveIn, there: Elsewhere, capfd: pytest.CaptureFixture[str]
) -> None:
    house = await move_in(Scenario(people=_two()))

    def die(progress: RunProgress) -> None:
        if progress.step == "sending" and progress.done == 1:
            kill_tree(there.family())

    lost = await house.run(on_step=die)
    assert (lost.report.reason, lost.report.state) == (
        RunReason.BROWSER_CRASHED,
        RunState.FAILED,
    )
    assert "remote_browser_url" in str(lost.message)
    unreachable = await house.run()
    assert unreachable.report.reason is RunReason.BROWSER_CRASHED
    assert "nobody answers there" in str(unreachable.message)
    assert SECRET not in "".join(capfd.readouterr()) + str(unreachable.message)

    del house.options["remote_browser_url"]
    await house.report()
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]
    assert {wish.state for wish in house.wishes()} == {WishState.SENT}
