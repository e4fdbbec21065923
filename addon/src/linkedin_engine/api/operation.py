"""What one thing that can be asked is made of."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
import json
import re
from typing import Any, Protocol

from aiohttp import web
from mashumaro.mixins.dict import DataClassDictMixin

from linkedin_engine.contract.limits import MAX_ID
from linkedin_engine.contract.requests import Request
from linkedin_engine.errors import BadInputError

from .service import EngineService

HANDLER_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, parsed: its path, its query, its body."""

    path: Mapping[str, Any]
    query: Any
    body: Any


type Call = Callable[[EngineService, Asked], Awaitable[Any]]
type Answer = Callable[
    [web.Request, EngineService, Asked], Awaitable[web.StreamResponse]
]


async def _nothing(service: EngineService, asked: Asked) -> None:
    del service, asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that can be asked.

    ``call`` returns the ``reply``, or nothing where that is None; ``answer`` makes
    the whole response by itself and keeps its own time. A ``body`` of ``dict`` are
    settings by their names. ``is_single`` refuses a second one at the same time.
    ``media`` are the response's types and ``statuses`` what it can be beside errors.
    """

    name: str
    method: str
    path: str
    summary: str
    call: Call = _nothing
    answer: Answer | None = None
    query: type[Request] = Request
    body: type[Any] | None = None
    reply: type[Any] | None = None
    statuses: tuple[int, ...] = (200,)
    errors: tuple[int, ...] = ()
    media: tuple[str, ...] = ("application/json",)
    seconds: float = HANDLER_SECONDS
    is_public: bool = False
    is_single: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters in the path."""
        return tuple(re.findall(r"{(\w+)}", self.path))


def json_reply(
    reply: DataClassDictMixin,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """Return the response that carries a reply of the contract."""
    content = json.dumps(reply.to_dict(), ensure_ascii=False, separators=(",", ":"))
    return web.Response(
        text=content,
        status=status,
        headers=headers,
        content_type="application/json",
    )


class PathKey(Protocol):
    """A parameter of a path."""

    def read(self, name: str, word: str) -> int | str:
        """Return the value; ``BadInputError`` where it cannot be one."""

    def schema(self) -> dict[str, Any]:
        """Describe the values."""


@dataclass(frozen=True, slots=True)
class WholeKey:
    """An id that the database counts."""

    def read(self, name: str, word: str) -> int:
        """Return the number."""
        if re.fullmatch(r"[1-9][0-9]{0,15}", word) and int(word) <= MAX_ID:
            return int(word)
        raise BadInputError(name, f"is not a whole number from 1 to {MAX_ID}")

    def schema(self) -> dict[str, Any]:
        """Describe the numbers."""
        return {"type": "integer", "minimum": 1, "maximum": MAX_ID}


@dataclass(frozen=True, slots=True)
class WordKey:
    """A name made of safe characters, so that it can never lead elsewhere."""

    pattern: str

    def read(self, name: str, word: str) -> str:
        """Return the name."""
        if re.fullmatch(self.pattern, word, re.ASCII):
            return word
        raise BadInputError(name, "has characters that no such name has, or too many")

    def schema(self) -> dict[str, Any]:
        """Describe the names."""
        return {"type": "string", "pattern": f"^{self.pattern}$"}


PATH_KEYS: Mapping[str, PathKey] = {
    "contact_id": WholeKey(),
    "wish_id": WholeKey(),
    "run_id": WordKey("[A-Za-z0-9_-]{1,64}"),
    "name": WordKey("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}"),
}
