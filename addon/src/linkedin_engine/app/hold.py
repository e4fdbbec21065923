"""Around the Supervisor's backup: the database's files stand still while it copies.

``python -m linkedin_engine.app.hold begin DATABASE`` returns once they do, and
``... end DATABASE`` lets go. The Supervisor waits for the end of each command, so a
process of its own holds the files in between; it lets go by itself after a while.
"""

from collections.abc import Callable, Mapping
import fcntl
import os
from pathlib import Path
import select
import signal
import sys
import time
from typing import Final

from linkedin_engine.errors import EngineError, StorageError
from linkedin_engine.storage.holding import hold
from linkedin_engine.system.files import PRIVATE

LOCK_NAME: Final = ".hold"
LONGEST_SECONDS: Final = 15 * 60.0

_HELD: Final = b"held"
_END_SECONDS: Final = 30.0
_LOOK_SECONDS: Final = 0.05


def main(arguments: list[str]) -> int:
    """Carry out ``begin DATABASE`` or ``end DATABASE``; return the exit status."""
    verb, database = arguments
    try:
        _VERBS[verb](Path(database))
    except EngineError as error:
        sys.stderr.write(f"linkedin-auto: {error}\n")
        return error.exit_status
    return 0


def begin(database: Path) -> None:
    """Return once the files stand still; raise ``StorageError`` where they cannot.

    Where there is no database yet there is nothing to hold.
    """
    end(database)
    if not database.exists():
        return
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(reader)
        _be_the_keeper(database, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        said = answer.read()
    if said != _HELD:
        raise StorageError(said.decode() or "The process that holds the files ended.")


def end(database: Path) -> None:
    """Let go, and return once nothing is held; also where nothing was."""
    deadline = time.monotonic() + _END_SECONDS
    try:
        descriptor = os.open(database.with_name(LOCK_NAME), os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        while not _is_free(descriptor):
            if time.monotonic() > deadline:
                raise StorageError(
                    "The process that holds the files does not end. Restart the app."
                )
            _end_keeper(os.pread(descriptor, 20, 0))
    finally:
        os.close(descriptor)


def _be_the_keeper(database: Path, answer: int) -> None:
    """Hold the files until a signal or the time says so; never returns."""
    try:
        # Who started this waits until nobody has its output open any more.
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(nowhere, standard)
        _keep(database, answer)
    except EngineError as error:
        os.write(answer, str(error).encode())
    finally:
        os._exit(0)


def _keep(database: Path, answer: int) -> None:
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    lock = database.with_name(LOCK_NAME)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, PRIVATE)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with hold(database):
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        os.write(answer, _HELD)
        os.close(answer)
        signal.sigtimedwait(ends, LONGEST_SECONDS)


def _is_free(descriptor: int) -> bool:
    # The kernel lets go of the lock when its holder ends, however it ends.
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end_keeper(pid: bytes) -> None:
    """Ask the process that holds the lock to end, and wait for a while."""
    if not pid:
        time.sleep(_LOOK_SECONDS)
        return
    try:
        keeper = os.pidfd_open(int(pid))
    except ProcessLookupError:
        time.sleep(_LOOK_SECONDS)
        return
    try:
        signal.pidfd_send_signal(keeper, signal.SIGTERM)
        ended = select.poll()
        ended.register(keeper, select.POLLIN)
        ended.poll(_END_SECONDS * 1000)
    finally:
        os.close(keeper)


_VERBS: Final[Mapping[str, Callable[[Path], None]]] = {"begin": begin, "end": end}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
