"""What stands in the way of a document: walls, checks, limits, dead lines."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from .entrance import CHALLENGE
from .rendering import page
from .scenario import Obstacle, Trouble
from .state import TwinState

_LIMIT_PAGE = (
    "<html><body><p>Too many requests. Please try again later.</p></body></html>"
)


@dataclass(slots=True)
class _Counter:
    trouble: Trouble
    seen: int = 0
    played: int = 0


class Troubles:
    """Counts documents, and tells which trouble is due."""

    def __init__(self) -> None:
        self._counters: list[_Counter] = []

    def due(self, state: TwinState, path: str) -> Obstacle | None:
        """Count a document on ``path`` and return what stands in its way."""
        self._follow(state.scenario.troubles)
        found: _Counter | None = None
        for counter in self._counters:
            trouble = counter.trouble
            if not path.startswith(trouble.path):
                continue
            begun = counter.seen >= trouble.after
            begun = begun and len(state.record.messages) >= trouble.after_sent
            over = 0 < trouble.times <= counter.played
            counter.seen += 1
            if begun and not over and found is None:
                counter.played += 1
                found = counter
        return found.trouble.obstacle if found else None

    def _follow(self, troubles: list[Trouble]) -> None:
        """Start counting anew when the scenario has other troubles."""
        known = [counter.trouble for counter in self._counters]
        same = len(known) == len(troubles) and all(
            one is two for one, two in zip(known, troubles, strict=True)
        )
        if not same:
            self._counters = [_Counter(trouble) for trouble in troubles]


def play(request: web.Request, obstacle: Obstacle) -> web.Response:
    """Answer a document with the obstacle instead."""
    return _PLAYED[obstacle](request)


def challenge(request: web.Request) -> web.Response:
    """Serve the page of a security check; the last word of the path says which."""
    kind = request.match_info.get("kind", "")
    if kind not in {"check", "captcha", "code", "device"}:
        raise web.HTTPNotFound
    return page(request, "challenge.html", kind=kind, wrong=False)


async def loop(request: web.Request) -> web.Response:
    """Redirect to itself for ever."""
    raise web.HTTPFound(request.path_qs)


def to_authwall(request: web.Request) -> web.Response:
    """Send to the wall that visitors see."""
    return _redirect("/authwall", trk="bf", sessionRedirect=str(request.url))


def to_old_login(request: web.Request) -> web.Response:
    """Send to the older login page."""
    return _redirect("/uas/login", session_redirect=request.path_qs)


def to_login(request: web.Request) -> web.Response:
    """Send to the login page."""
    return _redirect("/login", session_redirect=request.path_qs)


def _redirect(path: str, **query: str) -> web.Response:
    location = f"{path}?{urlencode(query)}" if query else path
    return web.Response(status=302, headers={"Location": location})


def _checked(kind: str) -> Callable[[web.Request], web.Response]:
    return lambda _request: _redirect(f"{CHALLENGE}/{kind}")


def _status(status: int, text: str = "") -> Callable[[web.Request], web.Response]:
    return lambda _request: web.Response(
        status=status, text=text, content_type="text/html"
    )


def _template(name: str) -> Callable[[web.Request], web.Response]:
    return lambda request: page(request, name)


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


_PLAYED: dict[Obstacle, Callable[[web.Request], web.Response]] = {
    Obstacle.AUTHWALL: to_authwall,
    Obstacle.LOGIN: to_login,
    Obstacle.ACCOUNT_PICKER: _template("account_picker.html"),
    Obstacle.REDIRECT_LOOP: lambda _request: _redirect("/uas/loop"),
    Obstacle.CHECKPOINT: _checked("check"),
    Obstacle.CAPTCHA: _checked("captcha"),
    Obstacle.CODE: _checked("code"),
    Obstacle.DEVICE_APPROVAL: _checked("device"),
    Obstacle.RESTRICTED: _template("restricted.html"),
    Obstacle.RATE_LIMIT: _status(200, _LIMIT_PAGE),
    Obstacle.TOO_MANY_REQUESTS: _status(429),
    Obstacle.REQUEST_DENIED: _status(999),
    Obstacle.BLANK: _status(200, "<html><head></head><body></body></html>"),
    Obstacle.SERVER_ERROR: _status(500, "<html><body>Internal error</body></html>"),
    Obstacle.DROP: _drop,
}
