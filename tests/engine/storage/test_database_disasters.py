"""Other processes, SIGKILL, full disks: each in a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import shutil
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from linkedin_engine.errors import StorageError, StorageFullError
from linkedin_engine.storage.database import RETRY_DELAYS_SECONDS, Database

PUT = "INSERT INTO settings (key, value) VALUES (?, '1')"

PREAMBLE = f"""
import ctypes, os, resource, signal, sys
from pathlib import Path
from linkedin_engine.errors import StorageError
from linkedin_engine.storage import migrating
from linkedin_engine.storage.database import Database
path = Path(sys.argv[1])
PUT = {PUT!r}

def say(*words):
    print(*words, flush=True)

def become_powerless():
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)()) == 0

def tell(work):
    try:
        work()
    except StorageError as error:
        say(type(error).__name__, "|", error)
    else:
        say("no error")
"""


@contextmanager
def process(path: Path, body: str) -> Iterator[subprocess.Popen[str]]:
    script = PREAMBLE + textwrap.dedent(body)
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def output(path: Path, body: str) -> str:
    with process(path, body) as running:
        return running.communicate(timeout=60)[0]


def keys(database: Database) -> list[str]:
    rows = database.fetch_all("SELECT key FROM settings ORDER BY key")
    return [row["key"] for row in rows]


HOLD = """
with Database.open(path) as database, database.transaction():
    database.write(PUT, ("theirs",))
    say("held")
    sys.stdin.readline()
"""


def test_a_locked_database_is_tried_again_until_it_is_free(path: Path) -> None:
    waits: list[float] = []
    with process(path, HOLD) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

        def wait(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 2:
                holder.communicate("go on\n", timeout=60)

        with Database.open(path, busy_timeout_seconds=0.01, sleep=wait) as database:
            with database.transaction():
                database.write(PUT, ("ours",))

            assert keys(database) == ["ours", "theirs"]

    assert waits == [*RETRY_DELAYS_SECONDS[:2]]


def test_a_database_that_stays_locked_is_an_error_that_says_what_to_do(
    path: Path,
) -> None:
    waits: list[float] = []
    with process(path, HOLD) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with Database.open(
            path, busy_timeout_seconds=0.01, sleep=waits.append
        ) as database:
            with (
                pytest.raises(StorageError, match="held by another program") as error,
                database.transaction(),
            ):
                pass
            assert keys(database) == []

    assert str(path) in str(error.value)
    assert waits == [*RETRY_DELAYS_SECONDS]


def test_two_that_make_the_database_at_once_make_one(path: Path) -> None:
    body = """
    sys.stdin.readline()
    with Database.open(path) as database:
        database.write(PUT, (str(os.getpid()),))
    """
    with process(path, body) as one, process(path, body) as other:
        for running in (one, other):
            assert running.stdin is not None
            running.stdin.write("go\n")
            running.stdin.flush()
        assert one.wait(60) == 0
        assert other.wait(60) == 0

        with Database.open(path) as database:
            assert keys(database) == sorted([str(one.pid), str(other.pid)])


@pytest.mark.parametrize("moment", [0.0, 0.01, 0.03, 0.07])
def test_sigkill_loses_nothing_that_was_committed(path: Path, moment: float) -> None:
    body = """
    with Database.open(path) as database:
        number = 0
        while True:
            with database.transaction():
                database.write(PUT, (f"a-{number:06d}",))
                database.write(PUT, (f"b-{number:06d}",))
            say(number)
            number += 1
    """
    with process(path, body) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline()]
        time.sleep(moment)
        writer.kill()
        told += writer.stdout.readlines()
        assert writer.wait(60) == -signal.SIGKILL

    with Database.open(path) as database:
        kept = keys(database)
    pairs = {key[2:] for key in kept}
    assert pairs >= {f"{int(line):06d}" for line in told}
    assert len(kept) == 2 * len(pairs)


def test_sigkill_in_the_middle_of_a_transaction_leaves_what_was_before(
    path: Path,
) -> None:
    body = """
    with Database.open(path) as database:
        database.write(PUT, ("committed",))
        with database.transaction():
            for number in range(8000):
                database.write(PUT, (f"{number}" + "x" * 4000,))
            os.kill(os.getpid(), signal.SIGKILL)
    """
    assert output(path, body) == ""
    log = path.with_name("linkedin.db-wal")
    # More than the cache holds, so that pages of the unfinished transaction are out.
    assert log.stat().st_size > 1024 * 1024

    with Database.open(path) as database:
        assert keys(database) == ["committed"]


def test_sigkill_while_the_database_is_made_leaves_one_that_opens(path: Path) -> None:
    body = """
    run = migrating._run
    def run_and_die(connection, *rest):
        connection.execute("PRAGMA cache_size = 1")
        run(connection, *rest)
        connection.execute("PRAGMA cache_spill = 1")
        connection.execute("PRAGMA application_id = 1")
        os.kill(os.getpid(), signal.SIGKILL)
    migrating._run = run_and_die
    Database.open(path)
    """
    assert output(path, body) == ""
    assert path.with_name("linkedin.db-journal").stat().st_size > 0

    with Database.open(path) as database:
        assert keys(database) == []


def test_what_a_power_cut_leaves_is_recovered_from_the_log(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction(durable=True):
        database.write(PUT, ("intent",))
    after = tmp_path / "after" / "linkedin.db"
    after.parent.mkdir()
    shutil.copy(database.path, after)
    shutil.copy(f"{database.path}-wal", f"{after}-wal")

    with Database.open(after) as recovered:
        assert keys(recovered) == ["intent"]


def test_a_full_database_is_told_and_what_was_there_stays(database: Database) -> None:
    database.write(PUT, ("before",))
    row = database.fetch_one("PRAGMA page_count")
    assert row is not None
    database.fetch_one(f"PRAGMA max_page_count = {row[0]}")

    def fill() -> None:
        with database.transaction(durable=True):
            for number in range(100):
                database.write(PUT, (f"{number}" + "x" * 4000,))

    with pytest.raises(StorageFullError, match="Free some disk space") as error:
        fill()

    assert str(database.path) in str(error.value)
    assert keys(database) == ["before"]
    database.fetch_one("PRAGMA max_page_count = 1000000")
    database.write(PUT, ("later",))
    assert keys(database) == ["before", "later"]


FULL_DISK = """
with Database.open(path) as database:
    database.write(PUT, ("before",))
    log = path.with_name("linkedin.db-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + {room},) * 2)
    def fill():
        with database.transaction(durable={durable}):
            for number in range(200):
                database.write(PUT, (f"{{number}}" + "x" * 4000,))
    tell(fill)
    say([row["key"] for row in database.fetch_all("SELECT key FROM settings")])
"""


@pytest.mark.parametrize("room", [0, 5000, 30_000])
@pytest.mark.parametrize("durable", [True, False])
def test_a_disk_that_fills_up_is_told_and_what_was_there_stays(
    path: Path, *, room: int, durable: bool
) -> None:
    told = output(path, FULL_DISK.format(room=room, durable=durable)).splitlines()

    assert told[0].startswith(f"StorageFullError | {path}")
    assert told[1] == "['before']"
    with Database.open(path) as database:
        assert keys(database) == ["before"]


def test_a_full_disk_leaves_no_half_backup(path: Path) -> None:
    body = """
    with Database.open(path) as database:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
        tell(lambda: database.backup(path.with_name("copy.db")))
    """
    assert output(path, body).startswith(f"StorageFullError | {path.parent}/copy.db")
    assert not [file for file in path.parent.iterdir() if "copy" in file.name]


def test_a_full_disk_stops_an_upgrade_before_it_begins(path: Path) -> None:
    with Database.open(path) as database:
        database.write(PUT, ("before",))
    body = """
    steps = migrating.packaged_migrations()
    later = migrating.Migration(len(steps) + 1, "later", "CREATE TABLE later (id INT)")
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_960, 40_960))
    tell(lambda: Database.open(path, migrations=(*steps, later)))
    """
    before = path.read_bytes()

    assert output(path, body).startswith("StorageFullError")
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["linkedin.db"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "data"
    blocked.write_text("a file in the folder's place")

    with pytest.raises(StorageFullError, match="may be written to"):
        Database.open(blocked / "linkedin.db")

    assert blocked.read_text() == "a file in the folder's place"


def test_a_folder_in_the_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir(parents=True)

    with pytest.raises(StorageError, match=str(path)):
        Database.open(path)


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_that_may_not_be_written_to_is_told(
    path: Path, *, exists: bool
) -> None:
    if exists:
        Database.open(path).close()
    path.parent.mkdir(exist_ok=True)
    path.parent.chmod(0o500)
    try:
        told = output(path, "become_powerless()\ntell(lambda: Database.open(path))")
    finally:
        path.parent.chmod(0o700)

    assert told.startswith(f"StorageFullError | {path}")
    assert [file.name for file in path.parent.iterdir()] == (
        ["linkedin.db"] if exists else []
    )
