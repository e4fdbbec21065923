"""The engine as it is, on a machine that is told how it feels, or of another age.

``python machine.py serve ...``: below ``MACHINE`` are ``sys`` and ``proc``, as the
kernel would show them, and ``disk_free`` in bytes; at ``SIGUSR1`` a child ends of which
nobody takes notice. ``SCHEMA`` is the only version of the contract that it speaks.
"""

from contextlib import ExitStack
from functools import partial
import os
from pathlib import Path
import signal
import sys
from types import FrameType
from unittest.mock import patch

from linkedin_engine.app.service import service, snapshot
from linkedin_engine.cli import main
from linkedin_engine.system import monitor


def _leave_a_zombie(_number: int, _frame: FrameType | None) -> None:
    program = [sys.executable, "-c", ""]
    os.posix_spawn(sys.executable, program, os.environ, setsid=True)


if __name__ == "__main__":
    with ExitStack() as stack:
        change = stack.enter_context
        if folder := os.environ.get("MACHINE"):
            here = Path(folder)
            trees = {"sys": here / "sys", "proc": here / "proc"}
            for part in ("SystemMonitor", "StartGate"):
                real = getattr(service, part)
                change(patch.object(service, part, partial(real, **trees)))
            free = here / "disk_free"
            change(patch.object(monitor, "disk_free", lambda _: int(free.read_text())))
            signal.signal(signal.SIGUSR1, _leave_a_zombie)
            # Whoever is a zombie at two looks stays one.
            change(patch.object(monitor, "LASTING_SECONDS", 0.0))
        if schema := os.environ.get("SCHEMA"):
            for name in ("SCHEMA_VERSION", "MIN_SUPPORTED_SCHEMA_VERSION"):
                for module in (service, snapshot):
                    change(patch.object(module, name, int(schema)))
        sys.exit(main())
