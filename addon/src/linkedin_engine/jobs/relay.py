"""A child's log in ours: its lines of standard error, as events of this process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
import fcntl
import json
import logging
import os
import time
from typing import Any, Final

from linkedin_engine.log import get_logger

LONGEST_LINE_BYTES: Final = 64 * 1024
# A run at level debug says some ten lines a second; more than that is a fault.
BURST_LINES: Final = 1000
LINES_PER_SECOND: Final = 50.0
# What the kernel keeps while this process is busy, so that the child need not wait.
_PIPE_BYTES: Final = 1024 * 1024
_CHUNK_BYTES: Final = 64 * 1024
# By then the child is dead, and what it said lies in the pipe.
_LAST_WORDS_SECONDS: Final = 2.0
# What the own log adds, and what would be taken for instructions to it.
_OWN_KEYS: Final = frozenset(
    {"self", "event", "level", "timestamp", "exc_info", "stack_info", "stacklevel"}
)

_log = get_logger("jobs")


@asynccontextmanager
async def relayed_log() -> AsyncIterator[int]:
    """Give a child its standard error; what it says there is logged here.

    Leave the block when the child is gone: all it said until then is logged.
    """
    reading, writing = os.pipe()
    with suppress(OSError):  # the system's bounds may be tighter
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    relay = Relay()
    with os.fdopen(reading, "rb", 0) as pipe:
        task = asyncio.create_task(_read(pipe, relay))
        try:
            yield writing
        finally:
            # The end comes when nobody else has the writing end any more.
            os.close(writing)
            await asyncio.wait({task}, timeout=_LAST_WORDS_SECONDS)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            relay.close()


class Relay:
    """Takes bytes as they come, and logs each line of them, so many a second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with a whole burst allowed; ``clock`` counts seconds."""
        self._clock = clock
        self._last = clock()
        self._allowed: float = BURST_LINES
        self._left_out = 0
        self._begun = b""

    def feed(self, chunk: bytes) -> None:
        """Log the lines that end in this chunk."""
        *lines, begun = (self._begun + chunk).split(b"\n")
        for line in lines:
            self._take(line)
        self._begun = begun[:LONGEST_LINE_BYTES]

    def close(self) -> None:
        """Log what has no end yet, and how much was left out."""
        if self._begun:
            self._take(self._begun)
        self._begun = b""
        self._tell_left_out()

    def _take(self, line: bytes) -> None:
        now = self._clock()
        earned = (now - self._last) * LINES_PER_SECOND
        self._allowed = min(BURST_LINES, self._allowed + earned)
        self._last = now
        if self._allowed < 1:
            self._left_out += 1
            return
        self._allowed -= 1
        self._tell_left_out()
        say(line[:LONGEST_LINE_BYTES].decode(errors="replace"))

    def _tell_left_out(self) -> None:
        if self._left_out:
            _log.warning("lines_left_out", count=self._left_out)
        self._left_out = 0


def say(line: str) -> None:
    """Log one line of a child's: an event of its log, or words of something else."""
    event = _event(line)
    if event is None:
        if line.strip():
            _log.warning("child_said", line=line)
        return
    level = logging.getLevelNamesMapping().get(str(event.get("level")).upper())
    facts = {key: value for key, value in event.items() if key not in _OWN_KEYS}
    _log.bind(**facts).log(level or logging.WARNING, event["event"])


def _event(line: str) -> Mapping[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    is_event = isinstance(found, dict) and isinstance(found.get("event"), str)
    return found if is_event else None


async def _read(pipe: Any, relay: Relay) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=_CHUNK_BYTES)
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), pipe
    )
    try:
        while chunk := await reader.read(_CHUNK_BYTES):
            relay.feed(chunk)
    finally:
        transport.close()
