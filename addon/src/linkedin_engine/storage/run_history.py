"""Runs as they are read: one by one, the newest, and what the schedule asks for."""

from datetime import datetime
from typing import Final

from linkedin_engine.contract.enums import (
    BotName,
    RunOrigin,
    RunReason,
    RunState,
    SendingMode,
)
from linkedin_engine.contract.models import RunReport
from linkedin_engine.contract.state import RunSummary
from linkedin_engine.domain.schedule import Ended
from linkedin_engine.errors import NotFoundError

from .database import Database, Row, Value
from .values import from_ms, from_ms_or_none, to_ms

# Longer in trouble than this many runs is as long as for ever.
ENDED_LOOKED_AT: Final = 32

# A class with a method called list cannot name the type.
type Summaries = list[RunSummary]
type Ends = list[Ended]
type Counts = list[tuple[BotName, RunState, RunReason | None, int]]

_SELECT: Final = "SELECT * FROM runs"
COUNTS: Final = ("found", "sent", "skipped", "failed", "unverified", "pending")

# The day's run is done, or under way; what is tried again, or waits for a person,
# is not.
_DAY_IS_DONE: Final = """
    origin IN ('schedule', 'retry') AND (
        finished_at IS NULL OR reason IS NULL
        OR reason IN ('limit_reached', 'linkedin_limit', 'outside_hours')
        OR (reason = 'cancelled' AND cancelled)
    )
"""
# A whole run, in the mode that holds, that nobody had to start by the clock.
_DID_THE_SAME: Final = """
    origin IN ('person', 'approval') AND state = 'finished' AND reason IS NULL
    AND dry_run = 0 AND max_messages IS NULL AND mode = ?
"""


class RunHistory:
    """The reading half of the runs in one database."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database

    def get(self, run_id: str) -> RunReport:
        """Return a run as its report, without wishes; raises ``NotFoundError``."""
        return _report(self._row(run_id))

    def summary(self, run_id: str) -> RunSummary:
        """Return a run; raises ``NotFoundError``."""
        return _summary(self._row(run_id))

    def list(self, *, limit: int = 50) -> Summaries:
        """Return the newest runs, queued and running ones included."""
        return self._many("TRUE ORDER BY number DESC LIMIT ?", (limit,))

    def queued(self) -> Summaries:
        """Return what waits for its turn, the oldest first."""
        return self._many(
            "finished_at IS NULL AND state = 'queued' ORDER BY number", ()
        )

    def has_running(self) -> bool:
        """Tell whether a run is under way, or was when its process was lost."""
        return bool(self._many("finished_at IS NULL AND state = 'running' LIMIT 1", ()))

    def is_busy(self) -> bool:
        """Tell whether any run is under way or waits for its turn."""
        return bool(self._many("finished_at IS NULL LIMIT 1", ()))

    def last_finished(self) -> RunSummary | None:
        """Return the newest run that had begun and has ended."""
        found = self._many(f"{_ENDED} ORDER BY begun DESC LIMIT 1", ())
        return found[0] if found else None

    def counts(self) -> Counts:
        """Count the runs that ended, by bot, state and reason."""
        rows = self._database.fetch_all(
            "SELECT bot, state, reason, count(*) AS number FROM runs "  # noqa: S608 - words of ours only
            f"WHERE {_ENDED} GROUP BY bot, state, reason"
        )
        return [
            (
                BotName(row["bot"]),
                RunState(row["state"]),
                None if row["reason"] is None else RunReason(row["reason"]),
                row["number"],
            )
            for row in rows
        ]

    def ended(self, limit: int = ENDED_LOOKED_AT) -> Ends:
        """Return how the newest runs ended that had begun, the newest end first."""
        rows = self._database.fetch_all(
            f"{_SELECT} WHERE {_ENDED} ORDER BY begun DESC LIMIT ?", (limit,)
        )
        return [_ended(row) for row in rows]

    def last_daily(self, bot: BotName, *, before: datetime) -> datetime | None:
        """Return when the last daily run was due that needs no other that day.

        ``before`` is the end of today; what lies after it was written under a
        clock that was wrong.
        """
        return self._last_moment("requested_at", _DAY_IS_DONE, (bot.value,), before)

    def last_by_hand(
        self, bot: BotName, mode: SendingMode, *, before: datetime
    ) -> datetime | None:
        """Return when a run last began that did by request what the daily one does."""
        return self._last_moment(
            "started_at", _DID_THE_SAME, (bot.value, mode.value), before
        )

    def _last_moment(
        self, column: str, condition: str, values: tuple[Value, ...], before: datetime
    ) -> datetime | None:
        row = self._database.fetch_one(
            f"SELECT {column} AS moment FROM runs "  # noqa: S608 - words of ours only
            f"WHERE bot = ? AND {condition} AND {column} < ? "
            "ORDER BY number DESC LIMIT 1",
            (*values, to_ms(before)),
        )
        return None if row is None else from_ms(row["moment"])

    def _row(self, run_id: str) -> Row:
        row = self._database.fetch_one(f"{_SELECT} WHERE id = ?", (run_id,))
        if row is None:
            raise NotFoundError(f"There is no run {run_id}.")
        return row

    def _many(self, condition: str, values: tuple[Value, ...]) -> Summaries:
        rows = self._database.fetch_all(f"{_SELECT} WHERE {condition}", values)
        return [_summary(row) for row in rows]


_ENDED: Final = "finished_at IS NOT NULL AND begun IS NOT NULL"


def _report(row: Row) -> RunReport:
    return RunReport(
        run_id=row["id"],
        bot=BotName(row["bot"]),
        mode=SendingMode(row["mode"]),
        dry_run=bool(row["dry_run"]),
        state=RunState(row["state"]),
        reason=_reason(row),
        started_at=from_ms(row["started_at"] or row["requested_at"]),
        finished_at=from_ms_or_none(row["finished_at"]),
        **{count: row[count] for count in COUNTS},
    )


def _summary(row: Row) -> RunSummary:
    return RunSummary(
        run_id=row["id"],
        bot=BotName(row["bot"]),
        mode=SendingMode(row["mode"]),
        origin=RunOrigin(row["origin"]),
        dry_run=bool(row["dry_run"]),
        max_messages=row["max_messages"],
        state=RunState(row["state"]),
        reason=_reason(row),
        message=row["message"],
        requested_at=from_ms(row["requested_at"]),
        started_at=from_ms_or_none(row["started_at"]),
        finished_at=from_ms_or_none(row["finished_at"]),
        **{count: row[count] for count in COUNTS},
    )


def _ended(row: Row) -> Ended:
    congratulates = BotName(row["bot"]) is not BotName.INVITATIONS
    is_preview = SendingMode(row["mode"]) is SendingMode.PREVIEW
    return Ended(
        run_id=row["id"],
        origin=RunOrigin(row["origin"]),
        reason=_reason(row),
        started_at=from_ms(row["started_at"]),
        finished_at=from_ms(row["finished_at"]),
        may_send=congratulates and not is_preview and not row["dry_run"],
        was_cancelled=bool(row["cancelled"]),
        is_answered=bool(row["answered"]),
    )


def _reason(row: Row) -> RunReason | None:
    return None if row["reason"] is None else RunReason(row["reason"])
