from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
import shutil
import sqlite3

import pytest

from linkedin_engine.errors import (
    DatabaseDamagedError,
    DatabaseNewerError,
    StorageError,
)
from linkedin_engine.storage.database import Database

type Spoil = Callable[[Path], None]


@contextmanager
def left_as_it_is(folder: Path) -> Iterator[None]:
    """Assert that no file appears, goes, or changes a byte or its mode."""

    def look() -> dict[str, tuple[bytes, int, int]]:
        return {
            file.name: (
                file.read_bytes(),
                file.stat().st_mode,
                file.stat().st_mtime_ns,
            )
            for file in folder.iterdir()
        }

    before = look()
    yield
    assert look() == before


def fill(path: Path) -> None:
    with Database.open(path) as database, database.transaction():
        for number in range(1000):
            database.write(
                "INSERT INTO settings (key, value) VALUES (?, '\"some value\"')",
                (f"key-{number:05d}-{'x' * 60}",),
            )


def overwrite(path: Path, offset: int, junk: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(junk)


def make_text(path: Path) -> None:
    path.write_text("this was never a database\n" * 100)


def make_short(path: Path) -> None:
    path.write_bytes(b"SQLite")


def cut_in_half(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def wipe_the_header(path: Path) -> None:
    overwrite(path, 0, bytes(100))


def wipe_the_schema(path: Path) -> None:
    overwrite(path, 100, b"\xff" * 3000)


def wipe_the_middle(path: Path) -> None:
    overwrite(path, path.stat().st_size // 2 // 4096 * 4096, b"\xa5" * 8192)


@pytest.mark.parametrize(
    "spoil",
    [
        make_text,
        make_short,
        cut_in_half,
        wipe_the_header,
        wipe_the_schema,
        wipe_the_middle,
    ],
)
def test_a_damaged_file_is_refused_and_not_touched(path: Path, spoil: Spoil) -> None:
    fill(path)
    spoil(path)
    path.chmod(0o640)

    with left_as_it_is(path.parent), pytest.raises(DatabaseDamagedError) as error:
        Database.open(path)

    assert str(path) in str(error.value)
    assert "backup" in str(error.value)


def test_damage_in_a_file_too_large_to_check_is_told_when_it_is_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linkedin_engine.storage.inspection.CHECKED_BYTES_MAX", 0)
    fill(path)
    wipe_the_middle(path)

    with Database.open(path) as database, pytest.raises(DatabaseDamagedError):
        database.fetch_all("SELECT * FROM settings")


def test_a_newer_file_is_refused_and_not_touched(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 999")

    with left_as_it_is(path.parent), pytest.raises(DatabaseNewerError, match="999"):
        Database.open(path)


def test_a_newer_version_known_only_to_the_log_is_refused_and_not_touched(
    path: Path, tmp_path: Path
) -> None:
    fill(path)
    killed = tmp_path / "killed" / path.name
    killed.parent.mkdir()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 999")
        shutil.copy(path, killed)
        shutil.copy(f"{path}-wal", f"{killed}-wal")
    before = [Path(f"{killed}{end}").read_bytes() for end in ("", "-wal")]

    with pytest.raises(DatabaseNewerError, match="999"):
        Database.open(killed)

    assert [Path(f"{killed}{end}").read_bytes() for end in ("", "-wal")] == before


def foreign_by_its_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute("CREATE TABLE recipes (id INTEGER)")


def foreign_by_its_tables_in_log_mode(path: Path) -> None:
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute("PRAGMA journal_mode = WAL")
        foreign.execute("CREATE TABLE recipes (id INTEGER)")


def foreign_by_its_name(path: Path) -> None:
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute("PRAGMA application_id = 252006675")


def foreign_by_its_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute("PRAGMA user_version = 1")


@pytest.mark.parametrize(
    "make",
    [
        foreign_by_its_tables,
        foreign_by_its_tables_in_log_mode,
        foreign_by_its_name,
        foreign_by_its_version,
    ],
)
def test_the_database_of_another_program_is_refused_and_not_touched(
    path: Path, make: Spoil
) -> None:
    path.parent.mkdir()
    make(path)

    with (
        left_as_it_is(path.parent),
        pytest.raises(StorageError, match="another program"),
    ):
        Database.open(path)


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.parent.mkdir()
    path.touch()

    with Database.open(path) as database:
        assert database.fetch_all("SELECT * FROM contacts") == []


def test_an_error_that_a_retry_does_not_confirm_is_none(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may finish its writing between two reads of the check."""
    fill(path)
    sound = path.read_bytes()
    wipe_the_middle(path)
    looks: list[int] = []

    def look(connection: sqlite3.Connection, sql: str) -> object:
        looks.append(1)
        verdict = connection.execute(sql).fetchone()[0]
        if "quick_check" in sql and path.read_bytes() != sound:
            path.write_bytes(sound)
        return verdict

    monkeypatch.setattr("linkedin_engine.storage.inspection.scalar", look)
    with Database.open(path) as database:
        assert len(database.fetch_all("SELECT * FROM settings")) == 1000

    assert len(looks) > 3
