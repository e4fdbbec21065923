"""The service with nothing to do, beside the floor, in the same minutes."""

from argparse import Namespace
import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
import statistics
import sys
import tempfile

from .services import Service, Words, engine_words, floor_words, serving
from .table import Line
from .usage import MIB, Usage, usage_of

# What belongs to the start is over after this.
SETTLING_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Idleness:
    """What a service used while nothing happened; memory at the end."""

    before: Usage
    after: Usage
    seconds: float

    def per_hour(self, read: Callable[[Usage], float]) -> float:
        """Return how much of a count one hour is."""
        return (read(self.after) - read(self.before)) * 3600 / self.seconds


async def measure(words: Namespace) -> list[Line]:
    """Start both in turns, then let both lie side by side."""
    with tempfile.TemporaryDirectory(dir=words.where, prefix="bench-") as folder:
        ours = Contender(words.python, engine_words, Path(folder, "engine"))
        floor = Contender(words.python, floor_words, Path(folder, "floor"))
        for each in [ours, floor] * (words.starts + 1):
            await each.start()
        sys.stderr.write(f"Waiting for {words.seconds:.0f} seconds.\n")
        async with ours.serving() as one, floor.serving() as other:
            await asyncio.sleep(SETTLING_SECONDS)
            idle = await asyncio.gather(
                _watch(one, words.seconds), _watch(other, words.seconds)
            )
    return [*_lines(*idle), *_start_lines(ours, floor)]


class Contender:
    """One of those that are compared: how it starts, and how its starts went."""

    def __init__(self, python: str, words: Words, data: Path) -> None:
        """Take the interpreter, what follows it, and a folder to make."""
        self.starts: list[Service] = []
        self._python = python
        self._words = words
        self._data = data
        data.mkdir(mode=0o700)

    def serving(self) -> AbstractAsyncContextManager[Service]:
        """Serve for the length of a block."""
        return serving(self._python, self._words, self._data)

    async def start(self) -> None:
        """Start, answer once, end."""
        async with self.serving() as service:
            self.starts.append(service)

    def median(self, read: Callable[[Service], float]) -> float:
        """Return a start's number; the first one, which fills caches, apart."""
        return statistics.median(read(each) for each in self.starts[1:])


async def _watch(service: Service, seconds: float) -> Idleness:
    before = usage_of(service.pid)
    await asyncio.sleep(seconds)
    return Idleness(before=before, after=usage_of(service.pid), seconds=seconds)


def _lines(ours: Idleness, floor: Idleness) -> list[Line]:
    sizes: tuple[tuple[str, float | None, Callable[[Usage], int]], ...] = (
        ("memory, all processes", 60, lambda usage: usage.memory),
        ("the same, sharing nothing", None, lambda usage: usage.resident),
    )
    counts: tuple[tuple[str, str, float, Callable[[Usage], float]], ...] = (
        ("processor time", "s an hour", 0.2, lambda usage: usage.cpu),
        ("wake-ups", "an hour", 200, lambda usage: usage.wakeups),
        ("written to disk", "KiB an hour", 0, lambda usage: usage.written / 1024),
    )
    return [
        *(
            Line(
                what=what,
                unit="MiB",
                floor=size(floor.after) / MIB,
                target=target,
                ours=size(ours.after) / MIB,
            )
            for what, target, size in sizes
        ),
        *(
            Line(
                what=what,
                unit=unit,
                floor=floor.per_hour(read),
                target=target,
                ours=ours.per_hour(read),
            )
            for what, unit, target, read in counts
        ),
    ]


def _start_lines(ours: Contender, floor: Contender) -> list[Line]:
    numbers: tuple[tuple[str, float | None, Callable[[Service], float]], ...] = (
        ("process start to /health", 0.30, lambda service: service.seconds),
        ("processor time of that", None, lambda service: service.cpu),
    )
    return [
        Line(
            what=what,
            unit="s",
            floor=floor.median(read),
            target=target,
            ours=ours.median(read),
        )
        for what, target, read in numbers
    ]
