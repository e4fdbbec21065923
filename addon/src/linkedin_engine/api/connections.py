"""Connections: how many, how long they may stay silent, what a broken one hears."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast, override

from aiohttp import web

from linkedin_engine.log import get_logger

from .failures import is_server_error, status_failure

_LINGERING_SECONDS = 2.0
_LARGEST_HEADER_BYTES = 8190

_log = get_logger("api")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """How many connections a listener has, and how long one may be without a request.

    The time is longer than Home Assistant's HTTP client keeps a connection (15 s), so
    that it never sends into one that is just being closed. It bounds both a silence
    and the sending of one request's headers, however slowly they drip.
    """

    most: int = 512
    idle_seconds: float = 30.0


class Connection(web.RequestHandler):
    """One connection of a client."""

    @property
    def is_idle(self) -> bool:
        """Whether it waits for a request, or for the rest of its headers."""
        return self.connected and not self._request_in_progress

    @override
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no HTTP, or what the application could not answer."""
        if request.writer.output_size > 0:
            raise ConnectionResetError("the answer was cut short") from exc
        if is_server_error(status):
            _log.error("connection_failed", status=status, exc_info=exc)
        response = status_failure(status)
        response.force_close()
        return response


class _Refused(asyncio.Protocol):
    """A connection too many."""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).abort()


def connecting(
    server: web.Server, limits: ConnectionLimits
) -> Callable[[], asyncio.Protocol]:
    """Return what makes a listener's connections.

    Of too many, the one that has been there longest without a request under way gives
    way; where all are at work, the new one is refused.
    """
    loop = asyncio.get_running_loop()

    def connect() -> asyncio.Protocol:
        if not _has_room(server, limits.most):
            _log.debug("connection_refused")
            return _Refused()
        return Connection(
            server,
            loop=loop,
            keepalive_timeout=limits.idle_seconds,
            lingering_time=_LINGERING_SECONDS,
            max_line_size=_LARGEST_HEADER_BYTES,
            max_field_size=_LARGEST_HEADER_BYTES,
            auto_decompress=False,
            access_log=None,  # type: ignore[arg-type]  # as AppRunner passes it on
        )

    return connect


def _has_room(server: web.Server, most: int) -> bool:
    open_ones = [one for one in server.connections if one.connected]
    if len(open_ones) < most:
        return True
    for one in open_ones:
        if isinstance(one, Connection) and one.is_idle:
            one.force_close()
            return True
    return False
