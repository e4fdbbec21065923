"""Wishes as they go on the wire."""

from datetime import date

from linkedin_engine.contract.enums import WishReason, WishState
from linkedin_engine.contract.models import WishReport
from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.domain.ledger import Contact, Wish


def wish_report(wish: Wish, contact: Contact, today: date) -> WishReport:
    """Return a wish of the ledger."""
    return WishReport(
        id=wish.id,
        member_id=contact.member_id,
        profile_url=contact.profile_url,
        name=contact.name,
        occasion=wish.occasion,
        days_late=wish.days_late(today),
        state=wish.state,
        text=wish.text,
        reason=wish.reason,
    )


def card_report(
    card: Celebration, reason: WishReason | None, today: date
) -> WishReport:
    """Return a card that led to no wish in the ledger."""
    return WishReport(
        id=None,
        member_id=card.member_id,
        profile_url=card.profile_url,
        name=card.name,
        occasion=card.occasion,
        days_late=card.days_late(today),
        state=WishState.SKIPPED,
        text=None,
        reason=reason,
    )
