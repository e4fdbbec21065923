"""What keeps a data folder small and safe: a copy a day, and old things gone."""

import asyncio
from typing import Final

from linkedin_engine.errors import EngineError
from linkedin_engine.log import get_logger
from linkedin_engine.storage.backups import BackupFolder
from linkedin_engine.storage.retention import prune
from linkedin_engine.storage.runs import RunRepository

from ..engine import Engine
from .core import Core

DAY_SECONDS: Final = 24 * 60 * 60.0

# Right after a start the machine has enough to do.
FIRST_SECONDS: Final = 10 * 60.0

_log = get_logger("service")


class Upkeep:
    """The daily work on one data folder."""

    def __init__(self, core: Core) -> None:
        """Keep this engine's folder."""
        self._core = core

    async def work(self) -> None:
        """Do the daily work once a day, until cancelled; trouble waits a day."""
        wait = FIRST_SECONDS
        while True:
            await asyncio.sleep(wait)
            wait = DAY_SECONDS
            try:
                await self.tidy()
            except EngineError as error:
                _log.error("upkeep_failed", code=error.code, error=str(error))
            except Exception:  # noqa: BLE001 - tomorrow is another day
                _log.exception("upkeep_failed")

    async def tidy(self) -> None:
        """Drop what is too old, and copy the database if anything is new in it."""
        now = self._core.now()

        def tidy(engine: Engine) -> None:
            database = engine.database
            RunRepository(database).prune(now)
            prune(database, now)
            folder = BackupFolder.beside(database.path)
            if folder.make_if_changed(database, now) is not None:
                folder.rotate()

        await self._core.read(tidy)
