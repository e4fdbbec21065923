"""People and wishes as the ledger keeps them."""

from dataclasses import dataclass
from datetime import date, datetime

from linkedin_engine.contract.enums import Occasion, WishReason, WishState


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A first-degree connection. ``member_id`` or ``vanity`` is known, often both.

    ``own_text`` is what the person wrote for this one contact; ``birthday`` is
    "MM-DD" once it was seen.
    """

    id: int
    member_id: str | None
    vanity: str | None
    profile_url: str
    name: str
    first_name: str | None
    language: str | None
    own_text: str | None
    blocked: bool
    birthday: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One wish; unique per contact, occasion and the year of ``day``.

    ``template_id`` is None where a person wrote the text, and ``edited`` says so.
    ``intent_at`` is the moment just before Send was clicked; ``attempts`` counts
    intents, and failures that came before one.
    """

    id: int
    contact_id: int
    occasion: Occasion
    day: date
    state: WishState
    text: str
    template_id: str | None
    edited: bool
    reason: WishReason | None
    attempts: int
    created_at: datetime
    approved_at: datetime | None
    intent_at: datetime | None
    settled_at: datetime | None
    run_id: str | None

    def days_late(self, today: date) -> int:
        """Return whole days since the celebrated day."""
        return max(0, (today - self.day).days)
