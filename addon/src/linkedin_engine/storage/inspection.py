"""Looking at a database file before anything is allowed to change it."""

from contextlib import closing
from pathlib import Path
import sqlite3
from typing import Final

from linkedin_engine.errors import DatabaseNewerError, EngineError, StorageError

from .connecting import connect, scalar
from .failures import damaged, is_damage, translated

APPLICATION_ID: Final = int.from_bytes(b"LiAu")

# Reading a file of this size takes a Pi some tenths of a second. Damage in a
# larger one is met, and told, when the damaged page is read.
CHECKED_BYTES_MAX: Final = 16 * 1024 * 1024

_MAGIC: Final = b"SQLite format 3\x00"
_HEADER_BYTES: Final = 100
_USER_VERSION: Final = slice(60, 64)
_APPLICATION_ID: Final = slice(68, 72)
_LOOKS_MAX: Final = 5


def side_file(path: Path, suffix: str) -> Path:
    """Return the path of ``-wal``, ``-shm`` or ``-journal`` beside the database."""
    return path.with_name(path.name + suffix)


def inspect(path: Path, newest: int) -> None:
    """Refuse a newer, damaged or foreign file, and leave every byte as it is.

    An empty file is fine, and so is what a kill or a power cut leaves behind: a
    write-ahead log is read along, a rollback journal is left to SQLite.
    """
    for _ in range(_LOOKS_MAX):
        before = _fingerprint(path)
        try:
            _inspect_once(path, newest)
        except EngineError:
            # Another process may have written between two of our reads.
            if _fingerprint(path) == before:
                raise
        else:
            return
    _inspect_once(path, newest)


def check_owner(path: Path, application_id: int, version: int, newest: int) -> None:
    """Refuse the file of another program, and one that a newer version wrote."""
    is_unnamed = application_id == 0
    if not is_unnamed and application_id != APPLICATION_ID:
        raise foreign(path)
    if is_unnamed and 0 < version <= newest:
        raise foreign(path)
    if version > newest:
        raise DatabaseNewerError(
            f"{path} was written by a newer version of LinkedIn Auto (schema "
            f"{version}, this version knows {newest}). It was left untouched. "
            "Update LinkedIn Auto, or put an older backup in the file's place."
        )


def _inspect_once(path: Path, newest: int) -> None:
    if path.stat().st_size == 0:
        return
    has_journal = file_size(side_file(path, "-journal")) > 0
    _check_header(path, newest, half_written=has_journal)
    if has_journal:
        return
    # A log beside the file means that somebody has it open, or had it open and
    # was killed. Without one nobody writes, and a reader needs no side files.
    has_log = side_file(path, "-wal").exists()
    try:
        with closing(connect(path, mode="ro", immutable=not has_log)) as connection:
            _check_content(connection, path, newest)
    except sqlite3.Error as error:
        if is_damage(error):
            raise damaged(path, str(error)) from error
        raise translated(error, path) from error


def _check_header(path: Path, newest: int, *, half_written: bool) -> None:
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        if half_written:
            return
        raise damaged(path, "it does not begin as a database does")
    check_owner(
        path,
        int.from_bytes(header[_APPLICATION_ID]),
        int.from_bytes(header[_USER_VERSION], signed=True),
        newest,
    )


def _check_content(connection: sqlite3.Connection, path: Path, newest: int) -> None:
    application_id = int(scalar(connection, "PRAGMA application_id") or 0)
    version = int(scalar(connection, "PRAGMA user_version") or 0)
    check_owner(path, application_id, version, newest)
    if application_id == 0 and scalar(connection, "SELECT 1 FROM sqlite_schema"):
        raise foreign(path)
    if path.stat().st_size <= CHECKED_BYTES_MAX:
        verdict = scalar(connection, "PRAGMA quick_check(1)")
        if verdict != "ok":
            raise damaged(path, str(verdict).partition("\n")[0])


def foreign(path: Path) -> StorageError:
    """Return the error for the database of another program."""
    return StorageError(
        f"{path} is the database of another program. It was left untouched. Choose "
        "another data folder, or move the file away."
    )


def file_size(path: Path) -> int:
    """Return the bytes of a file that may be gone at any moment; 0 where it is."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _fingerprint(path: Path) -> tuple[int, int, bool]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, side_file(path, "-wal").exists()
