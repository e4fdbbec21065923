"""``linkedin-auto doctor`` on a real folder, with a real browser."""

from collections.abc import Iterator
import json
from pathlib import Path
import socket
import sqlite3
import time
from typing import Any

import pytest

from linkedin_engine.app import doctor
from linkedin_engine.app.doctor import look_at_database, try_browser
from linkedin_engine.app.engine import Engine
from linkedin_engine.browser.sandbox import sandbox_status
from linkedin_engine.browser.workspace import sweep_stale
from linkedin_engine.cli import main
from linkedin_engine.errors import (
    BrowserCrashedError,
    DatabaseDamagedError,
    DatabaseNewerError,
)
from linkedin_engine.jobs.lock import run_lock
from linkedin_engine.settings import Options
from linkedin_engine.system.doctor import PROBES, Database
from linkedin_engine.system.processes import leftovers


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder that an engine made, with a site that takes connections."""
    folder = tmp_path / "data"
    with Engine.open(folder, None) as engine:
        engine.import_session(b"AQEDAR" + b"x" * 150)
    with socket.create_server(("127.0.0.1", 0)) as site:
        monkeypatch.setenv(
            "LINKEDIN_AUTO_BASE_URL", f"http://127.0.0.1:{site.getsockname()[1]}"
        )
        yield folder


@pytest.fixture
def no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a Chromium that ends as soon as it starts."""
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("LINKEDIN_AUTO_BROWSER", str(program))


def checks(said: str) -> dict[str, dict[str, Any]]:
    return {check["key"]: check for check in json.loads(said)["checks"]}


def test_a_machine_that_can_work_has_no_failure(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["doctor", "--json", "--data-dir", str(data)])
    said = capsys.readouterr().out
    found = checks(said)
    assert list(found) == [probe.key for probe in PROBES]
    ours = ("data_folder", "secrets", "database", "linkedin", "dns")
    assert {key: found[key]["level"] for key in ours} == dict.fromkeys(ours, "ok")
    exposed = not sandbox_status().available
    assert found["browser"]["level"] == ("warning" if exposed else "ok")
    assert ("sandbox" in found["browser"]["meaning"]) is exposed
    assert found["browser"]["value"][0].isdecimal()
    assert json.loads(said)["ok"] is (status == 0)
    assert status == any(check["level"] == "failure" for check in found.values())
    assert leftovers() == []


@pytest.mark.usefixtures("no_browser")
def test_failures_are_explained_below_their_line_and_end_with_status_1(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "secret.key").chmod(0o644)
    assert main(["doctor", "--data-dir", str(data)]) == 1
    lines = capsys.readouterr().out.splitlines()
    (place,) = (i for i, line in enumerate(lines) if "Secret files" in line)
    assert lines[place].startswith("failure")
    assert lines[place].endswith("secret.key")
    below = "\n".join(lines[place + 1 : place + 8])
    assert "Home Assistant OS: Restart the app." in below
    assert "Raspberry Pi OS: chmod 600" in below
    assert any("Browser" in line for line in lines if line.startswith("failure"))


@pytest.mark.usefixtures("no_browser")
def test_the_doctor_works_where_the_engine_does_not_open_and_speaks_french(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "linkedin.db").write_bytes(b"no database at all" * 100)
    words = ["doctor", "--json", "--language", "fr", "--data-dir", str(data)]
    assert main(words) == 1
    database = checks(capsys.readouterr().out)["database"]
    assert database["level"] == "failure"
    assert database["title"] == "Base de données"
    assert "endommagé" in database["meaning"]


@pytest.mark.usefixtures("no_browser")
def test_before_the_first_start_nothing_is_made(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert data.exists()
    folder = tmp_path / "later"
    main(["doctor", "--json", "--data-dir", str(folder)])
    found = checks(capsys.readouterr().out)
    levels = {found[key]["level"] for key in ("data_folder", "secrets", "database")}
    assert levels == {"ok"}
    assert not folder.exists()


@pytest.mark.usefixtures("data")
def test_an_option_that_cannot_be_used_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "options.json"
    file.write_text('{"max_temperature": "hot"}')
    assert main(["doctor", "--options", str(file), "--data-dir", str(tmp_path)]) == 2
    assert "max_temperature" in capsys.readouterr().err


def test_the_ledger_is_read_as_a_whole_and_not_changed(data: Path) -> None:
    file = data / "linkedin.db"
    before = file.read_bytes()
    assert look_at_database(file) is Database.SOUND
    assert file.read_bytes() == before
    assert sorted(path.name for path in data.iterdir()) == [
        "linkedin.db",
        "secret.key",
    ]


def test_a_ledger_without_its_log_is_told(data: Path) -> None:
    file = data / "linkedin.db"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    assert look_at_database(file) is Database.NO_WAL


def test_a_damaged_page_in_the_middle_is_found(data: Path) -> None:
    file = data / "linkedin.db"
    content = bytearray(file.read_bytes())
    content[3 * 4096 : 4 * 4096] = b"\xff" * 4096
    file.write_bytes(content)
    with pytest.raises(DatabaseDamagedError):
        look_at_database(file)


def test_a_newer_ledger_is_left_alone(data: Path) -> None:
    file = data / "linkedin.db"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 9999")
    connection.close()
    with pytest.raises(DatabaseNewerError):
        look_at_database(file)


def test_a_ledger_too_large_to_read_in_time_is_not_called_sound(data: Path) -> None:
    file = data / "linkedin.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE much (text TEXT)")
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
            "WHERE i < 200000) INSERT INTO much SELECT hex(randomblob(60)) FROM n"
        )
    connection.close()
    assert look_at_database(file, seconds=0.0) is Database.UNFINISHED
    assert look_at_database(file) is Database.SOUND


def test_no_second_browser_is_started_beside_a_run(data: Path) -> None:
    with run_lock(data):
        assert try_browser(data, Options()).is_busy
    with run_lock(data):
        pass


@pytest.mark.usefixtures("no_browser")
def test_a_browser_that_does_not_start_says_so(data: Path) -> None:
    with pytest.raises(BrowserCrashedError):
        try_browser(data, Options())
    assert leftovers() == []


@pytest.fixture
def stuck_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a Chromium that starts and never says anything."""
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("LINKEDIN_AUTO_BROWSER", str(program))


@pytest.mark.usefixtures("stuck_browser")
def test_a_browser_that_takes_too_long_is_given_up_and_cleared_away(
    data: Path,
) -> None:
    begun = time.monotonic()
    with pytest.raises(BrowserCrashedError, match="within 3 seconds"):
        try_browser(data, Options(), seconds=3.0)
    assert time.monotonic() - begun < 30
    assert leftovers() == []
    assert sweep_stale() == 0


@pytest.mark.usefixtures("stuck_browser")
def test_a_browser_whose_start_hangs_beyond_that_is_ended_by_force(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "TRIAL_END_SECONDS", -56.5)
    with pytest.raises(BrowserCrashedError, match="by force"):
        try_browser(data, Options())
    assert leftovers() == []
    assert sweep_stale() == 0
