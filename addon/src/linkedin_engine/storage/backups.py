"""The folder with copies of the database, one a day at most, the oldest going."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import os
from pathlib import Path
import re
from typing import Final, Self

from linkedin_engine.errors import NotFoundError
from linkedin_engine.system.files import PRIVATE_FOLDER

from .copies import copy_database, sweep_drafts
from .database import Database
from .failures import translated_os
from .sizes import sizes

FOLDER_NAME: Final = "backups"
KEPT: Final = 7
BYTES_MAX: Final = 128 * 1024 * 1024

_PREFIX: Final = "linkedin-"
_STAMP: Final = "%Y%m%d-%H%M%S"
_NAME: Final = re.compile(rf"{_PREFIX}(\d{{8}}-\d{{6}})\.db", re.ASCII)
_SECOND: Final = timedelta(seconds=1)
_UNKNOWN: Final = 0

# A class with a method called list cannot name the type.
type Backups = list[Backup]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One copy; ``size`` in bytes, ``made_at`` in UTC as its name says."""

    name: str
    size: int
    made_at: datetime


class BackupFolder:
    """The copies of one database. None of them holds the session, see ``copies``.

    A copy carries the time of the last change of the file it was made from, so that
    the next one is made only when there is something new to keep.
    """

    def __init__(self, path: Path) -> None:
        """Take the folder, which is made with its first backup."""
        self.path = path

    @classmethod
    def beside(cls, database: Path) -> Self:
        """Return the folder of the database at this path."""
        return cls(database.parent / FOLDER_NAME)

    def list(self) -> Backups:
        """Return the backups, newest first."""
        try:
            found = [_backup(file) for file in self.path.iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise translated_os(error, self.path) from error
        backups = (backup for backup in found if backup is not None)
        return sorted(backups, key=lambda backup: backup.name, reverse=True)

    def path_of(self, name: str) -> Path:
        """Return where a backup lies; raises ``NotFoundError`` for any other name."""
        path = self.path / name
        if _NAME.fullmatch(name) is None or _backup(path) is None:
            raise NotFoundError("There is no such backup; look at the list of them.")
        return path

    def make(self, database: Database, now: datetime) -> Backup:
        """Copy the database now; raises ``StorageFullError`` and its like.

        The name is of this second, or of the one after the newest backup's where the
        clock went back: the newest name is always the newest copy.
        """
        database.checkpoint()
        changed_at = _changed_at(database.path)
        newest = next(iter(self.list()), None)
        moment = now.astimezone(UTC).replace(microsecond=0)
        if newest is not None:
            moment = max(moment, newest.made_at + _SECOND)
        dest = self.path / f"{_PREFIX}{moment:{_STAMP}}.db"
        try:
            self.path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            # Each copy has a name of its own: nobody else would find these.
            sweep_drafts(self.path, f"{_PREFIX}*.db")
            copy_database(database.path, dest)
            os.utime(dest, ns=(changed_at, changed_at))
            size = dest.stat().st_size
        except OSError as error:
            raise translated_os(error, dest) from error
        return Backup(name=dest.name, size=size, made_at=moment)

    def make_if_changed(self, database: Database, now: datetime) -> Backup | None:
        """Copy the database unless the newest backup has all that is in it."""
        database.checkpoint()
        newest = next(iter(self.list()), None)
        if newest is not None:
            changed_at = _changed_at(database.path)
            copied = (self.path / newest.name).stat().st_mtime_ns
            if copied == changed_at != _UNKNOWN:
                return None
        return self.make(database, now)

    def rotate(self, *, keep: int = KEPT, bytes_max: int = BYTES_MAX) -> Backups:
        """Remove all but the newest, and of these what is too much; return the gone.

        The newest one always stays.
        """
        gone: list[Backup] = []
        used = 0
        for place, backup in enumerate(self.list()):
            used += backup.size
            if place and (place >= keep or used > bytes_max):
                (self.path / backup.name).unlink(missing_ok=True)
                gone.append(backup)
        return gone


def _changed_at(database: Path) -> int:
    """Return when the file changed last, in ns; unknown while its log holds more.

    Read before the copying: what is written meanwhile makes the next backup due.
    """
    if sizes(database).log:
        return _UNKNOWN
    return database.stat().st_mtime_ns


def _backup(path: Path) -> Backup | None:
    """Return the backup that a file is; None for anything else in the folder."""
    match = _NAME.fullmatch(path.name)
    if match is None or path.is_symlink() or not path.is_file():
        return None
    try:
        made_at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
        return Backup(name=path.name, size=path.stat().st_size, made_at=made_at)
    except (ValueError, FileNotFoundError):
        return None
