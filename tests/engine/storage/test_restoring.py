"""A backup takes the database's place, or is refused with nothing changed."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
import shutil
import sqlite3
import subprocess
import sys

import pytest

from linkedin_engine.errors import (
    ConflictError,
    DatabaseDamagedError,
    DatabaseNewerError,
    EngineError,
    NotFoundError,
    StorageError,
)
from linkedin_engine.storage.backups import BackupFolder
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.migrating import Migration, packaged_migrations
from linkedin_engine.storage.restoring import restore, restore_if_missing

KEPT = "linkedin.db.before-restore"


def put(database: Database, key: str) -> None:
    database.write("INSERT INTO settings (key, value) VALUES (?, '1')", (key,))


def keys(path: Path) -> list[str]:
    with Database.open(path) as database:
        rows = database.fetch_all("SELECT key FROM settings ORDER BY key")
        return [row["key"] for row in rows]


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.fixture
def backup(path: Path, now: datetime) -> Path:
    """Return a backup that holds "old" and not "new"."""
    with Database.open(path) as database:
        put(database, "old")
        made = BackupFolder.beside(path).make(database, now)
        put(database, "new")
    return BackupFolder.beside(path).path_of(made.name)


def test_a_backup_takes_the_place_and_the_old_one_is_kept(
    path: Path, backup: Path
) -> None:
    kept = restore(backup, path)

    assert kept == path.with_name(KEPT)
    assert names(path.parent) == ["backups", "linkedin.db", KEPT]
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys(path) == ["old"]
    assert keys(kept) == ["new", "old"]
    assert keys(backup) == ["old"]


def test_what_a_kill_left_in_the_log_is_kept_with_the_old_one(
    path: Path, backup: Path, tmp_path: Path
) -> None:
    killed = tmp_path / "killed"
    with Database.open(path) as database:
        put(database, "in the log")
        shutil.copytree(path.parent, killed)
    assert (killed / "linkedin.db-wal").stat().st_size > 0

    kept = restore(backup, killed / "linkedin.db")

    assert kept is not None
    assert keys(killed / "linkedin.db") == ["old"]
    assert keys(kept) == ["in the log", "new", "old"]
    assert names(killed) == ["backups", "linkedin.db", KEPT]


def test_a_damaged_database_is_kept_as_it_is(path: Path, backup: Path) -> None:
    spoil(path)
    damaged = path.read_bytes()
    path.with_name("linkedin.db-wal").write_bytes(b"its log")

    kept = restore(backup, path)

    assert kept is not None
    assert kept.read_bytes() == damaged
    assert kept.with_name(f"{KEPT}-wal").read_bytes() == b"its log"
    assert not path.with_name("linkedin.db-wal").exists()
    assert keys(path) == ["old"]


def test_a_database_that_somebody_has_open_is_not_replaced(
    path: Path, backup: Path
) -> None:
    with Database.open(path) as database:
        put(database, "live")
        with pytest.raises(ConflictError, match="in use"):
            restore(backup, path)
        put(database, "still there")

    assert keys(path) == ["live", "new", "old", "still there"]
    assert names(path.parent) == ["backups", "linkedin.db"]


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xa5" * 4096
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def make_newer(path: Path) -> None:
    path.unlink()
    steps = packaged_migrations()
    later = Migration(len(steps) + 1, "later", "CREATE TABLE later (id INTEGER)")
    Database.open(path, migrations=[*steps, later]).close()


def make_foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def make_blank(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (spoil, DatabaseDamagedError),
        (cut, DatabaseDamagedError),
        (empty, DatabaseDamagedError),
        (make_newer, DatabaseNewerError),
        (make_foreign, StorageError),
        (make_blank, StorageError),
        (Path.unlink, NotFoundError),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_changes(
    path: Path,
    backup: Path,
    *,
    change: Callable[[Path], None],
    error: type[EngineError],
) -> None:
    change(backup)
    before = path.read_bytes()

    with pytest.raises(error, match=str(backup)):
        restore(backup, path)

    assert path.read_bytes() == before
    assert names(path.parent) == ["backups", "linkedin.db"]


def test_an_older_backup_is_upgraded_when_it_is_opened(path: Path) -> None:
    backup = path.with_name("old.db")
    steps = packaged_migrations()
    with Database.open(backup) as database:
        put(database, "old")
    restore(backup, path)
    later = Migration(len(steps) + 1, "later", "CREATE TABLE later (id INTEGER)")

    with Database.open(path, migrations=[*steps, later]) as database:
        assert len(database.fetch_all("SELECT key FROM settings")) == 1


def test_a_database_that_is_gone_comes_back_from_the_newest_backup(
    path: Path, backup: Path
) -> None:
    path.unlink()
    path.with_name("linkedin.db-wal").write_bytes(b"a log without its database")

    assert restore_if_missing(path) == backup
    assert keys(path) == ["old"]
    assert restore_if_missing(path) is None


def test_a_database_that_is_there_is_left_alone_whatever_it_is(
    path: Path, backup: Path
) -> None:
    path.write_bytes(b"damaged")

    assert restore_if_missing(path) is None
    assert path.read_bytes() == b"damaged"
    assert backup.exists()


def test_a_new_home_has_nothing_to_restore(path: Path) -> None:
    assert restore_if_missing(path) is None
    assert not path.parent.exists()


def test_a_damaged_backup_is_passed_over_for_the_one_before(
    path: Path, backup: Path, now: datetime
) -> None:
    folder = BackupFolder.beside(path)
    with Database.open(path) as database:
        newer = folder.path_of(folder.make(database, now).name)
    path.unlink()
    spoil(newer)

    assert restore_if_missing(path) == backup
    assert keys(path) == ["old"]


def test_no_new_ledger_begins_where_no_backup_is_sound(
    path: Path, backup: Path
) -> None:
    path.unlink()
    spoil(backup)

    with pytest.raises(DatabaseDamagedError):
        restore_if_missing(path)
    assert not path.exists()


OPEN_AND_PUT = """
import sys
from pathlib import Path
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.restoring import restore_if_missing
path = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
restore_if_missing(path)
with Database.open(path) as database:
    database.write("INSERT INTO settings VALUES (?, '1')", (sys.argv[2],))
"""


@pytest.mark.usefixtures("backup")
def test_processes_that_start_at_once_restore_once(path: Path) -> None:
    path.unlink()
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", OPEN_AND_PUT, str(path), f"process {name}"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for name in "abc"
        ]
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in started:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        assert [process.wait(60) for process in started] == [0, 0, 0]

    assert keys(path) == ["old", "process a", "process b", "process c"]
