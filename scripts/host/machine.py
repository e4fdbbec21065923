"""The machine, as its kernel tells of it: reads files and changes nothing."""

import ctypes
from dataclasses import dataclass
import os
from pathlib import Path
import platform
import struct

# systemd counts a clock with a larger possible error as not synchronised.
_CLOCK_ERROR_MICROSECONDS = 16_000_000


@dataclass(frozen=True)
class Disk:
    """The disk that the system lives on; None and 0 are what it does not tell."""

    name: str
    is_card: bool
    is_readonly: bool
    errors: int
    written: int | None
    worn_percent: int | None


@dataclass(frozen=True)
class Machine:
    """A machine whose files lie below ``root``."""

    root: Path = Path("/")
    processor: str = platform.machine()
    bits: int = struct.calcsize("P") * 8

    def text(self, path: str) -> str:
        """Return a file's text, empty where it cannot be read."""
        try:
            return (self.root / path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError):
            return ""

    def number(self, path: str) -> int | None:
        """Return the number in a file."""
        text = self.text(path)
        return int(text) if text.isdecimal() else None

    def memory(self, name: str) -> int:
        """Return a line of the kernel's account of memory, in bytes."""
        for line in self.text("proc/meminfo").splitlines():
            key, _, value = line.partition(":")
            if key == name:
                return int(value.split()[0]) * 1024
        return 0

    def swaps(self) -> list[str]:
        """Return the names of what memory is moved out to."""
        return [
            line.split()[0]
            for line in self.text("proc/swaps").splitlines()[1:]
            if line.strip()
        ]

    def compresses(self) -> bool:
        """Whether memory is compressed before, or instead of, going to the disk."""
        if any("/zram" in name for name in self.swaps()):
            return True
        zswap = self.text("sys/module/zswap/parameters/enabled")
        return zswap == "Y" and bool(self.swaps())

    def free(self, path: str) -> int:
        """Return the free bytes of the disk with this folder, or with its nearest."""
        folder = self.root / path
        while not folder.exists():
            folder = folder.parent
        told = os.statvfs(folder)
        return told.f_bavail * told.f_frsize

    def disk(self) -> Disk | None:
        """Return the disk with the root folder; None where it is no disk."""
        for line in self.text("proc/self/mountinfo").splitlines():
            words = line.split()
            if words[4] == "/":
                return self._disk(words[2], words[5].split(","))
        return None

    def clock_follows(self) -> bool | None:
        """Whether the clock follows a time server."""
        timex = ctypes.create_string_buffer(512)
        if ctypes.CDLL(None).adjtimex(timex) < 0:
            return None
        *_, largest_error = struct.unpack_from("@Illl", timex)
        return bool(largest_error < _CLOCK_ERROR_MICROSECONDS)

    def _disk(self, device: str, options: list[str]) -> Disk | None:
        place = self.root / "sys/dev/block" / device
        if not place.exists():
            return None
        place = place.resolve()
        whole = place.parent if (place / "partition").exists() else place
        system = f"sys/fs/ext4/{place.name}"
        written = self.number(f"{system}/lifetime_write_kbytes")
        return Disk(
            name=whole.name,
            is_card=whole.name.startswith("mmcblk"),
            is_readonly="ro" in options,
            errors=self.number(f"{system}/errors_count") or 0,
            written=None if written is None else written * 1024,
            worn_percent=_worn(whole / "device/life_time"),
        )


def _worn(file: Path) -> int | None:
    """Return what an eMMC says of its age: tenths, of which 0 is not told."""
    try:
        tenths = max(int(word, 16) for word in file.read_text("ascii").split())
    except (OSError, ValueError):
        return None
    return tenths * 10 or None
