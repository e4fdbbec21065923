"""Days of many moods one after another, each with its audit in the evening."""

from collections.abc import Iterable, Iterator
from datetime import time, timedelta
from random import Random

from engine.service.auditing import Size, audit
from engine.service.moods import MOODS
from engine.service.soak import Life

# In these somebody asks for more than a day's limit.
EXCEEDING = frozenset({"late"})

_LATE_EVENING = time(22)


def deck(names: Iterable[str], days: int, seed: int) -> Iterator[str]:
    """Draw a mood for each day; none comes again before all others have come."""
    rng = Random(seed)
    left: list[str] = []
    for _ in range(days):
        if not left:
            left = sorted(names)
            rng.shuffle(left)
        yield left.pop()


async def spend(life: Life, name: str) -> Size:
    """Live through one day; return the service's size at its end."""
    await MOODS[name](life)
    await life.quiet()
    life.set_clock(max(life.at(_LATE_EVENING), life.now))
    size = await audit(life, may_exceed=name in EXCEEDING)
    life.today += timedelta(days=1)
    return size
