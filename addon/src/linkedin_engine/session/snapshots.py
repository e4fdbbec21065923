"""The folder with what pages that were not understood looked like."""

from datetime import UTC, datetime
from pathlib import Path
import re
from typing import Final

from linkedin_engine.errors import NotFoundError
from linkedin_engine.system.files import PRIVATE_FOLDER, write_private

MAX_SNAPSHOTS: Final = 20
MAX_TOTAL_BYTES: Final = 5 * 1024 * 1024

_FOLDER: Final = "snapshots"
_STRUCTURE: Final = ".html"
_PICTURE: Final = ".jpg"


class SnapshotFolder:
    """Structures, and pictures of the same names where the page could be painted."""

    def __init__(self, data_dir: Path) -> None:
        """Take the data folder; the one inside is made with its first snapshot."""
        self.path = data_dir / _FOLDER

    def keep(
        self, html: str, picture: bytes | None, *, now: datetime, label: str
    ) -> Path:
        """Write a snapshot for the owner's eyes only; the oldest go above the limits.

        Returns where the structure lies. The newest snapshot always stays. Raises
        ``OSError`` when the folder cannot be written to.
        """
        self.path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        words = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:40] or "page"
        moment = now.astimezone(UTC)
        stem = f"{moment:%Y%m%dT%H%M%S}{moment.microsecond:06d}Z-{words}"
        structure = self._write(f"{stem}{_STRUCTURE}", html.encode())
        if picture is not None:
            self._write(f"{stem}{_PICTURE}", picture)
        self._prune(stem)
        return structure

    def newest_picture(self) -> Path:
        """Return where the last picture lies; raises ``NotFoundError``."""
        newest = max(self.path.glob(f"*{_PICTURE}"), default=None)
        if newest is None:
            raise NotFoundError("Every page was understood so far: no picture is kept.")
        return newest

    def _write(self, name: str, content: bytes) -> Path:
        file, draft = self.path / name, self.path / f"{name}.part"
        draft.unlink(missing_ok=True)
        write_private(file, content, draft=draft)
        return file

    def _prune(self, newest: str) -> None:
        stems: dict[str, list[Path]] = {}
        for file in self.path.iterdir():
            if file.suffix in {_STRUCTURE, _PICTURE}:
                stems.setdefault(file.stem, []).append(file)
        used = 0
        order = sorted(stems, key=lambda stem: (stem == newest, stem), reverse=True)
        for place, stem in enumerate(order):
            used += sum(file.stat().st_size for file in stems[stem])
            if place and (place >= MAX_SNAPSHOTS or used > MAX_TOTAL_BYTES):
                for file in stems[stem]:
                    file.unlink(missing_ok=True)
