"""The folder of copies: made when something is new, listed, fetched, rotated."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
import sqlite3

import pytest

from linkedin_engine.errors import NotFoundError
from linkedin_engine.storage.backups import BackupFolder
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.sessions import SessionRepository

from .conftest import Observe

DAY = timedelta(days=1)
SECRET = b"an encrypted session " * 20


@pytest.fixture
def folder(path: Path) -> BackupFolder:
    return BackupFolder.beside(path)


def test_a_backup_is_named_by_its_moment_in_utc_and_can_be_opened(
    database: Database, folder: BackupFolder, observe: Observe, now: datetime
) -> None:
    contact = observe()
    made = folder.make(database, now.replace(microsecond=7))
    path = folder.path_of(made.name)

    assert made.name == "linkedin-20260310-093000.db"
    assert made.made_at == now
    assert made.size == path.stat().st_size
    assert folder.list() == [made]
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in folder.path.iterdir()] == [made.name]
    with Database.open(path) as copy:
        assert ContactRepository(copy).page() == [contact]


def test_the_newest_name_is_the_newest_copy_also_when_the_clock_goes_back(
    database: Database, folder: BackupFolder, now: datetime
) -> None:
    first = folder.make(database, now)
    same_second = folder.make(database, now)
    clock_went_back = folder.make(database, now - 300 * DAY)

    assert folder.list() == [clock_went_back, same_second, first]
    assert clock_went_back.made_at == now + timedelta(seconds=2)


def test_a_copy_is_made_only_when_something_is_new(
    database: Database, folder: BackupFolder, observe: Observe, now: datetime
) -> None:
    made = folder.make_if_changed(database, now)
    assert made is not None
    before = {file: file.stat().st_mtime_ns for file in folder.path.iterdir()}

    assert folder.make_if_changed(database, now + DAY) is None
    assert {file: file.stat().st_mtime_ns for file in folder.path.iterdir()} == before
    observe()
    assert folder.make_if_changed(database, now + DAY) is not None
    assert folder.make_if_changed(database, now + 2 * DAY) is None


def test_nothing_new_is_seen_across_restarts(
    path: Path, folder: BackupFolder, now: datetime
) -> None:
    with Database.open(path) as database:
        database.write("INSERT INTO settings VALUES ('a', '1')")
        assert folder.make_if_changed(database, now) is not None
    with Database.open(path) as database:
        assert folder.make_if_changed(database, now + DAY) is None


def test_a_change_by_another_process_is_something_new(
    database: Database, folder: BackupFolder, now: datetime
) -> None:
    folder.make(database, now)
    with Database.open(database.path) as elsewhere:
        elsewhere.write("INSERT INTO settings VALUES ('a', '1')")

    assert folder.make_if_changed(database, now + DAY) is not None


def test_what_a_reader_keeps_in_the_log_counts_as_new(
    database: Database, folder: BackupFolder, observe: Observe, now: datetime
) -> None:
    folder.make(database, now)
    with Database.open(database.path, readonly=True) as reader:
        reader._connection.execute("BEGIN")
        reader.fetch_all("SELECT 1 FROM settings")
        observe()
        assert folder.make_if_changed(database, now + DAY) is not None
        assert folder.make_if_changed(database, now + 2 * DAY) is not None

    assert folder.make_if_changed(database, now + 3 * DAY) is not None
    assert folder.make_if_changed(database, now + 4 * DAY) is None


@pytest.mark.parametrize(
    "name",
    [
        "linkedin-20260310-093001.db",
        "../linkedin.db",
        "..",
        "",
        "/etc/passwd",
        "other.db",
        "linkedin-20260310-093000.db/../../secret.key",
        "linkedin-20260310-093000.db\n",
        "linkedin-20260310-093000.db\0",
        "linkedin-٢٠٢٦٠٣١٠-093000.db",
        "linkedin-20269999-093000.db",
        "linkedin-20200101-000000.db",
        "linkedin-20200101-000001.db",
    ],
)
def test_only_a_backup_that_is_there_has_a_path(
    database: Database, folder: BackupFolder, now: datetime, name: str
) -> None:
    made = folder.make(database, now)
    (folder.path / "other.db").write_text("something else")
    (folder.path / "linkedin-20269999-093000.db").write_text("no day")
    (folder.path / "linkedin-20200101-000000.db").symlink_to(database.path)
    (folder.path / "linkedin-20200101-000001.db").mkdir()

    with pytest.raises(NotFoundError):
        folder.path_of(name)
    assert folder.list() == [made]


def test_there_is_no_backup_before_the_first_one(folder: BackupFolder) -> None:
    assert folder.list() == folder.rotate() == []


def test_the_newest_are_kept_as_far_as_their_number_and_size_allow(
    database: Database, folder: BackupFolder, now: datetime
) -> None:
    made = [folder.make(database, now + day * DAY) for day in range(5)][::-1]
    size = made[0].size

    assert folder.rotate() == []
    assert folder.rotate(keep=4) == made[4:]
    assert folder.rotate(bytes_max=2 * size) == made[2:4]
    assert folder.rotate(keep=0, bytes_max=0) == made[1:2]
    assert folder.list() == made[:1]


def make_backup(database: Database, folder: BackupFolder, now: datetime) -> Path:
    return folder.path_of(folder.make(database, now).name)


def copy_by_command(database: Database, _folder: BackupFolder, _now: datetime) -> Path:
    dest = database.path.with_name("copy.db")
    database.backup(dest)
    return dest


@pytest.mark.parametrize("copy", [make_backup, copy_by_command])
@pytest.mark.parametrize("size", [1, 100])
def test_no_copy_holds_the_session(
    database: Database,
    folder: BackupFolder,
    now: datetime,
    *,
    copy: Callable[[Database, BackupFolder, datetime], Path],
    size: int,
) -> None:
    SessionRepository(database).save(SECRET * size, now)
    database.write("INSERT INTO settings VALUES ('kept', '1')")
    dest = copy(database, folder, datetime.now(UTC))

    assert b"encrypted session" not in dest.read_bytes()
    assert SessionRepository(database).load() == SECRET * size
    with closing(sqlite3.connect(dest)) as connection:
        assert connection.execute("SELECT * FROM session").fetchall() == []
        assert connection.execute("SELECT key FROM settings").fetchall() == [("kept",)]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
