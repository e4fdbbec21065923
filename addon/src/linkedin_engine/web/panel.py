"""The panel's routes, at both listeners."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aiohttp import hdrs, web

from linkedin_engine.api.server import Pages

from .assets import Asset, Assets
from .door import Door
from .guard import ASSETS_PATH, LOGIN_PATH, VisitorGuard
from .login_socket import LIVE_PATH, Logins, LoginSocket
from .logs import LogRing
from .visitors import Visitors

LOGOUT_PATH: Final = "/panel/logout"
LOGS_PATH: Final = "/panel/logs"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors "
)
_SHELL_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        hdrs.CACHE_CONTROL: "no-cache",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)


class Panel:
    """The panel of one service."""

    def __init__(self, token: str, ring: LogRing, logins: Logins) -> None:
        """Pack the files; blocks for some milliseconds."""
        self._assets = Assets()
        self._ring = ring
        self._live = LoginSocket(logins)
        visitors = Visitors()
        self._door = Door(token, visitors)
        self._guard = VisitorGuard(token, visitors)

    def pages(self) -> Pages:
        """Return what the listeners mount."""
        return Pages(
            guard=self._guard, at_ingress=self.at_ingress, stand_alone=self.stand_alone
        )

    def at_ingress(self, app: web.Application) -> None:
        """Add the pages for who comes through Home Assistant, in whose frame it is."""
        self._add(app, self._assets.shell("ingress"), framed_by="'self'")

    def stand_alone(self, app: web.Application) -> None:
        """Add the pages and the door for who comes by themselves."""
        self._add(app, self._assets.shell("token"), framed_by="'none'")
        app.router.add_post(LOGIN_PATH, self._door.log_in)
        app.router.add_post(LOGOUT_PATH, self._door.log_out)

    def _add(self, app: web.Application, shell: Asset, *, framed_by: str) -> None:
        headers = {
            **_SHELL_HEADERS,
            "Content-Security-Policy": _POLICY + framed_by,
        }

        async def page(request: web.Request) -> web.StreamResponse:
            return shell.answer(request, headers)

        app.router.add_get("/", page)
        app.router.add_get(f"{ASSETS_PATH}{{stamp}}/{{name:.+}}", self._assets.serve)
        app.router.add_get(LOGS_PATH, self._ring.serve)
        app.router.add_get(LIVE_PATH, self._live.serve)
