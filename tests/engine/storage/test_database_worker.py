"""The database of a service that is idle for most of its months."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from linkedin_engine.storage.connecting import LOG_BYTES_MAX
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.sizes import sizes
from linkedin_engine.storage.worker import DatabaseWorker

QUIET_SECONDS = 0.05


@pytest.fixture
async def worker(path: Path) -> AsyncIterator[DatabaseWorker]:
    opened = await DatabaseWorker.open(path, quiet_seconds=QUIET_SECONDS)
    yield opened
    await opened.close()


def put(database: Database, key: str = "a") -> None:
    database.write("INSERT OR REPLACE INTO settings VALUES (?, '1')", (key,))


def look(database: Database) -> int:
    return len(database.fetch_all("SELECT * FROM settings"))


def stamps(path: Path) -> dict[str, tuple[int, int]]:
    return {
        file.name: (file.stat().st_size, file.stat().st_mtime_ns)
        for file in path.parent.iterdir()
    }


async def all_is_tidy(worker: DatabaseWorker) -> None:
    if worker._tidying is not None:
        async with asyncio.timeout(60):
            await worker._tidying


async def test_the_log_is_emptied_once_nobody_writes_any_more(
    worker: DatabaseWorker, path: Path
) -> None:
    await worker.call(put)
    assert sizes(path).log > 0

    await all_is_tidy(worker)
    assert sizes(path).log == 0


async def test_what_another_process_wrote_is_tidied_after_the_next_look(
    worker: DatabaseWorker, path: Path
) -> None:
    await worker.call(look)
    with Database.open(path) as elsewhere:
        put(elsewhere)
    assert sizes(path).log > 0
    await worker.call(look)

    await all_is_tidy(worker)
    assert sizes(path).log == 0


async def test_a_reader_in_the_way_is_waited_for(
    worker: DatabaseWorker, path: Path
) -> None:
    with Database.open(path, readonly=True) as reader:
        reader._connection.execute("BEGIN")
        look(reader)
        await worker.call(put)
        tidying = worker._tidying
        assert tidying is not None
        await worker.call(Database.checkpoint)
        assert sizes(path).log > 0
        assert not tidying.done()

    await all_is_tidy(worker)
    assert sizes(path).log == 0


async def test_nothing_is_written_and_nobody_wakes_while_nothing_changes(
    worker: DatabaseWorker, path: Path
) -> None:
    await worker.call(put)
    await all_is_tidy(worker)
    before = stamps(path)
    for _ in range(100):
        await worker.call(look)
        await worker.call(Database.version)
        await worker.call(Database.checkpoint)

    assert stamps(path) == before
    assert worker._tidying is None


async def test_the_log_of_a_busy_month_stays_bounded(path: Path) -> None:
    worker = await DatabaseWorker.open(path)
    largest = 0
    for day in range(31):
        for number in range(40):
            await worker.call(partial(put, key=f"{day}-{number}" + "x" * 800))
        largest = max(largest, sizes(path).log)
    await worker.close()

    assert 0 < largest < 2 * LOG_BYTES_MAX


async def test_closing_leaves_one_file_also_while_the_log_waits(path: Path) -> None:
    worker = await DatabaseWorker.open(path)
    await worker.call(put)
    await worker.close()

    assert [file.name for file in path.parent.iterdir()] == ["linkedin.db"]
