"""From bytes to the contract's requests, strictly."""

import asyncio
from collections.abc import Mapping
import json
import math
from typing import Any

from aiohttp import hdrs, web

from linkedin_engine.contract.limits import MAX_ID
from linkedin_engine.contract.parsing import (
    InvalidRequest,
    parse_query,
    parse_request,
)
from linkedin_engine.contract.replies import SettingsValues
from linkedin_engine.contract.requests import Request
from linkedin_engine.errors import BadInputError

from .failures import HttpError
from .operation import PATH_KEYS, Asked, Operation

LARGEST_BODY_BYTES = 256 * 1024
BODY_SECONDS = 10.0
_JSON = "application/json"
_BODY = "body"
_BODILESS = frozenset({hdrs.METH_GET, hdrs.METH_HEAD})
_SHOWN_CHARACTERS = 60


async def read(operation: Operation, request: web.Request) -> Asked:
    """Parse all of a request; ``BadInputError`` names the first field that is wrong.

    Raises ``HttpError`` for a body that is too large, too slow or not JSON by its type.
    """
    path = {
        name: PATH_KEYS[name].read(name, request.match_info[name])
        for name in operation.parameters
    }
    try:
        query = parse_query(operation.query, request.query.items())
        body = None
        if operation.method not in _BODILESS:
            body = _body(operation.body, await _json(request))
    except InvalidRequest as error:
        raise BadInputError(error.field, error.problem) from None
    return Asked(path=path, query=query, body=body)


def parsed_json(content: bytes) -> object:
    """Return what JSON says; ``BadInputError`` where it is malformed or doubtful."""
    try:
        value: object = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_once_each,
            parse_constant=_no_number,
            parse_float=_number,
        )
        # Half a surrogate pair can be escaped in JSON, but neither stored nor sent on.
        if b"\\u" in content:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeError:
        raise BadInputError(_BODY, "is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise BadInputError(
            _BODY, f"is not JSON: {error.msg}, line {error.lineno} column {error.colno}"
        ) from None
    except (ValueError, RecursionError):
        raise BadInputError(_BODY, "is JSON that cannot be used here") from None
    return value


async def _json(request: web.Request) -> object:
    """Return the body; None where there is none."""
    if (request.content_length or 0) > LARGEST_BODY_BYTES:
        raise HttpError(413, closes=True)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            content = await request.read()
    except TimeoutError:
        raise HttpError(408, closes=True) from None
    if not content:
        return None
    if request.content_type != _JSON or hdrs.CONTENT_ENCODING in request.headers:
        raise HttpError(415)
    return parsed_json(content)


def _body(kind: type[Any] | None, data: object) -> object:
    if kind is None:
        return parse_request(Request, {} if data is None else data)
    if data is None:
        raise BadInputError(_BODY, "is missing; send an object of JSON")
    if issubclass(kind, Request):
        return parse_request(kind, data)
    return _settings(data)


def _settings(data: object) -> Mapping[str, object]:
    if not isinstance(data, dict):
        raise BadInputError(_BODY, "must be an object, with names and values")
    for key in data:
        if key not in SettingsValues.__dataclass_fields__:
            raise BadInputError(_shown(key), "there is no such option; remove it")
    return data


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise BadInputError(_shown(key), "is given twice; keep one")
        found[key] = value
    return found


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no number of JSON")


def _number(word: str) -> float:
    """Return a whole number also where it is written as 5.0, as JSON Schema has it."""
    number = float(word)
    if not math.isfinite(number):
        raise ValueError("the number is too large")
    is_exact = number.is_integer() and abs(number) <= MAX_ID
    return int(number) if is_exact else number


def _shown(key: str) -> str:
    """Return a client's own key for a message, quoted where it could be misread."""
    plain = key.isidentifier() and key.isascii() and len(key) <= _SHOWN_CHARACTERS
    return key if plain else json.dumps(key[:_SHOWN_CHARACTERS])
