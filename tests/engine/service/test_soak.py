"""Days in which everything happens: exact counts at their end, and nothing grown."""

from datetime import date
import os
from pathlib import Path

import pytest

from engine.service.auditing import check_ledger_file
from engine.service.month import spend
from engine.service.soak import living

# The days reach over New Year.
DECEMBER = date(2026, 12, 29)
MIB = 1024 * 1024

# The event loop's threads for files come as they are needed, and stay.
MOST_THREADS = 1 + 1 + min(32, (os.process_cpu_count() or 1) + 4)


@pytest.mark.timeout(300)
async def test_days_of_troubles_end_with_exact_counts_and_nothing_grown(
    tmp_path: Path,
) -> None:
    moods = ("busy", "unsure", "expired", "limited", "cancelled")
    async with living(tmp_path / "home", DECEMBER, seed=7) as life:
        first = await spend(life, "calm")
        *_, last = [await spend(life, mood) for mood in moods]
        assert len(life.home.twin.record.messages) >= 3
        await life.end()
        check_ledger_file(life.home.data, tmp_path / "copy.db")
    assert last.processes == last.folders == 0
    assert last.threads <= MOST_THREADS
    # Connections of the last few requests may still be closing.
    assert last.handles <= first.handles + 5
    assert last.memory <= first.memory + 4 * MIB


@pytest.mark.timeout(300)
async def test_a_service_that_is_killed_at_any_moment_loses_nothing(
    tmp_path: Path,
) -> None:
    async with living(tmp_path / "home", DECEMBER, seed=3) as life:
        sizes = [await spend(life, mood) for mood in ("killed", "off", "killed")]
        assert life.home.twin.record.messages
        await life.end()
        check_ledger_file(life.home.data, tmp_path / "copy.db")
    assert [size.processes + size.folders for size in sizes] == [0, 0, 0]
