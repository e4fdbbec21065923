"""The stand-alone panel's door: the token once, then a cookie until it ends."""

import asyncio

from aiohttp import hdrs, web

from linkedin_engine.api.failures import HttpError
from linkedin_engine.api.guards import peer
from linkedin_engine.api.limiting import RateLimiter
from linkedin_engine.api.parsing import BODY_SECONDS, parsed_json
from linkedin_engine.api.token import is_token
from linkedin_engine.errors import BadInputError
from linkedin_engine.log import get_logger

from .visitors import COOKIE, VISIT_SECONDS, Visitors

# A token has 256 bits; this keeps the log and the processor quiet, too.
TRIES_PER_SECOND = 0.5
_LARGEST_TOKEN = 4096

_log = get_logger("web")


class Door:
    """Opens and ends visits."""

    def __init__(self, token: str, visitors: Visitors) -> None:
        """Take the token that opens it."""
        self._token = token
        self._visitors = visitors
        self._limiter = RateLimiter(TRIES_PER_SECOND)

    async def log_in(self, request: web.Request) -> web.StreamResponse:
        """Take the token and give a cookie; every wrong one costs some seconds."""
        shown = await _shown_token(request)
        seconds = self._limiter.wait_seconds(peer(request))
        if seconds:
            raise HttpError(429, headers={hdrs.RETRY_AFTER: str(seconds)})
        if not is_token(shown, self._token):
            _log.warning("panel_log_in_refused")
            raise HttpError(401, message="This is not the API token; copy all of it.")
        response = web.Response(status=204)
        response.set_cookie(
            COOKIE,
            self._visitors.open(),
            max_age=VISIT_SECONDS,
            httponly=True,
            samesite="Strict",
            secure=request.secure,
        )
        return response

    async def log_out(self, request: web.Request) -> web.StreamResponse:
        """End this visit."""
        self._visitors.close(request.cookies.get(COOKIE, ""))
        response = web.Response(status=204)
        response.del_cookie(COOKIE, httponly=True, samesite="Strict")
        return response


async def _shown_token(request: web.Request) -> str:
    if (request.content_length or 0) > _LARGEST_TOKEN:
        raise HttpError(413, closes=True)
    # A form of another site cannot send this type without being asked about it.
    if request.content_type != "application/json":
        raise HttpError(415)
    async with asyncio.timeout(BODY_SECONDS):
        content = await request.read()
    data = parsed_json(content)
    token = data.get("token") if isinstance(data, dict) else None
    if not isinstance(token, str):
        raise BadInputError("token", "give the API token as a text")
    return token.strip()
