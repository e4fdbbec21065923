"""Asking for runs, cancelling them, and ending the engine in between."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
import os
from typing import Any

from blockbuster import blockbuster_ctx
import pytest

from engine.jobs.office import MONDAY, Office, forever, paris
from linkedin_engine.contract.enums import (
    BotName,
    RunOrigin,
    RunReason,
    RunState,
    SendingMode,
)
from linkedin_engine.contract.events import Progress, RunEnded
from linkedin_engine.contract.models import RunProgress, RunReport
from linkedin_engine.contract.requests import RunCreate
from linkedin_engine.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    UnavailableError,
)
from linkedin_engine.jobs.requests import RunRequest
from linkedin_engine.jobs.runner import RunEnd
from linkedin_engine.jobs.wiring import Refusal

TUESDAY = MONDAY + timedelta(days=1)
CANCELLED = (RunState.STOPPED, RunReason.CANCELLED)


async def sleeping(office: Office, **words: Any) -> str:
    """Ask for a run that lasts until it is told to stop; wait for its first step."""
    office.moods("sleep")
    asked = await office.ask(**words)
    await office.until(lambda: office.has_begun)
    return asked.run_id


async def ended(office: Office, run_id: str) -> tuple[RunState, RunReason | None]:
    await office.until(lambda: any(end.run_id == run_id for end, _ in office.ends))
    summary = await office.runs(lambda runs: runs.summary(run_id))
    return summary.state, summary.reason


async def test_runs_are_done_one_at_a_time_in_the_order_they_were_asked_for(
    office: Office,
) -> None:
    async with office.open() as dispatcher:
        first = await sleeping(office)
        await office.ask("unlimited")
        await office.ask(dry_run=True)
        assert [run.bot for run in dispatcher.queued] == ["unlimited", "birthday"]
        assert office.ran == ["birthday"]
        await dispatcher.cancel(first)
        await office.until(lambda: len(office.ends) == 3)
        assert office.ran == ["birthday", "unlimited", "birthday"]
        assert [end.dry_run for end, _ in office.ends] == [False, False, True]


async def test_pressing_a_button_twice_is_one_run(office: Office) -> None:
    async with office.open() as dispatcher:
        first = await sleeping(office)
        twice = await asyncio.gather(office.ask(), office.ask("unlimited"))
        again = await office.ask("unlimited")
        assert twice[0].run_id == first
        assert again.run_id == twice[1].run_id
        assert len(dispatcher.queued) == 1
        other = await office.ask("unlimited", max_messages=1)
        assert other.run_id != again.run_id


async def test_progress_is_seen_as_it_happens_and_the_end_is_told_once(
    office: Office,
) -> None:
    with office.bus.subscription() as events:
        async with office.open() as dispatcher:
            first = await sleeping(office)
            current = dispatcher.current
            assert current is not None
            assert current.state is RunState.RUNNING
            assert (current.step, current.done, current.total) == ("reading", 1, 3)
            await dispatcher.cancel(first)
            await office.until(lambda: office.ends)
            assert isinstance(await events.get(), Progress)
            end = await events.get()
    assert isinstance(end, RunEnded)
    assert (end.report.run_id, end.message) == (first, "It was cancelled.")
    assert [(end.report, end.message)] == office.ends


async def test_a_running_run_is_told_to_stop_and_ends_as_it_says(
    office: Office,
) -> None:
    async with office.open() as dispatcher:
        run_id = await sleeping(office)
        answer = await dispatcher.cancel(run_id)
        assert answer.state is RunState.RUNNING
        await dispatcher.cancel(run_id)
        assert await ended(office, run_id) == CANCELLED
        with pytest.raises(ConflictError, match="over"):
            await dispatcher.cancel(run_id)


async def test_a_run_that_is_only_just_starting_ends_as_cancelled(
    office: Office,
) -> None:
    office.moods("mute")
    async with office.open() as dispatcher:
        asked = await office.ask()
        await office.until(lambda: dispatcher.current)
        await dispatcher.cancel(asked.run_id)
        assert await ended(office, asked.run_id) == CANCELLED


async def test_a_run_that_does_not_hear_is_killed_and_ends_as_cancelled(
    office: Office,
) -> None:
    office.stop_seconds = 0.1
    office.moods("deaf")
    async with office.open() as dispatcher:
        asked = await office.ask()
        await office.until(lambda: office.has_begun)
        await dispatcher.cancel(asked.run_id)
        assert await ended(office, asked.run_id) == CANCELLED
        pid = int((office.folder / "ran").read_text("utf-8").split()[0])
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_run_that_met_a_warning_while_it_was_stopped_keeps_the_warning(
    office: Office,
) -> None:
    async def warned(
        request: RunRequest, _progress: Callable[[RunProgress], None]
    ) -> RunEnd:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        report = RunReport(
            run_id=request.run_id,
            bot=request.bot,
            mode=request.mode,
            dry_run=request.dry_run,
            state=RunState.STOPPED,
            reason=RunReason.CHECKPOINT,
            started_at=office.clock.now(),
            finished_at=office.clock.now(),
        )
        return RunEnd(report=report, message="Look at LinkedIn.", exit_status=4)

    office.run = warned
    async with office.open() as dispatcher:
        asked = await office.ask()
        await office.until(lambda: dispatcher.current)
        # The work begins before it can be told to stop.
        await asyncio.sleep(0)
        await dispatcher.cancel(asked.run_id)
        await ended(office, asked.run_id)
        await office.look()
        assert dispatcher.waits_for_person is RunReason.CHECKPOINT


async def test_a_queued_run_is_taken_out_and_never_starts(office: Office) -> None:
    async with office.open() as dispatcher:
        await sleeping(office)
        queued = await office.ask("unlimited")
        answer = await dispatcher.cancel(queued.run_id)
        assert (answer.state, answer.reason) == CANCELLED
        assert dispatcher.queued == ()
        assert await ended(office, queued.run_id) == CANCELLED
    assert office.ran == ["birthday"]


async def test_a_run_that_there_is_not_cannot_be_asked_for_or_cancelled(
    office: Office,
) -> None:
    async with office.open() as dispatcher:
        with pytest.raises(NotFoundError):
            await dispatcher.cancel("unknown")
        with pytest.raises(BadInputError, match="bot"):
            await office.ask("invitations")
        assert await office.history() == []


async def test_the_queue_has_an_end(office: Office) -> None:
    office.refusal = Refusal(reason=RunReason.TOO_HOT, message="Too hot.")
    async with office.open() as dispatcher:
        for number in range(1, 21):
            await office.ask(max_messages=number)
        with pytest.raises(ConflictError, match="waiting"):
            await office.ask(max_messages=21)
        assert len(dispatcher.queued) == 20


async def test_the_end_of_the_engine_stops_the_run_and_keeps_the_queue(
    office: Office,
) -> None:
    async with office.open() as dispatcher:
        first = await sleeping(office)
        waiting = await office.ask("unlimited")
    assert office.ends[0][0].run_id == first
    with pytest.raises(UnavailableError):
        await dispatcher.enqueue(RunCreate(bot=BotName.BIRTHDAY))
    assert office.ran == ["birthday"]
    async with office.open():
        assert await ended(office, waiting.run_id) == (RunState.FINISHED, None)
        assert office.ran == ["birthday", "unlimited"]


async def test_a_run_that_was_queued_before_the_power_was_off_for_days_is_dropped(
    office: Office,
) -> None:
    office.refusal = Refusal(reason=None, message="Too little memory.")
    async with office.open():
        asked = await office.ask("unlimited")
        await office.look()
    office.refusal = None
    office.clock.moment = paris(5, day=TUESDAY)
    async with office.open():
        assert await ended(office, asked.run_id) == CANCELLED
        summary = await office.runs(lambda runs: runs.summary(asked.run_id))
        assert "2026-11-23" in (summary.message or "")
        assert office.ran == []


async def test_a_run_waits_while_the_machine_is_too_hot_and_says_so(
    office: Office,
) -> None:
    office.refusal = Refusal(reason=RunReason.TOO_HOT, message="Too hot.")
    async with office.open() as dispatcher:
        await office.look(paris(7))
        (waiting,) = dispatcher.queued
        assert (waiting.origin, waiting.state) == (
            RunOrigin.SCHEDULE,
            RunState.QUEUED,
        )
        assert (waiting.reason, waiting.message) == (RunReason.TOO_HOT, "Too hot.")
        office.refusal = None
        await office.work()
        assert await office.history() == [(RunOrigin.SCHEDULE, None)]


async def test_a_scheduled_run_that_waited_past_the_hours_does_not_start(
    office: Office,
) -> None:
    office.refusal = Refusal(reason=RunReason.TOO_HOT, message="Too hot.")
    async with office.open():
        await office.look(paris(18))
        office.refusal = None
        await office.work(paris(19))
        assert await office.history() == [(RunOrigin.SCHEDULE, RunReason.OUTSIDE_HOURS)]
        assert office.ran == []


async def test_a_run_that_finds_the_engine_busy_waits_and_is_not_lost(
    office: Office,
) -> None:
    office.moods("busy", "busy")
    async with office.open() as dispatcher:
        asked = await office.ask()
        for tries in (1, 2):
            await office.until(
                lambda: (
                    any(run.reason for run in dispatcher.queued)
                    and not dispatcher.current
                )
            )
            (waiting,) = dispatcher.queued
            assert waiting.run_id == asked.run_id
            assert (waiting.state, waiting.reason) == (
                RunState.QUEUED,
                RunReason.BUSY,
            )
            assert len(office.ran) == tries
            # A nudge ends the wait, and the run starts in its turn.
            await office.look()
        assert await ended(office, asked.run_id) == (RunState.FINISHED, None)
        assert len(office.ends) == 1


async def test_a_queued_run_sends_in_the_mode_that_holds_when_it_starts(
    office: Office,
) -> None:
    office.choose(sending_mode=SendingMode.AUTOMATIC)
    async with office.open() as dispatcher:
        first = await sleeping(office)
        await office.ask("unlimited")
        await office.ask("unlimited", mode=SendingMode.APPROVAL)
        office.choose(sending_mode=SendingMode.PREVIEW)
        await dispatcher.cancel(first)
        await office.until(lambda: len(office.ends) == 3)
        assert [end.mode for end, _ in office.ends[1:]] == [
            SendingMode.PREVIEW,
            SendingMode.APPROVAL,
        ]


async def test_a_run_is_stopped_even_where_it_does_not_say_how_it_ended(
    office: Office,
) -> None:
    office.run = forever
    async with office.open():
        asked = await office.ask()
        await office.until(lambda: office.dispatcher.current)
    assert office.ends[0][0].run_id == asked.run_id
    assert office.ends[0][0].reason is RunReason.CANCELLED


async def test_an_idle_dispatcher_writes_nothing(office: Office) -> None:
    async with office.open():
        await office.work(paris(7))
        before = await office.database(lambda db: db._connection.total_changes)
        for hour in range(8, 24):
            await office.look(paris(hour))
        after = await office.database(lambda db: db._connection.total_changes)
        assert after == before


async def test_whoever_else_uses_the_loop_is_not_kept_waiting(office: Office) -> None:
    with blockbuster_ctx("linkedin_engine.jobs"):
        async with office.open() as dispatcher:
            first = await sleeping(office)
            await office.ask("unlimited")
            await dispatcher.cancel(first)
            await office.until(lambda: len(office.ends) == 2)


async def test_an_idle_dispatcher_looks_up_a_few_times_an_hour(office: Office) -> None:
    async with office.open() as dispatcher:
        await office.work(paris(8))
        sleeps_an_hour = 3600 / dispatcher._delay()
        assert sleeps_an_hour <= 6
