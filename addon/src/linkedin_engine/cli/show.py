"""Text for a person at a terminal, or one JSON object for a program."""

from collections.abc import Iterable, Mapping, Sequence
import json
import os
import shutil
import signal
import sys
from typing import TextIO

from linkedin_engine.contract.models import RunProgress, WishReport
from linkedin_engine.jobs.runner import RunEnd

STEPS: Mapping[str, str] = {
    "started": "Starting",
    "browser": "Starting the browser",
    "session": "Signed in",
    "reading": "Reading the birthdays",
    "planned": "Wishes planned",
    "settling": "Settling an open wish",
    "opening": "Opening the conversation",
    "writing": "Writing",
    "intent": "Ready to send",
    "sending": "Sending",
    "wish": "Done",
    "pause": "Pausing",
    "cooling": "Letting the processor cool",
    "closing": "Closing the browser",
}


def print_json(value: object) -> None:
    """Print one JSON object."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def stop_printing() -> int:
    """Drop what nobody reads any more; return the status of a tool that SIGPIPE ends.

    Whoever reads may go early, as in ``linkedin-auto history | head``.
    """
    for stream in (sys.stdout, sys.stderr):
        _silence(stream)
    return 128 + signal.SIGPIPE


def _silence(stream: TextIO) -> None:
    """Let what is still to be written go nowhere, also at the interpreter's end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print aligned columns; the last one takes what is left of the line."""
    lines = [tuple(str(cell) for cell in row) for row in rows]
    widths = [
        max(len(line[column]) for line in [tuple(head), *lines])
        for column in range(len(head))
    ]
    room = shutil.get_terminal_size((100, 24)).columns - sum(widths[:-1])
    room = max(20, room - 2 * (len(head) - 1))
    for line in [tuple(head), *lines]:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        cells[-1] = line[-1] if len(line[-1]) <= room else line[-1][: room - 3] + "..."
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


class ProgressDisplay:
    """Shows a run as it goes: one moving line on a terminal, plain lines elsewhere.

    A run goes on when nobody looks any more.
    """

    def __init__(self, stream: TextIO) -> None:
        """Write to this stream."""
        self._stream = stream
        self._moving = stream.isatty()

    def show(self, progress: RunProgress) -> None:
        """Show one step."""
        text = STEPS.get(progress.step, progress.step)
        if progress.seconds:
            text += f" for {progress.seconds:.0f} s"
        if progress.wish is not None:
            text += f": {wish_line(progress.wish)}"
        if progress.total:
            text = f"[{progress.done}/{progress.total}] {text}"
        if self._moving:
            width = shutil.get_terminal_size().columns - 1
            is_over = progress.step == "wish"
            self._write(f"\r\x1b[K{text[:width]}" + "\n" * is_over)
        else:
            self._write(text + "\n")

    def end(self) -> None:
        """Leave the moving line."""
        if self._moving:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except BrokenPipeError:
            _silence(self._stream)


def wish_line(wish: WishReport) -> str:
    """Return a wish's person and state on one line."""
    reason = f" ({wish.reason.value.replace('_', ' ')})" if wish.reason else ""
    return f"{wish.name}: {wish.state.value}{reason}"


def print_run(end: RunEnd) -> None:
    """Print how a run went."""
    report = end.report
    if report.wishes:
        print_table(
            ("PERSON", "WHEN", "STATE", "TEXT OR REASON"),
            (
                (
                    wish.name,
                    _when(wish.days_late),
                    wish.state.value,
                    wish.reason.value.replace("_", " ")
                    if wish.reason
                    else wish.text or "",
                )
                for wish in report.wishes
            ),
        )
        sys.stdout.write("\n")
    sys.stdout.write(
        f"{report.bot.value.capitalize()} run {report.state.value}: "
        f"{report.found} found, {report.sent} sent, {report.skipped} skipped, "
        f"{report.failed} failed, {report.unverified} unverified, "
        f"{report.pending} waiting.\n"
    )
    if end.message:
        sys.stdout.write(end.message + "\n")


def _when(days_late: int | None) -> str:
    if days_late is None:
        return "unknown"
    if days_late == 0:
        return "today"
    return "1 day late" if days_late == 1 else f"{days_late} days late"
