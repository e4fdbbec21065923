"""The outside of a run: its process, its progress, its end."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
import os
import signal

from linkedin_engine.contract.enums import RunReason, RunState
from linkedin_engine.contract.models import RunProgress, RunReport
from linkedin_engine.errors import EngineError
from linkedin_engine.log import get_logger
from linkedin_engine.system.processes import (
    RUN_MARK,
    adopt_and_reap,
    set_child_subreaper,
)

from .pipe import RunLine
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
        """Run to the end; when cancelled, stop the run and still wait for its end."""
        set_child_subreaper()
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, **(environment or {}), RUN_MARK: request.run_id},
            start_new_session=True,
            limit=LINE_LIMIT_BYTES,
        )
        self._process = process
        reading = asyncio.create_task(self._read(process, request, progress))
        try:
            try:
                return await asyncio.shield(reading)
            except asyncio.CancelledError:
                self.stop()
                return await asyncio.wait_for(reading, self._stop_seconds)
        except TimeoutError:
            _log.warning("run_killed", run_id=request.run_id)
            return _without_report(request, RunLine(message=FORCED))
        finally:
            await self._clean_up(process, reading)
            self._process = None

    def stop(self) -> None:
        """Ask the run under way to stop."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    async def _read(
        self,
        process: asyncio.subprocess.Process,
        request: RunRequest,
        progress: Callable[[RunProgress], None],
    ) -> RunEnd:
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
        if end is None:
            _log.error("run_process_lost", run_id=request.run_id, status=status)
            end = RunLine(message=LOST)
        if end.report is None:
            return _without_report(request, end)
        return RunEnd(
            report=end.report,
            message=end.message,
            exit_status=status if end.exit_status is None else end.exit_status,
        )

    async def _clean_up(
        self, process: asyncio.subprocess.Process, reading: asyncio.Task[RunEnd]
    ) -> None:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await reading
        await process.wait()
        await asyncio.to_thread(adopt_and_reap)


def _without_report(request: RunRequest, end: RunLine) -> RunEnd:
    now = datetime.now(UTC)
    return RunEnd(
        report=RunReport(
            run_id=request.run_id,
            bot=request.bot,
            mode=request.mode,
            dry_run=request.dry_run,
            state=RunState.FAILED,
            reason=_REASONS.get(end.code or "", RunReason.INTERNAL),
            started_at=now,
            finished_at=now,
        ),
        message=end.message,
        exit_status=end.exit_status or EngineError.exit_status,
    )
