"""Memory of a process tree as it is shared: the sum of proportional set sizes."""

import asyncio
import contextlib
import os
import time
from typing import Self

from .processes import PROC, own_tree

# Reading the map of a Chromium process takes milliseconds; of those that a sampler
# takes for itself, this share of one processor at most.
_SHARE = 0.05


def tree_pss(pid: int) -> int:
    """Return the proportional memory of a process and all below it, in bytes."""
    return sum(process_pss(process.pid) for process in own_tree(pid))


def process_pss(pid: int) -> int:
    """Return one process's proportional memory in bytes; 0 when it is gone.

    What the kernel does not show counts with its unshared resident pages.
    """
    folder = PROC / str(pid)
    try:
        for line in (folder / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        return 0
    except OSError:
        pass
    try:
        _, resident, shared, *_ = (folder / "statm").read_text().split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


class PeakSampler:
    """Watches the memory of a process tree from entry to exit.

    ``peak`` is the highest sum seen, in bytes; peaks between two samples are missed.
    """

    def __init__(self, pid: int, *, interval_seconds: float = 0.5) -> None:
        """Take the root of the tree; nothing is read yet."""
        self.peak = 0
        self._pid = pid
        self._interval = interval_seconds
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to sample."""
        self._task = asyncio.create_task(self._sample())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop sampling."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _sample(self) -> None:
        while True:
            begun = time.monotonic()
            self.peak = max(self.peak, await asyncio.to_thread(tree_pss, self._pid))
            cost = time.monotonic() - begun
            await asyncio.sleep(max(self._interval, cost / _SHARE))
