"""Calendar dates without a year, as a language writes them (CLDR through Babel)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
import re
from typing import Final
import unicodedata

from babel import Locale, UnknownLocaleError

from .facts import data

# A leap year, so that 29 February is a day.
_ANY_LEAP_YEAR: Final = 2024
_WIDTHS: Final = ("abbreviated", "wide")
_CONTEXTS: Final = ("format", "stand-alone")


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of any year."""

    month: int
    day: int


def calendar_days(
    text: str, tag: str, *, unspaced: bool
) -> Iterator[tuple[CalendarDay, tuple[int, int]]]:
    """Yield the dates in a normalised text, and where each stands.

    ``unspaced`` languages write words without spaces between them.
    """
    months = _months(tag)
    if not months:
        return
    for pattern in _patterns(tag, unspaced=unspaced):
        for match in pattern.finditer(text):
            day = _valid(months[match["month"]], int(match["day"]))
            if day is not None:
                yield day, match.span()


def _valid(month: int, day: int) -> CalendarDay | None:
    try:
        date(_ANY_LEAP_YEAR, month, day)
    except ValueError:
        return None
    return CalendarDay(month, day)


@cache
def _months(tag: str) -> dict[str, int]:
    """Return every name of every month in a language, without closing dots."""
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        primary = tag.split("-", maxsplit=1)[0]
        return _months(primary) if primary != tag else {}
    names = {
        _plain(name): number
        for context in _CONTEXTS
        for width in _WIDTHS
        for number, name in locale.months[context][width].items()
    }
    return {name: number for name, number in names.items() if not name.isdigit()}


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKC", name.replace("\u2019", "'"))
    text = unicodedata.normalize("NFKC", text.casefold())
    return " ".join(text.split()).rstrip(".")


@cache
def _patterns(tag: str, *, unspaced: bool) -> tuple[re.Pattern[str], ...]:
    names = sorted(_months(tag), key=len, reverse=True)
    month = f"(?P<month>{'|'.join(map(re.escape, names))})"
    day = r"(?<!\d)(?P<day>\d{1,2})(?!\d)"
    ordinal, joiner = (_any(data("phrases")[key]) for key in ("ordinals", "joiners"))
    before, after = (r"(?<!\d)", "") if unspaced else (r"(?<!\w)", r"(?!\w)")
    return (
        re.compile(rf"{before}{month}{after}\.? ?{day}{ordinal}{after}"),
        re.compile(rf"{before}{day}{ordinal} ?{joiner}{month}{after}"),
    )


def _any(words: list[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})?"
