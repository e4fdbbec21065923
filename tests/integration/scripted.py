"""An engine that says what a test tells it to: for what the real one never does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
import copy
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any

from aiohttp import WSCloseCode, web

SAMPLES = Path(__file__).resolve().parents[1] / "contract/samples/replies"
TOKEN = "scripted-token"
API = "/api/v1"


def sample(model: str, name: str) -> Any:
    """Return one of the recorded answers."""
    found = json.loads((SAMPLES / f"{model}.json").read_text(encoding="utf-8"))
    return found[name]


def refusal(code: str, message: str = "Because.", field: str | None = None) -> Any:
    """Return the body of an error."""
    error = {"code": code, "message": message}
    return {"error": error if field is None else {**error, "field": field}}


async def eventually(is_so: Callable[[], bool]) -> None:
    """Wait until this is so, for what nobody tells."""
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.01)


@dataclass
class Told:
    """What one request is answered."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class ScriptedEngine:
    """``answers`` by method and path; a list is answered one after the other."""

    url: str = ""
    token: str = TOKEN
    state: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Told | list[Told] | bytes] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)
    hello: dict[str, Any] | str | None = None
    greets: bool = True
    hangs: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)
    streams: list[web.WebSocketResponse] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        """Begin at work, with one draft and one known birthday."""
        self.state = copy.deepcopy(sample("EngineState", "at work"))
        wish = sample("WishItem", "nobody knows") | {"state": "drafted", "reason": None}
        contacts = sample("ContactPage", "two") | {"next_after": None}
        self.say("GET", "wishes", {"wishes": [wish], "next_before": None})
        self.say("GET", "contacts", contacts)
        self.say("GET", "settings", sample("SettingsReply", "some changed"))
        self.say("GET", "runs", sample("RunPage", "three"))

    def say(self, method: str, path: str, body: Any, **words: Any) -> None:
        """Answer a path below the API from now on."""
        self.answers[f"{method} {API}/{path}"] = Told(body, **words)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer as told; what nobody thought of is not found."""
        if self.hangs:
            await self.released.wait()
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.json_response(refusal("unauthorized"), status=401)
        if request.path == f"{API}/events":
            return await self._stream(request)
        body = await request.json() if request.can_read_body else None
        key = f"{request.method} {request.path}"
        self.asked.append((key, body or dict(request.query)))
        told = self.answers.get(key)
        if told is None and key == f"GET {API}/state":
            return web.json_response(self.state)
        if isinstance(told, list):
            told = told.pop(0) if len(told) > 1 else told[0]
        if isinstance(told, bytes):
            return web.Response(body=told)
        told = told or Told(refusal("not_found"), 404)
        if isinstance(told.body, bytes):
            return web.Response(
                body=told.body, status=told.status, headers=told.headers
            )
        return web.json_response(told.body, status=told.status, headers=told.headers)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        self.connections += 1
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.greets:
            await self._greet(socket)
        self.streams.append(socket)
        try:
            async for _ in socket:
                pass
        finally:
            self.streams.remove(socket)
        return socket

    async def _greet(self, socket: web.WebSocketResponse) -> None:
        names = ("schema_version", "min_supported_schema_version", "engine_version")
        hello = self.hello or {
            "type": "hello",
            "instance_id": self.state["instance_id"],
            **{name: self.state[name] for name in names},
        }
        said = hello if isinstance(hello, str) else json.dumps(hello)
        await socket.send_str(said)
        await self._tell(socket, {"type": "snapshot", "state": self.state})

    @staticmethod
    async def _tell(socket: web.WebSocketResponse, event: dict[str, Any]) -> None:
        await socket.send_str(json.dumps(event))

    async def tell(self, **event: Any) -> None:
        """Send an event to everybody who listens."""
        for socket in tuple(self.streams):
            await self._tell(socket, event)

    async def tell_state(self, **changes: Any) -> None:
        """Change the state, and tell so."""
        self.state |= changes
        await self.tell(type="snapshot", state=self.state)

    async def listened(self) -> None:
        """Wait until somebody listens."""
        await eventually(lambda: bool(self.streams))

    async def hang_up(self) -> None:
        """End all streams, and what hangs."""
        self.released.set()
        for socket in tuple(self.streams):
            await socket.close(code=WSCloseCode.GOING_AWAY)


@asynccontextmanager
async def scripted_engine(port: int = 0) -> AsyncIterator[ScriptedEngine]:
    """Serve a scripted engine on loopback."""
    engine = ScriptedEngine()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", engine.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        host, bound, *_ = runner.addresses[0]
        engine.url = f"http://{host}:{bound}"
        yield engine
    finally:
        await engine.hang_up()
        await runner.cleanup()
