"""The Supervisor's discovery as its source has it, on a loopback port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from aiohttp import web

TOKEN = "a token of the Supervisor"


@dataclass
class FakeSupervisor:
    """What it has been told, and how it behaves: ``moods`` are its next answers."""

    url: str = ""
    listed: tuple[str, ...] = ("linkedin_auto",)
    moods: list[int] = field(default_factory=list)
    asked: int = 0
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    pushed: list[str] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def discovery(self, request: web.Request) -> web.Response:
        """Take a message: a new one and a changed one are pushed, the same one not."""
        self.asked += 1
        if self.moods:
            return _error(self.moods.pop(0), "Supervisor is not ready")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _error(401, "")
        body = await request.json()
        if set(body) != {"service", "config"} or not isinstance(body["config"], dict):
            return _error(400, "extra keys not allowed")
        service = body["service"]
        if service not in self.listed:
            return _error(403, "Apps must list services they provide")
        uuid = uuid5(NAMESPACE_DNS, service).hex
        if self.messages.get(uuid) != body["config"]:
            self.messages[uuid] = body["config"]
            await self.push(uuid)
            self.told.set()
        self.answered.set()
        return web.json_response({"result": "ok", "data": {"uuid": uuid}})

    async def push(self, uuid: str) -> None:
        """Tell Home Assistant that there is a message."""
        self.pushed.append(uuid)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Answer what the app asks."""
        router.add_post("/discovery", self.discovery)


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"result": "error", "message": message}, status=status)


@asynccontextmanager
async def supervising(port: int = 0) -> AsyncIterator[FakeSupervisor]:
    """Run one until the block is left."""
    fake = FakeSupervisor()
    async with open_for(fake, port):
        yield fake


@asynccontextmanager
async def open_for(fake: FakeSupervisor, port: int = 0) -> AsyncIterator[None]:
    """Answer for a given one until the block is left."""
    app = web.Application()
    fake.add_routes(app.router)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield
    finally:
        await runner.cleanup()
