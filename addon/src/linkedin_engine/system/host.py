"""The machine: memory, disk, time since it started, and what a run needs of them."""

import ctypes
from dataclasses import dataclass
import os
from pathlib import Path
import struct
import time

from .processes import PROC

MIB = 1024 * 1024

# Chromium, its driver and the run take up to 500 MiB on a heavy page; the rest is
# for what Home Assistant does in the meantime.
RUN_NEEDS_BYTES = 600 * MIB

# systemd counts a clock with a larger possible error as not synchronised.
_CLOCK_ERROR_MICROSECONDS = 16_000_000

# The kernel's ``struct timex``: how it begins, and more room than it takes.
_TIMEX_BEGIN = struct.Struct("@Illl")
_TIMEX_BYTES = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class HostMemory:
    """The machine's memory in bytes."""

    total: int
    available: int
    swap_total: int
    swap_free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryVerdict:
    """Whether a run may start; ``reason`` says what is missing where it may not."""

    is_enough: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MemoryGuard:
    """Keeps a run from starting where it would push the machine out of memory."""

    needed: int = RUN_NEEDS_BYTES

    def judge(self, memory: HostMemory) -> MemoryVerdict:
        """Count what is available and what swap still takes."""
        free = memory.available + memory.swap_free
        if free >= self.needed:
            return MemoryVerdict(is_enough=True)
        return MemoryVerdict(
            is_enough=False,
            reason=(
                f"A run needs {self.needed // MIB} MiB of memory and "
                f"{free // MIB} MiB are free, swap included. Stop something else, "
                "or give the machine more swap."
            ),
        )


def host_memory(proc: Path = PROC) -> HostMemory:
    """Return the machine's memory now; raises ``OSError`` where nothing tells it."""
    kib: dict[str, int] = {}
    for line in (proc / "meminfo").read_text().splitlines():
        name, _, rest = line.partition(":")
        kib[name] = int(rest.split()[0])
    return HostMemory(
        total=kib["MemTotal"] * 1024,
        available=kib["MemAvailable"] * 1024,
        swap_total=kib["SwapTotal"] * 1024,
        swap_free=kib["SwapFree"] * 1024,
    )


def disk_free(path: Path) -> int:
    """Return the bytes that may still be written where ``path`` is, or will be."""
    place = path.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    status = os.statvfs(place)
    return status.f_bavail * status.f_frsize


def uptime() -> float:
    """Return the seconds since the machine started, asleep or not."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def clock_is_synchronised() -> bool | None:
    """Whether the kernel's clock follows a time server; None where it is not told.

    The measure is systemd's own: the clock's possible error, in microseconds.
    """
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    if ctypes.CDLL(None).adjtimex(timex) < 0:
        return None
    _modes, _offset, _frequency, largest_error = _TIMEX_BEGIN.unpack_from(timex)
    return int(largest_error) < _CLOCK_ERROR_MICROSECONDS
