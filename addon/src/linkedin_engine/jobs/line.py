"""The line of runs that wait: who may join it, and who has waited for too long."""

from datetime import datetime, timedelta
from typing import Final

from linkedin_engine.contract.enums import RunOrigin, RunReason
from linkedin_engine.contract.state import RunSummary
from linkedin_engine.errors import BusyError, ConflictError
from linkedin_engine.settings import Options
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.runs import NewRun, RunRepository

from .lock import run_lock
from .outlook import Outlook, hours_of

MOST_QUEUED: Final = 20
CANCELLED_IN_LINE: Final = "The run was cancelled before it began."

_TOO_OLD: Final = (
    "It was asked for on {day} and could not start that day. Ask again if it is "
    "still wanted."
)
_HELD: Final = (
    "The run before it met something that only a person can mend. See to that "
    "first, then ask again."
)
_PAUSED: Final = "LinkedIn said in the run before it that too much was done."
_HOURS_OVER: Final = (
    "The hours in which messages may be sent were over before it could start."
)
_NO_SCHEDULE: Final = "The schedule was turned off."

# Over midnight a run may wait for another one's end, but not for a machine that
# was off.
_OLD_AFTER: Final = timedelta(hours=1)


def settle_lost(database: Database, now: datetime) -> None:
    """End what a crash left running, unless another program's run is under way."""
    runs = RunRepository(database)
    if not runs.has_running():
        return
    try:
        with run_lock(database.path.parent):
            runs.abandon_unfinished(now)
    except BusyError:
        return


def is_asked_again(run: RunSummary, new: NewRun) -> bool:
    """Tell whether a run is asked for that is there already: a button pressed twice."""
    return (run.bot, run.mode, run.dry_run, run.max_messages) == (
        new.bot,
        new.mode,
        new.dry_run,
        new.max_messages,
    )


def check_may_join(
    length: int, outlook: Outlook, *, now: datetime, options: Options
) -> None:
    """Raise ``ConflictError`` where no run may be asked for now."""
    paused_until = outlook.paused_until
    if paused_until is not None and paused_until > now:
        local = paused_until.astimezone(options.zone)
        raise ConflictError(
            "LinkedIn said that too much was done, so no run starts until "
            f"{local:%Y-%m-%d %H:%M}. Starting sooner could cost the account."
        )
    if length >= MOST_QUEUED:
        raise ConflictError(
            f"{length} runs are waiting already. Wait for them, or cancel some."
        )


def why_dropped(
    run: RunSummary, *, now: datetime, options: Options, outlook: Outlook
) -> tuple[RunReason, str] | None:
    """Return why a run whose turn has come shall not start any more."""
    day = run.requested_at.astimezone(options.zone).date()
    is_of_today = day >= now.astimezone(options.zone).date()
    if not is_of_today and now - run.requested_at > _OLD_AFTER:
        return RunReason.CANCELLED, _TOO_OLD.format(day=day)
    if outlook.is_held and outlook.waits_for_person is not None:
        return outlook.waits_for_person, _HELD
    if outlook.paused_until is not None:
        return RunReason.LINKEDIN_LIMIT, _PAUSED
    if run.origin is RunOrigin.PERSON:
        return None
    return _why_not_by_itself(run, now, options)


def _why_not_by_itself(
    run: RunSummary, now: datetime, options: Options
) -> tuple[RunReason, str] | None:
    if not hours_of(options).is_open(now):
        return RunReason.OUTSIDE_HOURS, _HOURS_OVER
    if run.origin is RunOrigin.SCHEDULE and not options.schedule_enabled:
        return RunReason.CANCELLED, _NO_SCHEDULE
    return None
