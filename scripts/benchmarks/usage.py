"""What a process tree has used of the machine so far, as the kernel counts it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from linkedin_engine.system.memory import process_pss
from linkedin_engine.system.processes import PROC, own_tree

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Memory now; processor seconds, wake-ups and bytes to disk since the start.

    ``memory`` shares what other programs have loaded too with them; ``resident`` is
    what one process takes on a machine where nobody else runs Python. ``written``
    holds what ended children wrote too, once they were collected.
    """

    memory: int
    resident: int
    cpu: float
    wakeups: int
    written: int


def usage_of(pid: int) -> Usage:
    """Add up a process and all below it."""
    pids = [process.pid for process in own_tree(pid)]
    return Usage(
        memory=sum(process_pss(each) for each in pids),
        resident=sum(_field(PROC / str(each) / "status", "VmRSS:") for each in pids)
        * 1024,
        cpu=sum(_nanoseconds(task) for each in pids for task in _tasks(each)) / 1e9,
        wakeups=sum(
            _field(task / "status", "voluntary_ctxt_switches:")
            for each in pids
            for task in _tasks(each)
        ),
        written=sum(written_by(each) for each in pids),
    )


def written_by(pid: int) -> int:
    """Return the bytes that a process and its collected children sent to disk."""
    return _field(PROC / str(pid) / "io", "write_bytes:")


def _tasks(pid: int) -> Iterator[Path]:
    yield from (PROC / str(pid) / "task").iterdir()


def _nanoseconds(task: Path) -> int:
    # The scheduler's own count; /proc/PID/stat knows hundredths of a second only.
    return int((task / "schedstat").read_text().split()[0])


def _field(file: Path, name: str) -> int:
    for line in file.read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0
