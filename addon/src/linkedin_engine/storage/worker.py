"""A database in a thread of its own, for a program that must not wait for disks."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from .database import Database


class DatabaseWorker:
    """Runs work on one database, one piece after another, beside the event loop."""

    def __init__(self, executor: ThreadPoolExecutor, database: Database) -> None:
        """Take what ``open`` has made."""
        self._executor = executor
        self._database = database

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the database in its thread; raises what ``Database.open`` raises."""
        executor = ThreadPoolExecutor(1, thread_name_prefix="database")
        loop = asyncio.get_running_loop()
        try:
            database = await loop.run_in_executor(executor, Database.open, path)
        except BaseException:
            executor.shutdown(wait=False)
            raise
        return cls(executor, database)

    async def call[T](self, work: Callable[[Database], T]) -> T:
        """Run work that uses the database and return its result."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, work, self._database)

    async def close(self) -> None:
        """Finish what was begun and close the database."""
        await self.call(Database.close)
        self._executor.shutdown()
