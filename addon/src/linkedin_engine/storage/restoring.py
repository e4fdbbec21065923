"""A backup takes the place of the database, by a person's wish or where it is gone."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
import fcntl
import os
from pathlib import Path
import sqlite3
from typing import Final

from linkedin_engine.errors import (
    ConflictError,
    DatabaseDamagedError,
    EngineError,
    NotFoundError,
    StorageError,
)
from linkedin_engine.log import get_logger
from linkedin_engine.system.files import sync

from .backups import BackupFolder
from .connecting import connect, scalar
from .copies import copy_database
from .failures import damaged, translated, translated_os
from .inspection import APPLICATION_ID, foreign, inspect, side_file
from .migrating import newest_version, packaged_migrations

KEPT_SUFFIX: Final = ".before-restore"
SIDE_FILES: Final = ("-wal", "-shm", "-journal")

_INCOMING_SUFFIX: Final = ".incoming"
_LOCK_SECONDS: Final = 5.0

_log = get_logger("storage")


def restore(source: Path, database: Path) -> Path | None:
    """Put a checked copy of ``source`` in the database's place.

    Returns where the old database is kept, beside the new one. A damaged, newer or
    foreign source is refused with nothing changed. Nobody may have the database open:
    that is the caller's to see to, and a ``ConflictError`` where it shows. What was
    sent since the backup was made is unknown to it; a run finds it in LinkedIn's
    conversations. The session is not in a backup, so the person logs in again.
    """
    incoming = database.with_name(database.name + _INCOMING_SUFFIX)
    try:
        _check_in(source, incoming)
        kept = _set_aside(database)
        _drop_side_files(database)
        incoming.replace(database)
        sync(database.parent)
    except OSError as error:
        raise translated_os(error, database) from error
    finally:
        with suppress(OSError):
            incoming.unlink(missing_ok=True)
    _log.info("database_restored", backup=source.name)
    return kept


def restore_if_missing(database: Path) -> Path | None:
    """Bring the newest sound backup back where the database is gone.

    An empty ledger would wish everybody again who was wished before. Returns the
    backup; None where there is a database, or no backup. Of several processes that
    start at once one restores, and the others wait for it. Raises what is wrong with
    the newest backup when none of them is sound.
    """
    folder = BackupFolder.beside(database)
    if database.exists() or not folder.list():
        return None
    with _alone(folder.path):
        return None if database.exists() else _restore_newest(folder, database)


def _restore_newest(folder: BackupFolder, database: Path) -> Path:
    errors: list[EngineError] = []
    for backup in folder.list():
        source = folder.path_of(backup.name)
        try:
            restore(source, database)
        except DatabaseDamagedError as error:
            errors.append(error)
            continue
        _log.warning("database_was_missing", backup=backup.name)
        return source
    raise errors[0]


def _check_in(source: Path, incoming: Path) -> None:
    """Copy the source and read the whole copy; raises what is wrong with it."""
    if not source.is_file():
        raise NotFoundError(f"There is no backup at {source}.")
    if source.stat().st_size == 0:
        raise damaged(source, "it is empty")
    inspect(source, newest_version(packaged_migrations()))
    copy_database(source, incoming)
    try:
        with closing(connect(incoming, mode="ro", immutable=True)) as connection:
            owner = scalar(connection, "PRAGMA application_id")
            verdict = scalar(connection, "PRAGMA integrity_check(1)")
    except sqlite3.Error as error:
        raise translated(error, source) from error
    if verdict != "ok":
        raise damaged(source, str(verdict).partition("\n")[0])
    if owner != APPLICATION_ID:
        raise foreign(source)


def _set_aside(database: Path) -> Path | None:
    """Keep the old database: a sound one as a copy, a damaged one as it is."""
    if not database.exists():
        return None
    kept = database.with_name(database.name + KEPT_SUFFIX)
    _drop_side_files(kept)
    try:
        _look_at(database)
        _close_log(database)
        copy_database(database, kept)
    except DatabaseDamagedError:
        database.replace(kept)
        # It is kept for as long as a copy made now.
        os.utime(kept)
        log = side_file(database, "-wal")
        if log.exists():
            log.replace(side_file(kept, "-wal"))
    return kept


def _look_at(database: Path) -> None:
    """Raise ``DatabaseDamagedError`` before anything could change a damaged file.

    One that a newer version or another program wrote is sound, and kept as well.
    """
    try:
        inspect(database, newest_version(packaged_migrations()))
    except DatabaseDamagedError:
        raise
    except StorageError as error:
        _log.info("replaced_database_is_not_ours", code=error.code)


def _close_log(database: Path) -> None:
    """Bring the log into the file; nobody else may have it open."""
    try:
        with closing(
            connect(database, mode="rw", busy_timeout_seconds=_LOCK_SECONDS)
        ) as connection:
            scalar(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise translated(error, database) from error
    # The last one to close a database takes its log away.
    if side_file(database, "-wal").exists():
        raise ConflictError(
            f"{database} is in use. Stop the engine and every run, then restore."
        )


def _drop_side_files(database: Path) -> None:
    for suffix in SIDE_FILES:
        side_file(database, suffix).unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time restore; the kernel lets go when it ends."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
