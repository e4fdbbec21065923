"""Runs: what was started, and how it ended."""

from datetime import datetime
from typing import Final

from linkedin_engine.contract.enums import BotName, RunReason, RunState, SendingMode
from linkedin_engine.contract.models import RunReport
from linkedin_engine.errors import ConflictError, NotFoundError

from .database import Database, Row
from .values import from_ms, from_ms_or_none, to_ms

# A class with a method called list cannot name the type.
type Reports = list[RunReport]

_SELECT: Final = "SELECT * FROM runs"
_COUNTS: Final = ("found", "sent", "skipped", "failed", "unverified", "pending")
_FINISH: Final = """
    UPDATE runs SET
        state = :state, reason = :reason, found = :found, sent = :sent,
        skipped = :skipped, failed = :failed, unverified = :unverified,
        pending = :pending, finished_at = :finished_at
    WHERE id = :id AND finished_at IS NULL
"""


class RunRepository:
    """The runs in one database; their wishes are kept with the wishes."""

    def __init__(self, database: Database) -> None:
        """Read and write in this database."""
        self._database = database

    def start(
        self,
        run_id: str,
        *,
        bot: BotName,
        mode: SendingMode,
        dry_run: bool,
        now: datetime,
    ) -> RunReport:
        """Record a run that begins now."""
        self._database.write(
            "INSERT INTO runs (id, bot, mode, dry_run, state, started_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                run_id,
                bot.value,
                mode.value,
                int(dry_run),
                RunState.RUNNING.value,
                to_ms(now),
            ),
        )
        return self.get(run_id)

    def finish(self, report: RunReport) -> RunReport:
        """Record how a run ended; once. Wants ``finished_at``."""
        if report.finished_at is None:
            raise ConflictError(f"Run {report.run_id} has no end to record.")
        changed = self._database.write(
            _FINISH,
            {
                **{count: getattr(report, count) for count in _COUNTS},
                "id": report.run_id,
                "state": report.state.value,
                "reason": None if report.reason is None else report.reason.value,
                "finished_at": to_ms(report.finished_at),
            },
        )
        recorded = self.get(report.run_id)
        if not changed:
            raise ConflictError(f"Run {report.run_id} has ended before.")
        return recorded

    def get(self, run_id: str) -> RunReport:
        """Return a run; raises ``NotFoundError``."""
        row = self._database.fetch_one(f"{_SELECT} WHERE id = ?", (run_id,))
        if row is None:
            raise NotFoundError(f"There is no run {run_id}.")
        return _report(row)

    def last(self) -> RunReport | None:
        """Return the run that was started last."""
        reports = self.list(limit=1)
        return reports[0] if reports else None

    def list(self, *, limit: int = 50, before: datetime | None = None) -> Reports:
        """Return the newest runs, those started ``before`` a moment to page on."""
        rows = self._database.fetch_all(
            f"{_SELECT} WHERE started_at < ? ORDER BY started_at DESC, id DESC LIMIT ?",
            (_FAR_FUTURE_MS if before is None else to_ms(before), limit),
        )
        return [_report(row) for row in rows]

    def abandon_unfinished(self, now: datetime) -> int:
        """Mark what a crash left running as failed; return how many there were."""
        return self._database.write(
            "UPDATE runs SET state = ?, reason = ?, finished_at = ? "
            "WHERE finished_at IS NULL AND state = ?",
            (
                RunState.FAILED.value,
                RunReason.INTERNAL.value,
                to_ms(now),
                RunState.RUNNING.value,
            ),
        )


_FAR_FUTURE_MS: Final = 2**62


def _report(row: Row) -> RunReport:
    reason = row["reason"]
    return RunReport(
        run_id=row["id"],
        bot=BotName(row["bot"]),
        mode=SendingMode(row["mode"]),
        dry_run=bool(row["dry_run"]),
        state=RunState(row["state"]),
        reason=None if reason is None else RunReason(reason),
        started_at=from_ms(row["started_at"]),
        finished_at=from_ms_or_none(row["finished_at"]),
        **{count: row[count] for count in _COUNTS},
    )
