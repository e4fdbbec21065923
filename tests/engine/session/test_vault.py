from datetime import timedelta
from io import StringIO
import json
import os
from pathlib import Path

from cryptography.fernet import Fernet
import pytest

from engine.session.kept import END, LATER, LI_AT, NOW, STATE, exported, mode, unopened
from linkedin_engine.errors import SecretKeyError
from linkedin_engine.log import configure
from linkedin_engine.session.cookies import SessionSource
from linkedin_engine.session.importers import import_session
from linkedin_engine.session.vault import SessionStatus, Vault

OTHER = import_session(exported("AQEDothersession"), now=NOW)


def test_what_is_saved_is_loaded(vault: Vault) -> None:
    assert vault.load() is None

    vault.save(STATE, NOW)

    assert vault.load() == STATE


def test_without_a_session_no_key_is_made(vault: Vault, key: Path) -> None:
    vault.load()
    vault.status(NOW)
    vault.clear()

    assert not key.exists()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_the_key_is_private_whatever_the_umask(
    umask: int, vault: Vault, key: Path, tmp_path: Path
) -> None:
    before = os.umask(umask)
    try:
        vault.save(STATE, NOW)
    finally:
        os.umask(before)

    assert mode(key) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "key" in path.name] == [
        "secret.key"
    ]
    assert vault.load() == STATE


def test_the_key_stays_the_same_from_save_to_save(vault: Vault, key: Path) -> None:
    vault.save(STATE, NOW)
    made = key.read_bytes()
    vault.clear()
    vault.save(OTHER, LATER)

    assert key.read_bytes() == made


@pytest.mark.parametrize("rights", [0o644, 0o640, 0o606, 0o666])
def test_a_key_that_others_can_read_is_tightened_with_a_warning(
    rights: int, vault: Vault, key: Path
) -> None:
    vault.save(STATE, NOW)
    key.chmod(rights)

    log = StringIO()
    configure("warning", stream=log)
    assert vault.load() == STATE
    assert vault.load() == STATE

    assert mode(key) == 0o600
    assert len(log.getvalue().splitlines()) == 1


def test_nothing_of_the_cookies_is_in_clear_in_any_file(
    vault: Vault, tmp_path: Path
) -> None:
    vault.save(STATE, NOW)
    vault.save(OTHER, LATER)
    vault.rotate(LATER)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"linkedin.db", "linkedin.db-wal", "secret.key"} <= {f.name for f in files}
    content = b"".join(path.read_bytes() for path in files)
    for part in ("AQED", LI_AT[4:20], "othersession", "ajax:", "JSESSIONID", "li_at"):
        assert part.encode() not in content
        assert part.encode("utf-16-le") not in content


def test_status_tells_how_long_the_session_lasts_and_no_secret(vault: Vault) -> None:
    vault.save(STATE, LATER)

    status = vault.status(NOW)

    assert status == SessionStatus(
        present=True,
        expired=False,
        source=SessionSource.COOKIE_JSON,
        imported_at=NOW,
        saved_at=LATER,
        expires_at=END,
    )
    words = json.dumps(status.to_dict()) + repr(status)
    assert "AQED" not in words
    assert "ajax" not in words


def test_status_tells_an_expired_session_and_a_missing_one(vault: Vault) -> None:
    assert vault.status(NOW) == SessionStatus(present=False)

    vault.save(STATE, NOW)

    assert vault.status(END).expired
    assert not vault.status(END - timedelta(seconds=1)).expired


def test_a_cleared_session_is_gone(vault: Vault) -> None:
    vault.save(STATE, NOW)

    vault.clear()

    assert vault.load() is None


def test_a_lost_key_is_said_so_and_importing_again_heals(
    vault: Vault, key: Path
) -> None:
    vault.save(STATE, NOW)
    key.unlink()

    assert "missing" in unopened(vault)
    assert not key.exists()

    vault.save(OTHER, LATER)
    assert vault.load() == OTHER


def test_another_installations_key_opens_nothing(vault: Vault, key: Path) -> None:
    vault.save(STATE, NOW)
    right = key.read_bytes()
    key.write_bytes(Fernet.generate_key() + b"\n")

    assert "does not open" in unopened(vault)

    key.write_bytes(right)
    assert vault.load() == STATE


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"short", b"\xff\xfe\x00", b"x" * 44, b"{key}\nrubbish\n"],
)
def test_a_damaged_key_file_is_left_alone_and_said_so(
    content: bytes, vault: Vault, key: Path
) -> None:
    vault.save(STATE, NOW)
    content = content.replace(b"{key}", Fernet.generate_key())
    key.write_bytes(content)

    message = unopened(vault)
    with pytest.raises(SecretKeyError, match="damaged"):
        vault.save(OTHER, LATER)

    assert "damaged" in message
    assert "delete it" in message
    assert key.read_bytes() == content
