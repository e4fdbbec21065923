"""Keeps the session encrypted: the key in a file, the rest in the database."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
import json
from pathlib import Path
import secrets
import stat
import time
from typing import Any, Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from mashumaro.config import BaseConfig
from mashumaro.mixins.dict import DataClassDictMixin

from linkedin_engine.errors import SecretKeyError, StorageFullError
from linkedin_engine.log import get_logger
from linkedin_engine.system.files import PRIVATE, write_private

from .cookies import SessionSource, SessionState, cookie_to_dict, parse_cookie

KEY_FILE = "secret.key"
_DRAFT = f".{KEY_FILE}."
# A draft lives for one write and one sync.
_DRAFT_SECONDS = 60.0
_FORMAT = 1
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_START_OVER = (
    "restore it from a backup, or run `session clear` and import the session again"
)
_KEY_OVER = (
    "restore it from a backup, or delete it, run `session clear` and import the "
    "session again"
)

_log = get_logger("session")


class SessionStore(Protocol):
    """Where the encrypted session lies."""

    def load(self) -> bytes | None:
        """Return what was saved last."""

    def save(self, blob: bytes, now: datetime) -> None:
        """Replace what was saved, wholly or not at all."""

    def saved_at(self) -> datetime | None:
        """Return when it was saved."""

    def clear(self) -> None:
        """Forget it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStatus(DataClassDictMixin):
    """What may be told about the session. ``expires_at`` is None where not known."""

    present: bool
    expired: bool = False
    source: SessionSource | None = None
    imported_at: datetime | None = None
    saved_at: datetime | None = None
    expires_at: datetime | None = None

    class Config(BaseConfig):
        """Build the conversion when it is first needed."""

        lazy_compilation = True


class Vault:
    """Encrypts with the first key of ``secret.key``, decrypts with any of them."""

    def __init__(self, data_dir: Path, store: SessionStore) -> None:
        """Take the data folder, where the key is made when it is first needed."""
        self._key_file = data_dir / KEY_FILE
        self._store = store

    def load(self) -> SessionState | None:
        """Return the session; ``SecretKeyError`` where it cannot be opened."""
        blob = self._store.load()
        if blob is None:
            return None
        try:
            content = self._fernet().decrypt(blob)
        except InvalidToken:
            raise SecretKeyError(
                f"{self._key_file} does not open the stored session: it is another "
                f"installation's key, or the session is damaged; {_START_OVER}."
            ) from None
        return _unpacked(content)

    def save(self, state: SessionState, now: datetime) -> None:
        """Replace the stored session; the old one stays until the new one is safe."""
        self._sweep_drafts()
        if not self._key_file.exists():
            self._create_key()
        self._store.save(self._fernet().encrypt(_packed(state)), now)

    def clear(self) -> None:
        """Forget the session, also one that cannot be opened; the key stays."""
        self._store.clear()

    def rotate(self, now: datetime) -> None:
        """Put a new key first and encrypt the session with it.

        Earlier keys stay in the file, so that a crash in between and a restored
        backup of the database can still be opened.
        """
        state = self.load()
        earlier = self._keys() if self._key_file.exists() else []
        self._write_keys([Fernet.generate_key().decode(), *earlier], replace=True)
        if state is not None:
            self.save(state, now)

    def status(self, now: datetime) -> SessionStatus:
        """Tell whether there is a session and how long it lasts, and no secret."""
        state = self.load()
        if state is None:
            return SessionStatus(present=False)
        return SessionStatus(
            present=True,
            expired=state.is_expired(now),
            source=state.source,
            imported_at=state.imported_at,
            saved_at=self._store.saved_at(),
            expires_at=state.li_at_expires_at,
        )

    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self._keys()])

    def _keys(self) -> list[str]:
        """Return the keys, the one that encrypts first; all of them are sound."""
        try:
            self._make_private()
            keys = self._key_file.read_text("ascii").split()
        except FileNotFoundError:
            raise SecretKeyError(
                f"{self._key_file} is missing and the stored session cannot be opened "
                f"without it; {_START_OVER}."
            ) from None
        except OSError as error:
            raise SecretKeyError(
                f"{self._key_file} cannot be read ({error.strerror}); check its owner "
                f"and rights, or {_KEY_OVER}."
            ) from None
        except UnicodeDecodeError:
            keys = []
        if not keys or not all(map(_is_key, keys)):
            raise SecretKeyError(
                f"{self._key_file} is damaged, it holds no usable key; {_KEY_OVER}."
            )
        return keys

    def _make_private(self) -> None:
        mode = stat.S_IMODE(self._key_file.stat().st_mode)
        if mode & _OTHERS:
            _log.warning("key_file_readable_by_others", mode=f"{mode:o}")
            with suppress(OSError):
                self._key_file.chmod(PRIVATE)

    def _create_key(self) -> None:
        # Another process may have been faster; then its key holds.
        with suppress(FileExistsError):
            self._write_keys([Fernet.generate_key().decode()], replace=False)

    def _sweep_drafts(self) -> None:
        """Remove what a crash between writing a key and placing it left behind."""
        for draft in self._key_file.parent.glob(f"{_DRAFT}*"):
            # One that is being written this moment is another process's.
            with suppress(OSError):
                if abs(time.time() - draft.stat().st_mtime) > _DRAFT_SECONDS:
                    draft.unlink()

    def _write_keys(self, keys: list[str], *, replace: bool) -> None:
        """Write the whole file beside the old one, then put it in place at once."""
        draft = self._key_file.with_name(f"{_DRAFT}{secrets.token_hex(8)}")
        content = "".join(f"{key}\n" for key in keys).encode()
        try:
            write_private(self._key_file, content, draft=draft, replace=replace)
        except FileExistsError:
            raise
        except OSError as error:
            raise StorageFullError(
                f"{self._key_file} cannot be written ({error.strerror}); check the "
                "free space and the rights of the data folder."
            ) from error


def _is_key(line: str) -> bool:
    try:
        Fernet(line)
    except ValueError:
        return False
    return True


def _packed(state: SessionState) -> bytes:
    document = {
        "format": _FORMAT,
        "source": state.source.value,
        "imported_at": state.imported_at.isoformat(),
        "cookies": [cookie_to_dict(cookie) for cookie in state.cookies],
    }
    return json.dumps(document, separators=(",", ":")).encode()


def _unpacked(content: bytes) -> SessionState:
    document: Mapping[str, Any] = json.loads(content)
    if document["format"] != _FORMAT:
        raise SecretKeyError(
            "the stored session was written by another version of LinkedIn Auto; "
            "update it, or run `session clear` and import the session again."
        )
    cookies = (parse_cookie(entry) for entry in document["cookies"])
    return SessionState(
        cookies=tuple(cookie for cookie in cookies if cookie is not None),
        imported_at=datetime.fromisoformat(document["imported_at"]),
        source=SessionSource(document["source"]),
    )
