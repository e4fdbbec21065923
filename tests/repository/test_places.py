"""One command sets the version, another the repository's address, everywhere."""

from pathlib import Path
import shutil
import subprocess

import pytest
from repository.app_rules import ROOT
from repository.commands import load_command

# put together here, so that this file does not hold it
NEW = "/".join(("some-body", "linkedin"))  # noqa: FLY002


places = load_command("places")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout of its own with the files as they are here."""
    for file in places.text_files(ROOT):
        there = tmp_path / file.relative_to(ROOT)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, there)
    for lock in ("uv.lock", "addon/uv.lock"):
        shutil.copy(ROOT / lock, tmp_path / lock)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)  # noqa: S607
    return tmp_path


def test_all_places_have_one_version_and_the_changelog_tells_of_it() -> None:
    versions = {place.read(ROOT) for place in places.PLACES}
    assert len(versions) == 1
    assert places.newest_entry(ROOT) in versions | {places.UNRELEASED}


def test_a_new_version_is_written_everywhere(copy: Path) -> None:
    log = copy / places.CHANGELOG
    text = log.read_text(encoding="utf-8")
    log.write_text(text.replace("## ", "## Unreleased\n\n- New.\n\n## ", 1), "utf-8")
    places.set_version(copy, "1.2.3rc1")
    assert {place.read(copy) for place in places.PLACES} == {"1.2.3rc1"}
    assert places.strays(copy, "1.2.3rc1") == []
    assert "addon/config.yaml" in places.strays(copy, "1.2.3")
    assert places.newest_entry(copy) == "1.2.3rc1"
    assert f"## {places.newest_entry(ROOT)}\n" in log.read_text(encoding="utf-8")


def test_a_version_that_the_changelog_does_not_know_changes_nothing(copy: Path) -> None:
    before = {place.read(copy) for place in places.PLACES}
    with pytest.raises(ValueError, match="Unreleased"):
        places.set_version(copy, "9.9.9")
    with pytest.raises(ValueError, match="no version"):
        places.set_version(copy, "v1")
    assert {place.read(copy) for place in places.PLACES} == before


@pytest.mark.parametrize("tag", ["9.9.9", "", "v1"])
def test_a_tag_that_is_not_the_version_is_refused_by_the_command(tag: str) -> None:
    command = (ROOT / "scripts/set_version", "--check")
    done = subprocess.run([*command, tag], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"addon/config.yaml" in done.stderr
    (version,) = {place.read(ROOT) for place in places.PLACES}
    subprocess.run([*command, version], capture_output=True, check=True)


def test_a_new_address_is_written_everywhere(copy: Path) -> None:
    old = places.repository(copy)
    badge = copy / "badge.md"
    badge.write_text(
        f"https://my.home-assistant.io/?repository_url=https%3A%2F%2Fgithub.com%2F"
        f"{old.replace('/', '%2F')} owner={old.replace('/', '&repository=')} {old}-x",
        encoding="utf-8",
    )
    changed = places.set_repository(copy, NEW)
    assert places.repository(copy) == NEW
    assert {
        *("addon/config.yaml", "addon/Dockerfile", "repository.yaml", "badge.md"),
        "custom_components/linkedin_auto/manifest.json",
    } <= set(changed)
    owner, name = NEW.split("/")
    link = f"https%3A%2F%2Fgithub.com%2F{owner}%2F{name}"
    assert badge.read_text(encoding="utf-8").split() == [
        f"https://my.home-assistant.io/?repository_url={link}",
        f"owner={owner}&repository={name}",
        f"{old}-x",
    ]
    left = [
        file.name
        for file in places.text_files(copy)
        if old in file.read_text("utf-8") and file != badge
    ]
    assert left == []


def test_the_address_can_be_changed_and_changed_back(copy: Path) -> None:
    old = places.repository(copy)
    before = {file: file.read_bytes() for file in places.text_files(copy)}
    places.set_repository(copy, NEW)
    places.set_repository(copy, old)
    assert {file: file.read_bytes() for file in places.text_files(copy)} == before


def test_what_is_no_address_is_refused(copy: Path) -> None:
    for wrong in ("owner", "https://github.com/a/b", "a/b/c", ""):
        with pytest.raises(ValueError, match="owner/name"):
            places.set_repository(copy, wrong)
