"""The hours in which messages may be sent, in the person's own time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from linkedin_engine.errors import BadInputError

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
# A clock change, or a date line moved, can swallow the only hours of a week.
_HORIZON_DAYS: Final = 15
ALL_DAYS: Final = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Hours:
    """From ``start`` up to, not including, ``end`` on ``days`` (0 is Monday).

    An ``end`` of 00:00 is midnight at the end of the day. Where the clock goes
    back, a start or end that comes twice counts so that nothing is sent outside
    the hours. Moments are aware; those returned are in UTC, in which differences
    are real time.
    """

    start: time
    end: time
    days: frozenset[int]
    zone: tzinfo

    def __post_init__(self) -> None:
        """Refuse hours that cannot be."""
        if self.end != time() and self.start >= self.end:
            raise BadInputError("hours_end", "must be later than hours_start")
        if not self.days <= ALL_DAYS:
            raise BadInputError("days", "use 0 for Monday to 6 for Sunday")

    def is_open(self, moment: datetime) -> bool:
        """Tell whether a message may be sent at this moment."""
        return self._window_at(moment) is not None

    def next_open(self, moment: datetime) -> datetime | None:
        """Return ``moment`` itself when open, else the next opening.

        None where no day is left open.
        """
        moment = moment.astimezone(UTC)
        if self.is_open(moment):
            return moment
        today = moment.astimezone(self.zone).date()
        for offset in range(_HORIZON_DAYS):
            window = self.window(today + offset * _DAY)
            if window is not None and window[0] >= moment:
                return window[0]
        return None

    def closes_at(self, moment: datetime) -> datetime | None:
        """Return when the hours that are open now end; None when closed."""
        window = self._window_at(moment)
        return None if window is None else window[1]

    def window(self, day: date) -> tuple[datetime, datetime] | None:
        """Return when one day opens and closes, in UTC; None when it stays closed."""
        if day.weekday() not in self.days:
            return None
        last_day = day + _DAY if self.end == time() else day
        opens = instant(day, self.start, self.zone, last=True)
        closes = instant(last_day, self.end, self.zone)
        if closes <= opens:
            closes = instant(last_day, self.end, self.zone, last=True)
        return (opens, closes) if opens < closes else None

    def _window_at(self, moment: datetime) -> tuple[datetime, datetime] | None:
        moment = moment.astimezone(UTC)
        window = self.window(moment.astimezone(self.zone).date())
        if window is None or not window[0] <= moment < window[1]:
            return None
        return window


def instant(day: date, wall: time, zone: tzinfo, *, last: bool = False) -> datetime:
    """Return the moment, in UTC, at which a clock on the wall reaches a time.

    A time that comes twice is the first one, or the ``last``. A time that the
    clock leaps over is the moment of the leap.
    """
    local = datetime.combine(day, wall, tzinfo=zone)
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if second < first:
        return _leap(second, first, zone)
    return second if last else first


def _leap(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Return the first moment of the zone's new offset, to the second."""
    old = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
