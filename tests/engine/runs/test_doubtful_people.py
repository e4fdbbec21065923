"""Who is left alone and why, and messages of which nobody heard whether they came."""

from string import ascii_uppercase
from typing import Any

import pytest

from engine.runs.conftest import MoveIn
from engine.runs.house import CARLA, alice, bruno
from linkedin_engine.contract.enums import RunReason, WishReason, WishState
from linkedin_engine.contract.models import RunReport
from twin.scenario import Line, Person, Reachable, Scenario, SendFault


def _outcomes(report: RunReport) -> dict[str, tuple[WishState, WishReason | None]]:
    return {wish.name: (wish.state, wish.reason) for wish in report.wishes}


LEFT_ALONE: dict[str, tuple[dict[str, Any], WishReason]] = {
    "somebody already wished by hand today": (
        {"thread": [Line(text="Bon anniversaire !", mine=True, days_ago=0.1)]},
        WishReason.ALREADY_WISHED,
    ),
    "a card that says it was sent": (
        {"card_sent": True},
        WishReason.ALREADY_WISHED,
    ),
    "a day that is not understood": (
        {"day": "unknown"},
        WishReason.DAY_UNKNOWN,
    ),
    "a link that opens somebody else's conversation": (
        {"opens": CARLA},
        WishReason.RECIPIENT_UNCONFIRMED,
    ),
    "a conversation with a draft that the person was writing": (
        {"draft": "Hi Alice, about the contract"},
        WishReason.DRAFT_IN_PROGRESS,
    ),
    "a member without a composer": (
        {"reachable": Reachable.NO_COMPOSER},
        WishReason.NOT_MESSAGEABLE,
    ),
    "a member whom only Premium can write to": (
        {"reachable": Reachable.PREMIUM},
        WishReason.PREMIUM_REQUIRED,
    ),
    "a message that would be a paid InMail": (
        {"reachable": Reachable.PAID_INMAIL},
        WishReason.PREMIUM_REQUIRED,
    ),
    "a dialog that nobody knows": (
        {"reachable": Reachable.UNKNOWN_DIALOG},
        WishReason.NOT_MESSAGEABLE,
    ),
}


async def test_each_is_left_alone_for_their_own_reason_and_the_last_is_wished(
    move_in: MoveIn,
) -> None:
    people = [
        Person(name=f"Person {letter}", **changes)
        for letter, (changes, _) in zip(
            ascii_uppercase, LEFT_ALONE.values(), strict=False
        )
    ]
    carla = Person(name="Carla Rossi", member_id=CARLA, card=False)
    house = await move_in(Scenario(people=[*people, bruno(), carla]))
    outcomes = _outcomes(await house.report("unlimited"))
    assert outcomes.pop("Bruno Keller") == (WishState.SENT, None)
    assert {
        situation: outcomes.get(person.name)
        for situation, person in zip(LEFT_ALONE, people, strict=True)
    } == {
        situation: (WishState.SKIPPED, reason)
        for situation, (_, reason) in LEFT_ALONE.items()
    }
    assert house.receivers() == ["Bruno Keller"]
    assert house.twin.record.traps == []


@pytest.mark.parametrize(
    "changes", [{"opens": CARLA}, {"reachable": Reachable.UNKNOWN_DIALOG}]
)
async def test_two_strange_conversations_in_a_row_stop_the_run(
    move_in: MoveIn, changes: dict[str, Any]
) -> None:
    carla = Person(name="Carla Rossi", member_id=CARLA, card=False)
    dora = Person(name="Dora Novak")
    people = [alice(**changes), bruno(**changes), dora, carla]
    house = await move_in(Scenario(people=people))
    end = await house.run()
    assert end.report.reason is RunReason.PAGE_CHANGED
    assert end.exit_status == 5
    assert house.received() == []
    assert len(list((house.data / "snapshots").glob("*.html"))) == 1
    assert (end.report.skipped, end.report.pending) == (1, 2)


async def test_a_card_that_changes_under_the_mouse_wishes_nobody_else(
    move_in: MoveIn,
) -> None:
    carla = Person(name="Carla Rossi", member_id=CARLA, card=False)
    house = await move_in(Scenario(people=[alice(becomes=CARLA), bruno(), carla]))
    report = await house.report()
    assert "Carla Rossi" not in house.receivers()
    assert _outcomes(report)["Bruno Keller"] == (WishState.SENT, None)


async def test_a_message_whose_answer_never_comes_is_found_by_reading_again(
    move_in: MoveIn,
) -> None:
    people = [alice(fault=SendFault.NO_ANSWER), bruno(fault=SendFault.SILENT)]
    house = await move_in(Scenario(people=people))
    report = await house.report()
    assert _outcomes(report) == {
        "Alice Martin": (WishState.SENT, None),
        "Bruno Keller": (WishState.SENT, None),
    }
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]


async def test_a_lost_message_stops_the_run_and_is_due_again(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=[alice(fault=SendFault.LOST)]))
    report = await house.report()
    assert report.reason is RunReason.NETWORK
    assert house.received() == []
    house.twin.state.scenario.people[0].fault = SendFault.NONE
    assert (await house.report()).sent == 1
    assert house.receivers() == ["Alice Martin"]


async def test_a_refused_message_has_failed_and_is_tried_again_next_time(
    move_in: MoveIn,
) -> None:
    house = await move_in(Scenario(people=[alice(fault=SendFault.REFUSED), bruno()]))
    report = await house.report()
    assert _outcomes(report)["Alice Martin"] == (
        WishState.FAILED,
        WishReason.SEND_FAILED,
    )
    assert house.receivers() == ["Bruno Keller"]
    house.twin.state.scenario.people[0].fault = SendFault.NONE
    await house.report()
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]


async def test_a_limit_dialog_after_send_stops_the_run(move_in: MoveIn) -> None:
    people = [alice(fault=SendFault.LIMIT_DIALOG), bruno()]
    house = await move_in(Scenario(people=people))
    end = await house.run()
    assert end.report.reason is RunReason.LINKEDIN_LIMIT
    assert end.exit_status == 4
    assert house.received() == []
