"""How many messages are still allowed."""

from datetime import UTC, datetime, timedelta
import sys
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from linkedin_engine.contract.enums import BotName
from linkedin_engine.domain.limits import (
    Limits,
    Used,
    allowance,
    day_start,
    limits_for,
    week_start,
)

COUNTS = st.integers(0, 1000)
CAPS = st.none() | COUNTS
MOMENTS = st.datetimes(
    datetime.fromisoformat("2020-01-01"),
    datetime.fromisoformat("2030-01-01"),
    timezones=st.just(UTC),
)
LIMITS = st.builds(Limits, per_run=CAPS, daily=CAPS, weekly=CAPS)
USED = st.builds(Used, run=COUNTS, today=COUNTS, week=COUNTS)


@pytest.mark.parametrize(
    ("used", "left"),
    [
        (Used(), 15),
        (Used(run=4, today=4, week=4), 11),
        (Used(today=15, week=15), 0),
        (Used(week=98), 2),
        (Used(week=120), 0),
    ],
)
def test_the_strictest_limit_decides(used: Used, left: int) -> None:
    assert allowance(Limits(per_run=15, daily=15, weekly=100), used) == left


def test_without_limits_there_is_no_end() -> None:
    assert allowance(Limits(), Used(run=10_000)) == sys.maxsize


@pytest.mark.parametrize("bot", [BotName.BIRTHDAY, BotName.OCCASIONS])
def test_the_daily_bots_keep_all_limits(bot: BotName) -> None:
    limits = limits_for(bot, per_run=15, daily=20, weekly=100)

    assert limits == Limits(per_run=15, daily=20, weekly=100)


def test_the_unlimited_bot_keeps_only_the_limit_of_a_run() -> None:
    limits = limits_for(BotName.UNLIMITED, per_run=15, daily=20, weekly=100)

    assert allowance(limits, Used(run=5, today=500, week=500)) == 10


@given(LIMITS, USED)
def test_the_allowance_never_exceeds_any_limit(limits: Limits, used: Used) -> None:
    left = allowance(limits, used)

    assert left >= 0
    for limit, sent in (
        (limits.per_run, used.run),
        (limits.daily, used.today),
        (limits.weekly, used.week),
    ):
        assert limit is None or left == 0 or sent + left <= limit


@given(LIMITS, USED, st.integers(1, 50))
def test_sending_never_adds_to_the_allowance(
    limits: Limits, used: Used, sent: int
) -> None:
    after = Used(run=used.run + sent, today=used.today + sent, week=used.week + sent)

    assert allowance(limits, after) <= allowance(limits, used)


def test_the_day_begins_at_the_person_s_midnight() -> None:
    start = day_start(
        datetime(2026, 11, 22, 23, 30, tzinfo=UTC), ZoneInfo("Europe/Paris")
    )

    assert start == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


def test_the_day_begins_after_the_leap_where_midnight_is_missing() -> None:
    cairo = ZoneInfo("Africa/Cairo")

    start = day_start(datetime(2026, 4, 24, 12, tzinfo=cairo), cairo)

    assert start == datetime(2026, 4, 24, 1, tzinfo=cairo)


@given(
    MOMENTS,
    st.sampled_from(["Europe/Paris", "Africa/Cairo", "America/Havana", "Asia/Tehran"]),
)
def test_a_moment_belongs_to_the_day_that_began_before_it(
    moment: datetime, name: str
) -> None:
    zone = ZoneInfo(name)
    start = day_start(moment, zone)

    assert start <= moment
    assert start.astimezone(zone).date() == moment.astimezone(zone).date()
    just_before = (start - timedelta(seconds=1)).astimezone(zone)
    assert just_before.date() < moment.astimezone(zone).date()


def test_a_week_is_seven_times_24_hours_also_when_the_clock_changes() -> None:
    paris = ZoneInfo("Europe/Paris")
    moment = datetime(2026, 10, 28, 12, tzinfo=paris)

    assert moment.astimezone(UTC) - week_start(moment) == timedelta(hours=168)
    assert week_start(moment).astimezone(paris).hour == 13
