"""What the doctor makes of the engine's own things."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.system.conftest import Settle
from linkedin_engine.errors import (
    BrowserCrashedError,
    DatabaseDamagedError,
    DatabaseNewerError,
)
from linkedin_engine.system.doctor import Browser, Database, Level, installation
from linkedin_engine.system.doctor.probing import Finding
from linkedin_engine.system.host import MIB


def raising(error: Exception) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


def test_the_folder_is_the_engine_s_own(settle: Settle) -> None:
    here = settle()
    assert installation.DATA_FOLDER.look(here).outcome == "usable"
    here.data_dir.chmod(0o777)
    assert installation.DATA_FOLDER.look(here).outcome == "open"


def test_a_folder_that_is_not_there_yet_is_fine_and_not_made(
    settle: Settle, tmp_path: Path
) -> None:
    here = settle(data_dir=tmp_path / "later")
    assert installation.DATA_FOLDER.look(here).outcome == "absent"
    assert installation.DISK.look(here).outcome
    assert not here.data_dir.exists()


def test_a_file_in_the_folder_s_place_is_a_failure(
    settle: Settle, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    here = settle(data_dir=tmp_path / "file")
    assert installation.DATA_FOLDER.look(here).outcome == "unusable"


def test_secrets_that_others_can_read_are_named(settle: Settle) -> None:
    here = settle()
    assert installation.SECRETS.look(here) == Finding("absent")
    key, token = here.secrets
    for file in (key, token):
        file.touch(mode=0o600)
    assert installation.SECRETS.look(here).outcome == "private"
    token.chmod(0o640)
    assert installation.SECRETS.look(here) == Finding("open", "api_token")
    key.chmod(0o604)
    assert installation.SECRETS.look(here) == Finding("open", "secret.key, api_token")


@pytest.mark.parametrize(
    ("mib", "outcome"), [(1024, "plenty"), (1023, "little"), (199, "full")]
)
def test_the_disk_has_room(
    settle: Settle, monkeypatch: pytest.MonkeyPatch, mib: int, outcome: str
) -> None:
    monkeypatch.setattr(installation, "disk_free", lambda _: mib * MIB)
    assert installation.DISK.look(settle()).outcome == outcome


@pytest.mark.parametrize("state", list(Database))
def test_what_a_look_at_the_database_found_is_passed_on(
    settle: Settle, state: Database
) -> None:
    here = settle(look_at_database=lambda: state)
    assert installation.DATABASE.look(here).outcome == state.value


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(DatabaseDamagedError("bad page"), "damaged"), (DatabaseNewerError("9"), "newer")],
)
def test_a_database_that_is_refused_says_why(
    settle: Settle, error: Exception, outcome: str
) -> None:
    here = settle(look_at_database=raising(error))
    assert installation.DATABASE.look(here) == Finding(outcome, str(error))


def test_the_browser_starts_is_busy_is_exposed_or_is_broken(settle: Settle) -> None:
    look = installation.BROWSER.look
    assert look(settle()) == Finding("starts", "156.0")
    bare = settle(try_browser=lambda: Browser(version="156.0", is_sandboxed=False))
    assert look(bare) == Finding("exposed", "156.0")
    assert installation.BROWSER.outcomes["exposed"] is Level.WARNING
    busy = settle(try_browser=lambda: Browser(is_busy=True))
    assert look(busy) == Finding("busy")
    broken = settle(try_browser=raising(BrowserCrashedError("no Chromium")))
    assert look(broken) == Finding("broken", "no Chromium")
