"""Measures the machine when somebody asks, and never by itself."""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
import time

from linkedin_engine.contract.enums import ProblemCode
from linkedin_engine.contract.state import SystemInfo

from .host import HostMemory, disk_free, host_memory
from .memory import process_pss
from .processes import PROC, Identity, ProcessInfo
from .readings import SYS, RememberingFirmware
from .survey import Survey, survey
from .temperature import cpu_temperature
from .throttling import throttling
from .troubles import machine_problems

# A process that has just ended is a zombie until its parent looks; one that still
# is after this many seconds stays one.
LASTING_SECONDS = 60.0

# Of one processor, the most that measuring may take however often it is asked for.
_SHARE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One measurement. ``lasting`` counts processes that nobody ends or collects.

    ``began`` is the monotonic clock's, ``cost`` what it took, both in seconds.
    """

    info: SystemInfo
    memory: HostMemory
    lasting: int
    began: float
    cost: float


class SystemMonitor:
    """The machine as it was a moment ago: one measurement for all who ask."""

    def __init__(self, database: Path, *, sys: Path = SYS, proc: Path = PROC) -> None:
        """Take the database's file, whose folder is the disk that counts."""
        self._database = database
        self._sys = sys
        self._proc = proc
        self._firmware = RememberingFirmware()
        self._left = _Lasting()
        self._lock = asyncio.Lock()
        self._latest: Reading | None = None
        self._oldest_welcome = 0.0
        self._wrong: frozenset[ProblemCode] = frozenset()

    async def measure(self, max_age: float = 10.0) -> SystemInfo:
        """Return a measurement that is at most ``max_age`` seconds old.

        Raises ``OSError`` where the kernel does not tell about memory.
        """
        return (await self.look(max_age)).info

    async def look(self, max_age: float = 10.0) -> Reading:
        """Do as ``measure``, with what only the engine itself wants to know."""
        async with self._lock:
            if self._latest is not None and self._is_fresh(self._latest, max_age):
                return self._latest
            reading = await asyncio.to_thread(self._measure)
            self._latest = reading
            return reading

    def problems(self, max_temperature: float) -> dict[ProblemCode, int | None]:
        """Return what was wrong at the last look, and how many where that fits.

        A reading around a limit changes nothing: what was wrong is so until the
        machine is clearly better. ``max_temperature`` is degrees Celsius.
        """
        if self._latest is None:
            return {}
        found = machine_problems(
            self._latest.info,
            self._latest.memory,
            max_temperature=max_temperature,
            lasting=self._latest.lasting,
            before=self._wrong,
        )
        self._wrong = frozenset(found)
        return found

    def forget(self) -> None:
        """Say that the machine was changed: the next look is a new one."""
        self._oldest_welcome = time.monotonic()

    def _is_fresh(self, reading: Reading, max_age: float) -> bool:
        age = time.monotonic() - reading.began
        is_young = age <= max(max_age, reading.cost / _SHARE)
        return is_young and reading.began >= self._oldest_welcome

    def _measure(self) -> Reading:
        began, cpu = time.monotonic(), time.thread_time()
        seen = survey()
        power = throttling(self._sys, self._firmware)
        memory = host_memory(self._proc)
        info = SystemInfo(
            engine_memory=_pss(seen.engine),
            browser_memory=_pss(seen.browsers),
            host_memory_total=memory.total,
            host_memory_available=memory.available,
            cpu_temperature=cpu_temperature(self._sys, self._firmware),
            throttled=power.throttled,
            under_voltage=power.under_voltage,
            zombie_processes=len(seen.zombies),
            browser_processes=len(seen.browsers),
            database_size=_size(self._database),
            wal_size=_size(self._database.with_name(self._database.name + "-wal")),
            disk_free=disk_free(self._database.parent),
        )
        return Reading(
            info=info,
            memory=memory,
            lasting=self._left.count(_unclaimed(seen), began),
            began=began,
            cost=time.thread_time() - cpu,
        )


class _Lasting:
    """Tells processes that stay from those on which somebody is just at work."""

    def __init__(self) -> None:
        self._since: dict[Identity, float] = {}

    def count(self, seen: Collection[Identity], now: float) -> int:
        """Return how many of those seen now were there long before already."""
        self._since = {each: self._since.get(each, now) for each in seen}
        return sum(now - since > LASTING_SECONDS for since in self._since.values())


def _unclaimed(seen: Survey) -> set[Identity]:
    return {each.identity for each in (*seen.zombies, *seen.orphans)}


def _pss(processes: Iterable[ProcessInfo]) -> int:
    return sum(process_pss(process.pid) for process in processes)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
