"""The files stand still for whoever copies them one after another.

A copy of the database and its write-ahead log that are read at different moments is
sound as long as nothing moves from the log into the file, and the log only grows: its
frames are chained by checksums, so that whatever part of it was read ends with the
last whole commit. An open reader that began with an empty log sees to both, in every
process, while everybody goes on writing.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
import sqlite3
import time
from typing import Final

from linkedin_engine.errors import StorageError

from .connecting import connect, scalar
from .failures import is_locked, translated
from .sizes import sizes

_TRIES: Final = 200
_WAIT_SECONDS: Final = 0.05


@contextmanager
def hold(database: Path) -> Iterator[None]:
    """Keep the database's files fit to be copied until the block is left.

    What was committed before is in every copy. Nobody is held up, but the log grows
    meanwhile. Raises ``StorageError`` where others do not stop writing for a moment.
    """
    try:
        with closing(connect(database, mode="rw")) as connection:
            connection.execute("PRAGMA query_only = ON")
            _begin(connection, database)
            yield
    except sqlite3.Error as error:
        raise translated(error, database) from error


def _begin(connection: sqlite3.Connection, database: Path) -> None:
    for _ in range(_TRIES):
        _empty_log(connection)
        connection.execute("BEGIN")
        scalar(connection, "SELECT 1 FROM sqlite_schema")
        # A write in between could have put something into the log before us.
        if sizes(database).log == 0:
            return
        connection.execute("ROLLBACK")
        time.sleep(_WAIT_SECONDS)
    raise StorageError(
        f"{database} is written to without a pause. Try again when no run is under way."
    )


def _empty_log(connection: sqlite3.Connection) -> None:
    try:
        scalar(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        if not is_locked(error):
            raise
