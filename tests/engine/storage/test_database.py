from contextlib import closing, suppress
from pathlib import Path
import sqlite3

import pytest

from linkedin_engine.errors import BadInputError, ConflictError, StorageError
from linkedin_engine.storage.database import Database

PROMISED = {
    "journal_mode": "wal",
    "synchronous": 1,
    "cache_size": -20_000,
    "busy_timeout": 60_000,
    "temp_store": 2,
    "mmap_size": 256 * 1024 * 1024,
    "foreign_keys": 1,
    "journal_size_limit": 1024 * 1024,
    "wal_autocheckpoint": 256,
    "page_size": 4096,
    "secure_delete": 1,
}


def put(database: Database, key: str) -> None:
    database.write("INSERT INTO settings (key, value) VALUES (?, '1')", (key,))


def keys(database: Database) -> list[str]:
    return [row["key"] for row in database.fetch_all("SELECT key FROM settings")]


@pytest.mark.parametrize(("name", "value"), PROMISED.items())
def test_the_connection_is_set_as_promised(
    database: Database, name: str, value: object
) -> None:
    row = database.fetch_one(f"PRAGMA {name}")

    assert row is not None
    assert row[0] == value


def test_file_log_and_folder_are_private(database: Database) -> None:
    put(database, "a")
    folder = database.path.parent

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.name for file in folder.iterdir()} == {
        "linkedin.db",
        "linkedin.db-wal",
        "linkedin.db-shm",
    }
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_a_file_that_others_could_read_is_made_private_again(path: Path) -> None:
    Database.open(path).close()
    path.chmod(0o644)

    Database.open(path).close()

    assert path.stat().st_mode & 0o777 == 0o600


def test_closing_leaves_one_file(path: Path) -> None:
    with Database.open(path) as database:
        put(database, "a")

    assert [file.name for file in path.parent.iterdir()] == ["linkedin.db"]


def test_opening_again_writes_nothing(path: Path) -> None:
    Database.open(path).close()
    before = path.read_bytes(), path.stat().st_mtime_ns

    Database.open(path).close()

    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_log_stays_bounded(path: Path) -> None:
    with Database.open(path) as database:
        for number in range(600):
            put(database, f"key-{number}" + "x" * 4000)
        log = path.with_name("linkedin.db-wal")

        assert log.stat().st_size < 2 * 1024 * 1024


def test_size_counts_the_file_and_its_log(database: Database) -> None:
    put(database, "a")
    log = database.path.with_name("linkedin.db-wal")

    assert database.size() == database.path.stat().st_size + log.stat().st_size


def put_in_vain(database: Database, *names: str) -> None:
    """Write in two levels, and fail in the outer one."""
    with database.transaction():
        put(database, names[0])
        with database.transaction():
            put(database, names[1])
        raise RuntimeError


def lose_the_transaction(database: Database) -> None:
    """Do what SQLite does by itself after some errors."""
    database._connection.execute("ROLLBACK")


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError):
        put_in_vain(database, "outer", "inner")

    assert keys(database) == []


def test_an_inner_failure_undoes_only_the_inner_part(database: Database) -> None:
    with database.transaction():
        put(database, "before")
        with pytest.raises(RuntimeError):
            put_in_vain(database, "inner", "innermost")
        put(database, "after")

    assert keys(database) == ["after", "before"]


def test_a_statement_that_breaks_a_rule_is_a_conflict_and_the_rest_goes_on(
    database: Database,
) -> None:
    with database.transaction():
        put(database, "a")
        with pytest.raises(ConflictError, match="UNIQUE"):
            put(database, "a")
        put(database, "b")

    assert keys(database) == ["a", "b"]


def test_nothing_is_written_on_its_own_after_an_error_undid_the_transaction(
    database: Database,
) -> None:
    def go_on_after_the_loss() -> None:
        with database.transaction():
            put(database, "a")
            lose_the_transaction(database)
            put(database, "b")

    with pytest.raises(StorageError, match="undid the whole transaction"):
        go_on_after_the_loss()

    assert keys(database) == []


def test_an_inner_block_survives_the_loss_of_the_whole_transaction(
    database: Database,
) -> None:
    def lose_it_inside() -> None:
        with database.transaction():
            with suppress(RuntimeError), database.transaction():
                lose_the_transaction(database)
                raise RuntimeError
            put(database, "b")

    with pytest.raises(StorageError, match="undid the whole transaction"):
        lose_it_inside()
    with database.transaction():
        put(database, "c")
    assert keys(database) == ["c"]


def test_a_durable_commit_runs_with_full_synchronous_and_goes_back(
    database: Database,
) -> None:
    statements: list[str] = []
    database._connection.set_trace_callback(statements.append)
    with database.transaction(durable=True):
        put(database, "a")
        inside = database.fetch_one("PRAGMA synchronous")
    database._connection.set_trace_callback(None)
    after = database.fetch_one("PRAGMA synchronous")

    assert statements[:2] == ["PRAGMA synchronous = FULL", "BEGIN IMMEDIATE"]
    assert statements[-2:] == ["COMMIT", "PRAGMA synchronous = NORMAL"]
    assert inside is not None
    assert inside[0] == 2
    assert after is not None
    assert after[0] == 1


def test_a_failed_durable_block_goes_back_to_normal_too(database: Database) -> None:
    with suppress(RuntimeError), database.transaction(durable=True):
        raise RuntimeError
    after = database.fetch_one("PRAGMA synchronous")

    assert after is not None
    assert after[0] == 1


@pytest.mark.parametrize("outer_is_durable", [False, True])
def test_durable_is_refused_where_it_could_not_be_kept(
    database: Database, *, outer_is_durable: bool
) -> None:
    with database.transaction(durable=outer_is_durable):
        put(database, "outer")
        with (
            pytest.raises(StorageError, match="inside another"),
            database.transaction(durable=True),
        ):
            put(database, "inner")

    assert keys(database) == ["outer"]


def test_a_reader_sees_what_is_committed_and_cannot_write(path: Path) -> None:
    with Database.open(path) as writer:
        put(writer, "a")
        with Database.open(path, readonly=True) as reader:
            with writer.transaction():
                put(writer, "b")
                assert keys(reader) == ["a"]
            assert keys(reader) == ["a", "b"]
            with pytest.raises(StorageError):
                put(reader, "c")


def test_a_reader_makes_no_database(path: Path) -> None:
    with pytest.raises(StorageError, match="no database at"):
        Database.open(path, readonly=True)

    assert not path.parent.exists()


def test_a_backup_is_complete_private_and_needs_no_log(
    database: Database, tmp_path: Path
) -> None:
    dest = tmp_path / "copy.db"
    dest.write_text("an older copy")
    put(database, "committed")
    with database.transaction():
        put(database, "open")
        database.backup(dest)

    assert dest.stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "data"]
    with closing(sqlite3.connect(f"{dest.as_uri()}?mode=ro", uri=True)) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert copy.execute("SELECT key FROM settings").fetchall() == [("committed",)]
    with Database.open(dest) as opened:
        assert keys(opened) == ["committed"]


def test_a_copy_that_a_kill_left_unfinished_is_swept(
    database: Database, tmp_path: Path
) -> None:
    unfinished = tmp_path / ".copy.db.4194304"
    unfinished.write_text("half a copy")

    database.backup(tmp_path / "copy.db")

    assert not unfinished.exists()


@pytest.mark.parametrize("dest", ["data", "nowhere/copy.db", "data/linkedin.db"])
def test_a_backup_that_has_no_place_is_refused(
    database: Database, tmp_path: Path, dest: str
) -> None:
    put(database, "a")

    with pytest.raises(BadInputError, match="dest"):
        database.backup(tmp_path / dest)

    assert keys(database) == ["a"]
