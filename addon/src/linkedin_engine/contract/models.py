"""The shapes on the wire: what a run reports, and how it progresses."""

from dataclasses import dataclass, field
from datetime import datetime

from mashumaro.mixins.dict import DataClassDictMixin

from .enums import (
    BotName,
    Occasion,
    RunReason,
    RunState,
    SendingMode,
    WishReason,
    WishState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WishReport(DataClassDictMixin):
    """One wish as a run leaves it.

    ``id`` is None where the ledger holds no wish: in a dry run, and for a card
    whose day was not understood.
    """

    id: int | None
    member_id: str | None
    profile_url: str
    name: str
    occasion: Occasion
    days_late: int | None
    state: WishState
    text: str | None
    reason: WishReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport(DataClassDictMixin):
    """What one run did. ``pending`` counts the wishes that still wait."""

    run_id: str
    bot: BotName
    mode: SendingMode
    dry_run: bool
    state: RunState
    reason: RunReason | None
    found: int = 0
    sent: int = 0
    skipped: int = 0
    failed: int = 0
    unverified: int = 0
    pending: int = 0
    started_at: datetime
    finished_at: datetime | None
    wishes: tuple[WishReport, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProgress(DataClassDictMixin):
    """One step of a run, as it happens.

    ``step`` is a stable word (``started``, ``browser``, ``session``, ``reading``,
    ``planned``, ``opening``, ``writing``, ``intent``, ``sending``, ``wish``,
    ``pause``, ``cooling``, ``settling``, ``closing``); ``done`` and ``total`` count
    wishes.
    """

    run_id: str
    step: str
    done: int = 0
    total: int = 0
    wish: WishReport | None = None
    seconds: float | None = None
