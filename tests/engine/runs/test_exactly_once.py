"""Whatever happens at whatever moment, nobody gets two messages."""

import asyncio
from pathlib import Path
import sys
from typing import Any

import pytest

from engine.runs import kill_at
from engine.runs.conftest import MoveIn
from linkedin_engine.contract.enums import BotName, RunReason, RunState, WishState
from linkedin_engine.contract.models import RunProgress
from linkedin_engine.jobs.runner import Runner
from twin.scenario import Person, Scenario

KILL_AT = Path(kill_at.__file__)


def _people() -> list[Person]:
    return [Person(name="Alice Martin"), Person(name="Bruno Keller")]


# Every state that the ledger and the site can be left in together.
@pytest.mark.parametrize(
    ("when", "step"),
    [
        ("after", "start"),
        ("after", "draft"),
        ("before", "write"),
        ("before", "intent"),
        ("before", "click"),
        ("before", "sent"),
        ("after", "sent"),
        ("before", "finish"),
    ],
)
async def test_a_run_killed_at_any_step_wishes_everybody_exactly_once(
    move_in: MoveIn, step: str, when: str
) -> None:
    house = await move_in(Scenario(people=_people()))
    with house.engine() as engine:
        request = engine.request(BotName.BIRTHDAY)
        killer = Runner((sys.executable, str(KILL_AT), step, when))
        killed = await killer.run(request, house.note)
    assert killed.report.state is RunState.FAILED

    await house.report()

    for person in house.twin.state.scenario.people:
        texts = house.twin.record.texts_for(person.member_id)
        states = [w.state for w in house.wishes() if w.name == person.name]
        assert len(texts) == 1
        assert states == [WishState.SENT]


async def test_the_second_of_two_runs_at_once_says_busy(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=_people()))
    first, second = await asyncio.gather(house.run(), house.run())
    ends = sorted((first, second), key=lambda end: end.report.sent)
    assert ends[0].report.reason is RunReason.BUSY
    assert ends[0].exit_status == 6
    assert ends[1].report.sent == 2
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]


@pytest.mark.parametrize("step", ["reading", "writing", "sending"])
async def test_a_run_stopped_at_any_step_leaves_a_ledger_that_goes_on(
    move_in: MoveIn, step: str
) -> None:
    house = await move_in(Scenario(people=_people()))
    running: asyncio.Task[Any] | None = None

    def stop(progress: RunProgress) -> None:
        if progress.step == step and running is not None:
            running.cancel()

    running = asyncio.create_task(house.run(on_step=stop))
    stopped = await running
    assert stopped.report.reason is RunReason.CANCELLED
    assert stopped.report.state is RunState.STOPPED
    assert all(wish.state is not WishState.SENDING for wish in house.wishes())

    await house.report()
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]


async def test_a_second_run_on_the_same_day_wishes_nobody_again(
    move_in: MoveIn,
) -> None:
    house = await move_in(Scenario(people=_people()))
    await house.report()
    again = await house.report("unlimited")
    assert again.sent == 0
    assert again.state is RunState.FINISHED
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]
