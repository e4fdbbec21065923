"""One SQLite connection as this engine wants it."""

from pathlib import Path
import sqlite3
from typing import Final, Literal

type Mode = Literal["ro", "rw"]

PAGE_BYTES: Final = 4096
CACHE_KIB: Final = 20_000
MMAP_BYTES: Final = 256 * 1024 * 1024
LOG_BYTES_MAX: Final = 1024 * 1024
BUSY_TIMEOUT_SECONDS: Final = 60.0

_SETTINGS: Final = (
    f"PRAGMA cache_size = -{CACHE_KIB}",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA mmap_size = {MMAP_BYTES}",
    "PRAGMA foreign_keys = ON",
    # What a person deletes, and a session that was replaced, is overwritten.
    "PRAGMA secure_delete = ON",
    "PRAGMA synchronous = NORMAL",
    f"PRAGMA wal_autocheckpoint = {LOG_BYTES_MAX // PAGE_BYTES}",
    f"PRAGMA journal_size_limit = {LOG_BYTES_MAX}",
)


def connect(
    path: Path,
    *,
    mode: Mode,
    immutable: bool = False,
    busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS,
) -> sqlite3.Connection:
    """Return a connection in autocommit mode; the file must exist.

    ``immutable`` reads a file that nobody writes, without any lock or side file.
    """
    address = f"{path.absolute().as_uri()}?mode={mode}"
    if immutable:
        address += "&immutable=1"
    connection = sqlite3.connect(
        address, uri=True, autocommit=True, timeout=busy_timeout_seconds
    )
    connection.row_factory = sqlite3.Row
    return connection


def configure(connection: sqlite3.Connection) -> None:
    """Set what holds for a connection; none of it writes to the file."""
    for statement in _SETTINGS:
        connection.execute(statement)


def scalar(connection: sqlite3.Connection, sql: str) -> int | str | None:
    """Return the first column of the first row."""
    row = connection.execute(sql).fetchone()
    return None if row is None else row[0]
