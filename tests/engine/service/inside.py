"""The service within the test's own process, for what only shows from inside."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from engine.runs.house import NOW, OPTIONS
from linkedin_engine.api.server import ApiServer, Listening
from linkedin_engine.app.service.service import Service
from linkedin_engine.contract.requests import SessionPut
from linkedin_engine.settings import Environment
from twin.server import Twin

TOKEN = "a-token-of-nobody-else-0123456789abcdefghij"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """A service, its API, and somebody who calls it."""

    service: Service
    server: ApiServer
    port: int
    client: ClientSession

    @property
    def url(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.port}"

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API and return its JSON."""
        async with self.client.request(
            method, f"{self.url}/api/v1{path}", json=body
        ) as reply:
            assert reply.ok, await reply.text()
            return json.loads(await reply.text() or "null")


def variables_for(twin: Twin) -> dict[str, str]:
    """Return the environment in which the engine knows the twin as its site."""
    return {
        "LINKEDIN_AUTO_BASE_URL": twin.url,
        "LINKEDIN_AUTO_PACE": "instant",
        "LINKEDIN_AUTO_NOW": NOW.isoformat(),
    }


@asynccontextmanager
async def serving_inside(folder: Path, **options: Any) -> AsyncIterator[Inside]:
    """Serve, as the process's environment says, until the block is left."""
    file = folder / "options.json"
    chosen = OPTIONS | {"schedule_enabled": False, "log_level": "warning"} | options
    file.write_text(json.dumps(chosen), encoding="utf-8")
    environment = Environment.parse(os.environ)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        Service.running(folder / "data", file, environment) as service,
        ClientSession(headers=headers) as client,
    ):
        server = ApiServer(service, TOKEN, Listening())
        ports = await server.start()
        try:
            yield Inside(service=service, server=server, port=ports.api, client=client)
        finally:
            server.refuse()
            await service.stop()
            await server.stop()


async def log_in(inside: Inside, twin: Twin) -> None:
    """Hand over the session that the twin knows."""
    cookies = SessionPut(cookies=twin.state.scenario.li_at)
    await inside.service.sessions.put(cookies)
