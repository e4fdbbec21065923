"""Runs: what was asked for, what was started, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from linkedin_engine.domain.schedule import WAITS_FOR_PERSON
from linkedin_engine.errors import ConflictError

from .database import Value
from .run_history import COUNTS, RunHistory
from .values import to_ms

KEPT_DAYS: Final = 365
KEPT_RUNS: Final = 1000

LOST: Final = (
    "The run was cut off. Nothing is lost: the next run settles what was open."
)

_QUEUE: Final = """
    INSERT INTO runs (
        id, bot, mode, follows_setting, origin, dry_run, max_messages, state,
        requested_at
    ) VALUES (
        :id, :bot, :mode, :follows_setting, :origin, :dry_run, :max_messages, 'queued',
        :now
    )
"""
_NEXT_BEGUN: Final = "(SELECT coalesce(max(begun), 0) + 1 FROM runs)"
_START: Final = f"""
    INSERT INTO runs (
        id, bot, mode, follows_setting, origin, dry_run, max_messages, state,
        requested_at, started_at, begun
    ) VALUES (
        :id, :bot, :mode, :follows_setting, :origin, :dry_run, :max_messages, 'running',
        :now, :now, {_NEXT_BEGUN}
    ) ON CONFLICT (id) DO UPDATE SET
        state = 'running', mode = excluded.mode, reason = NULL, message = NULL,
        started_at = excluded.started_at, begun = excluded.begun
    WHERE state = 'queued'
"""  # noqa: S608 - words of ours only
_FINISH: Final = f"""
    UPDATE runs SET
        state = :state, reason = :reason, message = :message, found = :found,
        sent = :sent, skipped = :skipped, failed = :failed, unverified = :unverified,
        pending = :pending, started_at = coalesce(started_at, :started_at),
        begun = coalesce(begun, {_NEXT_BEGUN}), finished_at = :finished_at
    WHERE id = :id AND finished_at IS NULL
"""  # noqa: S608 - words of ours only
# What the ledger knows of a run that could not say it itself.
_FROM_LEDGER: Final = """
    sent = (
        SELECT count(*) FROM wishes
        WHERE intent_at >= started_at AND run_id = runs.id AND state = 'sent'
    ),
    unverified = (
        SELECT count(*) FROM wishes
        WHERE intent_at >= started_at AND run_id = runs.id
        AND state IN ('sending', 'unverified')
    )
"""
_COUNT_FROM_LEDGER: Final = f"UPDATE runs SET {_FROM_LEDGER} WHERE id = :id"  # noqa: S608 - words of ours only
_ABANDON: Final = f"""
    UPDATE runs SET
        state = iif(cancelled, 'stopped', 'failed'),
        reason = iif(cancelled, 'cancelled', 'internal'),
        message = :message, finished_at = :now, {_FROM_LEDGER}
    WHERE finished_at IS NULL AND state = 'running'
"""  # noqa: S608 - words of ours only
_ASKING: Final = ", ".join(sorted(f"'{reason.value}'" for reason in WAITS_FOR_PERSON))
_ANSWER: Final = f"""
    UPDATE runs SET answered = 1
    WHERE finished_at IS NOT NULL AND NOT answered AND reason IN ({_ASKING})
"""  # noqa: S608 - words of ours only
_PRUNE: Final = """
    DELETE FROM runs WHERE finished_at IS NOT NULL AND (
        requested_at < :oldest
        OR number <= (SELECT number FROM runs ORDER BY number DESC LIMIT 1 OFFSET :kept)
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """A run that is asked for.

    With ``follows_setting`` its mode is the setting's until it starts.
    """

    run_id: str
    bot: BotName
    mode: SendingMode
    origin: RunOrigin = RunOrigin.PERSON
    dry_run: bool = False
    max_messages: int | None = None
    follows_setting: bool = False

    def queued_at(self, now: datetime) -> RunSummary:
        """Return the run as it waits for its turn."""
        return RunSummary(
            run_id=self.run_id,
            bot=self.bot,
            mode=self.mode,
            origin=self.origin,
            dry_run=self.dry_run,
            max_messages=self.max_messages,
            state=RunState.QUEUED,
            reason=None,
            message=None,
            found=0,
            sent=0,
            skipped=0,
            failed=0,
            unverified=0,
            pending=0,
            requested_at=now,
            started_at=None,
            finished_at=None,
        )


class RunRepository(RunHistory):
    """The runs in one database; their wishes are kept with the wishes."""

    def queue(self, new: NewRun, now: datetime) -> RunSummary:
        """Record a run that shall start when its turn comes."""
        self._database.write(_QUEUE, _values(new, now))
        return new.queued_at(now)

    def start(self, new: NewRun, now: datetime) -> RunReport:
        """Record that a run begins now, whether it was queued or not."""
        if not self._database.write(_START, _values(new, now)):
            raise ConflictError(f"Run {new.run_id} was started before.")
        return self.get(new.run_id)

    def finish(self, report: RunReport, message: str | None = None) -> RunReport:
        """Record how a run ended; once. Wants ``finished_at``."""
        if report.finished_at is None:
            raise ConflictError(f"Run {report.run_id} has no end to record.")
        changed = self._database.write(_FINISH, _end(report, message))
        recorded = self.get(report.run_id)
        if not changed:
            raise ConflictError(f"Run {report.run_id} has ended before.")
        return recorded

    def close(self, report: RunReport, message: str | None) -> RunSummary:
        """Record an end that the run itself may have recorded already, and better.

        Where it did not, the ledger says what was sent.
        """
        with self._database.transaction():
            if self._database.write(_FINISH, _end(report, message)):
                self._count_from_ledger(report)
            return self.summary(report.run_id)

    def drop(
        self, run_id: str, reason: RunReason, message: str, now: datetime
    ) -> RunSummary:
        """End a run that is still queued; raises ``ConflictError`` if it is not."""
        changed = self._database.write(
            "UPDATE runs SET state = ?, reason = ?, message = ?, finished_at = ? "
            "WHERE id = ? AND state = ?",
            (
                RunState.STOPPED.value,
                reason.value,
                message,
                to_ms(now),
                run_id,
                RunState.QUEUED.value,
            ),
        )
        summary = self.summary(run_id)
        if not changed:
            raise ConflictError(f"Run {run_id} is no longer queued.")
        return summary

    def cancel_queued(self, run_id: str, message: str, now: datetime) -> RunSummary:
        """Take a run from the queue because a person asked for it."""
        with self._database.transaction():
            self.ask_to_stop(run_id)
            return self.drop(run_id, RunReason.CANCELLED, message, now)

    def ask_to_stop(self, run_id: str) -> None:
        """Note that a person wants this run's end, also for after a crash."""
        self._database.write(
            "UPDATE runs SET cancelled = 1 WHERE id = ? AND finished_at IS NULL",
            (run_id,),
        )

    def hold_back(self, run_id: str, reason: RunReason | None, message: str) -> bool:
        """Note why a queued run waits; return whether it is queued at all."""
        values = (None if reason is None else reason.value, message, run_id)
        with self._database.transaction():
            # Nothing is written for the same words again and again.
            self._database.write(
                "UPDATE runs SET reason = ?1, message = ?2 WHERE id = ?3 "
                "AND state = 'queued' AND (reason IS NOT ?1 OR message IS NOT ?2)",
                values,
            )
            return self.summary(run_id).state is RunState.QUEUED

    def follow_setting(self, mode: SendingMode) -> None:
        """Give the queued runs, for which no mode was chosen, the one that holds."""
        self._database.write(
            "UPDATE runs SET mode = ?1 "
            "WHERE state = 'queued' AND follows_setting AND mode <> ?1",
            (mode.value,),
        )

    def answer(self) -> int:
        """Note that a person has acted; return for how many runs that counts."""
        return self._database.write(_ANSWER)

    def abandon_unfinished(self, now: datetime) -> int:
        """Mark what a crash left running as failed; return how many there were.

        One that a person had asked to stop is stopped.
        """
        return self._database.write(_ABANDON, {"message": LOST, "now": to_ms(now)})

    def prune(
        self,
        now: datetime,
        *,
        keep_days: int = KEPT_DAYS,
        keep_runs: int = KEPT_RUNS,
    ) -> int:
        """Forget old runs, and all but the newest; return how many."""
        oldest = to_ms(now - timedelta(days=keep_days))
        return self._database.write(_PRUNE, {"oldest": oldest, "kept": keep_runs})

    def _count_from_ledger(self, report: RunReport) -> None:
        if not (report.sent or report.unverified):
            self._database.write(_COUNT_FROM_LEDGER, {"id": report.run_id})


def _values(new: NewRun, now: datetime) -> Mapping[str, Value]:
    return {
        "id": new.run_id,
        "bot": new.bot.value,
        "mode": new.mode.value,
        "follows_setting": int(new.follows_setting),
        "origin": new.origin.value,
        "dry_run": int(new.dry_run),
        "max_messages": new.max_messages,
        "now": to_ms(now),
    }


def _end(report: RunReport, message: str | None) -> Mapping[str, Value]:
    finished_at = report.finished_at or report.started_at
    return {
        **{count: getattr(report, count) for count in COUNTS},
        "id": report.run_id,
        "state": report.state.value,
        "reason": None if report.reason is None else report.reason.value,
        "message": message,
        "started_at": to_ms(report.started_at),
        "finished_at": to_ms(finished_at),
    }
