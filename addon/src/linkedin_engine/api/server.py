"""The listeners: the API with its token, and the panel's for the Supervisor."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from aiohttp import web

from .application import build_app
from .connections import ConnectionLimits, connecting
from .guards import Guard, IngressGuard, TokenGuard
from .limiting import REQUESTS_PER_SECOND, RateLimiter
from .room import Room
from .service import EngineService

# What is being answered has this long to be finished when the server ends.
END_SECONDS = 5.0
_BACKLOG = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where to listen; port 0 is any free one, and no ``ingress_port`` no panel.

    ``ingress_trusts_loopback`` is for development on one's own machine.
    """

    host: str = "127.0.0.1"
    port: int = 0
    ingress_port: int | None = None
    ingress_trusts_loopback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one client, and all of them together, may take."""

    requests_per_second: float = REQUESTS_PER_SECOND
    connections: ConnectionLimits = field(default_factory=ConnectionLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The panel: what is added to each listener's application.

    ``guard`` takes the place of the token's at the API's listener; it has to be as
    strict with everything that is not the panel's.
    """

    guard: Guard
    at_ingress: Callable[[web.Application], None]
    stand_alone: Callable[[web.Application], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The ports that were bound."""

    api: int
    ingress: int | None


class ApiServer:
    """Both listeners of one service. Starts once and ends once."""

    def __init__(
        self,
        service: EngineService,
        token: str,
        listening: Listening,
        *,
        limits: Limits | None = None,
        pages: Pages | None = None,
    ) -> None:
        """Take the service, and the token that the API's clients must show."""
        self._token = token
        self._listening = listening
        self._limits = limits or Limits()
        self._pages = pages
        self._room = Room(service, RateLimiter(self._limits.requests_per_second))
        self._opened = AsyncExitStack()

    async def start(self) -> Ports:
        """Listen; ``OSError`` where a port is taken, and then it listens nowhere."""
        where = self._listening
        try:
            api = await self._listen(self._for_clients(), where.port)
            ingress = None
            if where.ingress_port is not None:
                ingress = await self._listen(self._for_ingress(), where.ingress_port)
        except BaseException:
            await self.stop()
            raise
        return Ports(api=api, ingress=ingress)

    def refuse(self) -> None:
        """Answer 503 from here on, but for the health; open streams stay."""
        self._room.is_stopping = True

    async def stop(self) -> None:
        """Tell the listeners of the stream, let answers be finished, and close."""
        self.refuse()
        await self._room.streams.close()
        await self._opened.aclose()

    def _for_clients(self) -> web.Application:
        if self._pages is None:
            return build_app(self._room, guard=TokenGuard(self._token))
        app = build_app(self._room, guard=self._pages.guard)
        self._pages.stand_alone(app)
        return app

    def _for_ingress(self) -> web.Application:
        trusts_loopback = self._listening.ingress_trusts_loopback
        guard = IngressGuard(trusts_loopback=trusts_loopback)
        app = build_app(self._room, guard=guard)
        if self._pages is not None:
            self._pages.at_ingress(app)
        return app

    async def _listen(self, app: web.Application, port: int) -> int:
        runner = web.AppRunner(app, shutdown_timeout=END_SECONDS)
        self._opened.push_async_callback(runner.cleanup)
        await runner.setup()
        if runner.server is None:
            raise RuntimeError("the runner has no server after its setup")
        listener = await asyncio.get_running_loop().create_server(
            connecting(runner.server, self._limits.connections),
            self._listening.host,
            port,
            backlog=_BACKLOG,
        )
        self._opened.callback(listener.close)
        bound: int = listener.sockets[0].getsockname()[1]
        return bound
