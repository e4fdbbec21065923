"""What may go after a while. People and wishes are kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
import re
from typing import Final

from . import forgetting
from .database import Database
from .failures import translated_os
from .restoring import KEPT_SUFFIX

# Whoever wants to go back to before an upgrade or a restore has noticed by then.
COPIES_KEPT_FOR: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How much went."""

    forgotten: int
    copies: int


def prune(database: Database, now: datetime) -> Pruned:
    """Drop the marks of people forgotten long ago, and copies beside the database.

    Such copies are those from before an upgrade or a restore. Finished runs belong to
    the runs, backups to their folder.
    """
    try:
        old = [path for path in _copies(database.path) if _is_old(path, now)]
        for path in old:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise translated_os(error, database.path) from error
    with database.transaction():
        dropped = forgetting.drop_old(database, now.date())
    return Pruned(forgotten=dropped, copies=len(old))


def _copies(database: Path) -> list[Path]:
    name = re.compile(
        re.escape(database.name)
        + rf"(\.before-\d{{4,}}|{re.escape(KEPT_SUFFIX)})(-wal)?"
    )
    return [path for path in database.parent.iterdir() if name.fullmatch(path.name)]


def _is_old(path: Path, now: datetime) -> bool:
    try:
        age = now.timestamp() - path.stat().st_mtime
    except FileNotFoundError:
        return False
    return age > COPIES_KEPT_FOR.total_seconds()
