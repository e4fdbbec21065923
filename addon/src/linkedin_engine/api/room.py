"""What the requests of all listeners share."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from linkedin_engine.errors import BusyError

from .events import EventStreams
from .limiting import RateLimiter
from .operation import Operation
from .service import EngineService


class Room:
    """The service behind the API, and what is under way with it."""

    def __init__(self, service: EngineService, limiter: RateLimiter) -> None:
        """Take the service that everything is asked of."""
        self.service = service
        self.limiter = limiter
        self.streams = EventStreams(service)
        self.is_stopping = False
        self.description: bytes | None = None
        self._single: set[str] = set()

    @contextmanager
    def under_way(self, operation: Operation) -> Iterator[None]:
        """Make an operation; ``BusyError`` where only one can be made at a time."""
        if not operation.is_single:
            yield
            return
        if operation.name in self._single:
            raise BusyError("The same is being done already; wait for its end.")
        self._single.add(operation.name)
        try:
            yield
        finally:
            self._single.discard(operation.name)


ROOM = web.AppKey("room", Room)
