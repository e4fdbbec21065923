"""The inside of a run's process: from the request to the last line."""

import asyncio
from collections.abc import Awaitable, Callable
import signal
import sys

from linkedin_engine.bots.base import Outcome
from linkedin_engine.contract.models import RunProgress
from linkedin_engine.errors import EngineError
from linkedin_engine.log import get_logger

from .pipe import RunLine, RunWriter, take_standard_output
from .requests import RunRequest

type RunBot = Callable[[RunRequest, Callable[[RunProgress], None]], Awaitable[Outcome]]

_log = get_logger("jobs")


def run_in_this_process(run_bot: RunBot) -> int:
    """Read a request from standard input, run it, write lines; return the status."""
    writer = RunWriter(take_standard_output())
    request = RunRequest.from_json(sys.stdin.read())

    def tell(progress: RunProgress) -> None:
        writer.write(RunLine(progress=progress))

    try:
        outcome = asyncio.run(until_stopped(run_bot(request, tell)))
    except EngineError as error:
        writer.write(
            RunLine(message=str(error), code=error.code, exit_status=error.exit_status)
        )
        return error.exit_status
    writer.write(
        RunLine(
            report=outcome.report,
            message=outcome.message,
            exit_status=outcome.exit_status,
        )
    )
    return outcome.exit_status


async def until_stopped[T](work: Awaitable[T]) -> T:
    """Await the work, which SIGTERM and SIGINT cancel, once."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()

    def stop(number: int) -> None:
        # A second signal must not break into the moment between a click on Send
        # and its place in the ledger; who cannot wait sends SIGKILL.
        if not task.cancelling():
            _log.info("stop_requested", signal=signal.Signals(number).name)
            task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop, number)
    return await task
