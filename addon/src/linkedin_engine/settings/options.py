"""The app's options, checked before anything runs by them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time, tzinfo
from difflib import get_close_matches
from enum import StrEnum
import json
import logging
import operator
from pathlib import Path
import re
from typing import Any, Self

from linkedin_engine.contract.enums import SendingMode
from linkedin_engine.errors import BadInputError

from .rules import (
    AUTO,
    BrowserUrl,
    Choice,
    Days,
    DayTime,
    Flag,
    Language,
    Rule,
    UnfitError,
    Weekday,
    Whole,
    Zone,
    shown,
)
from .zones import named_zone, system_zone

LARGEST_FILE_BYTES = 256 * 1024
_LOGGER = logging.getLogger("linkedin_engine.settings")


class LogLevel(StrEnum):
    """From which level on an event is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class BrowserKind(StrEnum):
    """Which Chromium a run starts."""

    HEADLESS_SHELL = "headless_shell"
    FULL = "full"


RULES: Mapping[str, Rule] = {
    "sending_mode": Choice(SendingMode),
    "language": Language(),
    "timezone": Zone(),
    "hours_start": DayTime(),
    "hours_end": DayTime(),
    "days": Days(),
    # No zero: elsewhere it means "no limit". To send nothing there is preview mode.
    "daily_limit": Whole(1, 100),
    "weekly_limit": Whole(1, 500),
    "per_run_limit": Whole(1, 100),
    "max_days_late": Whole(0, 365),
    "delay_min_seconds": Whole(1, 3600),
    "delay_max_seconds": Whole(1, 3600),
    "schedule_enabled": Flag(),
    "birthday_time_jitter_minutes": Whole(0, 720),
    "max_temperature": Whole(40, 110),
    "log_level": Choice(LogLevel),
    "remote_browser_url": BrowserUrl(),
    "browser": Choice(BrowserKind),
}


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two options of which one bounds the other."""

    low: str
    high: str
    holds: Callable[[Any, Any], bool]
    words: str


_PAIRS = (
    _Pair("hours_start", "hours_end", operator.lt, "is not later than"),
    _Pair("delay_min_seconds", "delay_max_seconds", operator.le, "is less than"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options with their defaults; of two limits the stricter one wins."""

    sending_mode: SendingMode = SendingMode.APPROVAL
    language: str = AUTO
    timezone: str = AUTO
    hours_start: time = time(7)
    hours_end: time = time(19)
    days: tuple[Weekday, ...] = tuple(Weekday)
    daily_limit: int = 15
    weekly_limit: int = 100
    per_run_limit: int = 15
    max_days_late: int = 10
    delay_min_seconds: int = 90
    delay_max_seconds: int = 180
    schedule_enabled: bool = True
    birthday_time_jitter_minutes: int = 60
    max_temperature: int = 80
    log_level: LogLevel = LogLevel.INFO
    remote_browser_url: str = field(default="", repr=False)
    browser: BrowserKind = BrowserKind.HEADLESS_SHELL

    @classmethod
    def parse(cls, mapping: Mapping[str, object]) -> Self:
        """Check every key; raise ``BadInputError`` for the first bad one."""
        for key in sorted(mapping.keys() - RULES.keys()):
            near = get_close_matches(key, RULES, n=1)
            hint = f"did you mean {near[0]}?" if near else "remove it"
            raise BadInputError(_key(key), f"there is no such option; {hint}")
        return _changed(cls(), mapping)

    def with_overrides(self, overrides: Mapping[str, object]) -> Self:
        """Return the options with what was changed later, which wins.

        A stored value that does not fit is left out with a warning: a setting of
        an older version must not keep the engine from starting.
        """
        kept = {key: value for key, value in overrides.items() if key in RULES}
        for key in sorted(overrides.keys() - RULES.keys()):
            _LOGGER.warning("stored setting left out: %s is no option", _key(key))
        while True:
            try:
                return _changed(self, kept)
            except BadInputError as error:
                _LOGGER.warning("stored setting left out: %s", error)
                del kept[_blamed(error.field, kept)]

    def as_dict(self) -> dict[str, object]:
        """Return the options as they are on the wire; ``parse`` reads them back."""
        return {name: _on_wire(getattr(self, name)) for name in RULES}

    @property
    def zone(self) -> tzinfo:
        """The person's time zone."""
        chosen = None if self.timezone == AUTO else named_zone(self.timezone)
        return chosen or system_zone()

    @property
    def weekdays(self) -> frozenset[int]:
        """The chosen days as ``date.weekday()`` counts them."""
        return frozenset(list(Weekday).index(day) for day in self.days)


def load_options(path: Path | None) -> Options:
    """Read a JSON file of options; None gives the defaults."""
    if path is None:
        return Options()
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise BadInputError(
            "options", f"{path} cannot be read ({error.strerror}); check the path"
        ) from error
    if len(content) > LARGEST_FILE_BYTES:
        raise BadInputError("options", f"{path} is too large to be a file of options")
    return Options.parse(_json_object(content, path))


def _changed[O: Options](options: O, changes: Mapping[str, object]) -> O:
    values: dict[str, Any] = {}
    for name, rule in RULES.items():
        if name in changes:
            try:
                values[name] = rule.parse(changes[name])
            except UnfitError as error:
                raise BadInputError(name, str(error)) from None
    changed = replace(options, **values)
    for pair in _PAIRS:
        low, high = getattr(changed, pair.low), getattr(changed, pair.high)
        if not pair.holds(low, high):
            raise BadInputError(
                pair.high,
                f"{_on_wire(high)} {pair.words} {pair.low} ({_on_wire(low)})",
            )
    return changed


def _json_object(content: bytes, path: Path) -> dict[str, object]:
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once_each)
    except UnicodeDecodeError:
        raise BadInputError("options", f"{path} is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise BadInputError(
            "options",
            f"{path} is not JSON: {error.msg}, line {error.lineno} "
            f"column {error.colno}",
        ) from None
    except (ValueError, RecursionError):
        raise BadInputError("options", f"{path} is not JSON of options") from None
    if not isinstance(value, dict):
        raise BadInputError(
            "options", f'{path} must hold one JSON object, like {{"daily_limit": 15}}'
        )
    return value


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise BadInputError(_key(key), "the option is given twice; keep one")
        found[key] = value
    return found


def _blamed(field_name: str, kept: Mapping[str, object]) -> str:
    """Return the stored setting behind an error; a pair blames its upper one first."""
    if field_name in kept:
        return field_name
    return next(pair.low for pair in _PAIRS if pair.high == field_name)


def _key(name: str) -> str:
    """Return an unknown key for a message, quoted where it could be misread."""
    return name if re.fullmatch(r"[\w-]{1,40}", name) else shown(name)


def _on_wire(value: object) -> object:
    match value:
        case time():
            return value.strftime("%H:%M")
        case tuple():
            return [str(day) for day in value]
        case StrEnum():
            return value.value
        case _:
            return value
