"""The outside of a login: its process, its pictures and news, its end."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
import json
import socket
from typing import Any, Final

from linkedin_engine.log import get_logger

from .channel import Channel, Kind
from .login import LoginNews, LoginReason, LoginRequest, ended
from .process import own_process, tell_to_stop
from .relay import relayed_log

MARK: Final = "login"
LOST: Final = (
    "The login's browser ended unexpectedly. Log in again; if it happens again, look "
    "for other programs that take the memory of this machine."
)

_log = get_logger("jobs")


class LoginProcess:
    """One login in a process of its own, from its start to its end.

    ``show`` gets every picture, ``tell`` all news but the last. The process is told
    to end by SIGTERM and has ``stop_seconds`` to close its browser.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        show: Callable[[bytes], None],
        tell: Callable[[LoginNews], None],
        stop_seconds: float = 30.0,
    ) -> None:
        """Take the command that starts the process, and who hears of it."""
        self._command = tuple(command)
        self._show = show
        self._tell = tell
        self._stop_seconds = stop_seconds
        self._stopped = asyncio.Event()
        self._reason = LoginReason.STOPPED
        self._channel: Channel | None = None

    def stop(self, reason: LoginReason) -> None:
        """Tell the login to end; the first reason is the one that is told."""
        if not self._stopped.is_set():
            self._reason = reason
            self._stopped.set()

    async def send(self, act: Mapping[str, Any]) -> None:
        """Hand on what the person did; without effect before and after."""
        if self._channel is not None:
            await self._channel.send(Kind.TEXT, json.dumps(act).encode())

    async def run(
        self, request: LoginRequest, environment: Mapping[str, str] | None = None
    ) -> LoginNews:
        """Run to the end, which ``stop`` brings about; return the last news.

        Not to be cancelled: a browser would stay behind.
        """
        ours, its = socket.socketpair()
        channel = await Channel.on(ours)
        try:
            async with (
                relayed_log() as log,
                own_process(
                    self._command,
                    MARK,
                    environment,
                    stdin=its.fileno(),
                    stdout=asyncio.subprocess.DEVNULL,
                    stderr=log,
                ) as process,
            ):
                # Only then does this end hear of the other's.
                its.close()
                await channel.send(Kind.TEXT, str(request.to_json()).encode())
                self._channel = channel
                return await self._attend(process, channel)
        finally:
            self._channel = None
            its.close()
            await channel.close()

    async def _attend(
        self, process: asyncio.subprocess.Process, channel: Channel
    ) -> LoginNews:
        reading = asyncio.create_task(self._read(channel))
        stopping = asyncio.create_task(self._stopped.wait())
        try:
            await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                tell_to_stop(process)
            await asyncio.wait({reading}, timeout=self._stop_seconds)
            last = reading.result() if reading.done() else None
            if not reading.done():
                _log.warning("login_killed")
            else:
                await self._see_out(process)
        finally:
            for task in (reading, stopping):
                task.cancel()
            await asyncio.gather(reading, stopping, return_exceptions=True)
        if last is not None:
            return last
        return ended(self._reason) if self._stopped.is_set() else _lost()

    async def _read(self, channel: Channel) -> LoginNews | None:
        """Hand on what comes until the other end closes; return the last news."""
        last: LoginNews | None = None
        while (parcel := await channel.receive()) is not None:
            kind, content = parcel
            if kind is Kind.PICTURE:
                self._show(content)
                continue
            news = LoginNews.from_json(content)
            if not news.is_end:
                self._tell(news)
            # Whatever comes after the session was kept does not undo that.
            elif last is None:
                last = news
        return last

    async def _see_out(self, process: asyncio.subprocess.Process) -> None:
        """Wait for the end of a process that has said all."""
        try:
            async with asyncio.timeout(self._stop_seconds):
                await process.wait()
        except TimeoutError:
            _log.warning("login_killed")


def _lost() -> LoginNews:
    _log.warning("login_lost")
    return ended(LoginReason.LOST, LOST)
