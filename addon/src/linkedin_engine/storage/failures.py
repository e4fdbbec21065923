"""What SQLite and the disk report, told in the engine's own errors."""

import errno
from pathlib import Path
import sqlite3

from linkedin_engine.errors import (
    ConflictError,
    DatabaseDamagedError,
    EngineError,
    StorageError,
    StorageFullError,
)

_PRIMARY_CODE = 0xFF

LOCKED_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
DAMAGED_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
# Linux answers EFBIG and EDQUOT with a failed write where the disk has a quota.
UNWRITABLE_CODES = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_DIR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMOPEN,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_IOERR_SHMMAP,
    }
)
UNWRITABLE_ERRNOS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.ENOTDIR,
        errno.EEXIST,
        errno.EISDIR,
    }
)


def is_locked(error: sqlite3.Error) -> bool:
    """Whether another connection holds what was asked for, for now."""
    return _code(error) & _PRIMARY_CODE in LOCKED_CODES


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is no sound database."""
    return _code(error) & _PRIMARY_CODE in DAMAGED_CODES


def translated(error: sqlite3.Error, path: Path) -> EngineError:
    """Return the engine's error for one of SQLite's, naming the file."""
    code = _code(error)
    primary = code & _PRIMARY_CODE
    if primary in DAMAGED_CODES:
        return damaged(path, str(error))
    if code in UNWRITABLE_CODES or primary in UNWRITABLE_CODES:
        return unwritable(path, str(error))
    if primary in LOCKED_CODES:
        return StorageError(
            f"{path} is held by another program for too long. Close what has it "
            "open (another run, a database viewer, a backup) and try again."
        )
    if primary == sqlite3.SQLITE_CONSTRAINT:
        return ConflictError(f"It contradicts what the ledger holds: {error}.")
    if primary == sqlite3.SQLITE_IOERR:
        return StorageError(
            f"{path} could not be read ({error}). Check the disk or SD card, then "
            "start again."
        )
    return StorageError(
        f"{path} could not be used ({error}). Restart the engine; when that does "
        "not help, restore a backup."
    )


def damaged(path: Path, detail: str) -> DatabaseDamagedError:
    """Return the error for a file that is no sound database."""
    return DatabaseDamagedError(
        f"{path} is damaged ({detail}). It was left untouched. Stop the engine, move "
        "the file away and start again: the newest backup takes its place, or a new "
        "database where there is none."
    )


def unwritable(path: Path, detail: str) -> StorageFullError:
    """Return the error for a disk that is full or may not be written to."""
    return StorageFullError(
        f"{path} cannot be written ({detail}). Free some disk space and see that "
        f"the folder {path.parent} may be written to, then start again."
    )


def translated_os(error: OSError, path: Path) -> StorageError:
    """Return the engine's error for one of the operating system's."""
    detail = error.strerror or type(error).__name__
    if error.errno in UNWRITABLE_ERRNOS:
        return unwritable(path, detail)
    return StorageError(
        f"{path} could not be used ({detail}). Check the data folder, then start again."
    )


def _code(error: sqlite3.Error) -> int:
    # Errors that the Python module raises by itself carry no code.
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code
