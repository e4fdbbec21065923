"""A process of the engine's own, of which nothing is left afterwards."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
import contextlib
from contextlib import asynccontextmanager
import os
import signal
from typing import Any

from linkedin_engine.system.processes import (
    RUN_MARK,
    STARTER_MARK,
    adopt_and_reap,
    awaited,
    set_child_subreaper,
)


@asynccontextmanager
async def own_process(
    command: Sequence[str],
    mark: str,
    environment: Mapping[str, str] | None = None,
    **streams: Any,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a process in a session of its own; at the end all of it is gone.

    ``mark`` says in its environment what it is for; ``streams`` are those of
    ``asyncio.create_subprocess_exec``.
    """
    set_child_subreaper()
    process = await asyncio.create_subprocess_exec(
        *command,
        env={
            **os.environ,
            **(environment or {}),
            RUN_MARK: mark,
            STARTER_MARK: str(os.getpid()),
        },
        start_new_session=True,
        **streams,
    )
    # A reaper in another thread must not take its exit status.
    with awaited(process.pid):
        try:
            yield process
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            await asyncio.to_thread(adopt_and_reap)


def tell_to_stop(process: asyncio.subprocess.Process) -> None:
    """Ask a process to end; it may have done so."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
