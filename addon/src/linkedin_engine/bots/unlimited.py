"""Wishes today's and late birthdays, free of the daily and weekly limits."""

from typing import ClassVar, override

from linkedin_engine.contract.enums import BotName
from linkedin_engine.domain.limits import Limits

from .wishing import WishingBot


class UnlimitedBot(WishingBot):
    """Today's and late birthdays, the oldest first.

    The limit per run, the pace and the hours still hold.
    """

    name: ClassVar[BotName] = BotName.UNLIMITED
    late_allowed: ClassVar[bool] = True

    @override
    def limits(self) -> Limits:
        return Limits(per_run=self.rules.limits.per_run, daily=None, weekly=None)
