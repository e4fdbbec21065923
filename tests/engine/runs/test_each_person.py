"""What each person gets, situation by situation; the site's record decides."""

from typing import Any

import pytest

from engine.runs.conftest import MoveIn
from linkedin_engine.contract.enums import (
    RunReason,
    RunState,
    SendingMode,
    WishReason,
    WishState,
)
from linkedin_engine.contract.models import RunReport
from twin.scenario import (
    Line,
    OpenBubble,
    Person,
    Reachable,
    Scenario,
    SendFault,
    Variant,
)

ALICE = "ACoAAAlice00000000000000000000000000000"
BRUNO = "ACoAABruno00000000000000000000000000000"
CARLA = "ACoAACarla00000000000000000000000000000"


def _alice(**changes: Any) -> Person:
    return Person(name="Alice Martin", member_id=ALICE, **changes)


def _bruno(**changes: Any) -> Person:
    return Person(name="Bruno Keller", member_id=BRUNO, **changes)


def _outcomes(report: RunReport) -> dict[str, tuple[WishState, WishReason | None]]:
    return {wish.name: (wish.state, wish.reason) for wish in report.wishes}


SURFACES = ["overlay", "iframe", "page"]


@pytest.mark.parametrize("variant", list(Variant))
async def test_every_variant_of_the_page_leads_to_one_wish_each(
    move_in: MoveIn, variant: Variant
) -> None:
    house = await move_in(Scenario(variant=variant, people=[_alice(), _bruno()]))
    report = await house.report()
    assert report.state is RunState.FINISHED
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]
    assert {wish.text for wish in report.wishes} == {
        text for _, text in house.received()
    }


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("enter_to_send", [False, True])
async def test_a_wish_is_sent_wherever_the_composer_is_and_however_it_sends(
    move_in: MoveIn,
    surface: str,
    *,
    enter_to_send: bool,
) -> None:
    scenario = Scenario(
        surface=surface,
        enter_to_send=enter_to_send,
        people=[_alice(), _bruno(thread=[Line(text="Hello", days_ago=40)])],
    )
    house = await move_in(scenario)
    report = await house.report()
    assert report.sent == 2
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "it", "pt", "nl"])
async def test_today_and_late_are_told_apart_in_every_language(
    move_in: MoveIn, language: str
) -> None:
    people = [_alice(), _bruno(day=3)]
    house = await move_in(Scenario(language=language, people=people))
    report = await house.report("unlimited")
    late = {wish.name: wish.days_late for wish in report.wishes}
    assert late == {"Alice Martin": 0, "Bruno Keller": 3}
    assert report.sent == 2


async def test_french_connections_are_wished_in_french(move_in: MoveIn) -> None:
    house = await move_in(Scenario(language="fr", people=[_alice()]))
    await house.report()
    ((_, text),) = house.received()
    assert "anniversaire" in text.casefold()


async def test_the_birthday_bot_leaves_late_birthdays_alone(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=[_alice(), _bruno(day=3)]))
    await house.report()
    assert house.receivers() == ["Alice Martin"]


async def test_the_unlimited_bot_starts_with_the_oldest_day(move_in: MoveIn) -> None:
    people = [_alice(), _bruno(day=2), Person(name="Carla Rossi", day=9)]
    people.append(Person(name="Dora Novak", day=11))
    house = await move_in(Scenario(people=people))
    await house.report("unlimited")
    names = [name for name, _ in house.received()]
    assert names == ["Carla Rossi", "Bruno Keller", "Alice Martin"]


async def test_a_day_that_is_not_understood_is_shown_and_never_written_to(
    move_in: MoveIn,
) -> None:
    house = await move_in(Scenario(people=[_alice(day="unknown"), _bruno()]))
    report = await house.report("unlimited")
    expected = (WishState.SKIPPED, WishReason.DAY_UNKNOWN)
    assert _outcomes(report)["Alice Martin"] == expected
    assert house.receivers() == ["Bruno Keller"]


LEFT_ALONE: dict[str, tuple[dict[str, Any], WishReason]] = {
    "somebody already wished by hand today": (
        {"thread": [Line(text="Bon anniversaire !", mine=True, days_ago=0.1)]},
        WishReason.ALREADY_WISHED,
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
    "a link that opens somebody else's conversation": (
        {"opens": CARLA},
        WishReason.RECIPIENT_UNCONFIRMED,
    ),
}


@pytest.mark.parametrize("situation", list(LEFT_ALONE))
async def test_left_alone_with_the_reason_and_the_next_one_is_wished(
    move_in: MoveIn, situation: str
) -> None:
    changes, reason = LEFT_ALONE[situation]
    carla = Person(name="Carla Rossi", member_id=CARLA, card=False)
    house = await move_in(Scenario(people=[_alice(**changes), _bruno(), carla]))
    report = await house.report()
    assert _outcomes(report)["Alice Martin"] == (WishState.SKIPPED, reason)
    assert house.receivers() == ["Bruno Keller"]
    assert house.twin.record.traps == []


async def test_a_card_that_changes_under_the_mouse_wishes_nobody_else(
    move_in: MoveIn,
) -> None:
    carla = Person(name="Carla Rossi", member_id=CARLA, card=False)
    house = await move_in(Scenario(people=[_alice(becomes=CARLA), _bruno(), carla]))
    report = await house.report()
    assert "Carla Rossi" not in house.receivers()
    assert _outcomes(report)["Bruno Keller"] == (WishState.SENT, None)


async def test_two_people_of_the_same_name_get_one_message_each(
    move_in: MoveIn,
) -> None:
    people = [_alice(), Person(name="Alice Martin", member_id=CARLA)]
    house = await move_in(Scenario(people=people))
    report = await house.report()
    assert report.sent == 2
    for person in house.twin.state.scenario.people:
        assert len(house.twin.record.texts_for(person.member_id)) == 1


async def test_open_bubbles_of_others_get_nothing_and_keep_their_drafts(
    move_in: MoveIn,
) -> None:
    carla = Person(name="Alice Moreau", member_id=CARLA, card=False)
    scenario = Scenario(
        people=[_alice(), _bruno(), carla],
        open_bubbles=[
            OpenBubble(member_id=CARLA),
            OpenBubble(member_id=BRUNO, minimized=True),
        ],
    )
    house = await move_in(scenario)
    report = await house.report()
    assert report.sent == 2
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]


async def test_a_card_already_marked_sent_is_not_wished_again(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=[_alice(card_sent=True), _bruno()]))
    report = await house.report()
    expected = (WishState.SKIPPED, WishReason.ALREADY_WISHED)
    assert _outcomes(report)["Alice Martin"] == expected
    assert house.receivers() == ["Bruno Keller"]


async def test_a_blocked_contact_is_never_written_to(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=[_alice(), _bruno()]))
    await house.report(mode=SendingMode.PREVIEW)
    with house.engine() as engine:
        contact = engine.contacts.by_member_id(ALICE)
        assert contact is not None
        engine.contacts.set_blocked(contact.id, blocked=True)
    await house.report()
    assert house.receivers() == ["Bruno Keller"]


@pytest.mark.parametrize("fault", [SendFault.NO_ANSWER, SendFault.SILENT])
async def test_a_message_whose_answer_never_comes_is_found_by_reading_again(
    move_in: MoveIn, fault: SendFault
) -> None:
    house = await move_in(Scenario(people=[_alice(fault=fault), _bruno()]))
    report = await house.report()
    assert _outcomes(report)["Alice Martin"] == (WishState.SENT, None)
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]


async def test_a_lost_message_stops_the_run_and_is_due_again(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=[_alice(fault=SendFault.LOST)]))
    report = await house.report()
    assert report.reason is RunReason.NETWORK
    assert house.received() == []
    house.twin.state.scenario.people[0].fault = SendFault.NONE
    assert (await house.report()).sent == 1
    assert house.receivers() == ["Alice Martin"]


async def test_a_refused_message_has_failed_and_is_tried_again_next_time(
    move_in: MoveIn,
) -> None:
    house = await move_in(Scenario(people=[_alice(fault=SendFault.REFUSED), _bruno()]))
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
    people = [_alice(fault=SendFault.LIMIT_DIALOG), _bruno()]
    house = await move_in(Scenario(people=people))
    end = await house.run()
    assert end.report.reason is RunReason.LINKEDIN_LIMIT
    assert end.exit_status == 4
    assert house.received() == []


async def test_a_prompt_after_the_send_does_not_hold_up_the_next_wish(
    move_in: MoveIn,
) -> None:
    scenario = Scenario(promotes_after_send=True, people=[_alice(), _bruno()])
    house = await move_in(scenario)
    assert (await house.report()).sent == 2
    assert house.twin.record.traps == []
