"""The panel's live view of LinkedIn's login: pictures out, acts in.

Out go JPEG pictures as binary messages, and news as JSON (``jobs.login.LoginNews``).
In come acts as JSON (``browser.acts``), ``{"type": "seen"}`` for each picture that was
drawn, and ``{"type": "stop"}``. Nothing is queued: the next picture is the newest one
at the time when the one before has been seen.
"""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from hashlib import sha256
from http import HTTPStatus
import json
from typing import Any, Final, Protocol

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from linkedin_engine.api.failures import HttpError
from linkedin_engine.errors import ConflictError, UnavailableError
from linkedin_engine.jobs.login import LoginNews, ended

from .visitors import COOKIE

LIVE_PATH: Final = "/panel/live"
TAKEN: Final = "taken"
HEARTBEAT_SECONDS: Final = 20.0
SEND_SECONDS: Final = 10.0
CLOSE_SECONDS: Final = 2.0
# A pasted text of the most characters that are taken, each escaped.
LARGEST_MESSAGE_BYTES: Final = 32 * 1024
WIDTH: Final = 1024
HEIGHT: Final = 768

_USER: Final = "X-Remote-User-Id"
_MOST_DIGITS: Final = 5


class View(Protocol):
    """One open panel's view of a login."""

    changed: asyncio.Event

    def take_news(self) -> LoginNews | None:
        """Return the next news, each once."""

    def take_picture(self) -> bytes | None:
        """Return the newest picture, once."""

    async def send(self, act: Mapping[str, Any]) -> None:
        """Hand on what the person does."""

    def stop(self) -> None:
        """End the login."""


class Logins(Protocol):
    """Who has the browser in which somebody logs in."""

    def seen_by(
        self, owner: str, *, width: int, height: int
    ) -> AbstractContextManager[View]:
        """Start or go on with a login; ``ConflictError`` where another one is on."""


class LoginSocket:
    """Serves the live view, to one panel at a time."""

    def __init__(self, logins: Logins) -> None:
        """Show these logins."""
        self._logins = logins

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Make a request into the live view, and stay until either side ends it."""
        width, height = (
            _pixels(request, "width", WIDTH),
            _pixels(request, "height", HEIGHT),
        )
        # Compression would cost memory for what is compressed already.
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS,
            max_msg_size=LARGEST_MESSAGE_BYTES,
            timeout=CLOSE_SECONDS,
            compress=False,
        )
        if not socket.can_prepare(request):
            raise HttpError(
                HTTPStatus.BAD_REQUEST,
                message="This is a WebSocket; send its handshake.",
            )
        await socket.prepare(request)
        try:
            with self._logins.seen_by(
                _owner(request), width=width, height=height
            ) as view:
                await _Showing(socket, view).run()
        except ConflictError as error:
            # A proxy between hands on words, but not always the code of an end.
            await socket.send_str(str(ended(TAKEN, str(error)).to_json()))
            await socket.close(
                code=WSCloseCode.POLICY_VIOLATION, message=TAKEN.encode()
            )
        except UnavailableError:
            await socket.close(code=WSCloseCode.GOING_AWAY)
        return socket


class _Showing:
    """One panel, from its coming to its going."""

    def __init__(self, socket: web.WebSocketResponse, view: View) -> None:
        self._socket = socket
        self._view = view
        self._has_seen = True

    async def run(self) -> None:
        sending = asyncio.create_task(self._send_all())
        reading = asyncio.create_task(self._read_all())
        try:
            await asyncio.wait((sending, reading), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, reading):
                task.cancel()
            await asyncio.gather(sending, reading, return_exceptions=True)
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(2 * CLOSE_SECONDS):
                await self._socket.close(drain=False)

    async def _send_all(self) -> None:
        """Send until the login ends; ``TimeoutError`` where nobody takes it."""
        while True:
            await self._view.changed.wait()
            self._view.changed.clear()
            while (news := self._view.take_news()) is not None:
                await self._send_news(news)
                if news.is_end:
                    return
            if self._has_seen:
                await self._send_picture()

    async def _send_news(self, news: LoginNews) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await self._socket.send_str(str(news.to_json()))

    async def _send_picture(self) -> None:
        picture = self._view.take_picture()
        if picture is None:
            return
        self._has_seen = False
        async with asyncio.timeout(SEND_SECONDS):
            await self._socket.send_bytes(picture)

    async def _read_all(self) -> None:
        async for message in self._socket:
            act = _act(message)
            if act is None:
                continue
            if act.get("type") == "seen":
                self._has_seen = True
                self._view.changed.set()
            elif act.get("type") == "stop":
                self._view.stop()
            else:
                await self._view.send(act)


def _act(message: WSMessage) -> Mapping[str, Any] | None:
    if message.type is not WSMsgType.TEXT:
        return None
    try:
        act = json.loads(message.data)
    except (ValueError, RecursionError):
        return None
    return act if isinstance(act, dict) else None


def _owner(request: web.Request) -> str:
    """Return who asks: the person that the Supervisor names, or the visit."""
    named = f"{request.headers.get(_USER, '')}/{request.cookies.get(COOKIE, '')}"
    return sha256(named.encode("utf-8", "surrogateescape")).hexdigest()


def _pixels(request: web.Request, name: str, otherwise: int) -> int:
    word = request.query.get(name, "")
    is_number = word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS
    return int(word) if is_number else otherwise
