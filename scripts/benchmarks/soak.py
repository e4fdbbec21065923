"""Days of many moods, time travelled: what has grown at their end, if anything."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
import sys
import tempfile
import time

from engine.service.auditing import Size, check_ledger_file
from engine.service.month import deck, spend
from engine.service.moods import LASTING, MOODS
from engine.service.soak import Life, living

from .table import Line
from .usage import MIB, written_by

# Before New Year, so that a month has days of both years.
FIRST_DAY = date(2026, 12, 10)


async def measure(words: Namespace) -> list[Line]:
    """Live through the days; every evening is audited, and a wrong count raises."""
    names = MOODS if words.kill else LASTING
    with tempfile.TemporaryDirectory(dir=words.where, prefix="bench-") as folder:
        home = Path(folder, "home")
        async with living(home, FIRST_DAY, words.seed) as life:
            # The first day fills caches, and is what the others are compared with.
            first = await _spend(life, "calm")
            moods = deck(names, words.days - 1, words.seed)
            sizes = [first, *[await _spend(life, name) for name in moods]]
            written = written_by(life.pid)
            await life.end()
            rows = check_ledger_file(life.home.data, Path(folder, "copy.db"))
    return _lines(life, sizes, rows=rows, written=written)


async def _spend(life: Life, name: str) -> Size:
    begun, day = time.monotonic(), life.today
    size = await spend(life, name)
    seconds = time.monotonic() - begun
    sys.stderr.write(
        f"{day} {name:10} {seconds:5.1f} s, {len(life.home.twin.record.messages)} "
        f"messages, {size.memory / MIB:.1f} MiB, {size.handles} handles\n"
    )
    return size


def _lines(life: Life, sizes: Sequence[Size], *, rows: int, written: int) -> list[Line]:
    first, last = sizes[0], sizes[-1]
    messages = len(life.home.twin.record.messages)
    return [
        Line(what="days", unit="count", ours=len(sizes)),
        Line(what="messages, each person's only one", unit="count", ours=messages),
        Line(what="runs that ended", unit="count", ours=len(life.heard.ends)),
        Line(
            what="memory of the engine in the evening",
            unit="MiB",
            floor=first.memory / MIB,
            target=first.memory / MIB + 2,
            ours=last.memory / MIB,
        ),
        Line(
            what="file handles",
            unit="count",
            floor=first.handles,
            ours=last.handles,
        ),
        Line(what="threads", unit="count", floor=first.threads, ours=last.threads),
        Line(what="processes left", unit="count", target=0, ours=last.processes),
        Line(what="folders left", unit="count", target=0, ours=last.folders),
        Line(
            what="database, per row of people, wishes and runs",
            unit="bytes",
            target=1024,
            ours=last.database / max(rows, 1),
        ),
        Line(
            what="written to disk, per day",
            unit="KiB",
            ours=written / 1024 / len(sizes),
        ),
    ]
