"""The temporary folder of one browser: its profile, its temporary files, its driver."""

from collections.abc import Iterator
import contextlib
from dataclasses import dataclass
import os
from pathlib import Path
import re
import shlex
import shutil
import tempfile

from linkedin_engine.errors import BrowserCrashedError
from linkedin_engine.log import get_logger
from linkedin_engine.system.processes import Identity, current, is_alive

PREFIX = "linkedin-auto-"

# A profile grows to 21 MB in a run; shared memory of the pages lies beside it.
ROOM_BYTES = 192 * 1024 * 1024
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - folders in it are made by mkdtemp

_NAME = re.compile(rf"{re.escape(PREFIX)}(\d+-\d+)-.+")

# Half of the driver's memory is V8's room for garbage and for optimised code.
NODE_FLAGS = ("--max-old-space-size=64", "--max-semi-space-size=1", "--lite-mode")
# Node takes only these from its environment.
NODE_OPTIONS = NODE_FLAGS[:2]

_log = get_logger("browser")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Where one browser may write; all of it goes with ``remove_folders``."""

    root: Path
    driver: Path | None

    @property
    def profile(self) -> Path:
        """Chromium's profile."""
        return self.root / "profile"

    @property
    def temporary(self) -> Path:
        """What takes the place of ``/tmp``."""
        return self.root / "tmp"

    @property
    def home(self) -> Path:
        """What takes the place of the user's home."""
        return self.root / "home"

    def remove(self) -> None:
        """Remove everything; what cannot be removed is logged and swept later."""
        folders = {self.root, *([self.driver.parent] if self.driver else [])}
        for folder in folders:
            remove_folder(folder)


def make_workspace(node: Path) -> Workspace:
    """Make a workspace in memory where there is room, else on disk.

    Raises ``BrowserCrashedError`` when no folder can be written to.
    """
    root = _make_folder(places())
    workspace = Workspace(root=root, driver=None)
    for folder in (workspace.profile, workspace.temporary, workspace.home):
        folder.mkdir(mode=0o700)
    return Workspace(root=root, driver=_make_driver(root, node))


def places() -> list[Path]:
    """Return the folders for temporary files: in memory first, with room first."""
    usual = Path(tempfile.gettempdir())
    candidates = [
        place for place in dict.fromkeys((_SHARED_MEMORY, usual)) if place.is_dir()
    ]
    in_memory = [
        place for place in candidates if _is_tmpfs(place) and _room(place) >= ROOM_BYTES
    ]
    return list(dict.fromkeys((*in_memory, usual)))


def sweep_stale(folders: list[Path] | None = None) -> int:
    """Remove what browsers of ended processes left; return how many folders.

    Only folders of this user whose name says who made them are touched.
    """
    if folders is None:
        folders = [_SHARED_MEMORY, Path(tempfile.gettempdir())]
    stale = [entry for place in dict.fromkeys(folders) for entry in _stale(place)]
    for folder in stale:
        remove_folder(folder)
    return len(stale)


def _stale(place: Path) -> Iterator[Path]:
    try:
        entries = list(os.scandir(place))
    except OSError:
        return
    for entry in entries:
        name = _NAME.fullmatch(entry.name)
        maker = Identity.parse(name[1]) if name else None
        if maker is None or is_alive(maker):
            continue
        with contextlib.suppress(FileNotFoundError):
            if (
                entry.is_dir(follow_symlinks=False)
                and entry.stat(follow_symlinks=False).st_uid == os.getuid()
            ):
                yield Path(entry.path)


def remove_folder(folder: Path) -> None:
    """Remove a folder and all in it, whatever a dying program still writes there."""
    for _ in range(3):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
    _log.warning("folder_not_removed", folder=str(folder))


def _make_folder(parents: list[Path]) -> Path:
    for parent in parents:
        with contextlib.suppress(OSError):
            return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{current()}-", dir=parent))
    raise BrowserCrashedError(
        "Chromium needs a folder for temporary files, and none can be written to. "
        f"Make room in {parents[-1]}, or set TMPDIR to a folder that has some."
    )


def _make_driver(root: Path, node: Path) -> Path | None:
    """Write the script that starts node; None where no folder lets programs start.

    A script because Playwright takes a path and no arguments. ``setpriv`` lets the
    kernel end node with this process even while node is stopped.
    """
    flags = shlex.join([str(node), *NODE_FLAGS])
    text = (
        "#!/bin/sh\n"
        "if command -v setpriv >/dev/null 2>&1 &&"
        " setpriv --pdeathsig KILL true 2>/dev/null; then\n"
        f'  exec setpriv --pdeathsig KILL {flags} "$@"\n'
        "fi\n"
        f'exec {flags} "$@"\n'
    )
    for place in dict.fromkeys((root.parent, Path(tempfile.gettempdir()))):
        folder = root if place == root.parent else _make_folder([place])
        script = folder / "driver"
        script.write_text(text, encoding="utf-8")
        script.chmod(0o700)
        # Says no also where the file system lets no program start.
        if os.access(script, os.X_OK):
            return script
        if folder != root:
            remove_folder(folder)
    return None


def _is_tmpfs(folder: Path) -> bool:
    best, kind = "", ""
    resolved = str(folder.resolve())
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    for line in mounts:
        _, point, this_kind, *_ = line.split(" ")
        inside = resolved == point or resolved.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, this_kind
    return kind == "tmpfs"


def _room(folder: Path) -> int:
    if not os.access(folder, os.W_OK | os.X_OK):
        return 0
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize
