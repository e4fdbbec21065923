"""The Supervisor copies the data folder, one file after another, while we write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import io
import os
from pathlib import Path
import signal
import subprocess
import sys
import tarfile
from typing import override

import pytest

from linkedin_engine.errors import DatabaseDamagedError
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.holding import hold
from linkedin_engine.storage.sizes import sizes

PIECE = 16 * 1024
PEOPLE = 60
TEXT = "x" * 3000
EXCLUDED = ("linkedin.db-shm", ".*")


class Bank:
    """Moves one unit at a time: in any sound copy the sum is the same."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.moves = 0
        with database.transaction():
            for number in range(PEOPLE):
                database.write(
                    "INSERT INTO settings VALUES (?, '[100, \"\"]')", (f"{number:03d}",)
                )

    def move(self) -> None:
        """Write into pages all over the file, and now and then tidy the log."""
        self.moves += 1
        with self.database.transaction():
            for step, change in ((0, -1), (31, 1)):
                self.database.write(
                    "UPDATE settings SET value = json_array("
                    "json_extract(value, '$[0]') + ?, ?) WHERE key = ?",
                    (change, TEXT, f"{(self.moves * 7 + step) % PEOPLE:03d}"),
                )
        if self.moves % 10 == 0:
            self.database.checkpoint()


class Slow(io.RawIOBase):
    """A file that is read in pieces, with things happening in between."""

    def __init__(self, content: io.BufferedReader, between: Callable[[], None]) -> None:
        self._content = content
        self._between = between

    @override
    def read(self, size: int = -1, /) -> bytes:
        pieces = []
        while size > 0 and (piece := self._content.read(min(size, PIECE))):
            pieces.append(piece)
            size -= len(piece)
            self._between()
        return b"".join(pieces)


def copy_folder(folder: Path, between: Callable[[], None], names: list[str]) -> bytes:
    """Archive as the Supervisor does: each file's size first, then its bytes."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name in names:
            file = folder / name
            if any(file.match(pattern) for pattern in EXCLUDED):
                continue
            between()
            info = tar.gettarinfo(file, arcname=name)
            with file.open("rb") as content:
                tar.addfile(info, Slow(content, between))
    return archive.getvalue()


def unpack(archive: bytes, folder: Path) -> Path:
    folder.mkdir()
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="tar")
    return folder / "linkedin.db"


def total(database: Database) -> tuple[int, int]:
    row = database.fetch_one(
        "SELECT count(*), sum(json_extract(value, '$[0]')) FROM settings"
    )
    assert row is not None
    return row[0], row[1]


def is_sound(path: Path) -> bool:
    try:
        with Database.open(path) as database:
            row = database.fetch_one("PRAGMA integrity_check(1)")
            assert row is not None
            return row[0] == "ok" and total(database) == (PEOPLE, PEOPLE * 100)
    except DatabaseDamagedError:
        return False


@pytest.fixture
def bank(database: Database) -> Bank:
    made = Bank(database)
    for _ in range(2 * PEOPLE):
        made.move()
    return made


def command(verb: str, database: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "linkedin_engine.app.hold", verb, str(database)],
        check=True,
        stdout=subprocess.PIPE,
        timeout=60,
    )


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Do what the Supervisor does around its copying."""
    command("begin", database)
    try:
        yield
    finally:
        command("end", database)


ORDERS = [
    ["linkedin.db", "linkedin.db-shm", "linkedin.db-wal", ".hold"],
    ["linkedin.db-wal", ".hold", "linkedin.db-shm", "linkedin.db"],
]


@pytest.mark.parametrize("order", ORDERS)
def test_a_copy_made_between_begin_and_end_is_whole(
    bank: Bank, path: Path, tmp_path: Path, order: list[str]
) -> None:
    bank.database.write("INSERT INTO messages VALUES ('x', 'en', 'b', 0, 't', 1, 1)")
    with held(path):
        archive = copy_folder(path.parent, bank.move, order)
    restored = unpack(archive, tmp_path / "restored")

    assert bank.moves > 2 * PEOPLE + 15
    assert {file.name for file in restored.parent.iterdir()} == {
        "linkedin.db",
        "linkedin.db-wal",
    }
    assert is_sound(restored)
    with Database.open(restored) as database:
        assert len(database.fetch_all("SELECT * FROM messages")) == 1


@pytest.mark.parametrize("order", ORDERS)
def test_without_it_a_copy_is_broken(
    bank: Bank, path: Path, tmp_path: Path, order: list[str]
) -> None:
    archive = copy_folder(path.parent, bank.move, [o for o in order if o != ".hold"])

    assert not is_sound(unpack(archive, tmp_path / "restored"))


def test_a_hold_keeps_nobody_from_writing_and_the_log_goes_afterwards(
    bank: Bank, path: Path
) -> None:
    with held(path):
        before = path.read_bytes()
        for _ in range(50):
            bank.move()
        assert path.read_bytes() == before
        assert sizes(path).log > 0
    assert bank.database.checkpoint()

    assert sizes(path).log == 0
    assert is_sound(path)


def test_beginning_again_ends_the_hold_that_nobody_ended(
    bank: Bank, path: Path
) -> None:
    command("begin", path)
    first = int(path.with_name(".hold").read_text())
    with held(path):
        assert int(path.with_name(".hold").read_text()) != first
        bank.move()

    assert bank.database.checkpoint()


def test_a_hold_whose_process_was_killed_is_over(bank: Bank, path: Path) -> None:
    command("begin", path)
    os.kill(int(path.with_name(".hold").read_text()), signal.SIGKILL)
    command("end", path)
    bank.move()

    assert bank.database.checkpoint()
    command("end", path)


def test_a_home_without_a_database_has_nothing_to_hold(path: Path) -> None:
    with held(path):
        assert not path.parent.exists()


def test_a_hold_begins_only_with_an_empty_log(bank: Bank, path: Path) -> None:
    for _ in range(5):
        bank.move()
    assert sizes(path).log > 0

    with hold(path):
        assert sizes(path).log == 0
        bank.move()
        assert not bank.database.checkpoint()
