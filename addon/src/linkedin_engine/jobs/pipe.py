"""The line of JSON objects from a run's process to the engine."""

from dataclasses import dataclass
import os
from typing import TextIO

from mashumaro.config import BaseConfig
from mashumaro.mixins.json import DataClassJSONMixin

from linkedin_engine.contract.models import RunProgress, RunReport


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine(DataClassJSONMixin):
    """One line: a step, or the end with its report.

    An error that came before a report could be made has only ``message``,
    ``code`` and ``exit_status``.
    """

    progress: RunProgress | None = None
    report: RunReport | None = None
    message: str | None = None
    code: str | None = None
    exit_status: int | None = None

    class Config(BaseConfig):
        """Build the conversion when it is first needed."""

        lazy_compilation = True


class RunWriter:
    """Writes lines; whoever should read them may be gone."""

    def __init__(self, stream: TextIO) -> None:
        """Take the stream, which this writer now owns."""
        self._stream = stream

    def write(self, line: RunLine) -> None:
        """Write one line at once."""
        try:
            self._stream.write(str(line.to_json()) + "\n")
            self._stream.flush()
        except BrokenPipeError:
            # The run decides for itself whether it goes on without a listener.
            self._stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives as long as the process


def take_standard_output() -> TextIO:
    """Return standard output for lines alone; prints go to standard error now."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "w", encoding="utf-8")
