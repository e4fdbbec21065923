"""The event stream: hello, snapshot, then every event; the slow are let go."""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
import json
from typing import Any

from aiohttp import WSCloseCode, web

from linkedin_engine.contract.events import Event, Snapshot
from linkedin_engine.errors import UnavailableError
from linkedin_engine.jobs.bus import Subscription
from linkedin_engine.log import get_logger

from .failures import HttpError
from .service import EngineService

MOST_STREAMS = 256
HEARTBEAT_SECONDS = 30.0
SEND_SECONDS = 10.0
# For the other side to say goodbye too.
CLOSE_SECONDS = 2.0
LARGEST_MESSAGE_BYTES = 4096
# Listeners are rarely further apart than this many events.
_KEPT_TEXTS = 8

_log = get_logger("api")


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a stream ends, as the client is told."""

    code: int
    reason: str


TOO_SLOW = Ending(WSCloseCode.TRY_AGAIN_LATER, "too slow: events were lost")
GOING_AWAY = Ending(WSCloseCode.GOING_AWAY, "the engine is stopping")
FAILED = Ending(WSCloseCode.INTERNAL_ERROR, "something went wrong in the engine")


class EventStreams:
    """All streams of the service, bounded in number."""

    def __init__(self, service: EngineService, *, most: int = MOST_STREAMS) -> None:
        """Serve up to ``most`` listeners of the service's bus."""
        self._service = service
        self._most = most
        self._open: set[EventStream] = set()
        self._texts: deque[tuple[Event, str]] = deque(maxlen=_KEPT_TEXTS)
        self._is_closing = False

    def __len__(self) -> int:
        """Count the listeners."""
        return len(self._open)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Make a request into a stream, and stay with it until it ends."""
        if self._is_closing:
            raise UnavailableError("The engine is stopping; try again soon.")
        if len(self._open) >= self._most:
            raise UnavailableError(
                f"{self._most} listeners are the most; close one and try again."
            )
        if not web.WebSocketResponse().can_prepare(request):
            raise HttpError(400, message="This is a WebSocket; send its handshake.")
        stream = EventStream(self, request)
        self._open.add(stream)
        try:
            return await stream.run(self._service)
        finally:
            self._open.discard(stream)
            stream.ended.set()

    async def close(self) -> None:
        """Tell every listener that the engine goes; no new one is let in."""
        self._is_closing = True
        leaving = tuple(self._open)
        for stream in leaving:
            stream.end(GOING_AWAY)
        await asyncio.gather(*(stream.ended.wait() for stream in leaving))

    def text(self, event: Event) -> str:
        """Return an event as JSON, made once for all who listen."""
        for known, text in self._texts:
            if known is event:
                return text
        text = json.dumps(event.to_dict(), ensure_ascii=False, separators=(",", ":"))
        self._texts.append((event, text))
        return text


class EventStream:
    """One listener's stream."""

    def __init__(self, streams: EventStreams, request: web.Request) -> None:
        """Belong to ``streams``."""
        self.ended = asyncio.Event()
        self._streams = streams
        self._request = request
        self._sender: asyncio.Task[Ending] | None = None
        self._told_to_end: Ending | None = None
        # Compression would cost 256 KiB for each listener.
        self._socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS,
            max_msg_size=LARGEST_MESSAGE_BYTES,
            timeout=CLOSE_SECONDS,
            compress=False,
        )

    async def run(self, service: EngineService) -> web.WebSocketResponse:
        """Stream until either side ends it."""
        await self._socket.prepare(self._request)
        self._sender = asyncio.create_task(self._send_all(service))
        reader = asyncio.create_task(self._ignore_all())
        try:
            if self._told_to_end is not None:
                self._sender.cancel()
            await asyncio.wait(
                (self._sender, reader), return_when=asyncio.FIRST_COMPLETED
            )
            if self._sender.done():
                # Who closes has to be the only reader, to hear the other side's word.
                await _cancelled(reader)
                await self._close(self._ending())
        finally:
            await _cancelled(self._sender, reader)
        return self._socket

    def end(self, ending: Ending) -> None:
        """End the stream from this side."""
        self._told_to_end = ending
        if self._sender is not None:
            self._sender.cancel()

    async def _send_all(self, service: EngineService) -> Ending:
        try:
            with service.bus.subscription() as subscription:
                await self._send(service.hello())
                await self._send(Snapshot(state=await service.state()))
                await self._send_events(subscription)
        except TimeoutError:
            return TOO_SLOW
        except (UnavailableError, ConnectionError):
            return GOING_AWAY
        return TOO_SLOW

    async def _send_events(self, subscription: Subscription) -> None:
        while not subscription.overflowed.is_set():
            await self._send(await subscription.get())

    async def _send(self, event: Event) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await self._socket.send_str(self._streams.text(event))

    async def _ignore_all(self) -> None:
        """Read on, so that the other side's end and its heartbeat are seen."""
        async for _ in self._socket:
            pass

    def _ending(self) -> Ending:
        sender = self._sender
        if sender is None or sender.cancelled():
            return self._told_to_end or GOING_AWAY
        error = sender.exception()
        if error is not None:
            _log.error("event_stream_failed", exc_info=error)
            return FAILED
        return sender.result()

    async def _close(self, ending: Ending) -> None:
        with suppress(TimeoutError, ConnectionError):
            # Beyond what the library waits for the other side's word.
            async with asyncio.timeout(2 * CLOSE_SECONDS):
                await self._socket.close(
                    code=ending.code, message=ending.reason.encode(), drain=False
                )
        # What lies unread before the other side must not keep the connection.
        if self._request.transport is not None:
            self._request.transport.abort()


async def _cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
