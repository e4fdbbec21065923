"""The engine as seen over the wire; knows nothing of Home Assistant."""

from .client import EngineClient
from .errors import (
    CannotConnectError,
    EngineClientError,
    EngineError,
    IncompatibleEngineError,
    InvalidAuthError,
    Mismatch,
)
from .stream import EventStream, Lost

__all__ = [
    "CannotConnectError",
    "EngineClient",
    "EngineClientError",
    "EngineError",
    "EventStream",
    "IncompatibleEngineError",
    "InvalidAuthError",
    "Lost",
    "Mismatch",
]
