"""Many who listen and ask at once, from addresses of their own on this machine."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
import itertools
import json
import socket
import time
from typing import Any

from aiohttp import ClientSession, ClientTimeout, ClientWebSocketResponse, TCPConnector

EVENTS = "/api/v1/events"

# As many as one address may begin with in a second.
_AT_ONCE = 8
_PATHS = ("/api/v1/state", "/api/v1/wishes", "/api/v1/runs", "/metrics")
_PATIENCE = ClientTimeout(total=120)


class Crowd:
    """Clients of one service; ``statuses`` counts what those who ask are answered."""

    def __init__(self, url: str, token: str) -> None:
        self.statuses: Counter[int] = Counter()
        self._url = url
        self._token = token
        self._stack = AsyncExitStack()
        self._addresses = itertools.count(2)

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str, token: str) -> AsyncIterator["Crowd"]:
        """Be there until the block is left."""
        crowd = cls(url, token)
        async with crowd._stack:
            yield crowd

    async def listeners(self, number: int) -> list[ClientWebSocketResponse]:
        """Connect so many to the event stream; each has had hello and snapshot."""
        streams: list[ClientWebSocketResponse] = []
        while len(streams) < number:
            session = await self._session()
            more = min(_AT_ONCE, number - len(streams))
            streams += await asyncio.gather(
                *(session.ws_connect(self._url + EVENTS) for _ in range(more))
            )
        for stream in streams:
            for expected in ("hello", "snapshot"):
                assert json.loads((await stream.receive()).data)["type"] == expected
        return streams

    async def flood(self, per_second: float, clients: int) -> None:
        """Ask in turns from several addresses until cancelled.

        It begins with all of a second at once.
        """
        sessions = itertools.cycle([await self._session() for _ in range(clients)])
        paths = itertools.cycle(_PATHS)
        begun = time.monotonic()
        asked: list[asyncio.Task[None]] = []
        try:
            while True:
                due = per_second * (1 + time.monotonic() - begun)
                asked += [
                    asyncio.create_task(self._ask(next(sessions), next(paths)))
                    for _ in range(len(asked), int(due))
                ]
                await asyncio.sleep(1 / per_second)
        finally:
            await asyncio.gather(*asked)

    async def _ask(self, session: ClientSession, path: str) -> None:
        async with session.get(self._url + path) as reply:
            await reply.read()
            self.statuses[reply.status] += 1

    async def _session(self) -> ClientSession:
        address = f"127.0.7.{next(self._addresses)}"
        return await self._stack.enter_async_context(
            ClientSession(
                headers={"Authorization": f"Bearer {self._token}"},
                connector=TCPConnector(local_addr=(address, 0), limit=0),
                timeout=_PATIENCE,
            )
        )


def deaf_listener(port: int, token: str) -> socket.socket:
    """Shake hands as a listener that never reads, and has hardly any room."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.bind(("127.0.7.1", 0))
    client.connect(("127.0.0.1", port))
    client.sendall(
        f"GET {EVENTS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    return client


async def heard_until(
    stream: ClientWebSocketResponse, last: str
) -> list[dict[str, Any]]:
    """Return what a listener hears until an event of this type."""
    heard: list[dict[str, Any]] = []
    while not heard or heard[-1]["type"] != last:
        heard.append(json.loads((await stream.receive()).data))
    return heard
