"""What each person gets, situation by situation; the site's record decides."""

import pytest

from engine.runs.conftest import MoveIn
from engine.runs.house import ALICE, BRUNO, CARLA, NOW, alice, bruno
from linkedin_engine.contract.enums import RunState, SendingMode
from twin.scenario import Line, OpenBubble, Person, Scenario, Variant


async def test_a_page_with_buttons_instead_of_links_leads_to_one_wish_each(
    move_in: MoveIn,
) -> None:
    people = [alice(), bruno()]
    house = await move_in(Scenario(variant=Variant.EMBER, people=people))
    report = await house.report()
    assert report.state is RunState.FINISHED
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]
    assert {wish.text for wish in report.wishes} == {
        text for _, text in house.received()
    }


@pytest.mark.parametrize(
    ("surface", "enter_to_send"), [("iframe", False), ("page", True)]
)
async def test_a_wish_is_sent_wherever_the_composer_is_and_however_it_sends(
    move_in: MoveIn,
    surface: str,
    *,
    enter_to_send: bool,
) -> None:
    scenario = Scenario(
        surface=surface,
        enter_to_send=enter_to_send,
        people=[alice(), bruno(thread=[Line(text="Hello", days_ago=40)])],
    )
    house = await move_in(scenario)
    report = await house.report()
    assert report.sent == 2
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]


async def test_french_connections_are_wished_in_french_also_when_it_is_late(
    move_in: MoveIn,
) -> None:
    people = [alice(), bruno(day=3)]
    house = await move_in(Scenario(language="fr", people=people))
    report = await house.report("unlimited")
    late = {wish.name: wish.days_late for wish in report.wishes}
    assert late == {"Alice Martin": 0, "Bruno Keller": 3}
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]
    assert all("anniversaire" in text.casefold() for _, text in house.received())


async def test_the_birthday_bot_leaves_late_birthdays_alone(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=[alice(), bruno(day=3)]))
    await house.report()
    assert house.receivers() == ["Alice Martin"]


async def test_the_unlimited_bot_starts_with_the_oldest_day_and_says_it_is_late(
    move_in: MoveIn,
) -> None:
    people = [alice(), bruno(day=2), Person(name="Carla Rossi", day=9)]
    people.append(Person(name="Dora Novak", day=11))
    house = await move_in(Scenario(people=people))
    await house.report("unlimited")
    names = [name for name, _ in house.received()]
    assert names == ["Carla Rossi", "Bruno Keller", "Alice Martin"]
    with house.engine() as engine:
        sent = [wish for wish in engine.wishes.list() if wish.intent_at]
    sent.sort(key=lambda wish: wish.intent_at or NOW)
    are_late = [".late." in (wish.template_id or "") for wish in sent]
    assert are_late == [True, True, False]


async def test_two_people_of_the_same_name_get_one_message_each(
    move_in: MoveIn,
) -> None:
    people = [alice(), Person(name="Alice Martin", member_id=CARLA)]
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
        people=[alice(), bruno(), carla],
        open_bubbles=[
            OpenBubble(member_id=CARLA),
            OpenBubble(member_id=BRUNO, minimized=True),
        ],
    )
    house = await move_in(scenario)
    report = await house.report()
    assert report.sent == 2
    assert house.receivers() == ["Alice Martin", "Bruno Keller"]


async def test_a_blocked_contact_is_never_written_to(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=[alice(), bruno()]))
    await house.report(mode=SendingMode.PREVIEW)
    with house.engine() as engine:
        contact = engine.contacts.by_member_id(ALICE)
        assert contact is not None
        engine.contacts.set_blocked(contact.id, blocked=True)
    await house.report()
    assert house.receivers() == ["Bruno Keller"]


async def test_advertisements_hold_up_no_wish_and_are_never_followed(
    move_in: MoveIn,
) -> None:
    people = [alice(), bruno()]
    scenario = Scenario(people=people, promotes_after_send=True, nag=True, ads=True)
    house = await move_in(scenario)
    assert (await house.report()).sent == 2
    assert house.twin.record.traps == []
