"""What of the machine wants a person, and what keeps a run from starting."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
import time

from linkedin_engine.contract.enums import ProblemCode, RunReason
from linkedin_engine.contract.state import SystemInfo

from .host import MIB, HostMemory, MemoryGuard, host_memory
from .processes import PROC
from .readings import SYS, RememberingFirmware
from .temperature import HeatGuard, HeatWatch

# SQLite, its log and its daily copies still work; a system on the same disk does not
# for long.
DISK_FLOOR_BYTES = 200 * MIB

# How clearly better a machine has to be before it counts as mended.
_DISK_MARGIN = 50 * MIB
_MEMORY_MARGIN = 64 * MIB

# A machine that idles just below its limit must not wait for a coolness that never
# comes.
_HEAT_MEMORY_SECONDS = 1800.0


def machine_problems(
    info: SystemInfo,
    memory: HostMemory,
    *,
    max_temperature: float,
    lasting: int,
    before: Collection[ProblemCode] = frozenset(),
) -> dict[ProblemCode, int | None]:
    """Return what is wrong now, with a count where that fits.

    ``lasting`` are zombies and orphaned browsers that stay; ``before`` is what was
    wrong at the last look, which ends only well beyond the limit where it began.
    """
    heat = HeatGuard(max_temperature)
    heat.is_hot = ProblemCode.TOO_HOT in before
    room = DISK_FLOOR_BYTES + _DISK_MARGIN * (ProblemCode.DISK_FULL in before)
    margin = _MEMORY_MARGIN * (ProblemCode.MEMORY_SHORT in before)
    guard = MemoryGuard(needed=MemoryGuard().needed + margin - info.browser_memory)
    wrong: Mapping[ProblemCode, bool] = {
        ProblemCode.TOO_HOT: not heat.may_work(info.cpu_temperature),
        ProblemCode.ZOMBIES: lasting > 0,
        ProblemCode.DISK_FULL: info.disk_free < room,
        # What a run under way has taken is what a run needs.
        ProblemCode.MEMORY_SHORT: not guard.judge(memory).is_enough,
    }
    counts = {ProblemCode.ZOMBIES: lasting}
    return {code: counts.get(code) for code, is_so in wrong.items() if is_so}


class StartGate:
    """Keeps a run from starting on a machine that is too hot or short of memory."""

    def __init__(
        self,
        max_temperature: Callable[[], float],
        *,
        sys: Path = SYS,
        proc: Path = PROC,
        memory: MemoryGuard | None = None,
    ) -> None:
        """Take who knows the limit that holds now, in degrees Celsius."""
        self._max_temperature = max_temperature
        self._sys = sys
        self._proc = proc
        self._memory = memory or MemoryGuard()
        self._firmware = RememberingFirmware()
        self._watch = self._new_watch()
        self._hot_since: float | None = None

    async def check(self) -> tuple[RunReason, str] | None:
        """Return why no run may start, in a sentence for the person too, or None.

        A machine that is short of memory is ``busy``: it has time for a run later.
        """
        return await asyncio.to_thread(self._check)

    def _check(self) -> tuple[RunReason, str] | None:
        return self._heat() or self._shortage()

    def _heat(self) -> tuple[RunReason, str] | None:
        now = time.monotonic()
        since = now if self._hot_since is None else self._hot_since
        is_stale = now - since > _HEAT_MEMORY_SECONDS
        if is_stale or self._watch.max_temperature != self._max_temperature():
            self._watch, self._hot_since = self._new_watch(), None
        if self._watch.may_work():
            self._hot_since = None
            return None
        self._hot_since = self._hot_since or now
        return RunReason.TOO_HOT, str(self._watch.refusal())

    def _new_watch(self) -> HeatWatch:
        return HeatWatch(self._max_temperature(), sys=self._sys, ask=self._firmware)

    def _shortage(self) -> tuple[RunReason, str] | None:
        verdict = self._memory.judge(host_memory(self._proc))
        if verdict.reason is None:
            return None
        return RunReason.BUSY, verdict.reason
