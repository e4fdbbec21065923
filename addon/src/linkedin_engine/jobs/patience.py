"""How long to wait before something is tried again, ever longer."""

import asyncio
from typing import Final

_MOST_DOUBLED: Final = 10


class Patience:
    """Doubles its wait each time, until it is reset."""

    def __init__(self, first_seconds: float, longest_seconds: float) -> None:
        """Begin without a wait."""
        self._first_seconds = first_seconds
        self._longest_seconds = longest_seconds
        self._waits = 0
        self._over_at = 0.0

    @property
    def seconds_left(self) -> float:
        """What is left of the wait; 0 or less when it is over."""
        return self._over_at - asyncio.get_running_loop().time()

    def wait(self) -> None:
        """Begin the next, longer wait."""
        seconds = self._first_seconds * 2 ** min(self._waits, _MOST_DOUBLED)
        now = asyncio.get_running_loop().time()
        self._over_at = now + min(seconds, self._longest_seconds)
        self._waits += 1

    def reset(self) -> None:
        """End the wait; the next one is the first again."""
        self._waits = 0
        self._over_at = 0.0
