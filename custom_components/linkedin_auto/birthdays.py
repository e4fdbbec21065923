"""When the birthdays that the engine has learned fall; no I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from .engine_client.contract.replies import ContactItem

_LEAP_DAY: Final = "02-29"


@dataclass(frozen=True, slots=True)
class Birthday:
    """One person's birthday in one year."""

    day: date
    contact: ContactItem


def birthday_in(year: int, birthday: str) -> date:
    """Return the day of "MM-DD"; of 29 February the 28th in other years.

    Raises ``ValueError`` for what is no day.
    """
    try:
        return date.fromisoformat(f"{year:04}-{birthday}")
    except ValueError:
        if birthday != _LEAP_DAY:
            raise
        return date(year, 2, 28)


def birthdays_between(
    people: Iterable[ContactItem], first: date, last: date
) -> list[Birthday]:
    """Return the birthdays from ``first`` to ``last``, both included, in order."""
    found = [
        Birthday(day, contact)
        for contact in people
        if contact.birthday is not None
        for year in range(first.year, last.year + 1)
        if first <= (day := birthday_in(year, contact.birthday)) <= last
    ]
    return sorted(found, key=lambda each: (each.day, each.contact.name))


def next_birthday(people: Iterable[ContactItem], today: date) -> Birthday | None:
    """Return the first birthday from today on."""
    coming = birthdays_between(people, today, today + timedelta(days=366))
    return next(iter(coming), None)
