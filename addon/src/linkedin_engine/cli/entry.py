"""From the words of the command line to the engine's calls and an exit status."""

from argparse import Namespace
import asyncio
from collections.abc import Callable, Mapping, Sequence
import signal
import sys

from linkedin_engine.app.engine import Engine
from linkedin_engine.contract.enums import BotName, SendingMode
from linkedin_engine.errors import EngineError
from linkedin_engine.jobs.runner import RunEnd

from . import doctor, ledger, serving, sessions, upkeep
from .parser import parse
from .show import ProgressDisplay, print_json, print_run, stop_printing

type Command = Callable[[Engine, Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status as the contract says."""
    try:
        try:
            return _command(parse(arguments))
        finally:
            # What is written at the interpreter's end could not be caught any more.
            sys.stdout.flush()
    except BrokenPipeError:
        return stop_printing()
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _command(words: Namespace) -> int:
    try:
        if words.command in _WITHOUT_ENGINE:
            return _WITHOUT_ENGINE[words.command](words)
        with Engine.open(words.data_dir, words.options) as engine:
            return _COMMANDS[words.command](engine, words)
    except EngineError as error:
        if words.json:
            print_json({"error": {"code": error.code, "message": str(error)}})
        sys.stderr.write(f"linkedin-auto: {error}\n")
        return error.exit_status


def _run(engine: Engine, words: Namespace) -> int:
    request = engine.request(
        BotName(words.bot),
        mode=SendingMode(words.mode) if words.mode else None,
        dry_run=words.dry_run,
        max_messages=words.max_messages,
    )
    display = ProgressDisplay(sys.stderr)

    async def run() -> RunEnd:
        task = asyncio.current_task()
        if task is not None:
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, task.cancel)
        return await engine.run(request, display.show)

    end = asyncio.run(run())
    display.end()
    if words.json:
        print_json(end.report.to_dict())
        if end.message:
            sys.stderr.write(end.message + "\n")
    else:
        print_run(end)
    return end.exit_status


_COMMANDS: Mapping[str, Command] = {
    "run": _run,
    "session": sessions.command,
    "wishes": ledger.wishes,
    "history": ledger.history,
    "backup": upkeep.backup,
    "zombies": upkeep.zombies,
}

# These have to work where the engine does not open, or open it themselves.
_WITHOUT_ENGINE: Mapping[str, Callable[[Namespace], int]] = {
    "doctor": doctor.command,
    "restore": upkeep.restore,
    "serve": serving.command,
}
