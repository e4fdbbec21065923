"""How the loss of a browser ends what waits for it."""

import asyncio

from playwright.async_api import Error as PlaywrightError
import pytest

from linkedin_engine.browser.failure import Failure
from linkedin_engine.browser.steps import Steps, finished
from linkedin_engine.errors import BrowserCrashedError, LeaveAloneError


async def test_only_the_first_report_counts() -> None:
    failure = Failure()
    failure.report("The page crashed")
    failure.report("Chromium ended")
    assert str(failure.error()).startswith("The page crashed in the middle")


async def test_a_report_while_closing_is_no_failure() -> None:
    failure = Failure()
    failure.expect()
    failure.report("Chromium ended")
    assert not failure.event.is_set()


async def test_blocks_within_blocks_end_with_one_error_and_no_cancellation() -> None:
    failure = Failure()
    asyncio.get_running_loop().call_soon(failure.report, "Chromium ended")
    with pytest.raises(BrowserCrashedError):
        async with failure.ends_work(), failure.ends_work():
            await asyncio.sleep(60)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    await asyncio.sleep(0)


async def test_every_task_that_waits_is_ended() -> None:
    failure = Failure()

    async def wait() -> None:
        async with failure.ends_work():
            await asyncio.sleep(60)

    tasks = [asyncio.create_task(wait()) for _ in range(3)]
    await asyncio.sleep(0)
    failure.report("Chromium ended")
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [BrowserCrashedError] * 3


async def test_a_failed_call_waits_for_the_reason_behind_it() -> None:
    failure = Failure()
    asyncio.get_running_loop().call_later(0.1, failure.report, "Chromium ended")
    with pytest.raises(BrowserCrashedError):
        async with failure.ends_work():
            raise PlaywrightError("Target page, context or browser has been closed")


async def test_an_error_of_the_page_alone_stays_what_it_is() -> None:
    failure = Failure()
    with pytest.raises(PlaywrightError, match="strict mode"):
        async with failure.ends_work():
            raise PlaywrightError("strict mode violation")
    with pytest.raises(LeaveAloneError):
        async with failure.ends_work():
            raise LeaveAloneError("blocked")


async def test_an_error_that_follows_from_the_loss_is_told_as_the_loss() -> None:
    failure = Failure()

    async def work() -> None:
        async with failure.ends_work():
            try:
                failure.report("Chromium ended")
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                raise LeaveAloneError("send_unconfirmed") from None

    with pytest.raises(BrowserCrashedError) as error:
        await work()
    assert isinstance(error.value.__cause__, LeaveAloneError)
    await asyncio.sleep(0)


async def test_work_that_ends_together_with_the_browser_keeps_its_result() -> None:
    failure = Failure()
    async with failure.ends_work():
        failure.report("Chromium ended")
    await asyncio.sleep(0)


async def test_a_late_step_is_not_cancelled_but_settled_at_the_end() -> None:
    steps, gate = Steps(), asyncio.Event()
    ended = []

    async def slow() -> None:
        await gate.wait()
        ended.append("slow")

    with pytest.raises(TimeoutError):
        await steps.take(slow(), 0.01)
    gate.set()
    await steps.settle(1.0)
    assert ended == ["slow"]


async def test_a_step_that_never_ends_is_cancelled_in_the_end() -> None:
    steps = Steps()
    with pytest.raises(TimeoutError):
        await steps.take(asyncio.sleep(60), 0.01)
    await steps.settle(0.01, cancel=True)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_cleaning_up_ends_before_the_cancellation_goes_on() -> None:
    cleaned = []

    async def clean() -> None:
        await asyncio.sleep(0.05)
        cleaned.append("all")

    task = asyncio.create_task(finished(clean()))
    for _ in range(2):
        await asyncio.sleep(0.01)
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned == ["all"]
