"""Keeps a whole house running to look at: ``python -m house.develop``."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
import signal
import sys
import tempfile
from types import FrameType

from integration.processes import (
    REPOSITORY,
    EngineProcess,
    free_port,
    playing_twin,
    started,
)

from .configuring import DASHBOARD
from .hass import HomeAssistant, home_assistant
from .owner import PASSWORD, USER
from .releases import OLDEST, RELEASES

# Opens the panel to this machine, which is no Supervisor.
_INDOORS = REPOSITORY / "tests/engine/web/indoors.py"


def _words() -> Namespace:
    parser = ArgumentParser(prog="scripts/develop", description=__doc__)
    parser.add_argument(
        "--ha",
        choices=RELEASES,
        default=OLDEST,
        dest="release",
        help="the release of Home Assistant (default: %(default)s)",
    )
    parser.add_argument("--language", choices=("en", "fr"), default="en")
    parser.add_argument("--scenario", default="demo", help="a file of the twin's")
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="keep everything in this folder, and find it there the next time",
    )
    return parser.parse_args()


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="linkedin-auto-house-") as made:
        yield Path(made)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _house(words: Namespace, folder: Path, stack: ExitStack) -> HomeAssistant:
    """Start everything; return what a person looks at."""
    now = datetime.now(UTC).replace(microsecond=0)
    _say("Starting the look-alike of LinkedIn, with birthdays today ...")
    twin = stack.enter_context(playing_twin(words.scenario, now))
    _say("Starting the engine, and looking for birthdays ...")
    panel = free_port()
    engine = stack.enter_context(
        started(
            EngineProcess(
                twin,
                folder / "engine",
                {"log_level": "error"},
                now=now,
                program=(_INDOORS,),
                words=("--ingress-port", str(panel)),
            )
        )
    )
    engine.log_in()
    engine.idle()
    engine.run()
    _say(f"Starting Home Assistant {words.release} ...")
    hass = stack.enter_context(
        home_assistant(
            folder / "home_assistant", words.release, language=words.language
        )
    )
    if not hass.entries():
        hass.add_by_hand(engine.url, engine.token)
    _say(
        f"""
  Home Assistant    {hass.url}/{DASHBOARD}
                    user {USER}, password {PASSWORD}
  Panel of the app  http://127.0.0.1:{panel}/
  The engine's API  {engine.url} (token in {engine.data}/api_token)
  LinkedIn's double {twin.url} (what it received: {twin.url}/twin/record)
  Logs and data     {folder}

Ctrl-C ends all of it."""
    )
    return hass


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """End what was begun, and do not let a second Ctrl-C disturb that."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> int:
    """Start a house, and end it when told to."""
    words = _words()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _interrupt)
    try:
        with _folder(words.keep) as folder, ExitStack() as stack:
            hass = _house(words, folder, stack)
            assert hass.process is not None
            return hass.process.wait()
    except KeyboardInterrupt:
        _say("All of it has ended.")
        return 0


if __name__ == "__main__":
    sys.exit(main())
