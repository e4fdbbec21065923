"""Time zones by name, and the system's own."""

from datetime import UTC, tzinfo
import os
from pathlib import Path
from zoneinfo import ZoneInfo

LOCALTIME = Path("/etc/localtime")


def named_zone(name: str) -> tzinfo | None:
    """Return the zone of this name; None where the database has none."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None


def system_zone() -> tzinfo:
    """Return the zone of ``TZ``, else of the system, else UTC."""
    name = os.environ.get("TZ", "").removeprefix(":")
    chosen = named_zone(name) if name else None
    if chosen is not None:
        return chosen
    _, found, name = str(LOCALTIME.resolve()).partition("/zoneinfo/")
    return (named_zone(name) if found else None) or UTC
