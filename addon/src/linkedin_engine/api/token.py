"""The bearer token of the API: made at the first start, kept in a private file."""

from contextlib import suppress
import hmac
import os
from pathlib import Path
import re
import secrets
import stat

from linkedin_engine.errors import StorageError, StorageFullError
from linkedin_engine.log import get_logger
from linkedin_engine.system.files import PRIVATE, write_private

API_TOKEN_FILE = "api_token"  # noqa: S105 - a file's name
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_BYTES = 32
# What ``token_urlsafe`` makes of 32 bytes: anything else was not written to its end.
_WHOLE = re.compile(rb"[\w-]{43}", re.ASCII)
_READ_BYTES = 256

_log = get_logger("api")


def load_or_create_token(data_dir: Path, given: str | None) -> str:
    """Return the token that clients must show; ``given`` wins and is not kept.

    An empty or damaged file is replaced, and rights that are too wide are mended.
    Raises a ``StorageError`` where the file can be neither read nor written.
    """
    if given is not None:
        return given
    file = data_dir / API_TOKEN_FILE
    kept = _read(file)
    if kept is not None:
        return kept
    made = secrets.token_urlsafe(_BYTES)
    _write(file, made)
    _log.info("api_token_made")
    return made


def is_token(shown: str, expected: str) -> bool:
    """Compare in a time that tells nothing about where two tokens differ."""
    return hmac.compare_digest(
        shown.encode("utf-8", "surrogateescape"), expected.encode()
    )


def _read(file: Path) -> str | None:
    try:
        with file.open("rb") as opened:
            _make_private(file, opened.fileno())
            content = opened.read(_READ_BYTES).strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(
            f"{file} cannot be read ({error.strerror}); check its owner and rights, "
            "or delete it to have a new token made."
        ) from error
    if _WHOLE.fullmatch(content):
        return content.decode("ascii")
    _log.warning("api_token_file_damaged")
    return None


def _make_private(file: Path, handle: int) -> None:
    mode = stat.S_IMODE(os.fstat(handle).st_mode)
    if mode & _OTHERS:
        _log.warning("api_token_file_readable_by_others", mode=f"{mode:o}")
        with suppress(OSError):
            file.chmod(PRIVATE)


def _write(file: Path, token: str) -> None:
    """Write the whole file beside the old one, then put it in place at once."""
    draft = file.with_name(f".{API_TOKEN_FILE}.new")
    try:
        # One that a crash left behind; its rights and its content are not known.
        draft.unlink(missing_ok=True)
        write_private(file, f"{token}\n".encode(), draft=draft)
    except OSError as error:
        raise StorageFullError(
            f"{file} cannot be written ({error.strerror}); check the free space and "
            "the rights of the data folder."
        ) from error
