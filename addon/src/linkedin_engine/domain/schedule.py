"""When a run starts by itself, and when it may start again after trouble."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from random import Random
from typing import Final

from linkedin_engine.contract.enums import RunOrigin, RunReason

from .hours import Hours

_DAYS_AHEAD: Final = 14
_FIRST_RETRY: Final = timedelta(minutes=5)
_LONGEST_RETRY: Final = timedelta(hours=2)
_LIMIT_PAUSE: Final = timedelta(days=1)
# The doubling stops here: more doubled would not fit into a timedelta.
_MOST_DOUBLED: Final = 10

# Only a person can mend these; trying again makes them worse.
WAITS_FOR_PERSON: Final = frozenset(
    {
        RunReason.SESSION_REQUIRED,
        RunReason.CHECKPOINT,
        RunReason.RESTRICTED,
        RunReason.PAGE_CHANGED,
    }
)
TRIED_AGAIN: Final = frozenset(
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
    if reason not in TRIED_AGAIN:
        return None
    doubled: timedelta = _FIRST_RETRY * 2 ** min(max(0, tries - 1), _MOST_DOUBLED)
    return now + min(doubled, _LONGEST_RETRY) * rng.uniform(0.8, 1.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one run that had begun came to its end.

    ``is_answered`` says that a person has acted since, ``was_cancelled`` that a
    person asked for the end. ``may_send`` is true of a run that could have sent
    what was approved.
    """

    run_id: str
    origin: RunOrigin
    reason: RunReason | None
    started_at: datetime
    finished_at: datetime
    may_send: bool
    was_cancelled: bool = False
    is_answered: bool = False

    @property
    def is_trouble(self) -> bool:
        """Whether time may mend it; so too when the engine itself was ended."""
        return self.reason in TRIED_AGAIN or self.was_interrupted

    @property
    def was_interrupted(self) -> bool:
        """Whether it was ended, but by nobody who wanted that."""
        return self.reason is RunReason.CANCELLED and not self.was_cancelled

    @property
    def shows_the_account(self) -> bool:
        """Whether the run tells what LinkedIn now thinks of the account."""
        return self.reason in _SHOWS_THE_ACCOUNT

    @property
    def had_its_chance(self) -> bool:
        """Whether what it left unsent was left on purpose."""
        return self.may_send and (
            self.reason in _LEFT_ON_PURPOSE
            or (self.reason is RunReason.CANCELLED and self.was_cancelled)
        )


_LEFT_ON_PURPOSE: Final = frozenset(
    {None, RunReason.LIMIT_REACHED, RunReason.LINKEDIN_LIMIT}
)
_LIMITS: Final = frozenset({RunReason.LIMIT_REACHED, RunReason.LINKEDIN_LIMIT})
_SHOWS_THE_ACCOUNT: Final = _LEFT_ON_PURPOSE | WAITS_FOR_PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the runs so far mean for the next one that starts by itself.

    ``waits_for`` is why there is none until a person has acted, ``not_before``
    the end of the wait after ``trouble``, the newest run that met any.
    """

    paused_until: datetime | None = None
    waits_for: RunReason | None = None
    not_before: datetime | None = None
    trouble: Ended | None = None

    def earliest(self, now: datetime) -> datetime:
        """Return the first moment at which a run may start by itself."""
        return max(now, self.paused_until or now, self.not_before or now)


def standing(ended: Sequence[Ended], now: datetime, seed: str) -> Standing:
    """Judge the runs that ended, the newest first.

    Ends that lie in the future were written under a clock that was wrong: they
    hold nothing up for longer than they would have.
    """
    verdict = next((run for run in ended if run.shows_the_account), None)
    is_held = (
        verdict is not None
        and verdict.reason in WAITS_FOR_PERSON
        and not verdict.is_answered
    )
    since = list(takewhile(lambda run: not run.shows_the_account, ended))
    troubles = [run for run in since if run.is_trouble and run.finished_at <= now]
    newest = troubles[0] if troubles else None
    return Standing(
        paused_until=_paused_until(ended, now),
        waits_for=verdict.reason if verdict is not None and is_held else None,
        not_before=None if newest is None else _after(newest, len(troubles), seed),
        trouble=newest,
    )


def _paused_until(ended: Sequence[Ended], now: datetime) -> datetime | None:
    return next(
        (
            run.finished_at + _LIMIT_PAUSE
            for run in ended
            if run.reason is RunReason.LINKEDIN_LIMIT
            and abs(now - run.finished_at) < _LIMIT_PAUSE
        ),
        None,
    )


def _after(trouble: Ended, tries: int, seed: str) -> datetime | None:
    reason = RunReason.INTERNAL if trouble.was_interrupted else trouble.reason
    rng = Random(f"{seed}:{trouble.run_id}")  # noqa: S311 - a time of day is no secret
    return retry_at(reason, tries, trouble.finished_at, rng)


def approval_start(
    daily: DailyStart,
    *,
    approved: datetime,
    quiet: timedelta,
    last: Ended | None,
    now: datetime,
) -> datetime | None:
    """Return when a run for approved wishes starts, within the hours.

    ``approved`` is the newest approval among them; a person who approves several
    is given ``quiet`` to finish. What ``last``, the newest run that had its
    chance, left on purpose waits for the next day.
    """
    if last is not None:
        day = last.finished_at.astimezone(daily.hours.zone).date()
        is_same_day = day == now.astimezone(daily.hours.zone).date()
        if approved <= last.started_at or (is_same_day and last.reason in _LIMITS):
            return daily.following(now, day)
    return daily.hours.next_open(max(now, approved + quiet))
