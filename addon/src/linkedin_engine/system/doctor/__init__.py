"""The doctor: what could keep the engine from working here, and how to mend it.

Nothing happens, and nothing is held, until somebody asks.
"""

from .examination import PROBES, Check, examine, is_healthy
from .probing import Browser, Database, Level, Surroundings
from .texts import LANGUAGES, Texts

__all__ = [
    "LANGUAGES",
    "PROBES",
    "Browser",
    "Check",
    "Database",
    "Level",
    "Surroundings",
    "Texts",
    "examine",
    "is_healthy",
]
