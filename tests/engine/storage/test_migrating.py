from contextlib import closing
from pathlib import Path
import re
import sqlite3

import pytest

from linkedin_engine.errors import DatabaseNewerError, StorageError
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.migrating import Migration, packaged_migrations

FIRST = Migration(1, "first", "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)")
SECOND = Migration(2, "second", "ALTER TABLE people ADD COLUMN age INTEGER")
THIRD = Migration(3, "third", "CREATE INDEX people_by_age ON people (age)")
ORPHANS = (
    "CREATE TABLE homes (owner INTEGER NOT NULL REFERENCES people (id));"
    "INSERT INTO homes (owner) VALUES (77)"
)
FOURTH = Migration(4, "fourth", "CREATE TABLE places (id INTEGER PRIMARY KEY)")


def make_old(path: Path) -> None:
    with Database.open(path, migrations=[FIRST]) as database:
        database.write("INSERT INTO people (name) VALUES ('Ada')")


def version(database: Database) -> int:
    row = database.fetch_one("PRAGMA user_version")
    assert row is not None
    return int(row[0])


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def test_a_new_database_has_the_newest_schema_and_no_copy(path: Path) -> None:
    Database.open(path, migrations=[FIRST, SECOND]).close()

    assert names(path) == ["linkedin.db"]
    with Database.open(path, migrations=[FIRST, SECOND]) as database:
        assert version(database) == 2


def test_all_that_is_pending_runs_and_the_old_file_is_kept(path: Path) -> None:
    make_old(path)

    with Database.open(path, migrations=[FIRST, SECOND, THIRD]) as database:
        assert version(database) == 3
        rows = database.fetch_all("SELECT name, age FROM people")
        assert [tuple(row) for row in rows] == [("Ada", None)]

    copy = path.with_name("linkedin.db.before-0002")
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (1,)
        assert old.execute("SELECT * FROM people").fetchall() == [(1, "Ada")]


def test_only_the_last_two_copies_are_kept(path: Path) -> None:
    make_old(path)
    steps = [FIRST, SECOND, THIRD, FOURTH]
    for count in (2, 3, 4):
        Database.open(path, migrations=steps[:count]).close()

    assert names(path) == [
        "linkedin.db",
        "linkedin.db.before-0003",
        "linkedin.db.before-0004",
    ]


@pytest.mark.parametrize(
    "broken",
    [
        "CREATE TABLE places (id INTEGER); CREATE TABLE people (id INTEGER)",
        "CREATE TABLE places (id INTEGER); nonsense",
        ORPHANS,
    ],
)
def test_a_failed_migration_leaves_the_file_as_it_was(path: Path, broken: str) -> None:
    make_old(path)
    before = path.read_bytes()
    steps = [FIRST, SECOND, Migration(3, "broken", broken)]

    with pytest.raises(StorageError, match="broken") as error:
        Database.open(path, migrations=steps)

    copy = path.with_name("linkedin.db.before-0002")
    assert str(copy) in str(error.value)
    assert path.read_bytes() == before
    assert names(path) == ["linkedin.db", copy.name]
    with Database.open(path, migrations=[FIRST]) as database:
        assert version(database) == 1
        assert len(database.fetch_all("SELECT * FROM people")) == 1


def test_a_migration_may_rebuild_a_table_that_others_refer_to(path: Path) -> None:
    steps = [
        FIRST,
        Migration(
            2,
            "homes",
            "CREATE TABLE homes (owner INTEGER REFERENCES people (id));"
            "INSERT INTO people (id) VALUES (1); INSERT INTO homes VALUES (1)",
        ),
        Migration(
            3,
            "rebuild",
            "CREATE TABLE new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
            "INSERT INTO new SELECT id, '' FROM people;"
            "DROP TABLE people; ALTER TABLE new RENAME TO people",
        ),
    ]
    with Database.open(path, migrations=steps) as database:
        row = database.fetch_one("PRAGMA foreign_keys")

        assert len(database.fetch_all("SELECT * FROM homes")) == 1
        assert row is not None
        assert row[0] == 1


def test_a_reader_does_not_migrate(path: Path) -> None:
    make_old(path)

    with pytest.raises(StorageError, match="older schema"):
        Database.open(path, migrations=[FIRST, SECOND], readonly=True)

    assert names(path) == ["linkedin.db"]


def test_going_back_to_an_older_version_is_refused(path: Path) -> None:
    Database.open(path, migrations=[FIRST, SECOND]).close()

    with pytest.raises(DatabaseNewerError, match="schema 2"):
        Database.open(path, migrations=[FIRST])


def test_the_packaged_migrations_are_numbered_without_gaps() -> None:
    versions = [migration.version for migration in packaged_migrations()]

    assert versions == list(range(1, len(versions) + 1))


@pytest.mark.parametrize("migration", packaged_migrations(), ids=lambda m: m.name)
def test_a_packaged_migration_leaves_the_transaction_alone(
    migration: Migration,
) -> None:
    assert not re.search(
        r"^\s*(BEGIN|COMMIT|PRAGMA|ROLLBACK)\b", migration.sql, re.MULTILINE
    )


def test_a_migration_wants_its_number_in_its_name() -> None:
    with pytest.raises(ValueError, match=r"notes\.sql"):
        Migration.from_file("notes.sql", "")


def test_every_table_with_rowids_or_without_is_strict(database: Database) -> None:
    rows = database.fetch_all("SELECT name FROM pragma_table_list WHERE NOT strict")

    assert {row["name"] for row in rows} == {
        "sqlite_schema",
        "sqlite_temp_schema",
        "sqlite_sequence",
    }
