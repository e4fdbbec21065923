"""The newest lines of the log, in memory alone, for the panel's System page."""

from collections import deque
from itertools import count
import json
import logging
from typing import Any, Final, override

from aiohttp import web

from linkedin_engine.errors import BadInputError
from linkedin_engine.log import line_formatter

LINES: Final = 500
_AFTER: Final = "after"


class LogRing(logging.Handler):
    """Keeps the last lines from level info on: below it, lines may name people."""

    def __init__(self, lines: int = LINES) -> None:
        """Keep this many lines."""
        super().__init__(logging.INFO)
        self.setFormatter(line_formatter())
        self._numbers = count(1)
        self._kept: deque[tuple[int, dict[str, Any]]] = deque(maxlen=lines)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line; one that cannot be read is the other handlers' matter."""
        try:
            line = json.loads(self.format(record))
        except Exception:  # noqa: BLE001 - an argument's own code may fail
            return
        self._kept.append((next(self._numbers), line))

    def after(self, number: int) -> list[dict[str, Any]]:
        """Return the lines after this one, the oldest first, with their numbers."""
        return [
            {"number": own, "line": line} for own, line in self._kept if own > number
        ]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer with the lines after the one that ``after`` names."""
        word = request.query.get(_AFTER, "0")
        if not (word.isascii() and word.isdigit() and len(word) < len(str(2**53))):
            raise BadInputError(_AFTER, "is the number of a line")
        return web.json_response({"lines": self.after(int(word))})
