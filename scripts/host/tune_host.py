"""Settings of the machine that spare a small memory and an SD card.

Each setting is a file of its own, or a package, so that it can be taken back.
"""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
import subprocess

from .machine import Machine
from .words import Words

SWAPPINESS = 10
# Below it, memory is better compressed than moved out to the disk.
MEMORY_PLENTY = 6_000_000_000

_SYSCTL = Path("etc/sysctl.d/90-linkedin-auto.conf")
_JOURNAL = Path("etc/systemd/journald.conf.d/90-linkedin-auto.conf")
_PACKAGES = Path("etc/linkedin-auto-packages")
_RESTART_JOURNAL = ("systemctl", "restart", "systemd-journald")
_JOURNAL_TEXT = """\
# Written by tune_host: the log stays in memory, and a restart forgets it.
[Journal]
Storage=volatile
RuntimeMaxUse=32M
"""


@dataclass(frozen=True)
class Step:
    """Something to do: a file's new text, None to remove it, and then a command."""

    key: str
    file: Path
    text: str | None
    command: tuple[str, ...]


def main(words_given: list[str], words: Words) -> int:
    """Show what would be done; do it with --apply; take it back with --undo."""
    arguments = _arguments(words_given, words)
    tuner = Tuner(Machine(arguments.root))
    steps = list(tuner.undoing() if arguments.undo else tuner.wanted())
    for step in steps:
        print(words(f"tune.{step.key}"))
        verb = "removes" if step.text is None else "writes"
        print("  " + words(f"tune.{verb}", file=f"/{step.file}"))
        print("  " + words("tune.runs", command=" ".join(step.command)))
        if arguments.apply or arguments.undo:
            tuner.do(step)
    if not steps:
        print(words("tune.nothing_to_undo" if arguments.undo else "tune.nothing"))
    elif not (arguments.apply or arguments.undo):
        print(words("tune.dry"))
    return 0


class Tuner:
    """The settings of one machine."""

    def __init__(self, machine: Machine) -> None:
        """Take the machine; commands are run only on the one that this runs on."""
        self._machine = machine
        self._is_here = machine.root == Path("/")

    def wanted(self) -> Iterator[Step]:
        """Yield what would help here and is not done yet."""
        machine = self._machine
        package = self._zram_package()
        swappiness = machine.number("proc/sys/vm/swappiness")
        if package and not machine.compresses() and self._is_small():
            install = ("apt-get", "install", "--yes", package)
            yield Step("zram", _PACKAGES, f"{package}\n", install)
        elif self._swaps_to_disk() and (swappiness or 0) > SWAPPINESS:
            text = f"# before: {swappiness}\nvm.swappiness = {SWAPPINESS}\n"
            load = ("sysctl", "--quiet", "--load", f"/{_SYSCTL}")
            yield Step("swappiness", _SYSCTL, text, load)
        if self._logs_to_card():
            yield Step("journal", _JOURNAL, _JOURNAL_TEXT, _RESTART_JOURNAL)

    def undoing(self) -> Iterator[Step]:
        """Yield what takes back what was done."""
        machine = self._machine
        packages = machine.text(str(_PACKAGES)).split()
        if packages:
            remove = ("apt-get", "remove", "--yes", *packages)
            yield Step("zram_back", _PACKAGES, None, remove)
        before = machine.text(str(_SYSCTL)).partition("\n")[0].rpartition(" ")[2]
        if before.isdecimal():
            write = ("sysctl", "--quiet", "--write", f"vm.swappiness={before}")
            yield Step("swappiness_back", _SYSCTL, None, write)
        if machine.text(str(_JOURNAL)):
            yield Step("journal_back", _JOURNAL, None, _RESTART_JOURNAL)

    def do(self, step: Step) -> None:
        """Change the file, then let the machine know; all or nothing."""
        file = self._machine.root / step.file
        before = file.read_text(encoding="utf-8") if file.exists() else None
        _write(file, step.text)
        if self._is_here:
            try:
                subprocess.run(step.command, check=True, stdin=subprocess.DEVNULL)  # noqa: S603 - written above
            except BaseException:
                _write(file, before)
                raise

    def _is_small(self) -> bool:
        return self._machine.memory("MemTotal") < MEMORY_PLENTY

    def _swaps_to_disk(self) -> bool:
        return bool(self._machine.swaps()) and not self._machine.compresses()

    def _logs_to_card(self) -> bool:
        disk = self._machine.disk()
        folder = self._machine.root / "var/log/journal"
        is_done = (self._machine.root / _JOURNAL).exists()
        return bool(disk and disk.is_card) and folder.is_dir() and not is_done

    def _zram_package(self) -> str | None:
        """Return the package that compresses memory here; None without packages."""
        root = self._machine.root
        if (root / _PACKAGES).exists() or not (root / "usr/bin/apt-get").exists():
            return None
        is_old = "VERSION_CODENAME=bookworm" in self._machine.text("etc/os-release")
        # Raspberry Pi OS has one of its own since Debian 13.
        is_pi_os = (root / "etc/rpi-issue").exists() and not is_old
        return "rpi-swap" if is_pi_os else "zram-tools"


def _write(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink(missing_ok=True)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _arguments(words_given: list[str], words: Words) -> Namespace:
    parser = words.parser("tune_host")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--apply", action="store_true", help=words("tune.apply"))
    either.add_argument("--undo", action="store_true", help=words("tune.undo"))
    parser.add_argument(
        "--root", type=Path, default=Path("/"), help=words("root_option")
    )
    return parser.parse_args(words_given)
