"""The outside of a run: its process, its progress, its end."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime

from linkedin_engine.contract.enums import RunReason, RunState
from linkedin_engine.contract.models import RunProgress, RunReport
from linkedin_engine.errors import EngineError
from linkedin_engine.log import get_logger

from .pipe import RunLine
from .process import own_process, tell_to_stop
from .relay import relayed_log
from .requests import RunRequest

# Longest line from a run: a report of some hundred wishes.
LINE_LIMIT_BYTES = 16 * 1024 * 1024

LOST = (
    "The run's process ended unexpectedly. Nothing is lost: the next run settles "
    "what was open."
)
FORCED = (
    "The run did not stop in time and was ended by force. Nothing is lost: the next "
    "run settles what was open."
)

STOPPED = "The run was stopped; what is left stays due."

_STOPPED = RunLine(message=STOPPED, code=RunReason.CANCELLED.value)
_STOPPED_BY_FORCE = RunLine(message=FORCED, code=RunReason.CANCELLED.value)
_REASONS = {reason.value: reason for reason in RunReason}

_log = get_logger("jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnd:
    """How a run ended: its report, a sentence for the person, an exit status."""

    report: RunReport
    message: str | None
    exit_status: int


class Runner:
    """Starts runs as processes of their own and never leaves one behind.

    A run's memory goes back to the system with its process. The process is told
    to end by SIGTERM and has ``stop_seconds`` to settle what it is doing.
    """

    def __init__(self, command: Sequence[str], *, stop_seconds: float = 60.0) -> None:
        """Take the command that starts a run's process."""
        self._command = tuple(command)
        self._stop_seconds = stop_seconds
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process of the run under way, if one is."""
        return None if self._process is None else self._process.pid

    async def run(
        self,
        request: RunRequest,
        progress: Callable[[RunProgress], None],
        environment: Mapping[str, str] | None = None,
    ) -> RunEnd:
        """Run to the end; when cancelled, stop the run and still wait for its end.

        That holds from the first moment on. Cancelled again, the process is killed.
        """
        stop = asyncio.Event()
        work = asyncio.create_task(self._work(request, progress, environment, stop))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            return await work

    async def _work(
        self,
        request: RunRequest,
        progress: Callable[[RunProgress], None],
        environment: Mapping[str, str] | None,
        stop: asyncio.Event,
    ) -> RunEnd:
        async with (
            relayed_log() as log,
            own_process(
                self._command,
                request.run_id,
                environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                limit=LINE_LIMIT_BYTES,
            ) as process,
        ):
            self._process = process
            try:
                return await self._attend(process, request, progress, stop)
            finally:
                self._process = None

    async def _attend(
        self,
        process: asyncio.subprocess.Process,
        request: RunRequest,
        progress: Callable[[RunProgress], None],
        stop: asyncio.Event,
    ) -> RunEnd:
        reading = asyncio.create_task(self._read(process, request, progress))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                tell_to_stop(process)
                await asyncio.wait({reading}, timeout=self._stop_seconds)
            if reading.done():
                return _named(request, reading.result(), is_stopped=stop.is_set())
            _log.warning("run_killed", run_id=request.run_id)
            return _without_report(request, _STOPPED_BY_FORCE)
        finally:
            for task in (stopping, reading):
                task.cancel()
            await asyncio.gather(stopping, reading, return_exceptions=True)

    async def _read(
        self,
        process: asyncio.subprocess.Process,
        request: RunRequest,
        progress: Callable[[RunProgress], None],
    ) -> RunLine:
        assert process.stdin is not None  # noqa: S101 - asked for above
        assert process.stdout is not None  # noqa: S101 - asked for above
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            process.stdin.write(str(request.to_json()).encode())
            await process.stdin.drain()
        process.stdin.close()
        end: RunLine | None = None
        async for raw in process.stdout:
            line = RunLine.from_json(raw)
            if line.progress is not None:
                progress(line.progress)
            else:
                end = line
        status = await process.wait()
        _log.debug("run_process_ended", run_id=request.run_id, status=status)
        return RunLine(message=LOST) if end is None else end


def reason_of(code: str | None) -> RunReason:
    """Return the reason that an error's code is on the wire."""
    return _REASONS.get(code or "", RunReason.INTERNAL)


def _named(request: RunRequest, end: RunLine, *, is_stopped: bool) -> RunEnd:
    """Return a run's end from its last line."""
    if end.report is not None:
        return RunEnd(
            report=end.report, message=end.message, exit_status=end.exit_status or 0
        )
    # Told to stop before it could hear that, a process dies without a word.
    if is_stopped and end.code is None:
        return _without_report(request, _STOPPED)
    _log.warning("run_without_report", run_id=request.run_id, error=end.message)
    return _without_report(request, end)


def _without_report(request: RunRequest, end: RunLine) -> RunEnd:
    now = datetime.now(UTC)
    reason = reason_of(end.code)
    is_stopped = reason is RunReason.CANCELLED
    return RunEnd(
        report=RunReport(
            run_id=request.run_id,
            bot=request.bot,
            mode=request.mode,
            dry_run=request.dry_run,
            state=RunState.STOPPED if is_stopped else RunState.FAILED,
            reason=reason,
            started_at=now,
            finished_at=now,
        ),
        message=end.message,
        exit_status=end.exit_status or EngineError.exit_status,
    )
