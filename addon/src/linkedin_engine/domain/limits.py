"""How many messages are still allowed."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
import sys
from typing import Final

from linkedin_engine.contract.enums import BotName

from .hours import instant

# Bots whose messages the day and the week do not bound.
_PER_RUN_ONLY: Final = frozenset({BotName.UNLIMITED, BotName.INVITATIONS})
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most messages a run, a calendar day and a week; None is without end."""

    per_run: int | None = None
    daily: int | None = None
    weekly: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """The messages sent in this run, since ``day_start`` and since ``week_start``."""

    run: int = 0
    today: int = 0
    week: int = 0


def limits_for(
    bot: BotName, *, per_run: int | None, daily: int | None, weekly: int | None
) -> Limits:
    """Return the limits that bind this bot."""
    if bot in _PER_RUN_ONLY:
        return Limits(per_run=per_run)
    return Limits(per_run=per_run, daily=daily, weekly=weekly)


def allowance(limits: Limits, used: Used) -> int:
    """Return how many messages may still be sent; ``sys.maxsize`` without a limit."""
    pairs = (
        (limits.per_run, used.run),
        (limits.daily, used.today),
        (limits.weekly, used.week),
    )
    left = [limit - sent for limit, sent in pairs if limit is not None]
    return max(0, min(left, default=sys.maxsize))


def day_start(moment: datetime, zone: tzinfo) -> datetime:
    """Return when the person's calendar day began, in UTC."""
    return instant(moment.astimezone(zone).date(), time(), zone)


def week_start(moment: datetime) -> datetime:
    """Return the moment exactly seven times 24 hours ago, in UTC."""
    return moment.astimezone(UTC) - _WEEK
