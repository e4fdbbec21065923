from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from linkedin_engine.contract.enums import RunOrigin, RunReason
from linkedin_engine.domain.hours import ALL_DAYS, Hours
from linkedin_engine.domain.schedule import DailyStart, Ended, retry_at, standing

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


def _ended(reason: RunReason | None, finished: datetime, **changes: bool) -> Ended:
    return Ended(
        run_id=f"{finished}",
        origin=RunOrigin.SCHEDULE,
        reason=reason,
        started_at=finished,
        finished_at=finished,
        may_send=True,
        **changes,
    )


def test_troubles_are_counted_since_the_last_run_that_reached_the_account() -> None:
    runs = [
        _ended(reason, _paris(hour))
        for hour, reason in (
            (12, RunReason.NETWORK),
            (11, RunReason.CANCELLED),
            (10, None),
            (9, RunReason.NETWORK),
        )
    ]
    stands = standing(runs, _paris(12), "home")
    assert stands.trouble == runs[0]
    assert stands.not_before is not None
    assert 8 <= (stands.not_before - _paris(12)) / timedelta(minutes=1) <= 12


def test_a_run_that_a_person_cancelled_is_no_trouble() -> None:
    cancelled = _ended(RunReason.CANCELLED, _paris(9), was_cancelled=True)
    assert standing([cancelled], _paris(9), "home").not_before is None


@pytest.mark.parametrize(("minutes", "is_paused"), [(-5, True), (60 * 24, False)])
def test_a_clock_set_back_a_little_does_not_end_a_pause(
    minutes: int, *, is_paused: bool
) -> None:
    limited = _ended(RunReason.LINKEDIN_LIMIT, _paris(9))
    now = _paris(9) + timedelta(minutes=minutes)
    assert (standing([limited], now, "home").paused_until is not None) is is_paused


def test_trouble_under_a_clock_of_the_future_holds_nothing_up() -> None:
    run = _ended(RunReason.NETWORK, _paris(9) + timedelta(days=1000))
    assert standing([run], _paris(9), "home").earliest(_paris(9)) == _paris(9)


def test_a_hold_stands_until_a_person_answers_it_or_a_later_run_gets_through() -> None:
    held = _ended(RunReason.CHECKPOINT, _paris(9))
    answered = _ended(RunReason.CHECKPOINT, _paris(9), is_answered=True)
    later = _ended(None, _paris(10))
    unreached = _ended(RunReason.TOO_HOT, _paris(10))
    now = _paris(11)
    assert standing([unreached, held], now, "home").waits_for is RunReason.CHECKPOINT
    assert standing([answered], now, "home").waits_for is None
    assert standing([later, held], now, "home").waits_for is None
