"""``python -m twin``: play a scenario until Ctrl-C."""

from argparse import ArgumentParser
import asyncio
from datetime import datetime

from .scenario import SCENARIOS, Scenario, load
from .server import running


async def _serve(scenario: Scenario, port: int) -> None:
    async with running(scenario, port) as twin:
        print(twin.url, flush=True)  # noqa: T201 - a command prints
        await asyncio.Event().wait()


def main() -> None:
    """Read the words of the command line and serve."""
    names = sorted(path.stem for path in SCENARIOS.glob("*.toml"))
    parser = ArgumentParser(prog="python -m twin", description=__doc__)
    parser.add_argument("--scenario", choices=names, default="demo", metavar="NAME")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--now", type=datetime.fromisoformat, metavar="ISO")
    words = parser.parse_args()
    changes = {"now": words.now} if words.now else {}
    try:
        asyncio.run(_serve(load(words.scenario, **changes), words.port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
