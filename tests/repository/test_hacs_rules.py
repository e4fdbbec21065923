"""What HACS, and the Marketplace in its place, want of the repository."""

import json
import re
import subprocess

from repository.app_rules import ROOT, app_config

INTEGRATION = ROOT / "custom_components/linkedin_auto"
HACS = json.loads((ROOT / "hacs.json").read_text())
MANIFEST = json.loads((INTEGRATION / "manifest.json").read_text())
# Of the archive that is downloaded to install it: 100 MiB and 50,000 files.
MOST_BYTES, MOST_FILES = 20 * 2**20, 5_000


def test_hacs_json_has_no_key_that_is_not_known() -> None:
    known = {
        *("name", "content_in_root", "country", "filename", "hacs"),
        *("hide_default_branch", "homeassistant", "persistent_directory"),
        *("render_readme", "zip_release"),
    }
    assert HACS["name"] == MANIFEST["name"]
    assert HACS.keys() <= known


def test_all_ask_for_the_home_assistant_that_the_tests_run_on() -> None:
    oldest = HACS["homeassistant"]
    assert re.fullmatch(r"20\d\d\.\d{1,2}\.0", oldest)
    assert app_config()["homeassistant"] == oldest
    lock = (ROOT / "uv.lock").read_text()
    tested = re.search(r'name = "homeassistant"\nversion = "(\d+\.\d+)', lock)
    assert tested is not None
    assert oldest == f"{tested[1]}.0"


def test_the_manifest_has_what_hacs_shows() -> None:
    shown = ("codeowners", "documentation", "domain", "issue_tracker", "name")
    assert all(MANIFEST[key] for key in (*shown, "version"))
    assert MANIFEST["domain"] == INTEGRATION.name


def test_exactly_one_integration_is_installed_from_here() -> None:
    folders = [
        each.name
        for each in (ROOT / "custom_components").iterdir()
        if each.is_dir() and each.name != "__pycache__"
    ]
    assert folders == [INTEGRATION.name]
    assert (INTEGRATION / "brand/icon.png").exists()
    assert (ROOT / "README.md").read_text(encoding="utf-8").strip()


def test_the_licence_is_one_that_github_recognises() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("MIT License\n")
    assert "without restriction, including without limitation the rights" in licence


def test_the_repository_is_small_enough_to_be_downloaded_whole() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"],  # noqa: S607 - as git is found
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    sizes = [each.stat().st_size for each in files if each.is_file()]
    assert len(sizes) < MOST_FILES
    assert sum(sizes) < MOST_BYTES
