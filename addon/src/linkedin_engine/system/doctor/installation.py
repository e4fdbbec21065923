"""Checks of the engine's own things: folder, secrets, disk, database, browser."""

import os
from pathlib import Path
import stat

from linkedin_engine.errors import (
    BrowserCrashedError,
    DatabaseDamagedError,
    DatabaseNewerError,
)

from ..host import MIB, disk_free
from .probing import Finding, Level, Probe, Surroundings

# Below the first a day's work may not fit; below the second Home Assistant's own
# database and updates are soon in trouble.
DISK_FULL_BYTES = 200 * MIB
DISK_LITTLE_BYTES = 1024 * MIB

# A Raspberry Pi needs half a minute for a first start from a slow card, and who gives
# up on it needs time to clear away.
BROWSER_SECONDS = 100.0
DATABASE_SECONDS = 30.0

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_USABLE = os.R_OK | os.W_OK | os.X_OK


def _data_folder(here: Surroundings) -> Finding:
    folder = here.data_dir
    if not folder.exists():
        return Finding("absent", str(folder))
    if not folder.is_dir() or not os.access(folder, _USABLE):
        return Finding("unusable", str(folder))
    is_open = folder.stat().st_mode & stat.S_IWOTH
    return Finding("open" if is_open else "usable", str(folder))


def _secrets(here: Surroundings) -> Finding:
    files = [file for file in here.secrets if file.exists()]
    unusable = [file for file in files if not os.access(file, os.R_OK | os.W_OK)]
    if unusable:
        return Finding("unusable", _names(unusable))
    shared = [file for file in files if file.stat().st_mode & _OTHERS]
    if shared:
        return Finding("open", _names(shared))
    return Finding("private" if files else "absent", _names(files) or None)


def _disk(here: Surroundings) -> Finding:
    free = disk_free(here.data_dir)
    value = f"{free / 1_000_000_000:.1f} GB"
    if free < DISK_FULL_BYTES:
        return Finding("full", value)
    return Finding("little" if free < DISK_LITTLE_BYTES else "plenty", value)


def _database(here: Surroundings) -> Finding:
    try:
        return Finding(here.look_at_database().value)
    except DatabaseDamagedError as error:
        return Finding("damaged", str(error))
    except DatabaseNewerError as error:
        return Finding("newer", str(error))


def _browser(here: Surroundings) -> Finding:
    try:
        found = here.try_browser()
    except BrowserCrashedError as error:
        return Finding("broken", str(error))
    if found.is_busy:
        return Finding("busy")
    return Finding("starts" if found.is_sandboxed else "exposed", found.version)


def _names(files: list[Path]) -> str:
    return ", ".join(file.name for file in files)


DATA_FOLDER = Probe(
    "data_folder",
    _data_folder,
    {
        "usable": Level.OK,
        "absent": Level.OK,
        "open": Level.WARNING,
        "unusable": Level.FAILURE,
    },
)
SECRETS = Probe(
    "secrets",
    _secrets,
    {
        "private": Level.OK,
        "absent": Level.OK,
        "open": Level.FAILURE,
        "unusable": Level.FAILURE,
    },
)
DISK = Probe(
    "disk",
    _disk,
    {"plenty": Level.OK, "little": Level.WARNING, "full": Level.FAILURE},
)
DATABASE = Probe(
    "database",
    _database,
    {
        "sound": Level.OK,
        "absent": Level.OK,
        "unfinished": Level.WARNING,
        "no_wal": Level.WARNING,
        "damaged": Level.FAILURE,
        "newer": Level.FAILURE,
    },
    seconds=DATABASE_SECONDS,
)
BROWSER = Probe(
    "browser",
    _browser,
    {
        "starts": Level.OK,
        "busy": Level.OK,
        "exposed": Level.WARNING,
        "broken": Level.FAILURE,
    },
    seconds=BROWSER_SECONDS,
)
