"""What a person changes while a run is under way holds, and the run ends well."""

import asyncio
import os
import sys

from engine.runs.house import alice, bruno
from engine.service.conftest import MoveIn
from engine.service.home import Home
from linkedin_engine.system.processes import STARTER_MARK
from twin.scenario import Scenario

RUNS = "/api/v1/runs"


def slow_site() -> Scenario:
    return Scenario(people=[alice(), bruno()], latency_ms=100, rotate_cookies=True)


async def _under_way(home: Home, step: str = "opening") -> None:
    await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    await home.until(lambda state: state["run"] and state["run"]["step"] == step)


async def test_a_session_that_is_cleared_in_a_run_does_not_come_back_with_its_end(
    move_in: MoveIn,
) -> None:
    home = await move_in(slow_site())
    await _under_way(home)
    await home.ask("DELETE", "/api/v1/session", status=204)
    state = await home.idle()
    assert state["session"]["present"] is False
    assert [each["code"] for each in state["problems"]] == ["session_required"]


async def test_a_session_that_is_handed_over_in_a_run_is_the_one_that_stays(
    move_in: MoveIn,
) -> None:
    home = await move_in(slow_site())
    await _under_way(home)
    new = "AQEDATheNewSessionCookieThatIsLongEnough000000"
    await home.ask("PUT", "/api/v1/session", {"cookies": new})
    await home.idle()
    home.twin.state.scenario.li_at = new
    await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    state = await home.idle()
    assert state["last_run"]["reason"] is None
    assert home.received() == ["Alice Martin", "Bruno Keller"]


async def test_a_run_whose_service_was_killed_before_it_could_know_does_nothing() -> (
    None
):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "linkedin_engine.app.run"),
        env={**os.environ, STARTER_MARK: str(os.getppid())},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    # It would wait for its request for ever.
    assert process.stdout is not None
    assert await process.stdout.read() == b""
    assert await process.wait() == 1
