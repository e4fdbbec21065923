"""The inside of a login's process: from the request to the last news."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
import json
import os
import socket
from typing import Any

from linkedin_engine.errors import EngineError

from .channel import Channel, Kind
from .child import until_stopped
from .login import LoginNews, LoginRequest, LoginStatus, ended

type LogIn = Callable[[LoginRequest, "Onlooker"], Awaitable[LoginNews]]


class Onlooker:
    """Whoever looks at the browser, at the other end of the channel."""

    def __init__(self, channel: Channel) -> None:
        """Take this process's end."""
        self._channel = channel
        self._picture: bytes | None = None
        self._news: list[LoginNews] = []
        self._changed = asyncio.Event()

    def show(self, picture: bytes) -> None:
        """Send a picture as soon as the one before has gone; the newest wins."""
        self._picture = picture
        self._changed.set()

    def tell(self, news: LoginNews) -> None:
        """Send news before any further picture."""
        self._news.append(news)
        self._changed.set()

    async def next_act(self) -> Mapping[str, Any] | None:
        """Wait for what they do next; None when they are gone."""
        parcel = await self._channel.receive()
        if parcel is None:
            return None
        act: Mapping[str, Any] = json.loads(parcel[1])
        return act

    async def work(self) -> None:
        """Send until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self.send_news()
            picture, self._picture = self._picture, None
            if picture is not None:
                await self._channel.send(Kind.PICTURE, picture)

    async def send_news(self) -> None:
        """Send what is left to be told."""
        while self._news:
            content = str(self._news.pop(0).to_json()).encode()
            await self._channel.send(Kind.TEXT, content)


def log_in_in_this_process(log_in: LogIn) -> int:
    """Take a request from the socket that is standard input; return the status."""
    own = socket.socket(fileno=os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    try:
        return asyncio.run(_serve(own, log_in))
    except asyncio.CancelledError:
        return EngineError.exit_status


async def _serve(own: socket.socket, log_in: LogIn) -> int:
    channel = await Channel.on(own)
    onlooker = Onlooker(channel)
    sending = asyncio.create_task(onlooker.work())
    try:
        parcel = await channel.receive()
        if parcel is None:
            return EngineError.exit_status
        request = LoginRequest.from_json(parcel[1])
        news, status = await until_stopped(_ended_well(log_in(request, onlooker)))
        onlooker.tell(news)
        await onlooker.send_news()
        return status
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await channel.close()


async def _ended_well(work: Awaitable[LoginNews]) -> tuple[LoginNews, int]:
    try:
        news = await work
    except EngineError as error:
        return ended(error.code, str(error)), error.exit_status
    is_logged_in = news.status is LoginStatus.LOGGED_IN
    return news, 0 if is_logged_in else EngineError.exit_status
