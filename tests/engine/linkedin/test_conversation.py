"""What the people get when the engine writes to them: the twin's record decides."""

import asyncio
from collections.abc import AsyncIterator
import re

from playwright.async_api import Browser, Page, Route
import pytest
import pytest_asyncio

from engine.linkedin.reading import chromium
from engine.linkedin.stage import (
    HASTY,
    PROMPT,
    SINCE,
    TEXT,
    drafts,
    noe,
    staged,
    wish,
    zoe,
)
from linkedin_engine.errors import LinkedInLimitError
from linkedin_engine.linkedin.delivery import Delivery
from linkedin_engine.linkedin.patience import Timeouts
from linkedin_engine.linkedin.recipient import Shape
from linkedin_engine.settings import Pace
from twin.scenario import Line, OpenBubble, Person, Scenario, SendFault, Variant

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.mark.parametrize("variant", list(Variant))
async def test_in_every_variant_of_the_page_the_right_person_gets_the_text(
    browser: Browser, variant: Variant
) -> None:
    scenario = Scenario(people=[noe(), zoe()], variant=variant)
    async with staged(browser, scenario) as stage:
        target = await stage.by_card("Zoé Martin")

        assert await wish(stage, target) is Delivery.SENT
        assert stage.received == [("Zoé Martin", TEXT)]
        assert not stage.twin.record.traps


@pytest.mark.parametrize(
    ("surface", "enter_to_send", "begun"),
    [
        ("overlay", False, False),
        ("overlay", True, True),
        ("iframe", False, True),
        ("iframe", True, False),
        ("page", False, True),
        ("page", True, False),
    ],
)
async def test_wherever_the_conversation_appears_it_is_sent_once(
    browser: Browser,
    surface: str,
    enter_to_send: bool,  # noqa: FBT001 - a column of the table
    begun: bool,  # noqa: FBT001 - a column of the table
) -> None:
    thread = [Line(text="Long ago", mine=True, days_ago=90)] if begun else []
    scenario = Scenario(
        people=[zoe(thread=thread), noe()],
        surface=surface,
        enter_to_send=enter_to_send,
        keeps_hidden_thread=True,
    )
    async with staged(browser, scenario) as stage:
        target = await stage.by_card("Zoé Martin")

        assert await wish(stage, target) is Delivery.SENT
        assert stage.received == [("Zoé Martin", TEXT)]


async def test_at_a_persons_pace_the_same_text_arrives(browser: Browser) -> None:
    scenario = Scenario(people=[zoe()], enter_to_send=True)
    timeouts = Timeouts.at(Pace.HUMAN)
    async with staged(browser, scenario, pace=Pace.HUMAN, timeouts=timeouts) as stage:
        target = stage.by_profile("Zoé Martin")

        assert await wish(stage, target, "Bon\n🎂") is Delivery.SENT
        assert stage.received == [("Zoé Martin", "Bon\n🎂")]


async def test_several_people_in_a_row_each_get_their_own_text(
    browser: Browser,
) -> None:
    people = [zoe(), noe(), Person(name="Zoé Martin", thread=[Line(text="Hi")])]
    async with staged(browser, Scenario(people=people)) as stage:
        targets = [
            await stage.by_card(person.name, person.vanity)
            for person in stage.twin.state.scenario.people
        ]
        for number, target in enumerate(targets):
            assert await wish(stage, target, f"Text {number}") is Delivery.SENT

        assert [
            stage.twin.record.texts_for(person.member_id)
            for person in stage.twin.state.scenario.people
        ] == [["Text 0"], ["Text 1"], ["Text 2"]]


@pytest.mark.parametrize("knows_id", [True, False])
async def test_somebody_without_a_card_is_written_to_from_their_profile(
    browser: Browser,
    knows_id: bool,  # noqa: FBT001 - a column of the table
) -> None:
    scenario = Scenario(people=[noe(), zoe(card=False)], ads=True)
    async with staged(browser, scenario) as stage:
        target = stage.by_profile("Zoé Martin", knows_id=knows_id)
        async with stage.site.conversation(target) as conversation:
            assert conversation.member_id == stage.person("Zoé Martin").member_id
            assert conversation.vanity == stage.person("Zoé Martin").vanity
            await conversation.write(TEXT)
            assert await conversation.send() is Delivery.SENT

        assert stage.received == [("Zoé Martin", TEXT)]
        assert not stage.twin.record.traps


async def test_linkedins_own_text_is_replaced_and_not_sent_along(
    browser: Browser,
) -> None:
    async with staged(browser, Scenario(people=[zoe()])) as stage:
        target = await stage.by_card("Zoé Martin")
        async with stage.site.conversation(target) as conversation:
            facts = await conversation.facts(SINCE)
            assert facts.draft == target.suggested_text
            assert facts.shape is Shape.DRAFT
            await conversation.write("Ours")
            assert await conversation.send() is Delivery.SENT

        assert stage.received == [("Zoé Martin", "Ours")]


async def test_bubbles_of_other_people_get_nothing_and_keep_their_drafts(
    browser: Browser,
) -> None:
    namesake = Person(name="Zoé Martin", vanity="zoe-martin-2")
    scenario = Scenario(people=[zoe(), namesake, noe()])
    scenario.open_bubbles = [
        OpenBubble(member_id=namesake.member_id or scenario.people[1].member_id),
        OpenBubble(member_id=scenario.people[2].member_id, draft="Dear Noé, about"),
    ]
    async with staged(browser, scenario) as stage:
        target = await stage.by_card("Zoé Martin")

        assert await wish(stage, target) is Delivery.SENT
        assert stage.twin.record.texts_for(scenario.people[0].member_id) == [TEXT]
        assert len(stage.received) == 1
        assert await drafts(stage) == ["Dear Noé, about"]


@pytest.mark.parametrize("surface", ["overlay", "iframe"])
async def test_a_new_message_that_the_person_began_stays_as_it_is(
    browser: Browser, surface: str
) -> None:
    other = Person(name="Camille Exemple", card=False)
    scenario = Scenario(people=[zoe(), other], surface=surface)
    scenario.open_bubbles = [
        OpenBubble(member_id=scenario.people[1].member_id, draft="Dear Camille,")
    ]
    async with staged(browser, scenario) as stage:
        target = await stage.by_card("Zoé Martin")

        assert await wish(stage, target) is Delivery.SENT
        assert stage.received == [("Zoé Martin", TEXT)]
        assert await drafts(stage) == ["Dear Camille,"]


async def test_a_bubble_that_linkedin_restores_late_gets_nothing(
    browser: Browser,
) -> None:
    scenario = Scenario(people=[zoe(), noe()])
    late = scenario.people[1].member_id
    scenario.open_bubbles = [OpenBubble(member_id=late)]
    async with staged(browser, scenario) as stage:
        target = await stage.by_card("Zoé Martin")
        clicked = asyncio.Event()
        held: list[str] = []

        async def hold(route: Route) -> None:
            is_late = f"recipient={late}" in route.request.url
            if is_late and not held:
                held.append(route.request.url)
                await clicked.wait()
            elif not is_late:
                clicked.set()
                await asyncio.sleep(0.5)
            await route.continue_()

        await stage.page.route(re.compile("/twin/messaging/conversation"), hold)
        await stage.page.reload()

        assert await wish(stage, target) is Delivery.SENT
        assert held
        assert stage.received == [("Zoé Martin", TEXT)]


async def test_an_advertisement_after_sending_changes_nothing(browser: Browser) -> None:
    scenario = Scenario(people=[zoe(), noe()], promotes_after_send=True)
    async with staged(browser, scenario) as stage:
        first, second = [await stage.by_card(p.name) for p in scenario.people]

        assert await wish(stage, first) is Delivery.SENT
        assert await wish(stage, second) is Delivery.SENT
        assert not stage.twin.record.traps


async def test_an_advertisement_for_the_app_is_put_aside(browser: Browser) -> None:
    async with staged(browser, Scenario(people=[zoe()], nag=True)) as stage:
        assert await wish(stage, stage.by_profile("Zoé Martin")) is Delivery.SENT
        assert not stage.twin.record.traps


async def test_a_slow_linkedin_is_waited_for(browser: Browser) -> None:
    scenario = Scenario(people=[noe()], latency_ms=300, typing_latency_ms=300)
    async with staged(browser, scenario) as stage:
        assert await wish(stage, stage.by_profile("Noé Fictif")) is Delivery.SENT
        assert stage.received == [("Noé Fictif", TEXT)]


@pytest.mark.parametrize(
    ("fault", "delivery", "texts", "begun"),
    [
        (SendFault.REFUSED, Delivery.FAILED, [], True),
        (SendFault.REFUSED, Delivery.FAILED, [], False),
        (SendFault.NO_ANSWER, Delivery.UNKNOWN, [TEXT], True),
        (SendFault.LOST, Delivery.UNKNOWN, [], False),
        (SendFault.SILENT, Delivery.UNKNOWN, [TEXT], True),
        (SendFault.SILENT, Delivery.UNKNOWN, [TEXT], False),
    ],
)
async def test_what_linkedin_does_not_confirm_is_never_called_sent(
    browser: Browser,
    fault: SendFault,
    delivery: Delivery,
    texts: list[str],
    begun: bool,  # noqa: FBT001 - a column of the table
) -> None:
    thread = [Line(text="Hello", days_ago=40)] if begun else []
    scenario = Scenario(people=[zoe(fault=fault, thread=thread)])
    timeouts = HASTY if delivery is Delivery.UNKNOWN else PROMPT
    async with staged(browser, scenario, timeouts=timeouts) as stage:
        assert await wish(stage, await stage.by_card("Zoé Martin")) is delivery
        assert [text for _, text in stage.received] == texts
        assert await drafts(stage) == []


async def test_a_dialog_about_a_limit_stops_the_run(browser: Browser) -> None:
    scenario = Scenario(people=[zoe(fault=SendFault.LIMIT_DIALOG)], language="fr")
    async with staged(browser, scenario) as stage:
        with pytest.raises(LinkedInLimitError):
            await wish(stage, await stage.by_card("Zoé Martin"))

        assert stage.received == []
        assert await drafts(stage) == []


async def test_a_page_that_dies_at_the_click_leaves_the_delivery_unknown(
    browser: Browser,
) -> None:
    async with (
        staged(browser, Scenario(people=[noe()])) as stage,
        stage.site.conversation(stage.by_profile("Noé Fictif")) as opened,
    ):
        await opened.write(TEXT)
        closing = asyncio.create_task(_close_at_send(stage.page))
        assert await opened.send() is Delivery.UNKNOWN
        assert opened.clicked
        await closing


async def _close_at_send(page: Page) -> None:
    await page.wait_for_event("request", lambda r: "action=createMessage" in r.url)
    await page.close()


async def test_a_text_that_we_typed_and_did_not_send_does_not_stay(
    browser: Browser,
) -> None:
    async with staged(browser, Scenario(people=[zoe(), noe()])) as stage:
        for name in ("Zoé Martin", "Noé Fictif"):
            async with stage.site.conversation(await stage.by_card(name)) as opened:
                await opened.write(TEXT)

        assert stage.received == []
        assert await drafts(stage) == []


async def test_a_conversation_that_is_only_looked_at_leaves_nothing_behind(
    browser: Browser,
) -> None:
    async with staged(browser, Scenario(people=[zoe()])) as stage:
        async with stage.site.conversation(await stage.by_card("Zoé Martin")) as opened:
            await opened.facts(SINCE)

        assert await drafts(stage) == []
        assert stage.received == []
