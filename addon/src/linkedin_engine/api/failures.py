"""Every error as the contract's body, with a fitting status."""

from collections.abc import Mapping
from dataclasses import dataclass
import json

from aiohttp import web

from linkedin_engine.contract.replies import ErrorBody, ErrorReply
from linkedin_engine.errors import (
    BadInputError,
    ConflictError,
    EngineError,
    LeaveAloneError,
    NotFoundError,
    StopRunError,
    StorageError,
    UnavailableError,
)

# The nearest class in an error's ancestry decides.
STATUSES: Mapping[type[EngineError], int] = {
    BadInputError: 400,
    NotFoundError: 404,
    ConflictError: 409,
    StopRunError: 409,
    LeaveAloneError: 409,
    StorageError: 503,
    UnavailableError: 503,
    EngineError: 500,
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a status of HTTP says where the engine has nothing more exact."""

    code: str
    message: str


WORDS: Mapping[int, Words] = {
    400: Words("bad_input", "The request is not as it should be."),
    401: Words("unauthorized", "Send the API token: Authorization: Bearer TOKEN."),
    403: Words("forbidden", "This address takes requests from Home Assistant only."),
    404: Words("not_found", "There is nothing here; look at the path."),
    405: Words("method_not_allowed", "This path does not know the method; see Allow."),
    408: Words("timeout", "The request did not arrive in time; send it again."),
    409: Words("conflict", "This contradicts the present state."),
    413: Words("too_large", "The request is too large."),
    414: Words("too_large", "The address is too long."),
    415: Words("unsupported_media_type", "Send application/json, not compressed."),
    417: Words("bad_input", "The header Expect is not understood; leave it out."),
    429: Words("too_many_requests", "Too many requests; wait as Retry-After says."),
    431: Words("too_large", "The headers are too large."),
    500: Words("internal", "Something went wrong in the engine; its log says what."),
    503: Words("unavailable", "The engine is starting or stopping; try again soon."),
}


class HttpError(Exception):
    """An error of the protocol itself, before the engine is asked."""

    def __init__(
        self,
        status: int,
        *,
        code: str | None = None,
        message: str | None = None,
        headers: Mapping[str, str] | None = None,
        closes: bool = False,
    ) -> None:
        """Take what differs from the words of the status.

        ``closes`` ends the connection with the answer.
        """
        words = WORDS[status]
        self.status = status
        self.body = ErrorBody(code=code or words.code, message=message or words.message)
        self.headers = dict(headers or {})
        self.closes = closes
        super().__init__(self.body.message)


def engine_failure(error: EngineError) -> web.Response:
    """Answer an error that the engine raised; its message is for the person."""
    status = next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    field = error.field if isinstance(error, BadInputError) else None
    return failure(status, ErrorBody(code=error.code, message=str(error), field=field))


def http_failure(error: HttpError) -> web.Response:
    """Answer an error of the protocol."""
    response = failure(error.status, error.body, headers=error.headers)
    if error.closes:
        response.force_close()
    return response


def status_failure(
    status: int, *, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Answer with a bare status, as aiohttp itself gives it."""
    words = WORDS.get(status) or WORDS[500 if is_server_error(status) else 400]
    body = ErrorBody(code=words.code, message=words.message)
    return failure(status, body, headers=headers)


def is_server_error(status: int) -> bool:
    """Whether the fault is on this side."""
    return status // 100 == 5  # noqa: PLR2004 - the class of server errors


def failure(
    status: int, body: ErrorBody, *, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return the response with an error's body; no ``field`` where none is named."""
    content = ErrorReply(error=body).to_dict()
    if body.field is None:
        del content["error"]["field"]
    return web.Response(
        status=status,
        text=json.dumps(content),
        content_type="application/json",
        headers=dict(headers or {}),
    )
