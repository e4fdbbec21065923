"""How often one client may ask."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
import time

REQUESTS_PER_SECOND = 10.0
# Beyond this many, the client that has been silent longest starts afresh.
CLIENTS = 1024


@dataclass(slots=True)
class _Bucket:
    """What a client has left, as of ``at`` (seconds of the monotonic clock)."""

    tokens: float
    at: float


class RateLimiter:
    """A token bucket a client, holding one second's worth of requests."""

    def __init__(
        self,
        per_second: float = REQUESTS_PER_SECOND,
        *,
        clients: int = CLIENTS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Let each client ask ``per_second`` times; remember ``clients`` of them."""
        self._per_second = per_second
        self._clients = clients
        self._now = now
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait_seconds(self, client: str) -> int:
        """Take one request; 0 where it may be answered, else how long to wait."""
        bucket = self._filled(client)
        if bucket.tokens < 1:
            return max(1, ceil((1 - bucket.tokens) / self._per_second))
        bucket.tokens -= 1
        return 0

    def _filled(self, client: str) -> _Bucket:
        now = self._now()
        bucket = self._buckets.get(client)
        if bucket is None:
            if len(self._buckets) >= self._clients:
                self._buckets.popitem(last=False)
            bucket = self._buckets[client] = _Bucket(self._capacity, now)
            return bucket
        self._buckets.move_to_end(client)
        gained = (now - bucket.at) * self._per_second
        bucket.tokens = min(self._capacity, bucket.tokens + gained)
        bucket.at = now
        return bucket

    @property
    def _capacity(self) -> float:
        return max(1.0, self._per_second)
