"""From what a client sent to a request, strictly, naming the field that is wrong."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
import json
import re
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Protocol,
    Self,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from .limits import Items, Line, Range, Text

_BODY = "body"
_SHOWN_CHARACTERS = 60
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,29}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class InvalidRequest(Exception):  # noqa: N818 - a request that is invalid
    """What a client sent is not a request.

    ``field`` is a path such as ``templates[3].text``, or ``body`` for the whole, and
    ``problem`` reads on after it: "must be true or false".
    """

    def __init__(self, field: str, problem: str) -> None:
        """Name the field, and say in words what is wrong with it."""
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class _Request(Protocol):
    @classmethod
    def from_dict(cls, d: Mapping[Any, Any], /) -> Self:
        """Build the request."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What one value has to be."""

    kind: Any
    nullable: bool = False
    limits: tuple[object, ...] = ()
    required: bool = True

    def limit[T](self, kind: type[T]) -> T | None:
        return next((limit for limit in self.limits if isinstance(limit, kind)), None)


def parse_request[R: _Request](cls: type[R], data: object) -> R:
    """Build a request from decoded JSON; raises ``InvalidRequest``."""
    return cls.from_dict(cast("Mapping[Any, Any]", data))


def parse_query[R: _Request](cls: type[R], pairs: Iterable[tuple[str, str]]) -> R:
    """Build a request from a query string's pairs; raises ``InvalidRequest``.

    Whole numbers, ``true`` and ``false`` are written plainly, days as "2026-03-31", and
    a list as the same parameter repeated.
    """
    shapes = _shapes(cls)
    data: dict[str, object] = {}
    for name, word in pairs:
        shape = shapes.get(name)
        if shape is None:
            raise InvalidRequest(_shown(name), "is no parameter here; remove it")
        if get_origin(shape.kind) is tuple:
            cast("list[object]", data.setdefault(name, [])).append(word)
        elif name in data:
            raise InvalidRequest(name, "is given more than once; keep one")
        else:
            data[name] = _from_word(shape.kind, word)
    return parse_request(cls, data)


def checked(cls: type, data: object, where: str = "") -> dict[str, object]:
    """Return a request's values, fit to build it; raises ``InvalidRequest``."""
    if not isinstance(data, Mapping):
        raise InvalidRequest(where or _BODY, "must be an object, with names and values")
    prefix = f"{where}." if where else ""
    shapes = _shapes(cls)
    for key in data:
        if key not in shapes:
            raise InvalidRequest(prefix + _shown(key), "is no field here; remove it")
    values: dict[str, object] = {}
    for name, shape in shapes.items():
        if name in data:
            values[name] = _value(shape, data[name], prefix + name)
        elif shape.required:
            raise InvalidRequest(prefix + name, "is missing")
    return values


@cache
def _shapes(cls: type) -> Mapping[str, _Shape]:
    hints = get_type_hints(cls, include_extras=True)
    return {
        field.name: _shape(
            hints[field.name],
            required=field.default is MISSING and field.default_factory is MISSING,
        )
        for field in fields(cls)
    }


def _shape(hint: Any, *, required: bool = True) -> _Shape:
    """Read a type hint: limits around a type, and perhaps ``None`` beside it."""
    nullable = False
    limits: tuple[object, ...] = ()
    if get_origin(hint) in {Union, UnionType}:
        nullable = True
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is Annotated:
        hint, *found = get_args(hint)
        limits = tuple(found)
    return _Shape(hint, nullable, limits, required)


def _value(shape: _Shape, value: object, where: str) -> object:
    if value is None and shape.nullable:
        return None
    kind = shape.kind
    if get_origin(kind) is tuple:
        return _entries(shape, value, where)
    if is_dataclass(kind):
        return checked(cast("type", kind), value, where)
    if issubclass(kind, StrEnum):
        return _word(kind, value, where)
    return _READERS[kind](shape, value, where)


def _entries(shape: _Shape, value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise InvalidRequest(where, "must be a list")
    most = shape.limit(Items)
    if most and len(value) > most.maximum:
        raise InvalidRequest(
            where, f"has {len(value)} entries; at most {most.maximum} are allowed"
        )
    entry = _shape(get_args(shape.kind)[0])
    return [
        _value(entry, each, f"{where}[{number}]") for number, each in enumerate(value)
    ]


def _word(kind: type[StrEnum], value: object, where: str) -> str:
    if isinstance(value, str) and value in list(kind):
        return value
    raise InvalidRequest(where, f"must be one of {', '.join(kind)}")


def _truth(_shape: _Shape, value: object, where: str) -> bool:
    if isinstance(value, bool):
        return value
    raise InvalidRequest(where, "must be true or false")


def _whole(shape: _Shape, value: object, where: str) -> int:
    bounds = shape.limit(Range)
    if type(value) is not int:
        raise InvalidRequest(where, "must be a whole number")
    if bounds and not bounds.minimum <= value <= bounds.maximum:
        raise InvalidRequest(
            where, f"must be from {bounds.minimum} to {bounds.maximum}"
        )
    return value


def _text(shape: _Shape, value: object, where: str) -> str:
    if not isinstance(value, str):
        raise InvalidRequest(where, "must be a text")
    most = shape.limit(Line) or shape.limit(Text)
    if most and len(value) > most.maximum:
        raise InvalidRequest(
            where, f"has {len(value)} characters; at most {most.maximum} are allowed"
        )
    if "\0" in value or not _is_unicode(value):
        raise InvalidRequest(where, "has a character that cannot be stored")
    if isinstance(most, Line):
        value = value.strip()
        if _CONTROL.search(value):
            raise InvalidRequest(where, "must be on one line")
    return value


def _day(_shape: _Shape, value: object, where: str) -> str:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise InvalidRequest(where, 'must be a day of the calendar, like "2026-03-31"')


_READERS: Mapping[type, Callable[[_Shape, object, str], object]] = {
    bool: _truth,
    int: _whole,
    str: _text,
    date: _day,
}


def _from_word(kind: Any, word: str) -> object:
    """Return what JSON would hold; what does not read as that stays a word."""
    if kind is int and _WHOLE.fullmatch(word):
        return int(word)
    if kind is bool and word in {"true", "false"}:
        return word == "true"
    return word


def _is_unicode(text: str) -> bool:
    """Tell whether a text can be written as UTF-8: half a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(key: object) -> str:
    """Return a client's own key for a message, quoted where it could be misread."""
    text = str(key)
    return text if _PLAIN_KEY.fullmatch(text) else json.dumps(text[:_SHOWN_CHARACTERS])
