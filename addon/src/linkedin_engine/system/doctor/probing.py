"""What a check is made of, and what it may look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from pathlib import Path

from ..host import clock_is_synchronised
from ..processes import PROC
from ..readings import SYS


class Level(StrEnum):
    """How bad it is: a warning may trouble a run, a failure prevents one."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


class Database(StrEnum):
    """What a look at the database found. Damage and newer schemas are raised."""

    SOUND = "sound"
    ABSENT = "absent"
    UNFINISHED = "unfinished"
    NO_WAL = "no_wal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """What a trial of the browser found; ``version`` where it started."""

    is_busy: bool = False
    version: str | None = None
    is_sandboxed: bool = True


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everything that the checks look at.

    ``look_at_database`` and ``try_browser`` come from rooms above this one and may
    raise the engine's errors. ``zone_is_chosen`` says that the person named it.
    """

    data_dir: Path
    secrets: tuple[Path, ...]
    base_url: str
    max_temperature: float
    zone: tzinfo
    zone_is_chosen: bool
    look_at_database: Callable[[], Database]
    try_browser: Callable[[], Browser]
    now: Callable[[], datetime] = _now
    is_synchronised: Callable[[], bool | None] = clock_is_synchronised
    proc: Path = PROC
    sys: Path = SYS


@dataclass(frozen=True, slots=True)
class Finding:
    """One of a probe's outcomes, and the reading that led to it."""

    outcome: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """One check: how to look, what may come out, and how long it may take."""

    key: str
    look: Callable[[Surroundings], Finding]
    outcomes: Mapping[str, Level]
    seconds: float = field(default=5.0, kw_only=True)
