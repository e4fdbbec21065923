"""What the dispatcher works with; whoever builds the service fills it in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from linkedin_engine.clock import Clock
from linkedin_engine.contract.enums import RunReason
from linkedin_engine.contract.models import RunProgress, RunReport
from linkedin_engine.contract.state import RunSummary
from linkedin_engine.settings import Options
from linkedin_engine.storage.worker import DatabaseWorker

from .bus import EventBus
from .requests import RunRequest
from .runner import RunEnd

type RunProcess = Callable[
    [RunRequest, Callable[[RunProgress], None]], Awaitable[RunEnd]
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why no run may start now; it waits in the queue and is tried again."""

    reason: RunReason | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long the dispatcher waits.

    It looks at the clock at least every ``longest_sleep_seconds``: a Raspberry Pi
    has no clock of its own and may be set right long after its start. A run that
    may not start is tried again after ``first_wait_seconds``, then ever later.
    """

    longest_sleep_seconds: float = 600.0
    first_wait_seconds: float = 30.0
    longest_wait_seconds: float = 300.0
    approval_quiet: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What the dispatcher works with.

    ``seed`` is the home's own, and draws the moments of its daily runs.
    ``make_request`` raises ``BadInputError`` for a run that there is not.
    ``on_change`` is called when ``current``, ``queued``, ``next_run`` or why runs
    wait has changed; ``on_run_ended`` after each end, with the report and a
    sentence for the person.
    """

    database: DatabaseWorker
    clock: Clock
    options: Callable[[], Options]
    seed: str
    bus: EventBus
    run: RunProcess
    make_request: Callable[[RunSummary], RunRequest]
    can_start: Callable[[], Awaitable[Refusal | None]]
    has_session: Callable[[], Awaitable[bool]]
    on_change: Callable[[], None]
    on_run_ended: Callable[[RunReport, str | None], Awaitable[None]]
    timing: Timing = Timing()
