"""The JSON Schema of a change of settings, from the rules that check the options."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import available_timezones

from linkedin_engine.settings.options import RULES
from linkedin_engine.settings.rules import (
    AUTO,
    LANGUAGES,
    BrowserUrl,
    Choice,
    Days,
    DayTime,
    Flag,
    Language,
    Rule,
    Weekday,
    Whole,
    Zone,
)


def settings_schema() -> dict[str, Any]:
    """Return the schema: any of the options, and null to take a change back."""
    return {
        "type": "object",
        "description": "Options to change; null takes a change back.",
        "properties": {
            name: {"anyOf": [_described(rule), {"type": "null"}]}
            for name, rule in RULES.items()
        },
        "additionalProperties": False,
    }


def _described(rule: Rule) -> dict[str, Any]:
    return _SCHEMAS[type(rule)](rule)


def _whole(rule: Any) -> dict[str, Any]:
    return {"type": "integer", "minimum": rule.minimum, "maximum": rule.maximum}


def _choice(rule: Any) -> dict[str, Any]:
    return {"type": "string", "enum": list(rule.words)}


def _days(_rule: Any) -> dict[str, Any]:
    entry = {"type": "string", "enum": list(Weekday)}
    return {"type": "array", "items": entry, "minItems": 1}


def _language(_rule: Any) -> dict[str, Any]:
    codes = "|".join(LANGUAGES.split())
    return {"type": "string", "pattern": f"^({AUTO}|({codes})([-_][A-Za-z]{{2}})?)$"}


def _zone(_rule: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [AUTO, *sorted(available_timezones())]}


_SCHEMAS: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    Whole: _whole,
    Choice: _choice,
    Days: _days,
    Language: _language,
    Zone: _zone,
    Flag: lambda _: {"type": "boolean"},
    DayTime: lambda _: {
        "type": "string",
        "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
    },
    BrowserUrl: lambda _: {
        "type": "string",
        "pattern": r"^((https?|wss?)://[A-Za-z0-9.-]+(:[1-9][0-9]{0,3})?(/[!-~]*)?)?$",
    },
}
