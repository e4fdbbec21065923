"""The locks that let one run, and one service, at a time have the engine."""

from collections.abc import Iterator
from contextlib import contextmanager
import fcntl
import os
from pathlib import Path
from typing import Final

from linkedin_engine.errors import BusyError
from linkedin_engine.system.files import PRIVATE

SERVICE_LOCK: Final = "serve.lock"
_RUNNING: Final = "Another run is under way; wait for its end or stop it first."
_SERVING: Final = (
    "A service has this data folder already; end it first, or choose another folder."
)


@contextmanager
def run_lock(data_dir: Path) -> Iterator[None]:
    """Hold the engine for one run; raise ``BusyError`` when another run does.

    The lock is on the data folder itself and leaves no file. The kernel lets go
    of it when the process ends, however it ends.
    """
    with _held(os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY), _RUNNING):
        yield


@contextmanager
def service_lock(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for one service; raise ``BusyError`` when another does."""
    file = data_dir / SERVICE_LOCK
    with _held(os.open(file, os.O_RDWR | os.O_CREAT, PRIVATE), _SERVING):
        yield


@contextmanager
def _held(descriptor: int, refusal: str) -> Iterator[None]:
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(refusal) from None
        yield
    finally:
        os.close(descriptor)
