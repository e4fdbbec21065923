"""Who is logged in to the panel where no Home Assistant vouches for them."""

from collections.abc import Callable
from hashlib import sha256
import secrets
import time
from typing import Final

COOKIE: Final = "linkedin_auto_panel"
VISIT_SECONDS: Final = 12 * 3600
MOST_VISITS: Final = 32
_BYTES: Final = 32


class Visitors:
    """The open visits, in memory alone: a restart ends them all."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin without any; ``now`` counts seconds."""
        self._now = now
        self._until: dict[str, float] = {}

    def open(self) -> str:
        """Return the secret of a new visit; beyond the most, the oldest ends."""
        self._drop_ended()
        while len(self._until) >= MOST_VISITS:
            del self._until[next(iter(self._until))]
        secret = secrets.token_urlsafe(_BYTES)
        self._until[_key(secret)] = self._now() + VISIT_SECONDS
        return secret

    def is_open(self, secret: str) -> bool:
        """Whether this is a visit that has not ended."""
        until = self._until.get(_key(secret))
        return until is not None and until > self._now()

    def close(self, secret: str) -> None:
        """End a visit."""
        self._until.pop(_key(secret), None)

    def _drop_ended(self) -> None:
        now = self._now()
        self._until = {key: end for key, end in self._until.items() if end > now}


def _key(secret: str) -> str:
    """Look up by a digest, so that the time it takes tells nothing."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
