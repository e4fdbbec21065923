"""The service as it is, on a machine whose time and heat a test chooses.

``python travelling.py FOLDER serve ...``: in the folder, ``ahead`` says by how many
seconds the clock is ahead of the real one. ``sys`` and ``proc``, where they are, take
the place of the kernel's files about heat and memory.
"""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
import sys
from typing import override
from unittest.mock import patch

from linkedin_engine.app import engine
from linkedin_engine.app.service import service, upkeep
from linkedin_engine.cli import main
from linkedin_engine.clock import Clock
from linkedin_engine.system.monitor import SystemMonitor
from linkedin_engine.system.troubles import StartGate

AHEAD = "ahead"

# A day goes by in less for who travels.
UPKEEP_SECONDS = 3.0


class TravelClock(Clock):
    """The real time and what a file says on top of it."""

    def __init__(self, file: Path, start: datetime | None = None) -> None:
        super().__init__(start)
        self._file = file

    @override
    def now(self) -> datetime:
        ahead = float(self._file.read_text(encoding="ascii"))
        return datetime.now(UTC) + timedelta(seconds=ahead)


def serve(folder: Path, words: list[str]) -> int:
    """Be the real program with other eyes."""
    with ExitStack() as stack:
        if (folder / AHEAD).exists():
            clock = partial(TravelClock, folder / AHEAD)
            stack.enter_context(patch.object(engine, "Clock", clock))
            for name in ("FIRST_SECONDS", "DAY_SECONDS"):
                stack.enter_context(patch.object(upkeep, name, UPKEEP_SECONDS))
        if (folder / "sys").exists():
            for part in (StartGate, SystemMonitor):
                seeing = partial(part, sys=folder / "sys", proc=folder / "proc")
                stack.enter_context(patch.object(service, part.__name__, seeing))
        return main(words)


if __name__ == "__main__":
    sys.exit(serve(Path(sys.argv[1]), sys.argv[2:]))
