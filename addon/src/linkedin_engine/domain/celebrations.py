"""What a page says about one person's day, free of the page."""

from dataclasses import dataclass
from datetime import date

from linkedin_engine.contract.enums import Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class Celebration:
    """One card of a catch-up page, read into facts.

    ``member_id`` is the ``ACoA...`` of the compose link, exact and case-sensitive;
    ``vanity`` is the profile's address word, lower-case and percent-decoded. At
    least one of them is known. ``day`` is None where the sentence was understood
    as neither today nor a date: such a card is shown and never written to.
    """

    occasion: Occasion
    name: str
    first_name: str | None
    profile_url: str
    vanity: str | None
    member_id: str | None
    day: date | None
    sentence: str
    suggested_text: str | None
    already_sent: bool

    def days_late(self, today: date) -> int | None:
        """Return whole days since the celebrated day; None where it is unknown."""
        return None if self.day is None else max(0, (today - self.day).days)
