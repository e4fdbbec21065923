from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.storage.conftest import AddWish
from linkedin_engine.contract.enums import (
    BotName,
    RunOrigin,
    RunReason,
    RunState,
    SendingMode,
    WishState,
)
from linkedin_engine.contract.models import RunReport
from linkedin_engine.errors import ConflictError, NotFoundError
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.runs import NewRun, RunRepository
from linkedin_engine.storage.wishes import WishRepository

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def runs(database: Database) -> RunRepository:
    return RunRepository(database)


def new(run_id: str, **changes: Any) -> NewRun:
    values: dict[str, Any] = {
        "run_id": run_id,
        "bot": BotName.BIRTHDAY,
        "mode": SendingMode.AUTOMATIC,
    }
    return NewRun(**(values | changes))


def report(run_id: str, now: datetime, **changes: Any) -> RunReport:
    values: dict[str, Any] = {
        "run_id": run_id,
        "bot": BotName.BIRTHDAY,
        "mode": SendingMode.AUTOMATIC,
        "dry_run": False,
        "state": RunState.STOPPED,
        "reason": RunReason.LIMIT_REACHED,
        "found": 20,
        "sent": 15,
        "skipped": 2,
        "failed": 1,
        "unverified": 1,
        "pending": 3,
        "started_at": now,
        "finished_at": now + MINUTE,
    }
    return RunReport(**(values | changes))


def lived(
    runs: RunRepository,
    run_id: str,
    now: datetime,
    reason: RunReason | None = None,
    **changes: Any,
) -> None:
    state = RunState.FINISHED if reason is None else RunState.STOPPED
    runs.queue(new(run_id, **changes), now)
    runs.start(new(run_id, **changes), now)
    runs.finish(report(run_id, now, state=state, reason=reason))


def test_a_run_is_recorded_as_it_ended(runs: RunRepository, now: datetime) -> None:
    assert runs.start(new("a"), now).state is RunState.RUNNING
    runs.finish(report("a", now), "As many as the limits allow.")

    assert runs.get("a") == report("a", now)
    last = runs.last_finished()
    assert last is not None
    assert last == runs.summary("a")
    assert (last.sent, last.message) == (15, "As many as the limits allow.")


def test_a_run_ends_once(runs: RunRepository, now: datetime) -> None:
    started = runs.start(new("a"), now)

    with pytest.raises(ConflictError, match="no end"):
        runs.finish(started)
    runs.finish(report("a", now))
    with pytest.raises(ConflictError, match="ended before"):
        runs.finish(report("a", now + MINUTE))
    assert runs.get("a") == report("a", now)


def test_a_run_that_is_not_there_is_not_found(
    runs: RunRepository, now: datetime
) -> None:
    assert runs.last_finished() is None
    with pytest.raises(NotFoundError):
        runs.summary("a")
    with pytest.raises(NotFoundError):
        runs.finish(report("a", now))


def test_a_run_begins_once_and_never_after_its_end(
    runs: RunRepository, now: datetime
) -> None:
    runs.start(new("a"), now)
    runs.queue(new("b"), now)
    runs.cancel_queued("b", "Cancelled.", now)

    for run_id in "ab":
        with pytest.raises(ConflictError):
            runs.start(new(run_id), now)


def test_a_queued_run_keeps_who_asked_for_it_when_it_starts(
    runs: RunRepository, now: datetime
) -> None:
    asked = new("a", origin=RunOrigin.APPROVAL, max_messages=3)
    assert runs.queue(asked, now) == runs.summary("a")
    runs.hold_back("a", RunReason.TOO_HOT, "Too hot.")
    runs.start(new("a", max_messages=3), now + MINUTE)

    summary = runs.summary("a")
    assert (summary.origin, summary.max_messages) == (RunOrigin.APPROVAL, 3)
    assert (summary.requested_at, summary.started_at) == (now, now + MINUTE)
    assert (summary.reason, summary.message) == (None, None)


def test_the_queue_is_first_come_first_served_whatever_the_clock_says(
    runs: RunRepository, now: datetime
) -> None:
    for minute, run_id in enumerate("cab"):
        runs.queue(new(run_id), now - minute * MINUTE)
    runs.start(new("a"), now)

    assert [run.run_id for run in runs.queued()] == ["c", "b"]
    assert [run.run_id for run in runs.list(limit=2)] == ["b", "a"]


def test_a_queued_run_follows_the_setting_unless_its_mode_was_chosen(
    runs: RunRepository, now: datetime
) -> None:
    runs.queue(new("follows", follows_setting=True), now)
    runs.queue(new("chosen"), now)
    runs.follow_setting(SendingMode.PREVIEW)

    assert [run.mode for run in runs.queued()] == [
        SendingMode.PREVIEW,
        SendingMode.AUTOMATIC,
    ]


def test_what_a_crash_left_running_has_failed_and_what_is_queued_stays(
    runs: RunRepository, now: datetime
) -> None:
    runs.queue(new("queued"), now)
    runs.start(new("crashed"), now)
    runs.start(new("stopped"), now)
    runs.ask_to_stop("stopped")
    lived(runs, "well", now)

    assert runs.abandon_unfinished(now + MINUTE) == 2
    assert runs.abandon_unfinished(now + MINUTE) == 0
    crashed, stopped = runs.summary("crashed"), runs.summary("stopped")
    assert (crashed.state, crashed.reason) == (RunState.FAILED, RunReason.INTERNAL)
    assert (stopped.state, stopped.reason) == (RunState.STOPPED, RunReason.CANCELLED)
    assert crashed.finished_at == now + MINUTE
    assert crashed.message
    assert [run.run_id for run in runs.queued()] == ["queued"]


def test_the_ledger_knows_what_a_lost_run_has_sent(
    runs: RunRepository, wishes: WishRepository, add_wish: AddWish, now: datetime
) -> None:
    for run_id in ("crashed", "told"):
        runs.start(new(run_id), now)
        wish = add_wish(
            state=WishState.APPROVED, day=now.date() - 400 * DAY * (run_id == "told")
        )
        wishes.begin_sending(wish.id, run_id=run_id, text="Hi", now=now)
        wishes.mark_sent(wish.id, now)
    lost = report("told", now, state=RunState.FAILED, reason=RunReason.INTERNAL)
    runs.close(replace(lost, sent=0, unverified=0), "Lost.")
    runs.abandon_unfinished(now)

    assert [runs.summary(run_id).sent for run_id in ("crashed", "told")] == [1, 1]


def test_an_end_that_the_run_recorded_itself_is_the_better_one(
    runs: RunRepository, now: datetime
) -> None:
    runs.start(new("a"), now)
    runs.finish(report("a", now), "Its own words.")
    closed = runs.close(report("a", now, state=RunState.FAILED, sent=0), "Lost.")

    assert (closed.state, closed.sent) == (RunState.STOPPED, 15)
    assert closed.message == "Its own words."


@pytest.mark.parametrize(
    ("origin", "reason", "counts"),
    [
        (RunOrigin.SCHEDULE, None, True),
        (RunOrigin.RETRY, None, True),
        (RunOrigin.PERSON, None, False),
        (RunOrigin.SCHEDULE, RunReason.LIMIT_REACHED, True),
        (RunOrigin.SCHEDULE, RunReason.LINKEDIN_LIMIT, True),
        (RunOrigin.SCHEDULE, RunReason.OUTSIDE_HOURS, True),
        (RunOrigin.SCHEDULE, RunReason.NETWORK, False),
        (RunOrigin.SCHEDULE, RunReason.CANCELLED, False),
        (RunOrigin.SCHEDULE, RunReason.CHECKPOINT, False),
    ],
)
def test_the_days_run_is_done_unless_it_is_tried_again_or_waits_for_a_person(
    runs: RunRepository,
    now: datetime,
    origin: RunOrigin,
    reason: RunReason | None,
    *,
    counts: bool,
) -> None:
    lived(runs, "a", now, reason, origin=origin)
    expected = now if counts else None
    assert runs.last_daily(BotName.BIRTHDAY, before=now + DAY) == expected


def test_the_days_run_is_done_when_a_person_cancelled_it(
    runs: RunRepository, now: datetime
) -> None:
    runs.start(new("a", origin=RunOrigin.SCHEDULE), now)
    assert runs.last_daily(BotName.BIRTHDAY, before=now + DAY) == now
    runs.ask_to_stop("a")
    runs.finish(report("a", now, reason=RunReason.CANCELLED))

    assert runs.last_daily(BotName.BIRTHDAY, before=now + DAY) == now


def test_a_daily_run_of_the_future_is_the_mistake_of_a_clock(
    runs: RunRepository, now: datetime
) -> None:
    lived(runs, "a", now, origin=RunOrigin.SCHEDULE)
    lived(runs, "b", now + 400 * DAY, origin=RunOrigin.SCHEDULE)

    assert runs.last_daily(BotName.BIRTHDAY, before=now + DAY) == now


def test_only_a_whole_run_in_the_mode_that_holds_does_what_the_daily_one_does(
    runs: RunRepository, now: datetime
) -> None:
    lived(runs, "preview", now, mode=SendingMode.PREVIEW)
    lived(runs, "dry", now, dry_run=True)
    lived(runs, "one", now, max_messages=1)
    lived(runs, "stopped", now, RunReason.LIMIT_REACHED)

    def last() -> datetime | None:
        return runs.last_by_hand(
            BotName.BIRTHDAY, SendingMode.AUTOMATIC, before=now + DAY
        )

    assert last() is None
    lived(runs, "whole", now + MINUTE)
    assert last() == now + MINUTE


def test_a_persons_act_answers_what_has_ended_and_not_what_comes_after(
    runs: RunRepository, now: datetime
) -> None:
    lived(runs, "a", now, RunReason.CHECKPOINT)
    assert (runs.answer(), runs.answer()) == (1, 0)
    lived(runs, "b", now + MINUTE, RunReason.CHECKPOINT)

    assert [run.is_answered for run in runs.ended()] == [False, True]


def test_old_runs_are_forgotten_and_unfinished_ones_are_not(
    runs: RunRepository, now: datetime
) -> None:
    lived(runs, "old", now - 366 * DAY)
    runs.queue(new("waiting"), now - 366 * DAY)
    for run_id in "abcd":
        lived(runs, run_id, now)

    assert runs.prune(now) == 1
    assert runs.prune(now, keep_runs=2) == 2
    assert [run.run_id for run in runs.list()] == ["d", "c", "waiting"]


def test_what_ended_last_is_known_by_its_beginning_and_not_by_a_clock(
    runs: RunRepository, now: datetime
) -> None:
    runs.queue(new("waited"), now)
    lived(runs, "another programs", now + 400 * DAY)
    runs.start(new("waited"), now + MINUTE)
    runs.finish(report("waited", now + MINUTE, reason=RunReason.CHECKPOINT))
    runs.queue(new("dropped"), now)
    runs.drop("dropped", RunReason.OUTSIDE_HOURS, "Too late.", now)

    assert [run.run_id for run in runs.ended()] == ["waited", "another programs"]
    assert runs.last_finished() == runs.summary("waited")
