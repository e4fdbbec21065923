"""What the engine answers, beside the snapshot in ``state``."""

from dataclasses import dataclass, field
from datetime import date, datetime

from .enums import (
    CheckLevel,
    Occasion,
    SendingMode,
    TextFault,
    WishReason,
    WishState,
)
from .models import MessageTemplate, Reply, WishReport
from .state import RunSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Health(Reply):
    """Whether it answers: ``status`` is ``ok``, ``starting`` or ``stopping``."""

    status: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WishItem(Reply):
    """One wish of the ledger, with the times of its way.

    ``day`` is the occasion's, and ``days_late`` counts whole days since then.
    ``edited`` texts were written by the person. ``run_id`` is the run that touched it
    last.
    """

    id: int
    contact_id: int
    member_id: str | None
    profile_url: str
    name: str
    occasion: Occasion
    day: date
    days_late: int
    state: WishState
    text: str
    reason: WishReason | None
    edited: bool
    created_at: datetime
    approved_at: datetime | None
    sent_at: datetime | None
    run_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WishPage(Reply):
    """Wishes, newest first; ``next_before`` asks for the page after."""

    wishes: tuple[WishItem, ...]
    next_before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactItem(Reply):
    """One person. ``birthday`` is "MM-DD" once it was seen.

    ``greeting`` is the name that a wish begins with, ``first_name`` the person's own
    choice of it, or LinkedIn's. ``own_text`` is a template for this contact alone.
    """

    id: int
    member_id: str | None
    profile_url: str
    name: str
    first_name: str | None
    greeting: str
    language: str | None
    own_text: str | None
    blocked: bool
    birthday: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage(Reply):
    """People by name; ``next_after`` asks for the page after."""

    contacts: tuple[ContactItem, ...]
    next_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage(Reply):
    """Runs, newest first."""

    runs: tuple[RunSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDetail(Reply):
    """A run with the wishes it touched."""

    run: RunSummary
    wishes: tuple[WishReport, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsValues(Reply):
    """Every option with the value that holds, as on the app's options page.

    Hours are "HH:MM" in ``timezone``, an IANA name or ``auto``; ``days`` are from
    ``mon`` to ``sun``. Limits count messages; ``max_temperature`` is in Celsius.
    """

    sending_mode: SendingMode
    language: str
    timezone: str
    hours_start: str
    hours_end: str
    days: tuple[str, ...]
    daily_limit: int
    weekly_limit: int
    per_run_limit: int
    max_days_late: int
    delay_min_seconds: int
    delay_max_seconds: int
    schedule_enabled: bool
    birthday_time_jitter_minutes: int
    max_temperature: int
    log_level: str
    remote_browser_url: str
    browser: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsReply(Reply):
    """The options that hold; ``changed`` names those that differ from the app's."""

    values: SettingsValues
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckItem(Reply):
    """One check of the doctor: what was found, what it means, how to mend it.

    ``value`` is the reading itself. The ways to mend are None where all is well.
    """

    key: str
    level: CheckLevel
    title: str
    meaning: str
    mend_home_assistant: str | None
    mend_raspberry_pi_os: str | None
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorReply(Reply):
    """All that the doctor looked at."""

    healthy: bool
    checks: tuple[CheckItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReapReply(Reply):
    """How many processes that were left behind have been ended."""

    reaped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupItem(Reply):
    """One copy of the database; ``size`` in bytes."""

    name: str
    size: int
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPage(Reply):
    """The copies that are kept, newest first."""

    backups: tuple[BackupItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateProblem(Reply):
    """What is wrong with a text; ``line`` counts from 1.

    ``code`` says the same as ``message`` for programs, ``word`` is the one that is
    not known, and ``hint`` the known one that is most like it.
    """

    message: str
    line: int | None = None
    code: TextFault | None = None
    word: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewReply(Reply):
    """A rendered text, or why it cannot be rendered."""

    text: str | None
    problems: tuple[TemplateProblem, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesReply(Reply):
    """The templates that hold, and the ids of those that are built in."""

    templates: tuple[MessageTemplate, ...]
    built_in: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBody(Reply):
    """What went wrong, for programs and for people.

    ``code`` is a stable word, ``message`` says what to do next, and ``field`` names the
    bad input, such as ``templates[3].text``.
    """

    code: str
    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReply(Reply):
    """Every error, with a fitting HTTP status."""

    error: ErrorBody
