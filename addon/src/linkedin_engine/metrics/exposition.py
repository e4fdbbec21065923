"""What each number is called, and how it is measured.

Names follow https://prometheus.io/docs/practices/naming: base units, and ``_total``
only on what never falls. Everything of the ledger may fall, because people and old
runs are erased from it; so those are gauges.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
import time
from typing import Final, override

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

from linkedin_engine.contract.enums import ProblemCode, WishState
from linkedin_engine.contract.state import EngineState, RunSummary

from . import Figures

type Number = float | bool | None
type Source = Callable[[EngineState], Number]
type Sample = tuple[tuple[str, ...], Number]

PREFIX: Final = "linkedin_auto_"


def _duration(run: RunSummary | None) -> float | None:
    if run is None or run.started_at is None or run.finished_at is None:
        return None
    return (run.finished_at - run.started_at).total_seconds()


def _end(run: RunSummary | None) -> datetime | None:
    return None if run is None else run.finished_at


def _time(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


# Name, what it means, where it stands in the snapshot. What is not known is left out.
_PLAIN: Final[tuple[tuple[str, str, Source], ...]] = (
    (
        "wishes_pending",
        "Wishes that wait for a person or for the next run.",
        lambda state: state.counters.pending,
    ),
    (
        "birthdays_today",
        "Known connections whose birthday is today.",
        lambda state: state.counters.birthdays_today,
    ),
    (
        "run_active",
        "Whether a run is under way.",
        lambda state: state.run is not None,
    ),
    (
        "runs_queued",
        "Runs that wait for their turn.",
        lambda state: len(state.queued),
    ),
    (
        "last_run_duration_seconds",
        "How long the last run took.",
        lambda state: _duration(state.last_run),
    ),
    (
        "last_run_end_timestamp_seconds",
        "When the last run ended, in seconds since 1970.",
        lambda state: _time(_end(state.last_run)),
    ),
    (
        "next_run_timestamp_seconds",
        "When the next run is due, in seconds since 1970.",
        lambda state: _time(state.next_run),
    ),
    (
        "session_usable",
        "Whether there is a LinkedIn session that may work.",
        lambda state: state.session.usable,
    ),
    (
        "host_memory_size_bytes",
        "The machine's memory.",
        lambda state: state.system.host_memory_total,
    ),
    (
        "host_memory_available_bytes",
        "The machine's memory that programs can still have.",
        lambda state: state.system.host_memory_available,
    ),
    (
        "cpu_temperature_celsius",
        "The processor's temperature.",
        lambda state: state.system.cpu_temperature,
    ),
    (
        "cpu_throttled",
        "Whether the processor is slowed down.",
        lambda state: state.system.throttled,
    ),
    (
        "under_voltage",
        "Whether the machine is short of voltage.",
        lambda state: state.system.under_voltage,
    ),
    (
        "zombie_processes",
        "Ended processes of the engine that nobody has collected.",
        lambda state: state.system.zombie_processes,
    ),
    (
        "browser_processes",
        "Living processes of the engine's browsers, orphans included.",
        lambda state: state.system.browser_processes,
    ),
    (
        "database_size_bytes",
        "The database file.",
        lambda state: state.system.database_size,
    ),
    (
        "database_wal_size_bytes",
        "The database's write-ahead log.",
        lambda state: state.system.wal_size,
    ),
    (
        "disk_free_bytes",
        "What may still be written where the database is.",
        lambda state: state.system.disk_free,
    ),
)


def expose(figures: Figures) -> bytes:
    """Return Prometheus' text format, and nothing of the library's own numbers."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(figures))
    return generate_latest(registry)


class _Figures(Collector):
    """Hands the figures to the library."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def describe(self) -> Iterable[Metric]:
        """Name nothing beforehand; a registry of one has no names to compare."""
        return ()

    @override
    def collect(self) -> Iterator[Metric]:
        state = self._figures.state
        build = InfoMetricFamily(PREFIX + "build", "The engine that is running.")
        build.add_metric([], {"version": state.engine_version})
        yield build
        yield _cpu_seconds()
        yield from self._ledger()
        yield from _of_the_snapshot(state)
        for name, meaning, source in _PLAIN:
            yield _gauge(name, meaning, (), [((), source(state))])

    def _ledger(self) -> Iterator[Metric]:
        yield _gauge(
            "wishes",
            "Wishes in the ledger.",
            ("state",),
            [((each,), self._figures.wishes.get(each, 0)) for each in WishState],
        )
        yield _gauge(
            "runs",
            "Runs in the ledger, by how they ended; old ones are erased.",
            ("bot", "state", "reason"),
            [
                ((run.bot, run.state, run.reason or "none"), run.count)
                for run in self._figures.runs
            ],
        )


def _of_the_snapshot(state: EngineState) -> Iterator[Metric]:
    counters, wrong = state.counters, {each.code for each in state.problems}
    yield _gauge(
        "messages_sent",
        "Messages sent since the day and the week began.",
        ("period",),
        [(("day",), counters.sent_today), (("week",), counters.sent_week)],
    )
    yield _gauge(
        "allowance_left",
        "Messages that the person's limits still allow.",
        ("period",),
        [(("day",), counters.daily_allowance), (("week",), counters.weekly_allowance)],
    )
    yield _gauge(
        "memory_bytes",
        "Proportional memory of the engine and its browsers.",
        ("part",),
        [
            (("engine",), state.system.engine_memory),
            (("browser",), state.system.browser_memory),
        ],
    )
    yield _gauge(
        "problem",
        "Whether this keeps the engine from working.",
        ("code",),
        [((code,), code in wrong) for code in ProblemCode],
    )


def _gauge(
    name: str, meaning: str, labels: tuple[str, ...], samples: Iterable[Sample]
) -> Metric:
    family = GaugeMetricFamily(PREFIX + name, meaning, labels=labels)
    for values, number in samples:
        if number is not None:
            family.add_metric(values, float(number))
    return family


def _cpu_seconds() -> Metric:
    # The name that the library's own collector gives it, which dashboards know.
    return CounterMetricFamily(
        "process_cpu_seconds_total",
        "Processor time of the engine itself, runs apart.",
        value=time.process_time(),
    )
