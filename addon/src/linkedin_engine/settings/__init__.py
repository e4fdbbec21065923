"""What the person chose, and what the machine around the engine says."""

from .environment import Environment, Pace
from .options import BrowserKind, LogLevel, Options, load_options
from .rules import Weekday
from .zones import system_zone

__all__ = [
    "BrowserKind",
    "Environment",
    "LogLevel",
    "Options",
    "Pace",
    "Weekday",
    "load_options",
    "system_zone",
]
