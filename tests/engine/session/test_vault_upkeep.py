from datetime import datetime
import os
from pathlib import Path
import signal
import subprocess
import sys
import textwrap

from cryptography.fernet import Fernet
from hypothesis import given, settings, strategies as st
import pytest

from engine.session.kept import LATER, NOW, STATE, mode, unopened
from linkedin_engine.errors import SecretKeyError, StorageFullError
from linkedin_engine.session.vault import Vault
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.sessions import SessionRepository


def test_a_key_that_is_a_folder_is_said_so(vault: Vault, key: Path) -> None:
    vault.save(STATE, NOW)
    key.unlink()
    key.mkdir()

    assert "cannot be read" in unopened(vault)


def test_a_key_file_with_windows_line_ends_still_opens(vault: Vault, key: Path) -> None:
    vault.save(STATE, NOW)
    key.write_bytes(b"\r\n" + key.read_bytes().replace(b"\n", b"\r\n"))

    assert vault.load() == STATE


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=40, deadline=None)
def test_a_session_with_one_changed_bit_is_never_taken(
    place: int, bit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tampered")
    with Database.open(folder / "linkedin.db") as database:
        store = SessionRepository(database)
        vault = Vault(folder, store)
        vault.save(STATE, NOW)
        blob = bytearray(store.load() or b"")
        blob[place % len(blob)] ^= 1 << bit
        store.save(bytes(blob), NOW)

        try:
            state = vault.load()
        except SecretKeyError:
            return
        # The unused bits at the end of base64 change nothing.
        assert state == STATE


@pytest.mark.parametrize("blob", [b"", b"x", b"\xff" * 200, b"gAAAAAB"])
def test_a_session_that_is_no_ciphertext_is_said_so(
    blob: bytes, vault: Vault, store: SessionRepository
) -> None:
    vault.save(STATE, NOW)
    store.save(blob, NOW)

    assert "does not open" in unopened(vault)


def test_a_session_of_a_later_version_is_left_alone(
    vault: Vault, store: SessionRepository, key: Path
) -> None:
    vault.save(STATE, NOW)
    blob = Fernet(key.read_bytes().strip()).encrypt(b'{"format": 99}')
    store.save(blob, NOW)

    with pytest.raises(SecretKeyError, match="another version"):
        vault.load()
    assert store.load() == blob


def test_rotation_puts_a_new_key_first_and_the_old_one_still_opens_old_copies(
    vault: Vault, store: SessionRepository, key: Path
) -> None:
    vault.save(STATE, NOW)
    old_key, old_blob = key.read_text().strip(), store.load()
    assert old_blob is not None

    vault.rotate(LATER)

    new_key, *earlier = key.read_text().split()
    assert earlier == [old_key]
    assert new_key != old_key
    assert mode(key) == 0o600
    new_blob = store.load()
    assert new_blob is not None
    assert Fernet(new_key).decrypt(new_blob)
    assert vault.load() == STATE
    store.save(old_blob, NOW)
    assert vault.load() == STATE


def test_rotation_works_before_there_is_anything(vault: Vault, key: Path) -> None:
    vault.rotate(NOW)
    vault.rotate(NOW)
    vault.save(STATE, NOW)

    assert len(key.read_text().split()) == 2
    assert vault.load() == STATE


def test_what_a_crash_left_beside_the_key_is_swept_and_what_is_written_now_is_not(
    vault: Vault, key: Path
) -> None:
    abandoned, begun = (key.with_name(f".secret.key.{name}") for name in ("ab", "cd"))
    abandoned.write_text(Fernet.generate_key().decode())
    os.utime(abandoned, (0, 0))
    begun.write_text("")

    vault.save(STATE, NOW)

    assert not abandoned.exists()
    assert begun.exists()
    assert vault.load() == STATE


class DyingStore:
    """The real store, whose disk is full at the moment of saving."""

    def __init__(self, store: SessionRepository) -> None:
        self.load = store.load
        self.saved_at = store.saved_at
        self.clear = store.clear

    def save(self, blob: bytes, now: datetime) -> None:
        raise StorageFullError(f"no room for {len(blob)} bytes at {now}")


def test_a_rotation_that_cannot_finish_loses_nothing(
    vault: Vault, store: SessionRepository, tmp_path: Path
) -> None:
    vault.save(STATE, NOW)

    with pytest.raises(StorageFullError):
        Vault(tmp_path, DyingStore(store)).rotate(LATER)

    assert vault.load() == STATE
    assert vault.status(NOW).saved_at == NOW


def test_a_save_killed_before_its_commit_leaves_the_old_session(
    vault: Vault, tmp_path: Path
) -> None:
    vault.save(STATE, NOW)
    program = textwrap.dedent(
        """
        from datetime import datetime, UTC
        import os, signal, sys
        from pathlib import Path
        from linkedin_engine.session.importers import import_session
        from linkedin_engine.session.vault import Vault
        from linkedin_engine.storage.database import Database
        from linkedin_engine.storage.sessions import SessionRepository

        folder, now = Path(sys.argv[1]), datetime.now(UTC)
        database = Database.open(folder / "linkedin.db")
        with database.transaction():
            vault = Vault(folder, SessionRepository(database))
            vault.save(import_session("AQEDnewsession", now=now), now)
            assert vault.load().cookies[0].value == "AQEDnewsession"
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )

    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)

    assert done.returncode == -signal.SIGKILL
    assert vault.load() == STATE


def test_a_key_that_another_process_made_meanwhile_is_kept(
    vault: Vault, key: Path
) -> None:
    made = Fernet.generate_key()
    key.write_bytes(made)

    vault._create_key()
    vault.save(STATE, NOW)

    assert key.read_bytes() == made


def test_processes_that_need_a_key_at_once_share_one(
    tmp_path: Path, vault: Vault
) -> None:
    program = textwrap.dedent(
        """
        from datetime import datetime, UTC
        from pathlib import Path
        import sys
        from linkedin_engine.session.importers import import_session
        from linkedin_engine.session.vault import Vault
        from linkedin_engine.storage.database import Database
        from linkedin_engine.storage.sessions import SessionRepository

        folder, now = Path(sys.argv[1]), datetime.now(UTC)
        with Database.open(folder / "linkedin.db") as database:
            vault = Vault(folder, SessionRepository(database))
            sys.stdin.readline()
            vault.save(import_session("AQEDnewsession", now=now), now)
            assert vault.load()
        """
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()

    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len((tmp_path / "secret.key").read_text().split()) == 1
    assert vault.load() is not None


def test_a_data_folder_that_is_not_there_is_an_error_of_storage(
    store: SessionRepository, tmp_path: Path
) -> None:
    vault = Vault(tmp_path / "gone", store)

    with pytest.raises(StorageFullError, match=r"secret\.key cannot be written"):
        vault.save(STATE, NOW)

    assert store.load() is None
