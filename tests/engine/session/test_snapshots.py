"""Pictures and structures of pages that were not understood, a bounded number."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from linkedin_engine.errors import NotFoundError
from linkedin_engine.session import snapshots
from linkedin_engine.session.snapshots import SnapshotFolder

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def keep(
    folder: SnapshotFolder, html: str, *, day: int, picture: bytes | None = b"jpeg"
) -> Path:
    return folder.keep(html, picture, now=NOW + timedelta(days=day), label="x")


def test_snapshots_are_for_the_owners_eyes_and_told_apart(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path)
    first = folder.keep("<p>1", b"one", now=NOW, label="Birthdays: page changed!")
    later = NOW + timedelta(seconds=1)
    second = folder.keep("<p>2", None, now=later, label="../../etc")
    assert first.name == "20261123T093000000000Z-birthdays-page-changed.html"
    assert second.parent == folder.path
    assert first.read_text() == "<p>1"
    assert first.with_suffix(".jpg").read_bytes() == b"one"
    assert {file.stat().st_mode & 0o777 for file in folder.path.iterdir()} == {0o600}
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert len(list(folder.path.iterdir())) == 3


def test_the_newest_picture_is_found_also_when_a_later_page_could_not_be_painted(
    tmp_path: Path,
) -> None:
    folder = SnapshotFolder(tmp_path)
    keep(folder, "1", day=0, picture=b"old")
    newest = keep(folder, "2", day=1, picture=b"new")
    keep(folder, "3", day=2, picture=None)
    assert folder.newest_picture() == newest.with_suffix(".jpg")


def test_without_a_picture_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        SnapshotFolder(tmp_path).newest_picture()


def test_the_oldest_snapshots_go_above_the_number_allowed_with_their_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "MAX_SNAPSHOTS", 3)
    folder = SnapshotFolder(tmp_path)
    for day in range(5):
        keep(folder, f"{day}", day=day)
    assert sorted(file.name[6:8] + file.suffix for file in folder.path.iterdir()) == [
        f"{day}{suffix}" for day in (25, 26, 27) for suffix in (".html", ".jpg")
    ]


def test_the_oldest_snapshots_go_above_the_size_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "MAX_TOTAL_BYTES", 250)
    folder = SnapshotFolder(tmp_path)
    for day in range(4):
        keep(folder, "x" * 60, day=day, picture=b"y" * 60)
    assert len(list(folder.path.iterdir())) == 4
    keep(folder, "x" * 999, day=9, picture=None)
    assert [file.stat().st_size for file in folder.path.iterdir()] == [999]


def test_a_clock_that_went_back_does_not_cost_the_newest_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "MAX_SNAPSHOTS", 1)
    folder = SnapshotFolder(tmp_path)
    keep(folder, "later", day=9, picture=None)
    newest = keep(folder, "now", day=0, picture=None)
    assert list(folder.path.iterdir()) == [newest]


def test_what_a_power_cut_left_of_a_snapshot_is_replaced(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path)
    kept = keep(folder, "1", day=0, picture=None)
    kept.rename(kept.with_name(f"{kept.name}.part"))
    assert keep(folder, "2", day=0, picture=None).read_text() == "2"
    assert list(folder.path.iterdir()) == [kept]


def test_other_files_in_the_folder_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "MAX_SNAPSHOTS", 1)
    folder = SnapshotFolder(tmp_path)
    folder.path.mkdir()
    (folder.path / "notes.txt").write_text("mine")
    keep(folder, "x", day=0)
    keep(folder, "x", day=1)
    assert (folder.path / "notes.txt").read_text() == "mine"
