"""Files that survive a power cut whole, and that only their owner reads."""

from contextlib import suppress
import os
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700


def write_private(
    file: Path, content: bytes, *, draft: Path, replace: bool = True
) -> None:
    """Write all of a file beside its place, then put it there at once.

    Raises ``FileExistsError`` for a draft that another process is writing, and for
    a file that is there already where it may not be replaced; else ``OSError``.
    """
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with os.fdopen(handle, "wb") as opened:
            os.fchmod(handle, PRIVATE)
            opened.write(content)
            opened.flush()
            os.fsync(handle)
        if replace:
            draft.replace(file)
        else:
            file.hardlink_to(draft)
        sync(file.parent)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """See that a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
