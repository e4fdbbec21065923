"""A database in a thread of its own, for a program that must not wait for disks."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, Self

from linkedin_engine.errors import StorageError
from linkedin_engine.log import get_logger

from .database import Database
from .inspection import side_file

# Longer than the pauses of a run, so that a run's many small commits become one write.
QUIET_SECONDS: Final = 300.0

type Log = tuple[int, int]
_EMPTY: Final[Log] = (0, 0)

_log = get_logger("storage")


class DatabaseWorker:
    """Runs work on one database, one piece after another, beside the event loop.

    When a call finds something in the write-ahead log, and the log has then been left
    alone for a while by everybody, it is brought into the file and emptied. Nothing is
    written, and nobody wakes up, as long as nothing changes.
    """

    def __init__(
        self,
        executor: ThreadPoolExecutor,
        database: Database,
        *,
        quiet_seconds: float = QUIET_SECONDS,
    ) -> None:
        """Take what ``open`` has made."""
        self._executor = executor
        self._database = database
        self._quiet_seconds = quiet_seconds
        self._log = _EMPTY
        self._tidying: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path, *, quiet_seconds: float = QUIET_SECONDS) -> Self:
        """Open the database in its thread; raises what ``Database.open`` raises."""
        executor = ThreadPoolExecutor(1, thread_name_prefix="database")
        loop = asyncio.get_running_loop()
        try:
            database = await loop.run_in_executor(executor, Database.open, path)
        except BaseException:
            executor.shutdown(wait=False)
            raise
        return cls(executor, database, quiet_seconds=quiet_seconds)

    async def call[T](self, work: Callable[[Database], T]) -> T:
        """Run work that uses the database and return its result."""

        def work_and_look(database: Database) -> T:
            try:
                return work(database)
            finally:
                self._log = _look(database)

        try:
            return await self._run(work_and_look)
        finally:
            if self._log != _EMPTY and self._tidying is None:
                self._tidying = asyncio.create_task(self._tidy())

    async def close(self) -> None:
        """Finish what was begun and close the database; its log goes with it."""
        if self._tidying is not None:
            self._tidying.cancel()
        await self._run(Database.close)
        self._executor.shutdown()

    async def _tidy(self) -> None:
        """Empty the log once nobody has written to it for a while."""
        seen = self._log
        try:
            while seen != _EMPTY:
                await asyncio.sleep(self._quiet_seconds)
                was, seen = seen, await self._run(_look)
                if seen == was and await self._run(Database.checkpoint):
                    return
        except StorageError as error:
            _log.warning("log_not_emptied", error=error.code)
        finally:
            self._tidying = None

    async def _run[T](self, work: Callable[[Database], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, work, self._database)


def _look(database: Database) -> Log:
    """Return what shows that the write-ahead log was written to; no bytes, no log."""
    try:
        status = side_file(database.path, "-wal").stat()
    except FileNotFoundError:
        return _EMPTY
    return (status.st_size, status.st_mtime_ns) if status.st_size else _EMPTY
