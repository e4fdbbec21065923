"""The web application: the table's routes behind one gate."""

import asyncio

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from linkedin_engine.errors import EngineError, UnavailableError
from linkedin_engine.log import get_logger

from .failures import HttpError, engine_failure, http_failure, status_failure
from .guards import Guard
from .operation import Operation, json_reply
from .operations import OPERATIONS
from .parsing import LARGEST_BODY_BYTES, read
from .room import ROOM, Room

_PUBLIC_PATHS = frozenset(one.path for one in OPERATIONS if one.is_public)
_HEADERS = {"X-Content-Type-Options": "nosniff", hdrs.CACHE_CONTROL: "no-store"}
_SERVER = "linkedin-auto"
_FIRST_ERROR_STATUS = 400

_log = get_logger("api")


def build_app(room: Room, *, guard: Guard) -> web.Application:
    """Return an application with all operations.

    Routes that are added to it are guarded and answered in the same way.
    """
    app = web.Application(
        middlewares=(_answered, _gate(guard)), client_max_size=LARGEST_BODY_BYTES
    )
    app[ROOM] = room
    app.on_response_prepare.append(_add_headers)
    for operation in OPERATIONS:
        app.router.add_route(operation.method, operation.path, _handler(operation))
    return app


def _handler(operation: Operation) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        room = request.app[ROOM]
        asked = await read(operation, request)
        with room.under_way(operation):
            if operation.answer is not None:
                return await operation.answer(request, room.service, asked)
            async with asyncio.timeout(operation.seconds):
                reply = await operation.call(room.service, asked)
        status = operation.statuses[0]
        if operation.reply is None:
            return web.Response(status=status)
        return json_reply(reply, status=status)

    return handle


def _gate(guard: Guard) -> Middleware:
    """Return what lets a request in, or raises why not."""

    @web.middleware
    async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
        room = request.app[ROOM]
        if guard.is_limited(request):
            seconds = room.limiter.wait_seconds(guard.client(request))
            if seconds:
                raise HttpError(429, headers={hdrs.RETRY_AFTER: str(seconds)})
        if request.path not in _PUBLIC_PATHS:
            guard.check(request)
            if room.is_stopping:
                raise UnavailableError("The engine is stopping; try again soon.")
        return await handler(request)

    return gate


@web.middleware
async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Make every error into the contract's body, and say at debug what was asked."""
    response: web.StreamResponse
    try:
        response = await handler(request)
    except web.HTTPException as error:
        if error.status < _FIRST_ERROR_STATUS:
            raise
        allow = error.headers.get(hdrs.ALLOW)
        response = status_failure(
            error.status, headers=None if allow is None else {hdrs.ALLOW: allow}
        )
    except Exception as error:  # noqa: BLE001 - the border: nothing goes out as it is
        response = _failed(request, error)
    _log.debug(
        "request", method=request.method, route=request.path, status=response.status
    )
    return response


def _failed(request: web.Request, error: Exception) -> web.StreamResponse:
    if request.writer.output_size > 0:
        # Half an answer must not pass for a whole one.
        _log.warning("answer_cut_short", route=_route(request), error=error)
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError("the answer was cut short") from error
    match error:
        case HttpError():
            return http_failure(error)
        case EngineError():
            if type(error).code == EngineError.code:
                _log.error("request_failed", route=_route(request), exc_info=error)
            return engine_failure(error)
        case TimeoutError():
            _log.warning("request_timed_out", route=_route(request))
            return http_failure(
                HttpError(
                    503,
                    code="timeout",
                    message="The engine took too long; look at its state, then retry.",
                )
            )
        case ConnectionError():
            return status_failure(500)
        case _:
            _log.error("request_failed", route=_route(request), exc_info=error)
            return status_failure(500)


def _route(request: web.Request) -> str:
    """Return the path as the table has it, without anybody's ids."""
    resource = request.match_info.route.resource
    return "unknown" if resource is None else resource.canonical


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers[hdrs.SERVER] = _SERVER
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.app[ROOM].is_stopping:
        response.force_close()
        # Too late here for the library to say so: the client would ask again.
        response.headers[hdrs.CONNECTION] = "close"
