"""The event stream, which comes back by itself after every loss."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
import json
import logging
import random
from typing import Any, Final

from aiohttp import (
    ClientError,
    ClientWebSocketResponse,
    ClientWSTimeout,
    WSMessage,
    WSMsgType,
    WSServerHandshakeError,
)

from .compatibility import check_compatible
from .contract.events import Event, Hello, parse_event
from .errors import CannotConnectError, EngineClientError, InvalidAuthError
from .wire import API, Wire

_FIRST_WAIT_SECONDS: Final = 1.0
_LONGEST_WAIT_SECONDS: Final = 60.0
# The engine pings every 30 seconds when it has nothing to say.
_SILENCE_SECONDS: Final = 75.0
_SECONDS: Final = 20.0

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lost:
    """The stream was lost, or could not be had; it is tried again."""

    error: EngineClientError


class Backoff:
    """How long to wait before the next try: longer each time, and never the same."""

    def __init__(
        self,
        first: float = _FIRST_WAIT_SECONDS,
        longest: float = _LONGEST_WAIT_SECONDS,
    ) -> None:
        """Begin with ``first`` seconds."""
        self._first = self._next = first
        self._longest = longest

    def reset(self) -> None:
        """Begin anew, after a success."""
        self._next = self._first

    def seconds(self) -> float:
        """Return the wait; from half of it on, so that many do not come at once."""
        wait, self._next = self._next, min(self._next * 2, self._longest)
        return wait * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


class EventStream:
    """The engine's events, as an endless iterator.

    Each connection begins with a ``Hello`` and a snapshot. ``Lost`` comes once when
    there is none any more. Only a token that is not known ends it for good.
    """

    def __init__(self, wire: Wire, backoff: Backoff | None = None) -> None:
        """Listen to the engine at the other end."""
        self._wire = wire
        self._backoff = backoff or Backoff()

    async def __aiter__(self) -> AsyncGenerator[Event | Lost]:
        """Yield what happens, for ever; close the generator when done with it."""
        is_lost = False
        while True:
            try:
                async with aclosing(self._connection()) as events:
                    async for event in events:
                        is_lost = False
                        yield event
            except EngineClientError as error:
                if not is_lost:
                    yield Lost(error)
                is_lost = True
                if isinstance(error, InvalidAuthError):
                    return
            await asyncio.sleep(self._backoff.seconds())

    async def _connection(self) -> AsyncGenerator[Event]:
        """Yield the events of one connection; its end is a ``CannotConnectError``."""
        try:
            async with self._wire.session.ws_connect(
                self._wire.url / API / "events",
                headers=self._wire.headers,
                timeout=ClientWSTimeout(ws_receive=_SILENCE_SECONDS, ws_close=2.0),
            ) as socket:
                async with asyncio.timeout(_SECONDS):
                    hello = await _hello(socket)
                self._backoff.reset()
                yield hello
                async for message in socket:
                    event = _event(message)
                    if event is not None:
                        yield event
        except WSServerHandshakeError as error:
            if error.status == HTTPStatus.UNAUTHORIZED:
                raise InvalidAuthError("the engine does not know the token") from error
            raise CannotConnectError(f"the engine answered {error.status}") from error
        except (ClientError, OSError, TimeoutError) as error:
            raise CannotConnectError(str(error) or type(error).__name__) from error
        raise CannotConnectError("the engine ended the event stream")


async def _hello(socket: ClientWebSocketResponse) -> Hello:
    """Return the first message; raises ``IncompatibleEngineError``."""
    try:
        said: Any = await socket.receive_json()
        check_compatible(said)
        hello = parse_event(said)
    except (LookupError, TypeError, ValueError) as error:
        raise CannotConnectError("the stream does not begin with a hello") from error
    if not isinstance(hello, Hello):
        raise CannotConnectError("the stream does not begin with a hello")
    return hello


def _event(message: WSMessage) -> Event | None:
    """Return a known event; others are a newer engine's, and none of our business."""
    if message.type is not WSMsgType.TEXT:
        return None
    try:
        return parse_event(json.loads(message.data))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        _LOGGER.debug("An event was left out: %s", type(error).__name__)
        return None
