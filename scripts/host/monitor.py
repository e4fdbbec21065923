"""A table of how the engine and its machine are, for as long as one looks at it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
import sys
import time
from typing import Any

from .engine import EngineError, add_arguments, engine_of
from .words import Words

# To the upper left corner; clear to the line's end; clear to the screen's end.
_HOME, _LINE, _BELOW = "\x1b[H", "\x1b[K", "\x1b[J"
_CLEAR = "\x1b[2J"


def main(words_given: list[str], words: Words) -> int:
    """Show the table again and again, or once."""
    parser = words.parser("monitor")
    add_arguments(parser)
    parser.add_argument("--once", action="store_true", help=words("monitor.once"))
    parser.add_argument(
        "--seconds", type=float, default=5.0, help=words("monitor.seconds")
    )
    arguments = parser.parse_args(words_given)
    engine = engine_of(arguments)
    if arguments.once:
        print("\n".join(table(engine.ask("state"), words)))
        return 0
    sys.stdout.write(_CLEAR)
    while True:
        try:
            lines = list(table(engine.ask("state"), words))
        except EngineError as error:
            # It may be back in a moment; a wrong token will not be.
            if error.key != "silent":
                raise
            lines = [words(error.key, **error.values)]
        shown = "".join(f"{line}{_LINE}\n" for line in lines)
        sys.stdout.write(f"{_HOME}{shown}{_BELOW}")
        sys.stdout.flush()
        time.sleep(max(1.0, arguments.seconds))


def table(state: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Yield the lines: what it is, then one thing a line."""
    rows = list(_rows(state, words))
    width = max(len(label) for label, _ in rows)
    now = datetime.now().astimezone()
    yield f"LinkedIn Auto {state['engine_version']}  {now:%H:%M:%S}"
    yield ""
    for label, value in rows:
        yield f"{label:<{width}}  {value}"


def _rows(state: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    system, counters = state["system"], state["counters"]
    free, total = system["host_memory_available"], system["host_memory_total"]
    values = {
        "engine_memory": words.size(system["engine_memory"]),
        "browser_memory": words.size(system["browser_memory"]),
        "host_memory": words(
            "monitor.of", part=words.size(free), whole=words.size(total)
        ),
        "disk_free": words.size(system["disk_free"]),
        "database": words.size(system["database_size"] + system["wal_size"]),
        "temperature": _degrees(system["cpu_temperature"], words),
        "throttled": words.yes_or_no(system["throttled"]),
        "under_voltage": words.yes_or_no(system["under_voltage"]),
        "zombies": str(system["zombie_processes"]),
        "browsers": str(system["browser_processes"]),
        "session": words.yes_or_no(state["session"]["usable"]),
        "run": _run(state["run"], words),
        "next_run": _moment(state["next_run"], words),
        "sent": words(
            "monitor.of", part=counters["sent_today"], whole=state["daily_limit"]
        ),
        "pending": str(counters["pending"]),
        "problems": ", ".join(
            words.named("problem", each["code"]) for each in state["problems"]
        )
        or "-",
    }
    for key, value in values.items():
        yield words(f"monitor.{key}"), value


def _degrees(degrees: float | None, words: Words) -> str:
    return "-" if degrees is None else f"{words.number(degrees)} °C"


def _moment(text: str | None, words: Words) -> str:
    if text is None:
        return words("monitor.never")
    return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M}"


def _run(run: Mapping[str, Any] | None, words: Words) -> str:
    if run is None:
        return words("monitor.idle")
    bot = words.named("bot", run["bot"])
    return words("monitor.busy", bot=bot, done=run["done"], total=run["total"])
