"""Which Chromium is started, and whether its sandbox can be on."""

import os
from pathlib import Path

import pytest

from linkedin_engine.browser.find import find_browser
from linkedin_engine.browser.sandbox import namespaces_refused, sandbox_status
from linkedin_engine.errors import BrowserCrashedError
from linkedin_engine.settings import BrowserKind


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def install(folder: Path, *names: str) -> None:
    for name in names:
        program = folder / name
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)


def test_the_persons_own_choice_comes_first(programs: Path) -> None:
    install(programs, "chromium-headless-shell")
    chosen = Path("/opt/my/chrome")
    assert find_browser(chosen, BrowserKind.HEADLESS_SHELL) == chosen


def test_the_small_headless_browser_is_preferred(programs: Path) -> None:
    install(programs, "google-chrome", "chromium", "chrome-headless-shell")
    found = find_browser(None, BrowserKind.HEADLESS_SHELL)
    assert found == programs / "chrome-headless-shell"


def test_the_whole_browser_serves_where_there_is_no_small_one(programs: Path) -> None:
    install(programs, "chromium")
    assert find_browser(None, BrowserKind.HEADLESS_SHELL) == programs / "chromium"


def test_who_asks_for_the_whole_browser_never_gets_the_headless_one(
    programs: Path,
) -> None:
    install(programs, "chromium-headless-shell")
    with pytest.raises(BrowserCrashedError, match="apt install chromium") as error:
        find_browser(None, BrowserKind.FULL)
    assert "choose the browser headless_shell again" in str(error.value)


def test_a_missing_browser_says_how_to_install_one(programs: Path) -> None:
    with pytest.raises(BrowserCrashedError, match="chromium-headless-shell") as error:
        find_browser(None, BrowserKind.HEADLESS_SHELL)
    assert "LINKEDIN_AUTO_BROWSER" in str(error.value)
    assert "Home Assistant" not in str(error.value)
    assert list(programs.iterdir()) == []


def test_the_sandbox_is_off_for_root_and_otherwise_as_the_kernel_allows() -> None:
    status = sandbox_status()
    if os.geteuid() == 0:
        assert not status.available
        assert "root" in status.why
    else:
        assert status.available == (namespaces_refused() == "")
    assert status.available == (status.why == "")


def test_a_kernel_that_refuses_namespaces_is_quoted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "linkedin_engine.browser.sandbox._PROBE",
        "raise PermissionError(1, 'Operation not permitted')",
    )
    assert "Operation not permitted" in namespaces_refused()


def test_a_probe_that_cannot_start_counts_as_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    assert "could not be tried" in namespaces_refused()
