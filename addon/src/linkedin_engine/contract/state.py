"""The snapshot of the engine: all that a coordinator needs in one answer.

Sizes are bytes, temperatures degrees Celsius, times aware and in UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime

from mashumaro.mixins.dict import DataClassDictMixin

from .enums import (
    BotName,
    ProblemCode,
    RunOrigin,
    RunReason,
    RunState,
    SendingMode,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionInfo(DataClassDictMixin):
    """Whether LinkedIn can be reached as the person; no secret in it."""

    present: bool
    source: str | None
    saved_at: datetime | None
    expires_at: datetime | None
    usable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary(DataClassDictMixin):
    """A run without its wishes.

    ``message`` says in words why it did not simply finish; ``step``, ``done`` and
    ``total`` are of the run under way.
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
class Counters(DataClassDictMixin):
    """What the ledger counts; an allowance is None where no limit holds."""

    sent_today: int
    sent_week: int
    sent_total: int
    birthdays_today: int
    pending: int
    unverified: int
    daily_allowance: int
    weekly_allowance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemInfo(DataClassDictMixin):
    """The machine and the engine's part of it; None where it cannot be read."""

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
class Problem(DataClassDictMixin):
    """Something that wants a person. ``count`` says of how many, where that fits."""

    code: ProblemCode
    since: datetime
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineState(DataClassDictMixin):
    """One snapshot."""

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
