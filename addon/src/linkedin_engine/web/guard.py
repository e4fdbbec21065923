"""Lets the panel's visitors in at the API's listener, beside the bearers of the token.

A cookie is sent by the browser whoever asked for it, so it counts only for what this
very page asked: ``SameSite=Strict`` keeps other sites out, and what changes anything
must come from this origin by ``Sec-Fetch-Site`` or ``Origin`` as well.
"""

from typing import override

from aiohttp import hdrs, web

from linkedin_engine.api.guards import (
    SAFE_METHODS,
    TokenGuard,
    is_websocket,
    refuse_other_sites,
)

from .visitors import COOKIE, Visitors

ASSETS_PATH = "/assets/"
LOGIN_PATH = "/panel/login"
_OPEN_PATHS = frozenset({"/", LOGIN_PATH})


class VisitorGuard(TokenGuard):
    """The token's guard for everybody else."""

    def __init__(self, token: str, visitors: Visitors) -> None:
        """Take the token that holds, and who is let in without it."""
        super().__init__(token)
        self._visitors = visitors

    @override
    def check(self, request: web.Request) -> None:
        """Refuse who has neither, and other sites in a visitor's browser."""
        if hdrs.AUTHORIZATION in request.headers:
            super().check(request)
            return
        if not (_is_open(request) or self._is_visitor(request)):
            super().check(request)
        if request.method not in SAFE_METHODS or is_websocket(request):
            refuse_other_sites(request)

    @override
    def is_limited(self, request: web.Request) -> bool:
        """Count everything but the files that make up the page."""
        return request.path != "/" and not request.path.startswith(ASSETS_PATH)

    def _is_visitor(self, request: web.Request) -> bool:
        return self._visitors.is_open(request.cookies.get(COOKIE, ""))


def _is_open(request: web.Request) -> bool:
    """Whether it is the page itself, in which nothing is secret, or its door."""
    return request.path in _OPEN_PATHS or request.path.startswith(ASSETS_PATH)
