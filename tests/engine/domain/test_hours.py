"""The hours in which messages may be sent, also in the nights of the clock change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given, strategies as st
import pytest

from linkedin_engine.domain.hours import ALL_DAYS, Hours, instant
from linkedin_engine.errors import BadInputError

PARIS = ZoneInfo("Europe/Paris")
ZONES = st.sampled_from(
    [
        PARIS,
        ZoneInfo("America/New_York"),
        ZoneInfo("Australia/Lord_Howe"),
        ZoneInfo("Africa/Cairo"),
        ZoneInfo("America/Havana"),
        ZoneInfo("Pacific/Apia"),
        ZoneInfo("UTC"),
    ]
)
MINUTES = st.integers(0, 24 * 60 - 1)
WORKDAYS = frozenset(range(5))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    first, second = sorted(draw(st.lists(MINUTES, min_size=2, max_size=2, unique=True)))
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return Hours(
        time(first // 60, first % 60),
        time(second // 60, second % 60),
        days,
        draw(ZONES),
    )


def moments(first: str, last: str) -> st.SearchStrategy[datetime]:
    bounds = (datetime.fromisoformat(first), datetime.fromisoformat(last))
    return st.datetimes(*bounds, timezones=st.just(UTC))


MOMENTS = st.one_of(
    moments("2011-12-01", "2012-01-10"),
    moments("2026-03-01", "2026-04-30"),
    moments("2026-10-01", "2026-11-15"),
)


def paris(text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


def daily(start: str, end: str) -> Hours:
    return Hours(time.fromisoformat(start), time.fromisoformat(end), ALL_DAYS, PARIS)


def test_the_end_is_no_longer_open() -> None:
    office = daily("07:00", "19:00")

    assert not office.is_open(paris("2026-11-23T06:59:59"))
    assert office.is_open(paris("2026-11-23T07:00"))
    assert office.is_open(paris("2026-11-23T18:59:59.999999"))
    assert not office.is_open(paris("2026-11-23T19:00"))


def test_the_person_s_clock_counts_and_not_the_server_s() -> None:
    office = daily("07:00", "19:00")

    assert office.is_open(datetime(2026, 11, 23, 6, 30, tzinfo=UTC))
    assert not office.is_open(datetime(2026, 11, 23, 18, 30, tzinfo=UTC))


def test_friday_evening_waits_for_monday() -> None:
    office = Hours(time(7), time(19), WORKDAYS, PARIS)

    assert office.next_open(paris("2026-11-27T19:30")) == paris("2026-11-30T07:00")


def test_a_single_day_a_week_waits_a_whole_week() -> None:
    mondays = Hours(time(7), time(8), frozenset({0}), PARIS)

    assert mondays.next_open(paris("2026-11-23T08:00")) == paris("2026-11-30T07:00")


def test_open_hours_begin_now_and_end_today() -> None:
    office = daily("07:00", "19:00")
    noon = paris("2026-11-23T12:00")

    assert office.next_open(noon) == noon
    assert office.closes_at(noon) == paris("2026-11-23T19:00")
    assert office.closes_at(paris("2026-11-23T20:00")) is None


def test_hours_may_end_at_midnight() -> None:
    late = daily("20:00", "00:00")

    assert late.is_open(paris("2026-11-23T23:59"))
    assert not late.is_open(paris("2026-11-24T00:00"))
    assert late.closes_at(paris("2026-11-23T23:00")) == paris("2026-11-24T00:00")


def test_no_days_never_open() -> None:
    closed = Hours(time(7), time(19), frozenset(), PARIS)

    assert closed.next_open(paris("2026-11-23T12:00")) is None


@pytest.mark.parametrize(("start", "end"), [("19:00", "07:00"), ("07:00", "07:00")])
def test_hours_that_end_before_they_start_are_refused(start: str, end: str) -> None:
    with pytest.raises(BadInputError, match="hours_end"):
        daily(start, end)


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(BadInputError, match="days"):
        Hours(time(7), time(19), frozenset({7}), PARIS)


def test_a_start_that_the_spring_night_leaps_over_is_the_leap() -> None:
    night = daily("02:30", "05:00")

    opens = night.next_open(paris("2026-03-29T01:00"))

    assert opens == paris("2026-03-29T03:00")


def test_hours_that_the_spring_night_swallows_wait_for_the_next_day() -> None:
    night = daily("02:15", "02:45")

    assert night.next_open(paris("2026-03-29T01:00")) == paris("2026-03-30T02:15")


def test_a_week_whose_only_hours_are_swallowed_is_passed_over() -> None:
    sundays = Hours(time(2, 15), time(2, 45), frozenset({6}), PARIS)

    assert sundays.next_open(paris("2026-03-23T12:00")) == paris("2026-04-05T02:15")


def test_a_start_that_comes_twice_in_autumn_is_the_second() -> None:
    night = daily("02:30", "05:00")

    assert not night.is_open(paris("2026-10-25T02:45"))
    assert night.is_open(paris("2026-10-25T02:45", fold=1))


def test_an_end_that_comes_twice_in_autumn_is_the_first() -> None:
    evening = daily("01:00", "02:30")

    closes = evening.closes_at(paris("2026-10-25T01:30"))

    assert closes == paris("2026-10-25T02:30").astimezone(UTC)
    assert not evening.is_open(paris("2026-10-25T02:15", fold=1))


def test_hours_within_the_hour_that_comes_twice_open_once() -> None:
    night = daily("02:10", "02:50")

    assert not night.is_open(paris("2026-10-25T02:30"))
    assert night.is_open(paris("2026-10-25T02:30", fold=1))


def test_a_short_day_in_spring_is_an_hour_shorter() -> None:
    whole = daily("00:00", "12:00")

    opens = paris("2026-03-29T00:00")
    closes = whole.closes_at(opens)

    assert closes is not None
    assert closes - opens.astimezone(UTC) == timedelta(hours=11)


def test_a_midnight_that_does_not_exist_is_the_moment_of_the_leap() -> None:
    cairo = ZoneInfo("Africa/Cairo")

    moment = instant(date(2026, 4, 24), time(), cairo)

    assert moment.astimezone(cairo).isoformat() == "2026-04-24T01:00:00+03:00"


@given(hours(), MOMENTS)
@example(
    Hours(time(7), time(19), ALL_DAYS, ZoneInfo("Pacific/Apia")),
    datetime(2011, 12, 30, 6, tzinfo=UTC),
)
def test_nothing_is_sent_outside_the_hours_on_the_wall(
    window: Hours, moment: datetime
) -> None:
    if window.is_open(moment):
        local = moment.astimezone(window.zone)
        assert window.start <= local.time() < window.end
        assert local.weekday() in window.days


@given(hours(), MOMENTS, st.floats(0, 0.999))
def test_the_next_opening_is_the_first_one(
    window: Hours, moment: datetime, share: float
) -> None:
    opens = window.next_open(moment)

    assert opens is not None
    assert opens >= moment
    assert window.is_open(opens)
    between = moment + (opens - moment) * share
    assert between == opens or not window.is_open(between)


@given(hours(), MOMENTS, st.floats(0, 0.999))
def test_the_hours_stay_open_until_they_close(
    window: Hours, moment: datetime, share: float
) -> None:
    opens = window.next_open(moment)
    assert opens is not None
    closes = window.closes_at(opens)

    assert closes is not None
    assert closes > opens
    assert not window.is_open(closes)
    assert window.is_open(opens + (closes - opens) * share)
