"""The rules that one option's value can follow: from the wire to the engine."""

from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from enum import StrEnum
import json
import re
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from .zones import named_zone

AUTO = "auto"
# ISO 639-1, the two-letter codes
LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs "
    "cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fr fy ga gd gl gn gu gv "
    "ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl "
    "km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt "
    "my na nb ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru "
    "rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta tg th ti tk tl tn "
    "to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    "fo nd te"  # codespell:ignore
)
_SHOWN_CHARACTERS = 40
_BROWSER_SCHEMES = frozenset({"http", "https", "ws", "wss"})


class Weekday(StrEnum):
    """A day of the week, in the order of ``date.weekday()``."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class UnfitError(Exception):
    """A value against its rule; the message can follow the option's name."""


class Rule(Protocol):
    """Checks the value of one option."""

    def parse(self, value: object) -> object:
        """Return the value as the engine uses it, or raise ``UnfitError``."""


def shown(value: object) -> str:
    """Return a value for an error message: on one line, and shortened."""
    try:
        text = json.dumps(value, default=lambda thing: type(thing).__name__)
    except (TypeError, ValueError, RecursionError):
        text = type(value).__name__
    if len(text) > _SHOWN_CHARACTERS:
        return f"{text[: _SHOWN_CHARACTERS - 3]}..."
    return text


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds, both included."""

    minimum: int
    maximum: int

    def parse(self, value: object) -> int:
        """Return the number; a boolean or a quoted number is none."""
        if type(value) is int and self.minimum <= value <= self.maximum:
            return value
        raise UnfitError(
            f"{shown(value)} is not a whole number (without quotes) "
            f"from {self.minimum} to {self.maximum}"
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the words of an enum."""

    words: type[StrEnum]

    def parse(self, value: object) -> StrEnum:
        """Return the member."""
        if isinstance(value, str) and value in list(self.words):
            return self.words(value)
        raise UnfitError(f"{shown(value)} is not one of {', '.join(self.words)}")


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def parse(self, value: object) -> bool:
        """Return the truth value; a word or a number is none."""
        if isinstance(value, bool):
            return value
        raise UnfitError(f"{shown(value)} is not true or false (without quotes)")


@dataclass(frozen=True, slots=True)
class DayTime:
    """A time of day, "HH:MM"."""

    def parse(self, value: object) -> time:
        """Return the time."""
        pattern = r"([01][0-9]|2[0-3]):[0-5][0-9]"
        if isinstance(value, str) and re.fullmatch(pattern, value):
            return time.fromisoformat(value)
        raise UnfitError(f'{shown(value)} is not a time like "07:00", in quotes')


@dataclass(frozen=True, slots=True)
class Days:
    """A list of weekdays, at least one."""

    def parse(self, value: object) -> tuple[Weekday, ...]:
        """Return each day once, Monday first."""
        known = isinstance(value, list) and all(
            isinstance(day, str) and day in list(Weekday) for day in value
        )
        if isinstance(value, list) and value and known:
            return tuple(day for day in Weekday if day in value)
        raise UnfitError(
            f"{shown(value)} is not a list with at least one of {', '.join(Weekday)}"
        )


@dataclass(frozen=True, slots=True)
class Language:
    """``auto`` (LinkedIn's own, else English) or a language code such as ``fr``."""

    def parse(self, value: object) -> str:
        """Return the code; a region (``pt-BR``) is left out."""
        if value == AUTO:
            return AUTO
        pattern = r"([a-z]{2})(?:[-_][A-Za-z]{2})?"
        match = re.fullmatch(pattern, value) if isinstance(value, str) else None
        if match is not None and match[1] in LANGUAGES.split():
            return match[1]
        raise UnfitError(f"{shown(value)} is not auto or a code like en, fr or de")


@dataclass(frozen=True, slots=True)
class Zone:
    """``auto`` (the system's) or a name of the time zone database."""

    def parse(self, value: object) -> str:
        """Return the name."""
        if isinstance(value, str):
            if value == AUTO or named_zone(value) is not None:
                return value
            near = get_close_matches(value, available_timezones(), n=1)
        else:
            near = []
        hint = f"; did you mean {near[0]}?" if near else ""
        raise UnfitError(
            f"{shown(value)} is not auto or a time zone like Europe/Paris{hint}"
        )


@dataclass(frozen=True, slots=True)
class BrowserUrl:
    """Empty, or where a browser listens; may carry a token, so it is never shown."""

    def parse(self, value: object) -> str:
        """Return the address."""
        if value == "":
            return ""
        if isinstance(value, str) and _is_browser_url(value):
            return value
        raise UnfitError("is not an address like ws://192.168.1.20:3000, or empty")


def _is_browser_url(value: str) -> bool:
    if not re.fullmatch(r"[!-~]+", value):
        return False
    try:
        parts = urlsplit(value)
        return (
            parts.scheme in _BROWSER_SCHEMES
            and bool(parts.hostname)
            and parts.port != 0
        )
    except ValueError:
        return False
