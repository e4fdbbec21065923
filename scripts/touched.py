"""What a container touched, as strace saw it, held against its AppArmor profile.

No machine of this project loads the profile; a path that it forgets would only be found
by somebody whose run ends with "permission denied".
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import re
import tempfile

from repository.confinement import Profile

_CALLS = (
    *("chmod", "execve", "fchmodat", "link", "linkat", "mkdir", "mkdirat", "mmap"),
    *("mknod", "mknodat", "open", "openat", "rename", "renameat", "renameat2"),
    *("truncate", "unlink", "unlinkat"),
)
# Before it, the container is being made; after it, everything is the image's.
_BEGIN = re.compile(r'([\d.]+) execve\("/dev/init".* = 0$')
_CALL = re.compile(r"([\d.]+) (\w+)\((.*)\) += (\d+)\w*(?:<(.*?)>(?:\(deleted\))?)?$")
_FOLDER = re.compile(r"(?:AT_FDCWD|\d+)<([^>]*)>, ")
_MOUNTS = ("/data", "/dev", "/proc", "/sys", "/tmp")  # noqa: S108 - in the container
# Memory with a name, which the profile is not asked about; and a program's own file,
# which the kernel knows by its path.
_NO_FILES = re.compile(r"/memfd:|/proc/self/exe$|\w+:\[|(?:pipe|socket|anon_inode):")


class Watch:
    """Writes down what commands touch, each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Take an empty folder."""
        self._folder = folder

    def words(self) -> tuple[str, ...]:
        """Return the words to put before the next command."""
        folder = self._folder / str(len(list(self._folder.iterdir())))
        folder.mkdir()
        words = ("strace", "-ff", "-ttt", "-y", "-qq", "--seccomp-bpf", "--signal=none")
        return *words, f"--trace={','.join(_CALLS)}", "-o", str(folder / "process")

    def forbidden(self, root: Path, profile: Profile) -> list[str]:
        """Return what was done in the image at ``root`` and the profile forbids."""
        return sorted(
            {
                f"{path} {right}"
                for folder in self._folder.iterdir()
                for path, right in _seen(folder)
                if not profile.allows(resolved(path, root), right)
            }
        )


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch until the block is left."""
    with tempfile.TemporaryDirectory(prefix="linkedin-auto-watch-") as folder:
        yield Watch(Path(folder))


def _seen(folder: Path) -> Iterator[tuple[str, str]]:
    files = [file.read_text("utf-8", "replace") for file in sorted(folder.iterdir())]
    lines = [line for text in files for line in text.splitlines()]
    begun = min(float(found[1]) for line in lines if (found := _BEGIN.match(line)))
    return touches(lines, begun)


def touches(lines: Iterable[str], begun: float) -> Iterator[tuple[str, str]]:
    """Yield each path and what was done with it.

    Left out is what is named from a current folder, which is not written down.
    """
    for line in lines:
        found = _CALL.match(line)
        if found is None or float(found[1]) <= begun:
            continue
        for path, rights in _touched(found[2], found[3], found[5]):
            if not _NO_FILES.search(path):
                yield from ((path, right) for right in rights)


def _touched(call: str, words: str, opened: str | None) -> Iterator[tuple[str, str]]:
    if call in ("open", "openat"):
        is_folder = "O_DIRECTORY" in words and "O_TMPFILE" not in words
        yield (
            f"{opened}/" if is_folder and opened != "/" else str(opened),
            _rights(words),
        )
    elif call == "mmap":
        mapped = re.search(r"PROT_EXEC.*, \d+<([^>]*)>", words)
        if mapped is not None:
            yield mapped[1], "m"
    else:
        named = re.findall(r'"([^"]*)"', words)
        there = _FOLDER.match(words)
        slash = "/" if call.startswith("mkdir") else ""
        rights = {"execve": "x", "link": "wl", "linkat": "wl"}.get(call, "w")
        for name in named[:1] if call == "execve" else named:
            if name.startswith("/"):
                yield name + slash, rights
            elif there is not None:
                yield f"{there[1].rstrip('/')}/{name}{slash}", rights


def _rights(flags: str) -> str:
    if "O_PATH" in flags:
        return ""
    writes = any(each in flags for each in ("O_WRONLY", "O_RDWR", "O_CREAT"))
    reads = "O_WRONLY" not in flags
    return "r" * reads + "w" * writes


def resolved(path: str, root: Path) -> str:
    """Return a path as the kernel knows it: no symbolic links, folders with a slash."""
    is_folder = path.endswith("/") or (root / path[1:]).is_dir()
    walked = path.rstrip("/")
    if not path.startswith(_MOUNTS):
        walked = ""
        for name in filter(None, path.split("/")):
            walked = os.path.normpath(f"{walked}/{name}")
            here = root / walked[1:]
            if here.is_symlink():
                # An absolute one takes the whole place of what comes before it.
                target = str(Path(walked).parent / here.readlink())
                walked = resolved(target, root).rstrip("/")
    return f"{walked.rstrip('/')}{'/' * is_folder}"
