"""The twin's session: who may see member pages, and the cookies that come and go."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from .scenario import Obstacle, Scenario
from .state import STATE
from .troubles import Troubles, play, to_authwall, to_login, to_old_login

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

TROUBLES: web.AppKey[Troubles] = web.AppKey("twin_troubles", Troubles)

_OPEN = ("/static/", "/twin/", "/preload/", "/favicon.ico")
_PUBLIC = ("/login", "/uas/", "/authwall", "/signup", "/checkpoint/", "/captcha/")
_DATA = ("/voyager/", "/flagship-web/")
_WALLS = (
    ("/mynetwork", to_old_login),
    ("/in/", to_authwall),
    ("/", to_login),
)
"""Where members' pages send somebody without a session."""


def is_document(request: web.Request) -> bool:
    """Say whether a request is for a page that a person looks at."""
    return request.method == "GET" and not request.path.startswith(_OPEN + _DATA)


@web.middleware
async def play_site(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Do to every request what LinkedIn does before and after its pages."""
    scenario = request.app[STATE].scenario
    if not request.path.startswith("/twin/"):
        await asyncio.sleep(scenario.latency_ms / 1000)
    response = await _answer(request, handler)
    if is_document(request):
        _set_cookies(request, response, scenario)
    if any(t.obstacle is Obstacle.DROP for t in scenario.troubles):
        # Chromium asks again by itself when a line dies that was used before.
        response.force_close()
    return response


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    state = request.app[STATE]
    if request.path.startswith(_OPEN):
        return await handler(request)
    alive = request.cookies.get("li_at") == state.scenario.li_at
    if request.path.startswith(_DATA):
        return await handler(request) if alive else _denied()
    if request.method == "GET":
        state.record.documents.append(request.path)
    if request.path.startswith(_PUBLIC) or request.method != "GET":
        return await handler(request)
    if not alive:
        return _to_wall(request)
    obstacle = request.app[TROUBLES].due(state, request.path)
    return play(request, obstacle) if obstacle else await handler(request)


def _denied() -> web.Response:
    return web.Response(status=HTTPStatus.UNAUTHORIZED)


def _to_wall(request: web.Request) -> web.Response:
    """Turn somebody without a session away."""
    wall = next(wall for path, wall in _WALLS if request.path.startswith(path))
    response = wall(request)
    if "li_at" in request.cookies and request.app[STATE].scenario.deletes_dead_session:
        response.set_cookie("li_at", "delete me", max_age=0, httponly=True)
    return response


def _set_cookies(
    request: web.Request, response: web.StreamResponse, scenario: Scenario
) -> None:
    """Set what LinkedIn sets; fresh routing on every page when it rotates."""
    if response.prepared:
        return
    if "bcookie" not in request.cookies:
        response.set_cookie("bcookie", "v=2&twin-browser", max_age=31_536_000)
        response.set_cookie("lang", f"v=2&lang={scenario.language}")
    if scenario.rotate_cookies:
        number = len(request.app[STATE].record.documents)
        response.set_cookie("lidc", f"b=TB01:s=T:r=T:g={number}", max_age=86_400)
        response.set_cookie("li_mc", f"MTsy{number:06d}", max_age=15_552_000)
        response.set_cookie("JSESSIONID", f"ajax:{number:019d}")
