from datetime import UTC, date, datetime
import time
from zoneinfo import ZoneInfo

import pytest

from linkedin_engine.clock import Clock


def test_without_a_start_the_clock_tells_the_real_time_in_utc() -> None:
    before = datetime.now(UTC)

    now = Clock().now()

    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_a_chosen_start_passes_at_the_usual_speed() -> None:
    start = datetime.fromisoformat("2026-11-23T10:00:00+01:00")
    clock = Clock(start)

    first = clock.now()
    time.sleep(0.02)
    later = clock.now()

    assert 0 <= (first - start).total_seconds() < 5
    assert (later - first).total_seconds() >= 0.02
    assert first.tzinfo is UTC


def test_today_is_the_day_of_the_persons_time_zone() -> None:
    clock = Clock(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))

    assert clock.today(ZoneInfo("Europe/Paris")) == date(2027, 1, 1)
    assert clock.today(ZoneInfo("America/New_York")) == date(2026, 12, 31)


def test_a_start_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Clock(datetime(2026, 11, 23))  # noqa: DTZ001 - the case under test
