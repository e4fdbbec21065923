"""When the daily run starts, and when it may start again after trouble."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from linkedin_engine.contract.enums import RunReason

from .hours import Hours

_DAYS_AHEAD: Final = 14
_FIRST_RETRY: Final = timedelta(minutes=5)
_LONGEST_RETRY: Final = timedelta(hours=2)
_LIMIT_PAUSE: Final = timedelta(days=1)

# Only a person can mend these; trying again makes them worse.
WAITS_FOR_PERSON: Final = frozenset(
    {
        RunReason.SESSION_REQUIRED,
        RunReason.CHECKPOINT,
        RunReason.RESTRICTED,
        RunReason.PAGE_CHANGED,
    }
)
_TRIED_AGAIN: Final = frozenset(
    {
        RunReason.NETWORK,
        RunReason.BROWSER_CRASHED,
        RunReason.INTERNAL,
        RunReason.TOO_HOT,
        RunReason.BUSY,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyStart:
    """The daily run: within the hours, at a moment drawn anew for each day.

    ``seed`` makes the draw the same after a restart and another one elsewhere.
    """

    hours: Hours
    jitter: timedelta
    seed: str

    def on(self, day: date) -> datetime | None:
        """Return the day's start; None when the hours stay closed."""
        window = self.hours.window(day)
        if window is None:
            return None
        opens, closes = window
        room = min(self.jitter, (closes - opens) / 2)
        draw = Random(f"{self.seed}:{day.isoformat()}").random()  # noqa: S311 - a time of day is no secret
        return opens + room * draw

    def following(self, now: datetime, last_day: date | None) -> datetime | None:
        """Return the next start, ``now`` where today's was missed.

        ``last_day`` is the day of the last daily run, which is not run again.
        """
        today = now.astimezone(self.hours.zone).date()
        for ahead in range(_DAYS_AHEAD):
            day = today + timedelta(days=ahead)
            start = self.on(day)
            if start is None or (last_day is not None and day <= last_day):
                continue
            if start > now:
                return start
            if self.hours.is_open(now):
                return now
        return None


def retry_at(
    reason: RunReason | None, tries: int, now: datetime, rng: Random
) -> datetime | None:
    """Return when a run that ended like this may be tried again by itself.

    ``tries`` counts the runs in a row that ended in trouble. None means that
    there is nothing to try again, or that a person has to act first.
    """
    if reason is RunReason.LINKEDIN_LIMIT:
        return now + _LIMIT_PAUSE
    if reason not in _TRIED_AGAIN:
        return None
    doubled: timedelta = _FIRST_RETRY * 2 ** min(max(0, tries - 1), 10)
    return now + min(doubled, _LONGEST_RETRY) * rng.uniform(0.8, 1.2)
