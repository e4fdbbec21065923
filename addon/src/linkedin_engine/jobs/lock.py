"""The lock that lets one run at a time hold the engine."""

from collections.abc import Iterator
from contextlib import contextmanager
import fcntl
import os
from pathlib import Path

from linkedin_engine.errors import BusyError


@contextmanager
def run_lock(data_dir: Path) -> Iterator[None]:
    """Hold the engine for one run; raise ``BusyError`` when another run does.

    The lock is on the data folder itself and leaves no file. The kernel lets go
    of it when the process ends, however it ends.
    """
    descriptor = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                "Another run is under way; wait for its end or stop it first."
            ) from None
        yield
    finally:
        os.close(descriptor)
