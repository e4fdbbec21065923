"""The temporary folders of browsers: where they are made, and which are swept."""

import os
from pathlib import Path
import subprocess
import sys

import pytest

from linkedin_engine.browser import workspace as workspaces
from linkedin_engine.browser.workspace import (
    PREFIX,
    make_workspace,
    places,
    sweep_stale,
)
from linkedin_engine.errors import BrowserCrashedError
from linkedin_engine.system.processes import current

NODE = Path("/bin/echo")


def ended_process() -> str:
    """Return the identity that a process had which has ended."""
    script = "from linkedin_engine.system.processes import current; print(current())"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_only_folders_of_ended_processes_are_swept(tmp_path: Path) -> None:
    ended = ended_process()
    dead = tmp_path / f"{PREFIX}{ended}-abc"
    (dead / "profile").mkdir(parents=True)
    (dead / "profile" / "Cookies").write_text("secret")
    # the same number, taken over by a process that began at another time
    reused = tmp_path / f"{PREFIX}{os.getpid()}-1-abc"
    reused.mkdir()
    living = tmp_path / f"{PREFIX}{current()}-abc"
    foreign = tmp_path / "somebody-elses-99999999-1-abc"
    unnumbered = tmp_path / f"{PREFIX}notes"
    for folder in (living, foreign, unnumbered):
        folder.mkdir()
    assert sweep_stale([tmp_path]) == 2
    assert set(tmp_path.iterdir()) == {living, foreign, unnumbered}


def test_a_link_and_a_file_with_such_a_name_are_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.mkdir()
    (target / "file").write_text("kept")
    places_ = tmp_path / "tmp"
    places_.mkdir()
    ended = ended_process()
    (places_ / f"{PREFIX}{ended}-link").symlink_to(target)
    (places_ / f"{PREFIX}{ended}-file").write_text("kept")
    assert sweep_stale([places_]) == 0
    assert (target / "file").read_text() == "kept"


def test_a_folder_of_another_user_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / f"{PREFIX}{ended_process()}-abc"
    folder.mkdir()
    monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)
    assert sweep_stale([tmp_path]) == 0
    assert folder.is_dir()


def test_a_workspace_is_private_and_goes_as_a_whole() -> None:
    workspace = make_workspace(NODE)
    try:
        assert workspace.root.stat().st_mode & 0o777 == 0o700
        for folder in (workspace.profile, workspace.temporary, workspace.home):
            assert folder.is_dir()
        assert workspace.root.name.startswith(f"{PREFIX}{os.getpid()}-")
    finally:
        workspace.remove()
    assert not workspace.root.exists()


def test_the_drivers_script_passes_flags_and_arguments_on() -> None:
    workspace = make_workspace(NODE)
    try:
        assert workspace.driver is not None
        said = subprocess.run(
            [workspace.driver, "cli.js", "two words"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout.split()[0] == "--max-old-space-size=64"
        assert said.stdout.endswith("cli.js two words\n")
    finally:
        workspace.remove()


def test_a_small_memory_folder_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(workspaces, "ROOM_BYTES", 1 << 60)
    assert places() == [tmp_path]


def test_a_folder_that_lets_no_program_start_gives_the_script_another_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    really = os.access

    def access(path: Path, mode: int) -> bool:
        inside = Path(path).is_relative_to(tmp_path)
        return really(path, mode) and (inside or not str(path).endswith("/driver"))

    monkeypatch.setattr(os, "access", access)
    workspace = make_workspace(NODE)
    assert workspace.driver is not None
    assert workspace.driver.is_relative_to(tmp_path)
    workspace.remove()
    assert list(tmp_path.iterdir()) == []
    assert not workspace.root.exists()


def test_no_folder_to_write_to_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Path("/proc/no-such-folder")
    monkeypatch.setattr(workspaces, "places", lambda: [nowhere])
    with pytest.raises(BrowserCrashedError, match="TMPDIR"):
        make_workspace(NODE)
