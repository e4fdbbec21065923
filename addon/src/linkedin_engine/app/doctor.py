"""The doctor of one data folder: joins the checks with what they look at."""

from contextlib import closing
import json
from pathlib import Path
import re
import sqlite3
import subprocess
import sys
import time

from linkedin_engine.api.token import API_TOKEN_FILE
from linkedin_engine.browser.workspace import sweep_stale
from linkedin_engine.errors import BrowserCrashedError, BusyError, EngineError
from linkedin_engine.jobs.lock import run_lock
from linkedin_engine.session.vault import KEY_FILE
from linkedin_engine.settings import Environment, Options, load_options
from linkedin_engine.settings.rules import AUTO
from linkedin_engine.storage.connecting import connect, scalar
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.failures import damaged, translated
from linkedin_engine.storage.inspection import inspect
from linkedin_engine.storage.migrating import newest_version, packaged_migrations
from linkedin_engine.storage.settings import SettingsRepository
from linkedin_engine.system import doctor
from linkedin_engine.system.doctor import Browser, Check, Surroundings, Texts
from linkedin_engine.system.processes import reap_leftovers

from .engine import DATABASE_NAME

TRIAL_MODULE = "linkedin_engine.app.browser_trial"
TRIAL_SECONDS = 60.0
# A browser that is given up has this long to be cleared away.
TRIAL_END_SECONDS = 30.0
INTEGRITY_SECONDS = 20.0

# SQLite asks this often, in its own steps, whether to go on.
_STEPS_BETWEEN_LOOKS = 10_000


def examine(
    data_dir: Path,
    options_file: Path | None,
    environment: Environment,
    *,
    language: str = "en",
) -> list[Check]:
    """Make every check of this engine and its machine. Blocks for some seconds.

    Changes nothing, and makes no data folder. Raises ``BadInputError`` naming an
    option that cannot be used; whatever else is wrong is what the checks find.
    """
    options = _options(data_dir, options_file)
    here = surroundings(data_dir, options, environment)
    return doctor.examine(here, Texts.load(language))


def surroundings(
    data_dir: Path, options: Options, environment: Environment
) -> Surroundings:
    """Return what the checks look at."""
    database = data_dir / DATABASE_NAME
    names = (KEY_FILE, API_TOKEN_FILE, DATABASE_NAME)
    return Surroundings(
        data_dir=data_dir,
        secrets=tuple(data_dir / name for name in names),
        base_url=environment.base_url,
        max_temperature=options.max_temperature,
        zone=options.zone,
        zone_is_chosen=options.timezone != AUTO,
        look_at_database=lambda: look_at_database(database),
        try_browser=lambda: try_browser(data_dir, options),
    )


def look_at_database(
    path: Path, *, seconds: float = INTEGRITY_SECONDS
) -> doctor.Database:
    """Read the whole file and change nothing; raises a ``StorageError``.

    A file that takes longer than ``seconds`` to read is ``UNFINISHED``.
    """
    if not path.exists():
        return doctor.Database.ABSENT
    inspect(path, newest_version(packaged_migrations()))
    deadline = time.monotonic() + seconds
    try:
        # Only who may write can clear away a write-ahead log's side files at the end.
        with closing(connect(path, mode="rw")) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.set_progress_handler(
                lambda: time.monotonic() > deadline, _STEPS_BETWEEN_LOOKS
            )
            mode = scalar(connection, "PRAGMA journal_mode")
            verdict = scalar(connection, "PRAGMA integrity_check(1)")
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return doctor.Database.UNFINISHED
        raise translated(error, path) from error
    if verdict != "ok":
        raise damaged(path, str(verdict).partition("\n")[0])
    return doctor.Database.SOUND if mode == "wal" else doctor.Database.NO_WAL


def try_browser(
    data_dir: Path, options: Options, *, seconds: float = TRIAL_SECONDS
) -> Browser:
    """Start the browser once in a process of its own, unless a run is under way.

    Raises ``BrowserCrashedError`` saying what is in the way.
    """
    if _is_running(data_dir):
        return Browser(is_busy=True)
    asked = {
        "kind": options.browser,
        "remote_url": options.remote_browser_url,
        "seconds": seconds,
    }
    try:
        trial = subprocess.run(  # noqa: S603 - our own program with fixed words
            [sys.executable, "-m", TRIAL_MODULE],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=seconds + TRIAL_END_SECONDS,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        reap_leftovers()
        sweep_stale()
        raise BrowserCrashedError(
            "The browser hung while it started, and had to be ended by force."
        ) from None
    said = trial.stdout.decode(errors="replace").strip()
    if trial.returncode != 0:
        raise BrowserCrashedError(said or "The browser's process ended unexpectedly.")
    found = json.loads(said)
    version = re.search(r"Chrome/([\d.]+)", found["user_agent"])
    return Browser(
        version=version[1] if version else found["user_agent"],
        is_sandboxed=found["is_sandboxed"],
    )


def _is_running(data_dir: Path) -> bool:
    # Held for no longer than it takes to let go again.
    try:
        with run_lock(data_dir):
            return False
    except BusyError:
        return True
    except OSError:
        return False


def _options(data_dir: Path, options_file: Path | None) -> Options:
    options = load_options(options_file)
    try:
        with Database.open(data_dir / DATABASE_NAME, readonly=True) as database:
            return options.with_overrides(SettingsRepository(database).get_all())
    except EngineError:
        # Why the database cannot be read is for its own check to say.
        return options
