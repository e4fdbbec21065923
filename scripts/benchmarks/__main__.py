"""From the words of the command line to a table."""

from argparse import ArgumentParser, Namespace
import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
import sys
import tempfile

from . import idle, load, run, soak, storage
from .table import Line, show

type Measure = Callable[[Namespace], Sequence[Line]]

TITLES: Mapping[str, str] = {
    "idle": "The service with nothing to do",
    "run": "A whole run against the twin",
    "load": "A run with a crowd that listens and asks",
    "soak": "Days of many moods, time travelled",
    "storage": "The ledger",
}
MEASURES: Mapping[str, Measure] = {
    "idle": lambda words: asyncio.run(idle.measure(words)),
    "run": lambda words: asyncio.run(run.measure(words)),
    "load": lambda words: asyncio.run(load.measure(words)),
    "soak": lambda words: asyncio.run(soak.measure(words)),
    "storage": storage.measure,
}


def _words() -> Namespace:
    parser = ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument(
        "--where",
        type=Path,
        default=Path(tempfile.gettempdir()),
        help="a folder on the disk that counts; what is in memory writes nothing",
    )
    parser.add_argument(
        "--python", default=sys.executable, help="the interpreter that is measured"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("idle", help=TITLES["idle"])
    command.add_argument("--seconds", type=float, default=120.0)
    command.add_argument("--starts", type=int, default=5)
    command = commands.add_parser("run", help=TITLES["run"])
    command.add_argument("--scenario", default="demo", help="a file of the twin's")
    command.add_argument("--bot", choices=("birthday", "unlimited"), default="birthday")
    command.add_argument("--pace", choices=("instant", "human"), default="instant")
    command = commands.add_parser("load", help=TITLES["load"])
    command.add_argument("--runs", type=int, default=5)
    command = commands.add_parser("soak", help=TITLES["soak"])
    command.add_argument("--days", type=int, default=31)
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--kill", action="store_true", help="pull the plug too")
    command = commands.add_parser("storage", help=TITLES["storage"])
    command.add_argument("--people", type=int, default=200_000)
    command.add_argument("--wishes", type=int, default=200)
    return parser.parse_args()


def main() -> int:
    """Measure what was asked for and show it."""
    words = _words()
    show(TITLES[words.command], MEASURES[words.command](words))
    return 0


if __name__ == "__main__":
    sys.exit(main())
