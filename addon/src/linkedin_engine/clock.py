"""The engine's idea of now, so that a test can choose the day."""

from datetime import UTC, date, datetime, timedelta, tzinfo
import time


class Clock:
    """Tells the time in UTC: the real one, or one that starts at ``start``."""

    def __init__(self, start: datetime | None = None) -> None:
        """Take an aware ``start``, from which time passes at its usual speed."""
        if start is not None and start.tzinfo is None:
            raise ValueError("a clock needs a start with a time zone")
        self._start = None if start is None else start.astimezone(UTC)
        self._origin = time.monotonic()

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        if self._start is None:
            return datetime.now(UTC)
        return self._start + timedelta(seconds=time.monotonic() - self._origin)

    def today(self, zone: tzinfo) -> date:
        """Return the calendar day that a person in ``zone`` has now."""
        return self.now().astimezone(zone).date()
