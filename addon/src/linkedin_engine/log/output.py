"""structlog and the standard library's loggers, through one renderer."""

from contextlib import AbstractContextManager
import json
import logging
import sys
from typing import TextIO, override

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import EventDict

from .redaction import redacted_entry, redacted_text

_FIRST_KEYS = ("timestamp", "level", "room", "event", "run_id", "wish_id")


def configure(level: str, *, stream: TextIO | None = None) -> None:
    """Log events from this level on, to the stream or else to standard error."""
    _route_structlog()
    handler = _LineHandler(stream)
    handler.setFormatter(line_formatter())
    root = logging.getLogger()
    for earlier in [one for one in root.handlers if isinstance(one, _LineHandler)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)


def get_logger(room: str) -> BoundLogger:
    """Return the logger of a room; events are fixed words, facts are keys."""
    if not structlog.is_configured():
        _route_structlog()
    logger: BoundLogger = structlog.stdlib.get_logger(
        f"linkedin_engine.{room}", room=room
    )
    return logger


def bound_run(run_id: str) -> AbstractContextManager[None]:
    """Give every event inside the block the run's id."""
    return structlog.contextvars.bound_contextvars(run_id=run_id)


def bound_wish(wish_id: int) -> AbstractContextManager[None]:
    """Give every event inside the block the wish's id."""
    return structlog.contextvars.bound_contextvars(wish_id=wish_id)


class _LineHandler(logging.Handler):
    """Writes whole lines; a log that cannot be written never ends a run."""

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self._stream = stream

    @override
    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception as error:  # noqa: BLE001 - an argument's own code may fail
            line = json.dumps(
                {
                    "level": record.levelname.lower(),
                    "room": record.name,
                    "event": "log_unreadable",
                    "error": type(error).__name__,
                }
            )
        stream = self._stream or sys.stderr
        try:
            stream.write(f"{line}\n")
            stream.flush()
        except (OSError, ValueError):
            pass


def _route_structlog() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.add_log_level,
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def line_formatter() -> ProcessorFormatter:
    """Return what makes a record one line of JSON without secrets, texts and names."""
    return ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            _room_of_logger,
        ],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # plain tracebacks: local variables would show cookies and texts
            structlog.processors.format_exc_info,
            structlog.processors.StackInfoRenderer(),
            _redact,
            _as_line,
        ],
    )


def _room_of_logger(
    logger: logging.Logger | None, method: str, event: EventDict
) -> EventDict:
    del logger, method
    record: logging.LogRecord = event["_record"]
    event["room"] = record.name.removeprefix("linkedin_engine.")
    return event


def _redact(logger: object, method: str, event: EventDict) -> EventDict:
    del logger, method
    people = event.get("level") == "debug"
    return {
        redacted_text(str(key), people=people): redacted_entry(
            str(key), value, people=people
        )
        for key, value in event.items()
    }


def _as_line(logger: object, method: str, event: EventDict) -> str:
    del logger, method
    first = {key: event[key] for key in _FIRST_KEYS if key in event}
    return json.dumps(first | dict(event))
