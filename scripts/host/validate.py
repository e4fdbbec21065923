"""Whether this machine can be the engine's home, and whether the engine is well."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
import shutil
from typing import Any

from .engine import DOCTOR_SECONDS, Engine, EngineError, add_arguments, engine_of
from .machine import Machine
from .words import Words

OK, WARNING, FAILURE = "ok", "warning", "failure"
MB, GB = 1_000_000, 1_000_000_000

PROCESSORS = ("aarch64", "x86_64")
# A machine of 2 GB tells of a bit less; a run takes half a gigabyte beside the rest.
MEMORY_ADVISED = 1800 * MB
MEMORY_FOR_A_RUN = 600 * MB
# The image is built here: it has 0.6 GB, and what builds it as much again and more.
DISK_ADVISED = 3 * GB
DISK_NEEDED = 1500 * MB
WORN_PERCENT = 80
YEARS = range(2026, 2100)
# What the engine's doctor says as well, and was said already.
SAID = frozenset({"clock", "compressed_swap"})


@dataclass(frozen=True)
class Finding:
    """One thing looked at; ``key`` names its sentences."""

    level: str
    key: str
    values: dict[str, Any] = field(default_factory=dict)


def main(words_given: list[str], words: Words) -> int:
    """Look at everything and say it; 1 where something prevents the engine's work."""
    arguments = _arguments(words_given, words)
    machine = Machine(arguments.root)
    worst = OK
    for look in _LOOKS:
        for finding in look(machine, words):
            worst = max(worst, finding.level, key=_LEVELS.index)
            _say(finding, words)
    for level, lines in _engine(arguments, words):
        worst = max(worst, level, key=_LEVELS.index)
        _show(level, lines, words)
    print(words(f"validate.{worst}"))
    return 1 if worst == FAILURE else 0


_LEVELS = (OK, WARNING, FAILURE)


def processor(machine: Machine, words: Words) -> Iterator[Finding]:
    """Look for 64 bits, of the processor and of the system on it."""
    del words
    told = {"processor": machine.processor, "bits": machine.bits}
    if machine.bits != 64 or machine.processor not in PROCESSORS:  # noqa: PLR2004 - bits
        yield Finding(FAILURE, "processor.unfit", told)
    else:
        yield Finding(OK, "processor.fit", told)


def memory(machine: Machine, words: Words) -> Iterator[Finding]:
    """Look for the memory of a run beside Home Assistant's own."""
    total, available = machine.memory("MemTotal"), machine.memory("MemAvailable")
    told = {"total": words.size(total), "available": words.size(available)}
    if total < MEMORY_ADVISED:
        yield Finding(WARNING, "memory.small", told)
    elif available < MEMORY_FOR_A_RUN:
        yield Finding(WARNING, "memory.taken", told)
    else:
        yield Finding(OK, "memory.plenty", told)
    if total < MEMORY_ADVISED and not machine.compresses():
        yield Finding(WARNING, "memory.plain")


def space(machine: Machine, words: Words) -> Iterator[Finding]:
    """Look for room where Docker keeps its images."""
    free = machine.free("var/lib/docker")
    told = {"free": words.size(free)}
    if free < DISK_NEEDED:
        yield Finding(FAILURE, "space.short", told)
    else:
        enough = free >= DISK_ADVISED
        yield Finding(
            OK if enough else WARNING,
            "space.plenty" if enough else "space.little",
            told,
        )


def disk(machine: Machine, words: Words) -> Iterator[Finding]:
    """Look for signs that the disk wears out, as far as it gives any."""
    found = machine.disk()
    if found is None:
        yield Finding(OK, "disk.unknown")
        return
    written = "-" if found.written is None else words.size(found.written)
    told = {"name": found.name, "written": written}
    if found.is_readonly:
        yield Finding(FAILURE, "disk.readonly", told)
    elif found.errors:
        yield Finding(WARNING, "disk.errors", told | {"errors": found.errors})
    elif (found.worn_percent or 0) > WORN_PERCENT:
        yield Finding(WARNING, "disk.worn", told | {"percent": found.worn_percent})
    else:
        yield Finding(OK, "disk.card" if found.is_card else "disk.sound", told)


def clock(machine: Machine, words: Words) -> Iterator[Finding]:
    """Look whether the day is right: the wrong one has other people's birthdays."""
    del words
    now = datetime.now(timezone.utc)  # noqa: UP017 - older Pythons know this name only
    told = {"now": f"{now:%Y-%m-%d %H:%M} UTC"}
    if now.year not in YEARS:
        yield Finding(FAILURE, "clock.wrong", told)
    elif machine.clock_follows() is False:
        yield Finding(WARNING, "clock.adrift", told)
    else:
        yield Finding(OK, "clock.right", told)


def docker(machine: Machine, words: Words) -> Iterator[Finding]:
    """Look for Docker, and for what Raspberry Pi OS holds back from it."""
    del words
    if shutil.which("docker") is None:
        yield Finding(WARNING, "docker.absent")
        return
    yield Finding(OK, "docker.there")
    controllers = machine.text("sys/fs/cgroup/cgroup.controllers").split()
    if controllers and "memory" not in controllers:
        yield Finding(WARNING, "docker.no_memory_limit")
    if machine.number("proc/sys/user/max_user_namespaces") == 0:
        yield Finding(WARNING, "docker.no_namespaces")


_LOOKS: tuple[Callable[[Machine, Words], Iterator[Finding]], ...] = (
    *(processor, memory, space, disk, clock, docker),
)


def _engine(arguments: Namespace, words: Words) -> Iterator[tuple[str, list[str]]]:
    """Ask the engine how it is, and its doctor for what it finds."""
    engine = engine_of(arguments)
    is_well = engine.is_well()
    told = {"address": engine.address}
    if is_well is None:
        key = "engine.silent" if arguments.installed else "engine.absent"
        yield FAILURE if arguments.installed else OK, _lines(key, words, told)
    elif not is_well:
        yield FAILURE, _lines("engine.ill", words, told)
    else:
        yield OK, _lines("engine.well", words, told)
        yield from _doctor(engine, words)


def _doctor(engine: Engine, words: Words) -> Iterator[tuple[str, list[str]]]:
    try:
        found = engine.ask(
            f"system/doctor?language={words.language}", seconds=DOCTOR_SECONDS
        )
    except EngineError as error:
        yield WARNING, [words("engine.unasked"), words(error.key, **error.values)]
        return
    for check in found["checks"]:
        if check["level"] != OK and check["key"] not in SAID:
            mend = check["mend_raspberry_pi_os"] or ""
            title = words(
                "engine.check", title=check["title"], meaning=check["meaning"]
            )
            yield check["level"], [title, mend]


def _say(finding: Finding, words: Words) -> None:
    _show(finding.level, _lines(finding.key, words, finding.values), words)


def _lines(key: str, words: Words, values: dict[str, Any]) -> list[str]:
    mend = f"{key}.mend"
    return [
        words(key, **values),
        *([words(mend, **values)] if mend in words.texts else []),
    ]


def _show(level: str, lines: list[str], words: Words) -> None:
    width = max(len(words(f"level.{each}")) for each in _LEVELS)
    first, *rest = filter(None, lines)
    print(f"{words(f'level.{level}'):<{width}}  {first}")
    for line in rest:
        print(f"{'':<{width}}  {line}")


def _arguments(words_given: list[str], words: Words) -> Namespace:
    parser = words.parser("validate")
    add_arguments(parser)
    parser.add_argument(
        "--installed", action="store_true", help=words("validate.installed")
    )
    parser.add_argument(
        "--root", type=Path, default=Path("/"), help=words("root_option")
    )
    return parser.parse_args(words_given)
