from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from linkedin_engine.contract.enums import RunReason
from linkedin_engine.domain.hours import ALL_DAYS, Hours
from linkedin_engine.domain.schedule import DailyStart, retry_at

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2026, 11, 23)


def _daily(
    *, jitter: int = 60, days: frozenset[int] = ALL_DAYS, seed: str = "home"
) -> DailyStart:
    hours = Hours(time(7), time(19), days, PARIS)
    return DailyStart(hours=hours, jitter=timedelta(minutes=jitter), seed=seed)


def _paris(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), PARIS).astimezone(UTC)


def test_the_start_is_drawn_within_the_jitter_after_the_hours_begin() -> None:
    start = _daily().on(DAY)
    assert start is not None
    assert _paris(7) <= start <= _paris(8)


def test_a_restart_draws_the_same_moment_and_another_home_another_one() -> None:
    assert _daily().on(DAY) == _daily().on(DAY)
    assert _daily().on(DAY) != _daily(seed="elsewhere").on(DAY)


def test_a_missed_start_is_caught_up_while_the_hours_allow() -> None:
    assert _daily().following(_paris(15), None) == _paris(15)


def test_a_start_missed_until_the_evening_waits_for_tomorrow() -> None:
    following = _daily().following(_paris(20), None)
    assert following is not None
    assert following.astimezone(PARIS).date() == DAY + timedelta(days=1)


def test_a_day_that_had_its_run_gets_no_second_one() -> None:
    following = _daily().following(_paris(9), DAY)
    assert following is not None
    assert following.astimezone(PARIS).date() == DAY + timedelta(days=1)


def test_closed_days_are_left_out() -> None:
    friday = frozenset({4})
    following = _daily(days=friday).following(_paris(9), None)
    assert following is not None
    assert following.astimezone(PARIS).weekday() == 4


def test_without_any_day_there_is_no_next_start() -> None:
    assert _daily(days=frozenset()).following(_paris(9), None) is None


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(0, 720))
def test_every_start_lies_within_the_hours_across_clock_changes(
    day: date, jitter: int
) -> None:
    daily = _daily(jitter=jitter)
    start = daily.on(day)
    assert start is not None
    assert daily.hours.is_open(start)


@pytest.mark.parametrize(
    "reason",
    [
        RunReason.SESSION_REQUIRED,
        RunReason.CHECKPOINT,
        RunReason.RESTRICTED,
        RunReason.PAGE_CHANGED,
        RunReason.LIMIT_REACHED,
        None,
    ],
)
def test_what_only_a_person_or_the_next_day_mends_is_not_tried_again(
    reason: RunReason | None,
) -> None:
    assert retry_at(reason, 1, _paris(9), Random(1)) is None


def test_network_trouble_is_tried_again_ever_later_up_to_two_hours() -> None:
    now = _paris(9)
    waits = []
    for tries in range(1, 12):
        again = retry_at(RunReason.NETWORK, tries, now, Random(1))
        assert again is not None
        waits.append(again - now)
    assert timedelta(minutes=4) <= waits[0] <= timedelta(minutes=6)
    assert waits == sorted(waits)
    assert waits[-1] <= timedelta(hours=2, minutes=24)


def test_linkedins_limit_pauses_for_a_day() -> None:
    again = retry_at(RunReason.LINKEDIN_LIMIT, 1, _paris(9), Random(1))
    assert again == _paris(9) + timedelta(days=1)
