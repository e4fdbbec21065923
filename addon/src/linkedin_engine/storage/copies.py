"""Consistent copies of a database that may be in use.

No copy holds the LinkedIn session: it would outlive ``session clear`` there. After a
copy has taken the database's place, the person logs in again.
"""

from contextlib import closing, suppress
import glob
import os
from pathlib import Path
import re
import sqlite3
from typing import Final

from linkedin_engine.errors import EngineError
from linkedin_engine.system.files import PRIVATE, sync

from .connecting import connect, scalar
from .failures import LOCKED_CODES, translated, translated_os

COPIES_KEPT: Final = 2

# SQLite would wait for a lock on the source without end.
_LOCKED_STEPS_MAX: Final = 20


def copy_database(source: Path, dest: Path) -> None:
    """Copy the committed state to ``dest``: whole or not at all, mode 0600.

    The copy is one file without a write-ahead log, and without the session. Writers
    are not held up.
    """
    draft = dest.with_name(f".{dest.name}.{os.getpid()}")
    try:
        sweep_drafts(dest.parent, glob.escape(dest.name))
        create_private(draft)
        _fill(source, draft, dest)
        sync(draft)
        draft.replace(dest)
        sync(dest.parent)
    except OSError as error:
        raise translated_os(error, dest) from error
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                draft.with_name(draft.name + suffix).unlink()


def copy_before(source: Path, version: int) -> Path:
    """Keep the database as it was before a migration; older copies go."""
    dest = source.with_name(f"{source.name}.before-{version:04d}")
    copy_database(source, dest)
    pattern = re.compile(re.escape(source.name) + r"\.before-\d{4,}")
    copies = sorted(
        (file for file in source.parent.iterdir() if pattern.fullmatch(file.name)),
        key=lambda file: int(file.name.rpartition("-")[2]),
    )
    for old in copies[:-COPIES_KEPT]:
        if old != dest:
            old.unlink(missing_ok=True)
    return dest


def create_private(path: Path) -> None:
    """Create an empty file that only its owner can read."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))


def sweep_drafts(folder: Path, name: str) -> None:
    """Remove what copies left behind whose process was killed.

    ``name`` is the pattern of the names that the copies were to get. A draft may
    still hold the session.
    """
    for draft in folder.glob(f".{name}.*"):
        pid = draft.suffix.removeprefix(".").partition("-")[0]
        is_running = Path("/proc", pid).exists() and pid != str(os.getpid())
        if pid.isdecimal() and not is_running:
            draft.unlink(missing_ok=True)


def _fill(source: Path, draft: Path, dest: Path) -> None:
    locked_steps = 0

    def watch(status: int, _remaining: int, _total: int) -> None:
        nonlocal locked_steps
        locked_steps += status in LOCKED_CODES
        if locked_steps > _LOCKED_STEPS_MAX:
            raise BlockingIOError(0, f"{source} is held by another program")

    try:
        with (
            closing(connect(source, mode="ro")) as reader,
            closing(connect(draft, mode="rw")) as writer,
        ):
            reader.backup(writer, progress=watch)
            scalar(writer, "PRAGMA journal_mode = DELETE")
            _leave_session_out(writer)
    except sqlite3.Error as error:
        raise _about(error, source, dest) from error


def _leave_session_out(draft: sqlite3.Connection) -> None:
    # A draft that fails is thrown away, and a journal would hold the session too.
    scalar(draft, "PRAGMA journal_mode = OFF")
    draft.execute("PRAGMA synchronous = OFF")
    draft.execute("PRAGMA secure_delete = ON")
    if scalar(draft, "SELECT 1 FROM sqlite_schema WHERE name = 'session'"):
        draft.execute("DELETE FROM session")


def _about(error: sqlite3.Error, source: Path, dest: Path) -> EngineError:
    # The backup interface does not say which of the two files failed; only a
    # damaged one can be the source.
    told = translated(error, dest)
    return translated(error, source) if told.code == "database_damaged" else told
