"""Wishes today's birthdays, within all limits."""

from typing import ClassVar, override

from linkedin_engine.contract.enums import BotName
from linkedin_engine.domain.limits import Limits

from .wishing import WishingBot


class BirthdayBot(WishingBot):
    """Today's birthdays, and wishes that earlier runs left due."""

    name: ClassVar[BotName] = BotName.BIRTHDAY
    late_allowed: ClassVar[bool] = False

    @override
    def limits(self) -> Limits:
        return self.rules.limits
