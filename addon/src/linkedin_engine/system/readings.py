"""Small readings: the kernel's files, and a Raspberry Pi's firmware."""

from collections.abc import Callable
from pathlib import Path
import shutil
import subprocess
import time

type Firmware = Callable[[str], str | None]

SYS = Path("/sys")

# The firmware answers within milliseconds; without its device it does not answer.
FIRMWARE_SECONDS = 2.0

# A container without the device, or another machine, stays one; a machine too busy
# to answer does not.
_SILENCE_SECONDS = 3600.0


def read_text(path: Path) -> str | None:
    """Return what a file of the kernel says, stripped; None where it says nothing."""
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return None


def read_number(path: Path) -> int | None:
    """Return the whole number in a file; None where there is none."""
    text = read_text(path)
    try:
        return None if text is None else int(text)
    except ValueError:
        return None


def ask_firmware(question: str) -> str | None:
    """Return the value that ``vcgencmd`` tells; None where nobody answers in time."""
    command = shutil.which("vcgencmd")
    if command is None:
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed program and fixed words
            [command, question],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=FIRMWARE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if answer.returncode != 0:
        return None
    _, found, value = answer.stdout.decode(errors="replace").strip().partition("=")
    return value if found else None


class RememberingFirmware:
    """Asks the firmware, and leaves one that did not answer alone for an hour."""

    def __init__(self, ask: Firmware = ask_firmware) -> None:
        """Take who asks; nothing is asked yet."""
        self._ask = ask
        self._silent_since: float | None = None

    def __call__(self, question: str) -> str | None:
        """Return what the firmware tells, None without asking while it is silent."""
        now = time.monotonic()
        if self._silent_since is not None:
            if now - self._silent_since < _SILENCE_SECONDS:
                return None
            self._silent_since = None
        answer = self._ask(question)
        if answer is None:
            self._silent_since = now
        return answer
