"""The database: opened with care, written in transactions, errors translated."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
import sqlite3
import time
from types import TracebackType
from typing import Final, Self

from linkedin_engine.errors import BadInputError, StorageError
from linkedin_engine.system.files import PRIVATE, PRIVATE_FOLDER

from .connecting import BUSY_TIMEOUT_SECONDS, configure, connect, scalar
from .copies import copy_database, create_private
from .failures import is_locked, translated, translated_os, unwritable
from .inspection import inspect, side_file
from .migrating import (
    Migration,
    is_current,
    migrate,
    newest_version,
    packaged_migrations,
)
from .sizes import sizes

type Value = str | int | float | bytes | None
type Values = Sequence[Value] | Mapping[str, Value]
type Row = sqlite3.Row
type Version = tuple[int, int]

# SQLite itself waits a minute for a lock; some locks it reports at once instead.
RETRY_DELAYS_SECONDS: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)

CHECKPOINT_WAIT_MS: Final = 100


class Database:
    """One connection; used by the thread that opened it.

    Everything raised is the engine's own: ``StorageFullError``,
    ``DatabaseDamagedError``, ``DatabaseNewerError``, ``ConflictError`` for a broken
    constraint, otherwise ``StorageError``.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take a connection; ``open`` makes one."""
        self.path = path
        self._connection = connection
        self._sleep = sleep
        self._depth = 0
        self._purge_is_due = False

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        readonly: bool = False,
        busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
        migrations: Sequence[Migration] | None = None,
    ) -> Self:
        """Open the file, making or upgrading it where needed.

        A newer, damaged or foreign file is refused with every byte untouched.
        ``readonly`` wants a file of the current schema and changes nothing in it.
        The file is private (0600), and so is the folder where it is made here.
        """
        steps = packaged_migrations() if migrations is None else tuple(migrations)
        try:
            _prepare(path, readonly=readonly)
            inspect(path, newest_version(steps))
            if not readonly and path.stat().st_mode & 0o777 != PRIVATE:
                path.chmod(PRIVATE)
            connection = connect(
                path, mode="rw", busy_timeout_seconds=busy_timeout_seconds
            )
        except OSError as error:
            raise translated_os(error, path) from error
        except sqlite3.Error as error:
            raise translated(error, path) from error
        database = cls(connection, path, sleep=sleep)
        try:
            database._start(steps, readonly=readonly)
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """End the connection; an unfinished transaction is rolled back."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:
        """Commit what the block writes, or nothing of it when the block raises.

        Inside another transaction only the block's own part is undone. ``durable``
        promises that the block is on the disk once it is left, also through a power
        cut; inside another transaction nobody can promise that, so it is refused.
        """
        if not self._depth:
            with self._synchronous(full=durable), self._outermost():
                yield
            self._purge()
        elif durable:
            raise StorageError(
                "A durable transaction was asked for inside another one; this is a "
                "mistake in LinkedIn Auto, please report it."
            )
        else:
            with self._savepoint():
                yield

    def write(self, sql: str, values: Values = ()) -> int:
        """Run one statement, by itself a transaction; return the rows it changed."""
        return self._attempt(lambda: self._connection.execute(sql, values).rowcount)

    def fetch_all(self, sql: str, values: Values = ()) -> list[Row]:
        """Run one statement and return all its rows."""
        return self._attempt(lambda: self._connection.execute(sql, values).fetchall())

    def fetch_one(self, sql: str, values: Values = ()) -> Row | None:
        """Run one statement and return its first row."""
        rows = self.fetch_all(sql, values)
        return rows[0] if rows else None

    def backup(self, dest: Path) -> None:
        """Copy what is committed to ``dest``, also while it is in use.

        The copy is complete or not made, has mode 0600 and replaces an older one.
        """
        if dest.is_dir() or not dest.absolute().parent.is_dir():
            raise BadInputError("dest", f"{dest} is not a file in an existing folder.")
        own = {self.path, *(side_file(self.path, end) for end in ("-wal", "-shm"))}
        if dest.resolve() in {each.resolve() for each in own}:
            raise BadInputError("dest", f"{dest} is the database itself.")
        copy_database(self.path, dest)

    def size(self) -> int:
        """Return the bytes of the database and its write-ahead log."""
        return sizes(self.path).total

    def version(self) -> Version | None:
        """Return what changes with every committed change, by whomever.

        None inside a transaction, where nothing is settled yet.
        """
        if self._connection.in_transaction:
            return None
        row = self._attempt(
            lambda: self._connection.execute("PRAGMA data_version").fetchone()
        )
        return int(row[0]), self._connection.total_changes

    def checkpoint(self) -> bool:
        """Bring the write-ahead log into the file and empty it, unless it is empty.

        Waits for a moment only: returns False where a reader or writer elsewhere is in
        the way, and inside a transaction.
        """
        if self._depth:
            return False
        if sizes(self.path).log == 0:
            return True
        waits = scalar(self._connection, "PRAGMA busy_timeout")
        self._connection.execute(f"PRAGMA busy_timeout = {CHECKPOINT_WAIT_MS}")
        try:
            row = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            if is_locked(error):
                return False
            raise translated(error, self.path) from error
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {waits}")
        return int(row["busy"]) == 0

    def purge_overwritten(self) -> None:
        """Empty the write-ahead log, which still holds what was overwritten.

        Waits for the end of an open transaction. Best effort: a reader elsewhere may
        keep the log until the next purge or checkpoint.
        """
        self._purge_is_due = True
        if not self._depth:
            self._purge()

    def _start(self, steps: Sequence[Migration], *, readonly: bool) -> None:
        self._attempt(lambda: configure(self._connection))
        current = self._attempt(lambda: is_current(self._connection, self.path, steps))
        if readonly:
            self._connection.execute("PRAGMA query_only = ON")
            if not current:
                raise StorageError(
                    f"{self.path} has an older schema. Start the engine once to "
                    "upgrade it."
                )
            return
        if not current:
            # A new file gets its schema before its log: from then on the file
            # itself always says whose it is.
            migrate(self._connection, self.path, steps, self._begin)
        self._attempt(self._use_log)

    def _use_log(self) -> None:
        mode = scalar(self._connection, "PRAGMA journal_mode = WAL")
        if mode != "wal":
            raise unwritable(self.path, "its file system has no shared memory")

    def _begin(self) -> None:
        self._attempt(lambda: self._connection.execute("BEGIN IMMEDIATE"))

    @contextmanager
    def _outermost(self) -> Iterator[None]:
        self._begin()
        self._depth = 1
        try:
            yield
            self._attempt(lambda: self._connection.execute("COMMIT"))
        finally:
            self._depth = 0
            if self._connection.in_transaction:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        name = f"level_{self._depth}"
        self._attempt(lambda: self._connection.execute(f"SAVEPOINT {name}"))
        self._depth += 1
        try:
            yield
        except BaseException:
            # A full disk may have ended the whole transaction already.
            if self._connection.in_transaction:
                self._connection.execute(f"ROLLBACK TO {name}")
            raise
        finally:
            self._depth -= 1
            if self._connection.in_transaction:
                self._connection.execute(f"RELEASE {name}")

    @contextmanager
    def _synchronous(self, *, full: bool) -> Iterator[None]:
        if not full:
            yield
            return
        self._attempt(lambda: self._connection.execute("PRAGMA synchronous = FULL"))
        try:
            yield
        finally:
            self._connection.execute("PRAGMA synchronous = NORMAL")

    def _purge(self) -> None:
        if self._purge_is_due:
            self._purge_is_due = False
            self.checkpoint()

    def _attempt[T](self, work: Callable[[], T]) -> T:
        if self._depth and not self._connection.in_transaction:
            raise StorageError(
                f"An earlier error undid the whole transaction on {self.path}; "
                "nothing of it was kept. Try again."
            )
        delays = iter(RETRY_DELAYS_SECONDS)
        while True:
            try:
                return work()
            except sqlite3.ProgrammingError:
                raise
            except sqlite3.Error as error:
                delay = next(delays, None)
                if self._depth or delay is None or not is_locked(error):
                    raise translated(error, self.path) from error
            self._sleep(delay)


def _prepare(path: Path, *, readonly: bool) -> None:
    if path.exists():
        return
    if readonly:
        raise StorageError(
            f"There is no database at {path} yet. Start the engine once to make it."
        )
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        create_private(path)
