from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from engine.jobs.office import MONDAY, PARIS, Office, paris
from linkedin_engine.contract.enums import RunOrigin, RunReason, SendingMode
from linkedin_engine.jobs.wiring import Timing

DAY = timedelta(days=1)
TUESDAY = MONDAY + DAY
SCHEDULED = (RunOrigin.SCHEDULE, None)


async def test_the_daily_run_starts_at_its_moment_and_once(office: Office) -> None:
    async with office.open() as dispatcher:
        assert dispatcher.next_run == paris(7)
        await office.work(paris(6, 59))
        assert office.ran == []
        await office.work(paris(7))
        await office.work(paris(12))
        assert office.ran == ["birthday"]
        assert await office.history() == [SCHEDULED]
        assert dispatcher.next_run == paris(7, day=TUESDAY)


async def test_a_restart_does_not_run_the_day_again(office: Office) -> None:
    async with office.open():
        await office.work(paris(7))
    office.clock.moment = paris(9)
    async with office.open() as dispatcher:
        await office.work()
        assert office.ran == ["birthday"]
        assert dispatcher.next_run == paris(7, day=TUESDAY)


async def test_while_the_days_run_is_under_way_the_next_one_is_tomorrows(
    office: Office,
) -> None:
    office.moods("sleep")
    async with office.open() as dispatcher:
        await office.look(paris(7))
        assert dispatcher.current is not None
        assert dispatcher.next_run == paris(7, day=TUESDAY)


async def test_a_start_missed_while_the_power_was_off_is_caught_up(
    office: Office,
) -> None:
    office.clock.moment = paris(15)
    async with office.open():
        await office.work()
        assert await office.history() == [SCHEDULED]


async def test_a_start_missed_until_the_evening_waits_for_tomorrow(
    office: Office,
) -> None:
    office.clock.moment = paris(20)
    async with office.open() as dispatcher:
        await office.work()
        assert office.ran == []
        assert dispatcher.next_run == paris(7, day=TUESDAY)


async def test_the_schedule_can_be_turned_off_and_on(office: Office) -> None:
    office.choose(schedule_enabled=False)
    async with office.open() as dispatcher:
        await office.work(paris(7))
        assert dispatcher.next_run is None
        assert office.ran == []
        office.choose(schedule_enabled=True)
        await office.work()
        assert office.ran == ["birthday"]


@pytest.mark.parametrize("change", [date(2026, 10, 25), date(2027, 3, 28)])
async def test_each_day_has_one_run_at_seven_across_clock_changes(
    office: Office, change: date
) -> None:
    office.clock.moment = paris(0, day=change - DAY)
    async with office.open() as dispatcher:
        starts = []
        for _ in range(3):
            start = dispatcher.next_run
            assert start is not None
            starts.append(start.astimezone(PARIS))
            await office.work(start - timedelta(minutes=1))
            await office.work(start)
        assert [start.time() for start in starts] == [time(7)] * 3
        assert [start.date() for start in starts] == [
            change + number * DAY for number in (-1, 0, 1)
        ]
        assert len(office.ran) == 3


async def test_a_run_over_midnight_belongs_to_the_day_it_began(office: Office) -> None:
    office.choose(hours_start=time(23, 50), hours_end=time(23, 59))
    office.moods("sleep")
    async with office.open() as dispatcher:
        await office.look(paris(23, 50))
        running = dispatcher.current
        assert running is not None
        office.clock.moment = paris(0, 10, TUESDAY)
        await dispatcher.cancel(running.run_id)
        await office.until(lambda: office.is_idle)
        await office.look()
        assert dispatcher.next_run == paris(23, 50, TUESDAY)


async def test_a_clock_that_is_set_right_is_noticed_without_being_told(
    office: Office,
) -> None:
    office.timing = Timing(longest_sleep_seconds=0.05)
    office.clock.moment = datetime(2020, 1, 1, 2, tzinfo=UTC)
    async with office.open():
        office.clock.moment = paris(9)
        await office.until(lambda: office.ends)
        assert (await office.last()).requested_at == paris(9)


async def test_a_daily_run_under_a_clock_of_the_future_keeps_no_day_from_its_own(
    office: Office,
) -> None:
    office.clock.moment = paris(9, day=date(2031, 5, 1))
    async with office.open() as dispatcher:
        await office.work()
        await office.work(paris(6))
        assert dispatcher.next_run == paris(7)


async def test_without_a_session_nothing_starts_by_itself(office: Office) -> None:
    office.is_logged_in = False
    async with office.open() as dispatcher:
        await office.work(paris(8))
        assert office.ran == []
        assert dispatcher.next_run is None
        assert dispatcher.waits_for_person is RunReason.SESSION_REQUIRED
        office.is_logged_in = True
        await dispatcher.person_acted()
        await office.until(lambda: office.ends)
        assert await office.history() == [SCHEDULED]


async def test_a_run_by_hand_after_the_missed_start_is_the_days_run(
    office: Office,
) -> None:
    office.is_logged_in = False
    async with office.open():
        await office.look(paris(9))
        office.is_logged_in = True
        await office.ask()
        await office.until(lambda: office.ends)
        await office.work()
        assert await office.history() == [(RunOrigin.PERSON, None)]


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ({"mode": SendingMode.PREVIEW}, paris(9)),
        ({"dry_run": True}, paris(9)),
        ({"max_messages": 1}, paris(9)),
        ({}, paris(6)),
    ],
)
async def test_a_run_by_hand_that_is_less_or_earlier_leaves_the_day_its_run(
    office: Office, words: dict[str, Any], moment: datetime
) -> None:
    office.choose(schedule_enabled=False)
    async with office.open():
        office.clock.moment = moment
        await office.ask(**words)
        await office.until(lambda: office.ends)
        office.choose(schedule_enabled=True)
        await office.work(paris(9, 30))
        assert await office.history() == [(RunOrigin.PERSON, None), SCHEDULED]
