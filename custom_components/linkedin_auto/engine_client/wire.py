"""One exchange with the engine: timeouts, the rate limit, and errors to exceptions."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
import json
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout, hdrs
from yarl import URL

from .contract.replies import ErrorBody, ErrorReply
from .contract.requests import Request
from .errors import (
    CannotConnectError,
    EngineClientError,
    EngineError,
    InvalidAuthError,
)

API: Final = "api/v1"
SECONDS: Final = 20.0
# The engine answers ten requests a second; a long list of changes is worth a wait.
_TRIES: Final = 6
_LONGEST_WAIT_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    content_type: str
    content: bytes

    def json(self) -> Any:
        """Return the decoded content, or None where there is none."""
        if self.status == HTTPStatus.NO_CONTENT:
            return None
        try:
            return json.loads(self.content)
        except ValueError as error:
            raise CannotConnectError("the answer is not JSON") from error


class Wire:
    """The way to one engine."""

    def __init__(self, session: ClientSession, url: str, token: str) -> None:
        """Take a session that somebody else closes."""
        self.session = session
        self.url = URL(url)
        self.headers = {hdrs.AUTHORIZATION: f"Bearer {token}"}

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        query: list[tuple[str, str]] | None = None,
        body: dict[str, Any] | None = None,
        seconds: float = SECONDS,
    ) -> Answer:
        """Ask, wait where the engine says so, and return a good answer.

        Raises ``CannotConnectError``, ``InvalidAuthError`` and ``EngineError``.
        """
        url = (self.url / path).extend_query(query or [])
        tries = 1
        while True:
            answer = await self._ask(method, url, body, seconds)
            if answer.status < HTTPStatus.BAD_REQUEST:
                return answer
            wait = _wait_seconds(answer)
            if wait is None or tries == _TRIES:
                raise _error(answer)
            tries += 1
            await asyncio.sleep(wait)

    async def _ask(
        self, method: str, url: URL, body: dict[str, Any] | None, seconds: float
    ) -> Answer:
        try:
            async with self.session.request(
                method,
                url,
                headers=self.headers,
                json=body,
                timeout=ClientTimeout(total=seconds),
                allow_redirects=False,
            ) as response:
                return Answer(
                    status=response.status,
                    headers=response.headers,
                    content_type=response.content_type,
                    content=await response.read(),
                )
        except TimeoutError as error:
            raise CannotConnectError(f"no answer in {seconds:g} seconds") from error
        except (ClientError, OSError, ValueError) as error:
            raise CannotConnectError(str(error) or type(error).__name__) from error


def pairs(query: Request | None) -> list[tuple[str, str]]:
    """Return a query's parameters; a list is the same parameter repeated."""
    if query is None:
        return []
    given = [
        (name, value if isinstance(value, list) else [value])
        for name, value in query.to_dict().items()
        if value is not None
    ]
    return [(name, _word(value)) for name, values in given for value in values]


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _wait_seconds(answer: Answer) -> float | None:
    """Return how long the engine asks to wait, if it does."""
    if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
        return None
    with suppress(ValueError):
        asked = float(answer.headers.get(hdrs.RETRY_AFTER, "1"))
        return min(max(asked, 0.1), _LONGEST_WAIT_SECONDS)
    return 1.0


def _error(answer: Answer) -> EngineClientError:
    """Return the exception for an answer that is none of the good ones."""
    body = _error_body(answer)
    if body is None:
        return CannotConnectError(f"the answer {answer.status} is not an engine's")
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return InvalidAuthError(body.message)
    return EngineError(body.code, body.message, body.field)


def _error_body(answer: Answer) -> ErrorBody | None:
    try:
        return ErrorReply.from_dict(answer.json()).error
    except (LookupError, TypeError, ValueError, AttributeError, CannotConnectError):
        return None
