"""The description of the API, made from the table and the models that check it."""

from collections.abc import Iterable, Mapping
from typing import Any

from linkedin_engine.contract.replies import ErrorReply
from linkedin_engine.contract.requests import Request
from linkedin_engine.contract.schema import definitions

from .failures import WORDS
from .operation import PATH_KEYS, Operation
from .operations import OPERATIONS
from .settings_schema import settings_schema

_PREFIX = "#/components/schemas"
_SETTINGS = "SettingsPut"
_JSON = "application/json"
# Every operation can end like this, and each with a body these too.
_COMMON = (400, 403, 429, 500, 503)
_WITH_BODY = (408, 413, 415)
_FINE: Mapping[int, str] = {
    101: "The stream begins",
    200: "Done",
    201: "Made",
    202: "Accepted; it is done meanwhile",
    204: "Done; there is nothing to say",
    206: "A part of it",
    304: "Not changed",
    412: "Changed since",
    416: "There is no such part",
}


def document(version: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of this version."""
    paths: dict[str, dict[str, Any]] = {}
    schemas = _schemas()
    for operation in OPERATIONS:
        described = _operation(operation, schemas)
        paths.setdefault(operation.path, {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "LinkedIn Auto",
            "version": version,
            "description": "The engine's API. Dates and times are ISO 8601, in UTC.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas() -> dict[str, Any]:
    kinds: list[type] = [ErrorReply]
    for operation in OPERATIONS:
        asked = (operation.query, operation.body, operation.reply)
        kinds += [kind for kind in asked if kind not in {None, dict, Request}]
    return {
        **definitions(dict.fromkeys(kinds), ref_prefix=_PREFIX),
        _SETTINGS: settings_schema(),
    }


def _operation(operation: Operation, schemas: Mapping[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path(operation), *_query(operation, schemas)],
        "responses": _responses(operation),
    }
    if operation.is_public:
        described["security"] = []
    if operation.body is not None:
        name = _SETTINGS if operation.body is dict else operation.body.__name__
        described["requestBody"] = {
            "required": True,
            "content": {_JSON: {"schema": _reference(name)}},
        }
    return described


def _path(operation: Operation) -> Iterable[dict[str, Any]]:
    for name in operation.parameters:
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "schema": PATH_KEYS[name].schema(),
        }


def _query(
    operation: Operation, schemas: Mapping[str, Any]
) -> Iterable[dict[str, Any]]:
    if operation.query is Request:
        return
    model = schemas[operation.query.__name__]
    for name, schema in model["properties"].items():
        yield {
            "name": name,
            "in": "query",
            "required": name in model.get("required", ()),
            "schema": _without_null(schema),
        }


def _without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a word of a query can be: it can be absent, but never null."""
    kept = {key: value for key, value in schema.items() if key != "anyOf"}
    if kept.get("default", ...) is None:
        del kept["default"]
    choices = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return {**kept, **choices[0]} if choices else kept


def _responses(operation: Operation) -> dict[str, Any]:
    errors = {*_COMMON, *operation.errors}
    if not operation.is_public:
        errors.add(401)
    if operation.method not in {"GET", "HEAD"}:
        errors.update(_WITH_BODY)
    found = {str(status): _response(operation, status) for status in operation.statuses}
    for status in sorted(errors - set(operation.statuses)):
        found[str(status)] = _error(status)
    return dict(sorted(found.items()))


def _response(operation: Operation, status: int) -> dict[str, Any]:
    described: dict[str, Any] = {"description": _FINE.get(status) or _message(status)}
    if status not in {101, 204, 304}:
        described["content"] = {
            media: {"schema": _content(operation, media)} for media in operation.media
        }
    return described


def _content(operation: Operation, media: str) -> dict[str, Any]:
    if media != _JSON:
        return {"type": "string"}
    if operation.reply is None:
        return {"type": "object"}
    return _reference(operation.reply.__name__)


def _error(status: int) -> dict[str, Any]:
    if status not in WORDS:
        return {"description": _FINE[status]}
    described: dict[str, Any] = {
        "description": _message(status),
        "content": {_JSON: {"schema": _reference(ErrorReply.__name__)}},
    }
    if status == 429:  # noqa: PLR2004 - too many requests
        described["headers"] = {
            "Retry-After": {
                "description": "Seconds to wait",
                "required": True,
                "schema": {"type": "integer", "minimum": 1},
            }
        }
    return described


def _message(status: int) -> str:
    return WORDS[status].message


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"{_PREFIX}/{name}"}
