"""What the person allows: modes, dry runs, limits, hours, lateness."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.runs.conftest import MoveIn
from engine.runs.house import NOW
from linkedin_engine.contract.enums import (
    RunReason,
    RunState,
    SendingMode,
    WishReason,
    WishState,
)
from twin.scenario import Person, Scenario


def _people(count: int, **changes: Any) -> list[Person]:
    return [Person(name=f"Person {letter}", **changes) for letter in "ABCDEFGH"[:count]]


async def test_preview_writes_drafts_and_nothing_else(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=_people(2)))
    report = await house.report(mode=SendingMode.PREVIEW)
    assert [wish.state for wish in report.wishes] == [WishState.DRAFTED] * 2
    assert all(wish.text for wish in report.wishes)
    assert report.pending == 2
    assert house.received() == []


async def test_in_approval_mode_only_what_a_person_approved_is_sent(
    move_in: MoveIn,
) -> None:
    house = await move_in(Scenario(people=_people(3)))
    drafted = await house.report(mode=SendingMode.APPROVAL)
    assert house.received() == []
    yes, no, _ = drafted.wishes
    assert yes.id is not None
    assert no.id is not None
    with house.engine() as engine:
        engine.wishes.approve(yes.id, text="Bon anniversaire !", now=NOW)
        engine.wishes.skip(no.id, WishReason.PERSON_SKIPPED, NOW)
    report = await house.report(mode=SendingMode.APPROVAL)
    assert house.received() == [(yes.name, "Bon anniversaire !")]
    assert (report.sent, report.pending) == (1, 1)


async def test_a_draft_nobody_approved_in_time_is_skipped_as_too_late(
    move_in: MoveIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await move_in(Scenario(people=_people(1)))
    await house.report(mode=SendingMode.APPROVAL)
    later = NOW + timedelta(days=11)
    monkeypatch.setenv("LINKEDIN_AUTO_NOW", later.isoformat())
    house.twin.state.scenario.people = []
    await house.report(mode=SendingMode.APPROVAL)
    (wish,) = house.wishes()
    assert (wish.state, wish.reason) == (WishState.SKIPPED, WishReason.TOO_LATE)


async def test_a_dry_run_writes_to_nobody_and_uses_up_no_birthday(
    move_in: MoveIn,
) -> None:
    house = await move_in(Scenario(people=_people(2)))
    dry = await house.report(dry_run=True)
    assert dry.dry_run
    assert [(wish.id, bool(wish.text)) for wish in dry.wishes] == [(None, True)] * 2
    assert house.received() == []
    assert house.wishes() == []
    assert (await house.report()).sent == 2


async def test_the_limit_of_a_run_leaves_the_rest_due(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=_people(4)))
    end = await house.run(max_messages=2)
    assert end.report.reason is RunReason.LIMIT_REACHED
    assert end.exit_status == 0
    assert (end.report.sent, end.report.pending) == (2, 2)
    assert (await house.report()).sent == 2


async def test_the_daily_limit_is_remembered_by_the_ledger(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=_people(4)))
    house.options["daily_limit"] = 3
    assert (await house.report()).sent == 3
    again = await house.report()
    assert (again.sent, again.reason) == (0, RunReason.LIMIT_REACHED)
    unlimited = await house.report("unlimited")
    assert unlimited.sent == 1


async def test_outside_the_hours_nothing_is_even_opened(move_in: MoveIn) -> None:
    evening = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
    house = await move_in(Scenario(people=_people(1), now=evening))
    end = await house.run()
    assert end.report.reason is RunReason.OUTSIDE_HOURS
    assert end.exit_status == 0
    assert house.twin.record.documents == []
    dry = await house.report(dry_run=True)
    assert dry.state is RunState.FINISHED


async def test_a_birthday_of_december_read_in_january_is_wished_once(
    move_in: MoveIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_year = datetime(2027, 1, 2, 10, 0, tzinfo=UTC)
    house = await move_in(Scenario(people=_people(1, day=5), now=new_year))
    first = await house.report("unlimited")
    assert first.wishes[0].days_late == 5
    assert first.sent == 1
    next_day = (new_year + timedelta(days=1)).isoformat()
    monkeypatch.setenv("LINKEDIN_AUTO_NOW", next_day)
    assert (await house.report("unlimited")).sent == 0
    assert len(house.received()) == 1


async def test_two_hundred_cards_of_which_earlier_ones_leave_the_page(
    move_in: MoveIn,
) -> None:
    scenario = Scenario(
        people=_people(1, day=9), crowd=120, crowd_late_days=8, keep_mounted=20
    )
    house = await move_in(scenario)
    report = await house.report("unlimited", mode=SendingMode.PREVIEW)
    assert report.found == 121
    assert report.pending == 121
