"""The daily work: a copy of what is new, and what is too old goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
import os
from pathlib import Path

import pytest

from engine.jobs.office import TravelClock
from linkedin_engine.app.engine import DATABASE_NAME, Engine
from linkedin_engine.app.service import upkeep
from linkedin_engine.app.service.core import Core
from linkedin_engine.app.service.upkeep import Upkeep
from linkedin_engine.contract.enums import BotName, SendingMode
from linkedin_engine.jobs.bus import EventBus
from linkedin_engine.settings import Environment
from linkedin_engine.storage.runs import NewRun, RunRepository
from linkedin_engine.storage.worker import DatabaseWorker

FIRST = datetime(2026, 11, 20, 3, tzinfo=UTC)
DAY = timedelta(days=1)


@asynccontextmanager
async def kept_house(data: Path) -> AsyncIterator[tuple[Core, TravelClock]]:
    """Open a folder as the service does, at a time that stands still."""
    clock = TravelClock(FIRST)
    worker = await DatabaseWorker.open(data / DATABASE_NAME)
    try:
        engine = await worker.call(
            lambda database: Engine(data, None, Environment.parse({}), database)
        )
        engine.clock = clock
        yield (
            Core(
                engine=engine,
                worker=worker,
                bus=EventBus(),
                changed=lambda: None,
                nudge=lambda: None,
            ),
            clock,
        )
    finally:
        await worker.close()


async def _run_ends(core: Core, run_id: str) -> None:
    """Record a run of today."""
    now = core.now()

    def record(engine: Engine) -> None:
        runs = RunRepository(engine.database)
        runs.start(
            NewRun(run_id=run_id, bot=BotName.BIRTHDAY, mode=SendingMode.AUTOMATIC), now
        )
        runs.abandon_unfinished(now)

    await core.call(record)


def _copies(data: Path) -> list[str]:
    return sorted(file.name[9:17] for file in (data / "backups").glob("*.db"))


async def test_a_copy_is_made_on_each_day_with_news_and_a_week_of_them_is_kept(
    tmp_path: Path,
) -> None:
    async with kept_house(tmp_path) as (core, clock):
        for day in range(12):
            clock.moment = FIRST + day * DAY
            if day not in {5, 10}:
                await _run_ends(core, f"run {day}")
            await Upkeep(core).tidy()
    days = [FIRST + day * DAY for day in (3, 4, 6, 7, 8, 9, 11)]
    assert _copies(tmp_path) == [f"{day:%Y%m%d}" for day in days]


async def test_a_day_without_news_writes_nothing(tmp_path: Path) -> None:
    async with kept_house(tmp_path) as (core, clock):
        await _run_ends(core, "run")
        await Upkeep(core).tidy()
        before = _files(tmp_path)
        clock.moment += DAY
        await Upkeep(core).tidy()
        assert _files(tmp_path) == before


async def test_what_a_copy_left_that_was_cut_off_goes_with_the_next_one(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    # No process has so high a number; this one's parent is alive.
    cut_off = [f".linkedin-20261101-030000.db.4999999{end}" for end in ("", "-journal")]
    under_way = f".linkedin-20261119-030000.db.{os.getppid()}"
    for name in (*cut_off, under_way):
        (folder / name).write_text("with a session in it")
    async with kept_house(tmp_path) as (core, _):
        await Upkeep(core).tidy()
    left = {file.name for file in folder.iterdir()}
    assert left == {under_way, f"linkedin-{FIRST:%Y%m%d-%H%M%S}.db"}


async def test_runs_of_more_than_a_year_ago_go_and_others_stay(tmp_path: Path) -> None:
    async with kept_house(tmp_path) as (core, clock):
        for day in (0, 1, 364):
            clock.moment = FIRST + day * DAY
            await _run_ends(core, f"run {day}")
        clock.moment = FIRST + 365 * DAY + timedelta(hours=1)
        await Upkeep(core).tidy()
        runs = await core.read(lambda engine: RunRepository(engine.database).list())
    assert [run.run_id for run in runs] == ["run 364", "run 1"]


async def test_a_day_on_which_the_work_fails_is_not_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(upkeep, "DAY_SECONDS", 0.02)
    in_the_way = tmp_path / "backups"
    in_the_way.write_text("no folder")
    async with kept_house(tmp_path) as (core, _):
        failed = asyncio.Event()
        monkeypatch.setattr(upkeep._log, "error", lambda *_, **__: failed.set())
        working = asyncio.create_task(Upkeep(core).work())
        async with asyncio.timeout(30):
            await failed.wait()
            in_the_way.unlink()
            while not in_the_way.exists() or not _copies(tmp_path):  # noqa: ASYNC110 - files tell nobody
                await asyncio.sleep(0.01)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    assert _copies(tmp_path) == [f"{FIRST:%Y%m%d}"]


def _files(folder: Path) -> list[tuple[str, int, int]]:
    found = (file for file in folder.rglob("*") if file.is_file())
    return sorted(
        (file.name, file.stat().st_size, file.stat().st_mtime_ns)
        for file in found
        if not file.name.endswith("-shm")
    )
