"""The snapshot of the engine: all that a coordinator needs in one answer."""

from dataclasses import dataclass, field
from datetime import date, datetime

from .enums import (
    BotName,
    ProblemCode,
    RunOrigin,
    RunReason,
    RunState,
    SendingMode,
)
from .models import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionInfo(Reply):
    """Whether LinkedIn can be reached as the person; no secret in it.

    ``source`` is the format that was imported. ``expires_at`` is when the cookie says;
    LinkedIn may end it earlier, which makes ``usable`` false.
    """

    present: bool
    source: str | None
    saved_at: datetime | None
    expires_at: datetime | None
    usable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary(Reply):
    """A run without its wishes.

    ``max_messages`` is what this run was asked to send at most, below the options'
    limits. ``reason`` and, in words, ``message`` say why it did not simply finish.
    From ``found`` on, numbers count wishes, ``pending`` those that still wait.
    ``step``, ``done`` and ``total`` are of the run under way, as in ``RunProgress``.
    """

    run_id: str
    bot: BotName
    mode: SendingMode
    origin: RunOrigin
    dry_run: bool
    max_messages: int | None
    state: RunState
    reason: RunReason | None
    message: str | None
    found: int
    sent: int
    skipped: int
    failed: int
    unverified: int
    pending: int
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    step: str | None = None
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters(Reply):
    """What the ledger counts.

    ``today`` is the person's calendar day, the week the last 168 hours. ``pending``
    counts drafts, approved wishes and those that are tried again. An allowance is how
    many more messages a limit lets through now.
    """

    sent_today: int
    sent_week: int
    sent_total: int
    birthdays_today: int
    pending: int
    unverified: int
    daily_allowance: int
    weekly_allowance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemInfo(Reply):
    """The machine and the engine's part of it, in bytes, degrees Celsius and counts.

    ``engine_memory`` and ``browser_memory`` are proportional set sizes: shared pages
    are counted by their share. ``throttled`` and ``under_voltage`` are about now.
    ``wal_size`` is of the journal beside the database, ``disk_free`` of the disk with
    the data folder. None is what this machine does not tell.
    """

    engine_memory: int
    browser_memory: int
    host_memory_total: int
    host_memory_available: int
    cpu_temperature: float | None
    throttled: bool | None
    under_voltage: bool | None
    zombie_processes: int
    browser_processes: int
    database_size: int
    wal_size: int
    disk_free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Reply):
    """Something that wants a person, or time; ``count`` is of how many, if counted."""

    code: ProblemCode
    since: datetime
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineState(Reply):
    """One snapshot.

    ``instance_id`` stays with the data folder. Hours are "HH:MM" in ``timezone``, the
    person's, where it is ``today``. ``run`` is the one under way, ``queued`` come
    after it, and ``last_run`` is the last that ended. No run starts before
    ``paused_until``, nor of itself while ``waits_for_person`` says what a person has
    to mend.
    """

    schema_version: int
    min_supported_schema_version: int
    engine_version: str
    instance_id: str
    sending_mode: SendingMode
    schedule_enabled: bool
    hours_start: str
    hours_end: str
    daily_limit: int
    weekly_limit: int
    max_days_late: int
    session: SessionInfo
    counters: Counters
    system: SystemInfo
    run: RunSummary | None
    queued: tuple[RunSummary, ...] = field(default=())
    last_run: RunSummary | None
    next_run: datetime | None
    paused_until: datetime | None
    waits_for_person: RunReason | None
    problems: tuple[Problem, ...] = field(default=())
    timezone: str | None = None
    today: date | None = None
