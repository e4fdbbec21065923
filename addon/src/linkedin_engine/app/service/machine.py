"""The machine, the engine's part of it, and the copies of the database."""

import asyncio
from pathlib import Path

from linkedin_engine.contract.enums import CheckLevel
from linkedin_engine.contract.replies import (
    BackupItem,
    BackupPage,
    CheckItem,
    DoctorReply,
    ReapReply,
)
from linkedin_engine.contract.state import SystemInfo
from linkedin_engine.errors import BadInputError
from linkedin_engine.session.snapshots import SnapshotFolder
from linkedin_engine.storage.backups import Backup, BackupFolder
from linkedin_engine.system.doctor import LANGUAGES, Check, is_healthy
from linkedin_engine.system.monitor import SystemMonitor
from linkedin_engine.system.processes import reap_leftovers

from ..doctor import examine
from ..engine import Engine
from .core import Core


class Machine:
    """Measures, examines, clears away and copies."""

    def __init__(self, core: Core, monitor: SystemMonitor) -> None:
        """Work with this engine."""
        self._core = core
        self._monitor = monitor
        self._folder = BackupFolder.beside(core.engine.database.path)
        self._snapshots = SnapshotFolder(core.engine.data_dir)

    async def system(self) -> SystemInfo:
        """Measure now, or a moment ago."""
        return await self._monitor.measure()

    async def reap(self) -> ReapReply:
        """End the browser processes that were left behind."""
        reaped = await asyncio.to_thread(reap_leftovers)
        self._monitor.forget()
        self._core.changed()
        return ReapReply(reaped=reaped)

    async def doctor(self, language: str) -> DoctorReply:
        """Make every check; takes some seconds."""
        if language not in LANGUAGES:
            raise BadInputError("language", f"use one of {', '.join(LANGUAGES)}")
        engine = self._core.engine
        checks = await asyncio.to_thread(
            examine,
            engine.data_dir,
            engine.options_file,
            engine.environment,
            language=language,
        )
        return DoctorReply(
            healthy=is_healthy(checks), checks=tuple(_item(check) for check in checks)
        )

    async def snapshot_file(self) -> Path:
        """Return where the newest picture lies; raises ``NotFoundError``."""
        return await asyncio.to_thread(self._snapshots.newest_picture)

    async def backups(self) -> BackupPage:
        """Return the kept copies, newest first."""
        found = await asyncio.to_thread(self._folder.list)
        return BackupPage(backups=tuple(_backup(each) for each in found))

    async def make_backup(self) -> BackupItem:
        """Make a consistent copy now; the oldest ones go."""
        now = self._core.now()

        def make(engine: Engine) -> Backup:
            made = self._folder.make(engine.database, now)
            self._folder.rotate()
            return made

        return _backup(await self._core.read(make))

    async def backup_file(self, name: str) -> Path:
        """Return where a copy lies; raises ``NotFoundError``."""
        return await asyncio.to_thread(self._folder.path_of, name)


def _backup(made: Backup) -> BackupItem:
    return BackupItem(name=made.name, size=made.size, made_at=made.made_at)


def _item(check: Check) -> CheckItem:
    return CheckItem(
        key=check.key,
        level=CheckLevel(check.level.value),
        title=check.title,
        meaning=check.meaning,
        mend_home_assistant=check.mend_home_assistant,
        mend_raspberry_pi_os=check.mend_raspberry_pi_os,
        value=check.value,
    )
