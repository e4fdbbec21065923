from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
import json
import os
from pathlib import Path
import stat

from cryptography.fernet import Fernet
import pytest

from linkedin_engine.errors import SecretKeyError
from linkedin_engine.log import configure
from linkedin_engine.session.cookies import SessionSource
from linkedin_engine.session.importers import import_session
from linkedin_engine.session.vault import SessionStatus, Vault
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.sessions import SessionRepository

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
END = NOW + timedelta(days=300)
LI_AT = "AQEDATkxMjM0NTY3Zy3_a-BZy3_a-BZy3_a-B"
JSESSIONID = '"ajax:8142093645201874512"'


def exported(li_at: str = LI_AT) -> str:
    common = {"domain": ".www.linkedin.com", "expirationDate": END.timestamp()}
    return json.dumps(
        [
            {"name": "li_at", "value": li_at, **common},
            {"name": "JSESSIONID", "value": JSESSIONID, **common},
        ]
    )


STATE = import_session(exported(), now=NOW)
OTHER = import_session(exported("AQEDothersession"), now=NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SessionRepository]:
    with Database.open(tmp_path / "linkedin.db") as database:
        yield SessionRepository(database)


@pytest.fixture
def vault(tmp_path: Path, store: SessionRepository) -> Vault:
    return Vault(tmp_path, store)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "secret.key"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


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


def unopened(vault: Vault) -> str:
    with pytest.raises(SecretKeyError) as caught:
        vault.load()
    message = str(caught.value)
    with pytest.raises(SecretKeyError):
        vault.status(NOW)
    with pytest.raises(SecretKeyError):
        vault.rotate(NOW)
    assert "session clear" in message
    assert "secret.key" in message
    return message


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
