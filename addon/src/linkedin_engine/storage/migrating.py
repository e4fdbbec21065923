"""Bringing a database to the newest schema, in one transaction."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
import re
import sqlite3
from typing import Final, Self

from linkedin_engine.errors import EngineError, StorageError, StorageFullError

from .connecting import scalar
from .copies import copy_before
from .failures import translated
from .inspection import APPLICATION_ID, check_owner

_FILE_NAME: Final = re.compile(r"(?P<version>\d{4})_(?P<name>[a-z0-9_]+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the schema; ``sql`` holds no transaction of its own."""

    version: int
    name: str
    sql: str

    @classmethod
    def from_file(cls, file_name: str, sql: str) -> Self:
        """Read number and name from ``NNNN_name.sql``."""
        match = _FILE_NAME.fullmatch(file_name)
        if match is None:
            raise ValueError(f"{file_name} is not named NNNN_name.sql")
        return cls(int(match["version"]), match["name"], sql)


def packaged_migrations() -> tuple[Migration, ...]:
    """Return the migrations that come with the engine, oldest first."""
    folder = resources.files(__package__) / "migrations"
    found = (
        Migration.from_file(file.name, file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    )
    return tuple(sorted(found, key=lambda migration: migration.version))


def newest_version(migrations: Sequence[Migration]) -> int:
    """Return the schema's version after all of them."""
    return max((migration.version for migration in migrations), default=0)


def is_current(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]
) -> bool:
    """Whether nothing is pending; refuses a newer file and another program's."""
    newest = newest_version(migrations)
    application_id = int(scalar(connection, "PRAGMA application_id") or 0)
    version = _version(connection)
    check_owner(path, application_id, version, newest)
    return version == newest and application_id == APPLICATION_ID


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    migrations: Sequence[Migration],
    begin: Callable[[], None],
) -> None:
    """Run what is pending; whatever fails, the database is as it was.

    ``begin`` starts a write transaction, waiting for its turn. An older database
    that holds anything is first copied to ``<name>.before-NNNN``.
    """
    # Tables can only be rebuilt with this off, which a transaction cannot change.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        begin()
        # Another process may have migrated while this one waited.
        version = _version(connection)
        pending = [each for each in migrations if each.version > version]
        copy = copy_before(path, pending[0].version) if version and pending else None
        for migration in pending:
            _run(connection, path, migration, copy)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {newest_version(migrations)}")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise translated(error, path) from error
    finally:
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
        connection.execute("PRAGMA foreign_keys = ON")


def _run(
    connection: sqlite3.Connection, path: Path, migration: Migration, copy: Path | None
) -> None:
    try:
        connection.executescript(migration.sql)
    except sqlite3.Error as error:
        told = translated(error, path)
        raise (
            told
            if isinstance(told, StorageFullError)
            else _failed(path, migration, copy, str(error))
        ) from error
    if not connection.in_transaction:
        raise _failed(path, migration, copy, "it ended the transaction")
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise _failed(path, migration, copy, f"rows of {broken[0]} lost their parent")


def _failed(
    path: Path, migration: Migration, copy: Path | None, detail: str
) -> EngineError:
    kept = f" A copy is at {copy}." if copy else ""
    return StorageError(
        f"{path} could not be brought to schema {migration.version} "
        f"({migration.name}: {detail}). It is as it was before.{kept} Go back to "
        "the version of LinkedIn Auto you came from, and report this."
    )


def _version(connection: sqlite3.Connection) -> int:
    return int(scalar(connection, "PRAGMA user_version") or 0)
