"""What becomes of each celebration: one pure decision after another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from linkedin_engine.contract.enums import SendingMode, WishReason, WishState

from .celebrations import Celebration
from .ledger import Contact, Wish

# LINKEDIN facts: cards bear no year; one further back was not understood.
OLDEST_DAYS: Final = 60
_ONE_DAY: Final = timedelta(days=1)
_LEAP_MONTH_DAY: Final = (2, 29)
# States in which nothing was written to anybody yet, and still may be.
_OPEN: Final = frozenset({WishState.DRAFTED, WishState.APPROVED})


class Action(StrEnum):
    """What to do with a celebration."""

    DRAFT = "draft"
    PROMOTE = "promote"
    LEAVE = "leave"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Decision:
    """An action; ``reason`` is there exactly for ``skip``."""

    action: Action
    reason: WishReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the person allows, and whether this bot wishes late."""

    mode: SendingMode
    max_days_late: int
    late_allowed: bool


_DRAFT: Final = Decision(Action.DRAFT)
_PROMOTE: Final = Decision(Action.PROMOTE)
_LEAVE: Final = Decision(Action.LEAVE)


def plan(
    celebration: Celebration,
    *,
    contact: Contact | None,
    existing: Wish | None,
    today: date,
    policy: Policy,
) -> Decision:
    """Decide on one card. ``existing`` is our wish for it, in whatever state.

    ``contact`` is None for somebody the ledger does not know yet. A skip with
    ``day_unknown`` is shown and not stored. A day that is tomorrow here is today
    where the person lives.
    """
    days_late = celebration.days_late(today)
    if days_late is None or celebration.day is None:
        return Decision(Action.SKIP, WishReason.DAY_UNKNOWN)
    if existing is not None and existing.state not in _OPEN:
        return _LEAVE
    is_ours = days_late == 0 or policy.late_allowed
    if celebration.day > today + _ONE_DAY or (existing is None and not is_ours):
        return _LEAVE
    if reason := _objection(celebration, contact, days_late, policy):
        return Decision(Action.SKIP, reason)
    if existing is None:
        return _DRAFT
    is_waiting = is_ours and existing.state is WishState.DRAFTED
    is_promoted = is_waiting and policy.mode is SendingMode.AUTOMATIC
    return _PROMOTE if is_promoted else _LEAVE


def order(wishes: Iterable[Wish], today: date) -> list[Wish]:
    """Return the wishes in the order to send them: the oldest day first."""
    return sorted(
        wishes, key=lambda wish: (-wish.days_late(today), wish.created_at, wish.id)
    )


def resolve_day(month: int, day_of_month: int, today: date) -> date | None:
    """Return the most recent such day; None where it is no day of late.

    Tomorrow counts, for it may be today already where the person lives. 29
    February falls on the 28th in other years.
    """
    days = (_day(year, month, day_of_month) for year in _years_around(today))
    recent = [
        day
        for day in days
        if day is not None and -1 <= (today - day).days <= OLDEST_DAYS
    ]
    return max(recent, default=None)


def _objection(
    celebration: Celebration, contact: Contact | None, days_late: int, policy: Policy
) -> WishReason | None:
    if contact is not None and contact.blocked:
        return WishReason.BLOCKED
    if celebration.already_sent:
        return WishReason.ALREADY_WISHED
    if days_late > policy.max_days_late:
        return WishReason.TOO_LATE
    return None


def _years_around(today: date) -> range:
    return range(today.year - 1, today.year + 2)


def _day(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except (ValueError, OverflowError):
        is_leap_day = (month, day_of_month) == _LEAP_MONTH_DAY
    return _day(year, 2, 28) if is_leap_day else None
