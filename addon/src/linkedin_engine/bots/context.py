"""What a bot is given, and what it needs from those who give it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
import random

from linkedin_engine.clock import Clock
from linkedin_engine.contract.enums import SendingMode
from linkedin_engine.contract.models import RunProgress
from linkedin_engine.domain.hours import Hours
from linkedin_engine.domain.limits import Limits
from linkedin_engine.domain.pace import Pacing
from linkedin_engine.linkedin.site import Site
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.messages import MessageRepository
from linkedin_engine.storage.wishes import WishRepository
from linkedin_engine.system.temperature import HeatWatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The repositories that a bot reads and writes."""

    database: Database
    contacts: ContactRepository
    wishes: WishRepository
    messages: MessageRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the person allows, as it stands when the run starts.

    ``limits`` are the daily and weekly ones with the per-run limit; a bot that is
    free of some of them says so itself. ``language`` is ``auto`` or a code.
    """

    mode: SendingMode
    dry_run: bool
    hours: Hours
    limits: Limits
    max_days_late: int
    language: str

    @property
    def latest(self) -> timedelta:
        """How long after its day a wish may still be sent."""
        return timedelta(days=self.max_days_late)


@dataclass(frozen=True, slots=True, kw_only=True)
class BotContext:
    """Everything one run of one bot works with.

    ``open_site`` starts the browser, signs in and yields LinkedIn; leaving it ends
    the browser. ``progress`` is called at each step and must not block. Without
    ``heat`` the processor's temperature does not matter.
    """

    run_id: str
    rules: Rules
    ledger: Ledger
    open_site: Callable[[], AbstractAsyncContextManager[Site]]
    clock: Clock
    pacing: Pacing
    rng: random.Random
    progress: Callable[[RunProgress], None]
    heat: HeatWatch | None = None
