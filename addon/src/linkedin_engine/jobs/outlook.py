"""When the next run starts by itself, read from the ledger alone.

Nothing here is remembered: after a restart the same rows give the same answer.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from linkedin_engine.contract.enums import BotName, RunOrigin, RunReason, SendingMode
from linkedin_engine.domain.hours import Hours, instant
from linkedin_engine.domain.schedule import (
    DailyStart,
    Ended,
    Standing,
    approval_start,
    standing,
)
from linkedin_engine.settings import Options
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.runs import RunRepository
from linkedin_engine.storage.wishes import WishRepository

DAILY_BOT: Final = BotName.BIRTHDAY
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A run that starts by itself."""

    at: datetime
    origin: RunOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What comes next. ``is_held`` says that a run asked for a person's help.

    ``waits_for_person`` is also set where there is no session to run with.
    """

    planned: Planned | None = None
    paused_until: datetime | None = None
    waits_for_person: RunReason | None = None
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """The rules that hold at one moment; ``seed`` tells one home from another."""

    now: datetime
    options: Options
    seed: str
    approval_quiet: timedelta
    has_session: bool

    @property
    def hours(self) -> Hours:
        """The hours in which messages may be sent."""
        return hours_of(self.options)

    @property
    def daily(self) -> DailyStart:
        """The moments of the daily run."""
        return DailyStart(
            hours=self.hours,
            jitter=timedelta(minutes=self.options.birthday_time_jitter_minutes),
            seed=self.seed,
        )

    def look(self, database: Database) -> Outlook:
        """Return what comes next."""
        ended = RunRepository(database).ended()
        stands = standing(ended, self.now, self.seed)
        waits_for = stands.waits_for
        if waits_for is None and not self.has_session:
            waits_for = RunReason.SESSION_REQUIRED
        return Outlook(
            planned=None if waits_for else self._plan(database, ended, stands),
            paused_until=stands.paused_until,
            waits_for_person=waits_for,
            is_held=stands.waits_for is not None,
        )

    def _plan(
        self, database: Database, ended: list[Ended], stands: Standing
    ) -> Planned | None:
        earliest = stands.earliest(self.now)
        starts = (
            (self._daily_start(database, earliest), RunOrigin.SCHEDULE),
            (self._approval_start(database, ended, earliest), RunOrigin.APPROVAL),
        )
        found = [Planned(at=at, origin=origin) for at, origin in starts if at]
        if not found:
            return None
        first = min(found, key=lambda each: each.at)
        if self._is_retry(stands.trouble):
            return Planned(at=first.at, origin=RunOrigin.RETRY)
        return first

    def _daily_start(self, database: Database, earliest: datetime) -> datetime | None:
        if not self.options.schedule_enabled:
            return None
        zone = self.options.zone
        runs = RunRepository(database)
        tomorrow = self.now.astimezone(zone).date() + _DAY
        end = instant(tomorrow, time(), zone)
        done = []
        scheduled = runs.last_daily(DAILY_BOT, before=end)
        if scheduled is not None:
            done.append(scheduled.astimezone(zone).date())
        by_hand = runs.last_by_hand(DAILY_BOT, self.options.sending_mode, before=end)
        if by_hand is not None:
            day = by_hand.astimezone(zone).date()
            start = self.daily.on(day)
            # Before the day's moment it is one run more, after it the day's own.
            if start is not None and by_hand >= start:
                done.append(day)
        return self.daily.following(earliest, max(done, default=None))

    def _approval_start(
        self, database: Database, ended: list[Ended], earliest: datetime
    ) -> datetime | None:
        mode = self.options.sending_mode
        if mode is SendingMode.PREVIEW or RunRepository(database).is_busy():
            return None
        today = self.now.astimezone(self.options.zone).date()
        oldest = today - timedelta(days=self.options.max_days_late)
        due = WishRepository(database).due(oldest_day=oldest)
        approved = [
            moment
            for wish in due
            if (moment := wish.approved_at or wish.created_at) <= self.now
        ]
        if not approved:
            return None
        newest = max(approved)
        sending = [run for run in ended if run.may_send]
        if mode is SendingMode.AUTOMATIC and (
            # Such a run approves by itself; only a person's approval is news.
            not sending or newest <= sending[0].finished_at
        ):
            return None
        return approval_start(
            self.daily,
            approved=newest,
            quiet=self.approval_quiet,
            last=next((run for run in sending if run.had_its_chance), None),
            now=earliest,
        )

    def _is_retry(self, trouble: Ended | None) -> bool:
        """Whether the next run is the same work again, on the same day."""
        if trouble is None or trouble.origin is RunOrigin.PERSON:
            return False
        zone = self.options.zone
        day = trouble.started_at.astimezone(zone).date()
        return day == self.now.astimezone(zone).date()


def hours_of(options: Options) -> Hours:
    """Return the hours that the options allow."""
    return Hours(
        start=options.hours_start,
        end=options.hours_end,
        days=options.weekdays,
        zone=options.zone,
    )
