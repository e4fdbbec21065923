"""What a run that went wrong means for the next ones, also after a restart."""

from datetime import datetime, timedelta
from typing import NoReturn

import pytest

from engine.jobs.office import MONDAY, Office, forever, paris
from linkedin_engine.contract.enums import (
    BotName,
    RunOrigin,
    RunReason,
    RunState,
    SendingMode,
)
from linkedin_engine.errors import ConflictError, StorageFullError
from linkedin_engine.jobs.lock import run_lock
from linkedin_engine.storage.runs import NewRun

DAY = timedelta(days=1)
TUESDAY = MONDAY + DAY
SCHEDULE, RETRY, PERSON = RunOrigin.SCHEDULE, RunOrigin.RETRY, RunOrigin.PERSON
WAITING = ["session_required", "checkpoint", "restricted", "page_changed"]


def minutes(first: datetime, second: datetime | None) -> float:
    assert second is not None
    return (second - first) / timedelta(minutes=1)


async def test_network_trouble_is_tried_again_ever_later_until_it_is_over(
    office: Office,
) -> None:
    office.moods("network", "network", "browser_crashed")
    async with office.open() as dispatcher:
        waits = []
        await office.work(paris(7))
        for _ in range(3):
            again = dispatcher.next_run
            waits.append(minutes(office.clock.moment, again))
            await office.work(again)
        assert 4 <= waits[0] <= 6
        assert 8 <= waits[1] <= 12
        assert 16 <= waits[2] <= 24
        assert await office.history() == [
            (SCHEDULE, RunReason.NETWORK),
            (RETRY, RunReason.NETWORK),
            (RETRY, RunReason.BROWSER_CRASHED),
            (RETRY, None),
        ]
        assert dispatcher.next_run == paris(7, day=TUESDAY)


async def test_a_restart_neither_forgets_nor_hurries_what_is_tried_again(
    office: Office,
) -> None:
    office.moods("network", "network")
    async with office.open() as dispatcher:
        await office.work(paris(7))
        await office.work(dispatcher.next_run)
        again = dispatcher.next_run
    async with office.open() as dispatcher:
        await office.work()
        assert dispatcher.next_run == again
        await office.work(again)
        assert len(office.ran) == 3
        assert dispatcher.next_run == paris(7, day=TUESDAY)


async def test_what_is_tried_again_keeps_to_the_hours(office: Office) -> None:
    office.moods("network")
    async with office.open() as dispatcher:
        await office.work(paris(18, 58))
        assert dispatcher.next_run == paris(7, day=TUESDAY)
        await office.work(paris(7, day=TUESDAY))
        assert (await office.history())[-1] == (SCHEDULE, None)


async def test_a_failed_run_of_a_person_is_not_repeated_behind_their_back(
    office: Office,
) -> None:
    office.moods("network")
    office.choose(schedule_enabled=False)
    async with office.open() as dispatcher:
        await office.ask("unlimited")
        await office.until(lambda: office.ends)
        await office.look()
        assert dispatcher.next_run is None


async def test_linkedins_limit_pauses_everything_for_a_day(office: Office) -> None:
    office.moods("linkedin_limit")
    over = paris(10, day=TUESDAY)
    async with office.open():
        await office.work(paris(10))
    async with office.open() as dispatcher:
        assert (dispatcher.paused_until, dispatcher.next_run) == (over, over)
        await dispatcher.person_acted()
        with pytest.raises(ConflictError, match="2026-11-24 10:00"):
            await office.ask()
        await office.work(over - timedelta(minutes=1))
        assert len(office.ran) == 1
        await office.work(over)
        assert await office.history() == [
            (SCHEDULE, RunReason.LINKEDIN_LIMIT),
            (SCHEDULE, None),
        ]
        assert dispatcher.paused_until is None


@pytest.mark.parametrize("reason", WAITING)
async def test_nothing_starts_until_a_person_has_acted_however_long_that_takes(
    office: Office, reason: str
) -> None:
    office.moods(reason)
    async with office.open():
        await office.work(paris(7))
    async with office.open() as dispatcher:
        await office.work(paris(9, day=TUESDAY))
        assert dispatcher.waits_for_person == reason
        assert dispatcher.next_run is None
        assert len(office.ran) == 1
        office.choose(schedule_enabled=False)
        await dispatcher.person_acted()
    office.choose(schedule_enabled=True)
    async with office.open() as dispatcher:
        assert dispatcher.waits_for_person is None
        await office.work()
        assert (await office.history())[1:] == [(SCHEDULE, None)]


@pytest.mark.parametrize(
    ("outcome", "waits_for"),
    [
        ("finish", None),
        ("limit_reached", None),
        ("checkpoint", RunReason.CHECKPOINT),
    ],
)
async def test_a_run_by_hand_is_allowed_meanwhile_and_its_outcome_decides_anew(
    office: Office, outcome: str, waits_for: RunReason | None
) -> None:
    office.moods("session_required", outcome)
    async with office.open() as dispatcher:
        await office.work(paris(7))
        office.choose(schedule_enabled=False)
        await office.ask()
        await office.until(lambda: len(office.ends) == 2)
        await office.look()
        assert dispatcher.waits_for_person is waits_for


async def test_what_does_not_reach_linkedin_does_not_lift_a_hold(
    office: Office,
) -> None:
    office.moods("checkpoint")
    async with office.open() as dispatcher:
        await office.work(paris(7))
        new = NewRun(
            run_id="elsewhere", bot=BotName.BIRTHDAY, mode=SendingMode.APPROVAL
        )
        await office.runs(lambda runs: runs.start(new, office.clock.now()))
        await office.runs(lambda runs: runs.abandon_unfinished(office.clock.now()))
        await office.look()
        assert dispatcher.waits_for_person is RunReason.CHECKPOINT


@pytest.mark.parametrize("reason", [*WAITING, "linkedin_limit"])
async def test_what_waited_behind_a_warning_is_not_run_into_it(
    office: Office, reason: str
) -> None:
    office.moods("sleep", reason)
    async with office.open():
        first = await office.ask()
        await office.until(lambda: office.has_begun)
        await office.ask(max_messages=1)
        await office.ask("unlimited")
        await office.dispatcher.cancel(first.run_id)
        await office.until(lambda: len(office.ends) == 3)
        assert len(office.ran) == 2
        dropped, message = office.ends[2]
        assert (dropped.bot, dropped.state) == (BotName.UNLIMITED, RunState.STOPPED)
        assert dropped.reason == reason
        assert message


async def test_a_run_that_the_power_cut_off_is_settled_and_tried_again(
    office: Office,
) -> None:
    office.clock.moment = paris(7)
    new = NewRun(
        run_id="lost",
        bot=BotName.BIRTHDAY,
        mode=SendingMode.APPROVAL,
        origin=RunOrigin.SCHEDULE,
    )
    office.choose(schedule_enabled=False)
    async with office.open():
        with run_lock(office.folder / "data"):
            await office.runs(lambda runs: runs.start(new, office.clock.now()))
            await office.look()
            running = await office.runs(lambda runs: runs.summary("lost"))
            assert running.state is RunState.RUNNING
    office.choose(schedule_enabled=True)
    async with office.open() as dispatcher:
        lost = await office.runs(lambda runs: runs.summary("lost"))
        assert (lost.state, lost.reason) == (RunState.FAILED, RunReason.INTERNAL)
        assert 4 <= minutes(paris(7), dispatcher.next_run) <= 6
        await office.work(dispatcher.next_run)
        assert (await office.history())[-1] == (RETRY, None)


async def test_a_daily_run_that_the_engines_own_end_cut_off_goes_on_later(
    office: Office,
) -> None:
    office.moods("sleep")
    async with office.open():
        await office.look(paris(7))
        await office.until(lambda: office.has_begun)
    async with office.open() as dispatcher:
        assert await office.history() == [(SCHEDULE, RunReason.CANCELLED)]
        await office.work(dispatcher.next_run)
        assert (await office.history())[1:] == [(RETRY, None)]


async def test_a_daily_run_that_a_person_stopped_is_over_for_the_day(
    office: Office,
) -> None:
    office.moods("sleep")
    async with office.open() as dispatcher:
        await office.look(paris(7))
        await office.until(lambda: office.has_begun)
        assert dispatcher.current is not None
        await dispatcher.cancel(dispatcher.current.run_id)
        await office.until(lambda: office.is_idle)
        await office.look()
        assert dispatcher.next_run == paris(7, day=TUESDAY)


async def test_a_process_that_dies_without_a_word_is_a_failed_run(
    office: Office,
) -> None:
    office.moods("die")
    async with office.open():
        await office.ask()
        await office.until(lambda: office.ends)
        last = await office.last()
        assert (last.state, last.reason) == (RunState.FAILED, RunReason.INTERNAL)
        assert last.finished_at == office.clock.now()
        assert "Nothing is lost" in (last.message or "")


async def test_a_broken_callback_ends_one_run_and_not_the_dispatcher(
    office: Office,
) -> None:
    def broken(*_: object) -> NoReturn:
        raise ValueError("no such thing")

    office.run = broken
    async with office.open():
        await office.ask()
        await office.until(lambda: office.ends)
        await office.ask("unlimited")
        await office.until(lambda: len(office.ends) == 2)
        report, message = office.ends[-1]
        assert (report.state, report.reason) == (RunState.FAILED, RunReason.INTERNAL)
        assert "no such thing" in (message or "")


async def test_a_disk_that_takes_no_end_does_not_stop_the_dispatcher(
    office: Office,
) -> None:
    office.run = forever
    async with office.open() as dispatcher:
        asked = await office.ask()
        await office.until(lambda: dispatcher.current)
        await office.database(lambda db: db.write("PRAGMA query_only = ON"))
        with pytest.raises(StorageFullError):
            await dispatcher.cancel(asked.run_id)
        await office.until(lambda: dispatcher.current is None)
        await office.database(lambda db: db.write("PRAGMA query_only = OFF"))
        await office.look()
        assert dispatcher.current is not None
