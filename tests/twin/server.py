"""The twin's server: one scenario played on a loopback port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
import json
from threading import Event, Thread
from types import TracebackType
from typing import Self

from aiohttp import web

from . import catchup, entrance, messaging, pages
from .record import Record
from .rendering import STATIC
from .scenario import Scenario
from .session import TROUBLES, play_site
from .state import STATE, TwinState
from .troubles import Troubles

HOST = "127.0.0.1"
START_TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A running twin."""

    url: str
    state: TwinState

    @property
    def record(self) -> Record:
        """Return what the twin has received so far."""
        return self.state.record


def create_app(scenario: Scenario) -> web.Application:
    """Build the site that plays a scenario."""
    app = web.Application(middlewares=[play_site])
    app[STATE] = TwinState(scenario)
    app[TROUBLES] = Troubles()
    pages.add_routes(app)
    entrance.add_routes(app)
    catchup.add_routes(app)
    messaging.add_routes(app)
    app.router.add_get(r"/static/{name:[a-z_]+\.(css|js)}", _static)
    app.router.add_get("/twin/record", _record)
    app.router.add_put("/twin/scenario", _change)
    app.router.add_post("/twin/trap", _trap)
    return app


async def _static(request: web.Request) -> web.Response:
    """Serve a file whole: one that is streamed stays open when a page goes away."""
    path = STATIC / request.match_info["name"]
    if not path.is_file():
        raise web.HTTPNotFound
    kind = "text/css" if path.suffix == ".css" else "text/javascript"
    return web.Response(text=path.read_text(encoding="utf-8"), content_type=kind)


@asynccontextmanager
async def running(scenario: Scenario, port: int = 0) -> AsyncIterator[Twin]:
    """Serve a scenario on loopback for as long as the context lasts."""
    app = create_app(scenario)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        host, bound, *_ = runner.addresses[0]
        yield Twin(url=f"http://{host}:{bound}", state=app[STATE])
    finally:
        await runner.cleanup()


class ThreadedTwin:
    """The same in a thread with a loop of its own, for programs that block theirs."""

    url: str
    state: TwinState

    def __init__(self, scenario: Scenario, port: int = 0) -> None:
        self._scenario = scenario
        self._port = port
        self._ready = Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread = Thread(target=self._run, name="twin", daemon=True)

    @property
    def record(self) -> Record:
        """Return what the twin has received so far."""
        return self.state.record

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(START_TIMEOUT_SECONDS):
            raise TimeoutError("The twin did not start.")
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._failure = error
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        async with running(self._scenario, self._port) as twin:
            self.url = twin.url
            self.state = twin.state
            self._ready.set()
            await self._stop.wait()


async def _record(request: web.Request) -> web.Response:
    return web.json_response(request.app[STATE].record.as_json())


async def _change(request: web.Request) -> web.Response:
    """Change the given fields of the scenario that is played."""
    state = request.app[STATE]
    changes = json.loads(await request.text())
    state.scenario.merge(changes)
    if "now" in changes:
        state.started = datetime.now(UTC)
    return web.Response(status=204)


async def _trap(request: web.Request) -> web.Response:
    """Note a click on something that no program should click."""
    name = str(json.loads(await request.text())["name"])
    request.app[STATE].record.traps.append(name)
    return web.Response(status=204)
