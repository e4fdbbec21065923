"""A Supervisor that a real Home Assistant and the engine take for theirs.

It answers as its API is described (developers.home-assistant.io, "Endpoints"; the
models of ``aiohasupervisor``) for a machine on which the app is all that is installed.
It reaches Home Assistant over the Unix socket that ``SUPERVISOR_CORE_API_SOCKET``
names, which is how Home Assistant knows it.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import json
from pathlib import Path
from threading import Event, Thread
from typing import Any, override
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, UnixConnector, web

from engine.supervisor.office_of_supervisor import TOKEN, FakeSupervisor, open_for
from engine.web.ingress import Ingress

from .app import PANEL, REPOSITORY_INFO, SLUG, in_full, in_list

_ANSWERS: dict[str, Any] = json.loads(
    Path(__file__).with_name("supervisor_answers.json").read_text(encoding="utf-8")
)
_START_SECONDS = 20.0
_SESSION = "0123456789abcdef" * 8


def _answers() -> dict[str, Any]:
    """Return what is answered, by the path that is asked."""
    stats = dict.fromkeys(
        ("core/stats", "supervisor/stats", f"addons/{SLUG}/stats"), _ANSWERS["stats"]
    )
    return {
        **_ANSWERS,
        **stats,
        "addons": {"addons": [in_list()]},
        f"addons/{SLUG}/info": in_full(),
        "ingress/panels": {"panels": PANEL},
        "store": {"addons": [], "repositories": [REPOSITORY_INFO]},
    }


@dataclass
class HouseSupervisor(FakeSupervisor):
    """One with a Home Assistant; ``unknown`` is what was asked in vain.

    ``panel`` is where the app shows its page to the Supervisor, and to nobody else.
    """

    socket: Path = Path()
    panel: str = ""
    answers: dict[str, Any] = field(default_factory=_answers)
    taken: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    pushing: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def variables(self) -> dict[str, str]:
        """What Home Assistant finds in its environment."""
        return {
            "SUPERVISOR": urlsplit(self.url).netloc,
            "SUPERVISOR_TOKEN": TOKEN,
            "SUPERVISOR_CORE_API_SOCKET": str(self.socket),
        }

    @override
    def add_routes(self, router: web.UrlDispatcher) -> None:
        super().add_routes(router)
        router.add_get("/discovery", self._messages)
        router.add_get("/discovery/{uuid}", self._message)
        router.add_post("/ingress/session", self._session)
        router.add_route("*", "/ingress/{token}/{path:.*}", self._ingress)
        router.add_get("/{path:.*}", self._answer)
        router.add_post("/{path:.*}", self._take)

    @override
    async def push(self, uuid: str) -> None:
        await super().push(uuid)
        task = asyncio.create_task(self._push(uuid))
        self.pushing.add(task)
        task.add_done_callback(self.pushing.discard)

    async def _push(self, uuid: str) -> None:
        """Tell Home Assistant; one that is not there yet asks when it starts."""
        url = f"http://core/api/hassio_push/discovery/{uuid}"
        body = {"addon": SLUG, "service": self.listed[0], "uuid": uuid}
        try:
            async with (
                ClientSession(connector=UnixConnector(str(self.socket))) as session,
                session.post(url, json=body) as answer,
            ):
                answer.raise_for_status()
        except (ClientError, OSError):
            return

    async def _messages(self, _request: web.Request) -> web.Response:
        return _ok({"discovery": [self._told_of(uuid) for uuid in self.messages]})

    async def _message(self, request: web.Request) -> web.Response:
        uuid = request.match_info["uuid"]
        if uuid not in self.messages:
            return _error(404, f"No discovery message {uuid}")
        return _ok(self._told_of(uuid))

    def _told_of(self, uuid: str) -> dict[str, Any]:
        # The Supervisor's own name service leads from an app's name to the app.
        config = self.messages[uuid] | {"host": "127.0.0.1"}
        return {
            "addon": SLUG,
            "service": self.listed[0],
            "uuid": uuid,
            "config": config,
        }

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        if path not in self.answers:
            self.unknown.append(path)
            return _error(404, f"Unknown path {path}")
        return _ok(self.answers[path])

    async def _session(self, _request: web.Request) -> web.Response:
        return _ok({"session": _SESSION})

    async def _ingress(self, request: web.Request) -> web.StreamResponse:
        """Hand on what a person asks of the app's page."""
        async with ClientSession() as client:
            return await Ingress(client, self.panel).handle(request)

    async def _take(self, request: web.Request) -> web.Response:
        """Take what needs no answer; the Supervisor is as new as it can be."""
        path = request.match_info["path"]
        if path == "supervisor/update":
            return _error(400, "No supervisor update available")
        self.taken.append(path)
        return _ok({})


def _ok(data: Any) -> web.Response:
    return web.json_response({"result": "ok", "data": data})


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"result": "error", "message": message}, status=status)


@contextmanager
def supervising_house(socket: Path) -> Iterator[HouseSupervisor]:
    """Run one in a thread until the block is left."""
    supervisor = HouseSupervisor(socket=socket)
    loop = asyncio.new_event_loop()
    over = asyncio.Event()
    ready = Event()

    async def serve() -> None:
        async with open_for(supervisor):
            ready.set()
            await over.wait()

    thread = Thread(target=loop.run_until_complete, args=[serve()], daemon=True)
    thread.start()
    try:
        assert ready.wait(_START_SECONDS), "the Supervisor did not start"
        yield supervisor
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
