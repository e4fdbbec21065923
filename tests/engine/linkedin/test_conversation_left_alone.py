"""Who is not written to, and why; the twin's record has nothing then."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from playwright.async_api import Browser
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
    reason_for,
    staged,
    wish,
    zoe,
)
from linkedin_engine.contract.enums import WishReason
from linkedin_engine.errors import LeaveAloneError, PageChangedError
from linkedin_engine.linkedin.delivery import Delivery
from twin.scenario import Line, OpenBubble, Person, Reachable, Scenario, Variant

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.mark.parametrize(
    ("surface", "begun"),
    [("overlay", False), ("overlay", True), ("iframe", False), ("page", True)],
)
async def test_a_link_that_leads_to_somebody_else_gets_nobody_a_message(
    browser: Browser,
    surface: str,
    begun: bool,  # noqa: FBT001 - a column of the table
) -> None:
    other = Person(name="Ada Sample", thread=[Line(text="Hi")] if begun else [])
    scenario = Scenario(people=[zoe(opens="Ada Sample"), other], surface=surface)
    async with staged(browser, scenario) as stage:
        target = await stage.by_card("Zoé Martin")

        assert await reason_for(stage, target) == WishReason.RECIPIENT_UNCONFIRMED
        assert stage.received == []
        assert await drafts(stage) == []


async def test_a_link_that_leads_to_a_namesake_gets_nobody_a_message(
    browser: Browser,
) -> None:
    namesake = Person(
        name="Zoé Martin", vanity="zoe-martin-2", member_id="ACoAATwinNamesake0000001"
    )
    people = [zoe(opens="ACoAATwinNamesake0000001"), namesake]
    async with staged(browser, Scenario(people=people)) as stage:
        target = await stage.by_card("Zoé Martin")

        assert await reason_for(stage, target) == WishReason.RECIPIENT_UNCONFIRMED
        assert stage.received == []


async def test_a_card_that_becomes_somebody_elses_gets_nobody_a_message(
    browser: Browser,
) -> None:
    people = [zoe(becomes="Ada Sample"), Person(name="Ada Sample")]
    async with staged(browser, Scenario(people=people)) as stage:
        target = await stage.by_card("Zoé Martin")

        assert await reason_for(stage, target) == WishReason.RECIPIENT_UNCONFIRMED
        assert stage.received == []
        assert await drafts(stage) == []


async def test_a_profile_that_is_now_somebody_elses_gets_nobody_a_message(
    browser: Browser,
) -> None:
    async with staged(browser, Scenario(people=[zoe(), noe()])) as stage:
        target = replace(
            stage.by_profile("Zoé Martin"), vanity=stage.person("Noé Fictif").vanity
        )

        assert await reason_for(stage, target) == WishReason.RECIPIENT_UNCONFIRMED
        assert stage.received == []


# From a card of OVERLAY the conversation is opened at once, else by the profile.
@pytest.mark.parametrize(
    ("variant", "reachable", "reason"),
    [
        (Variant.OVERLAY, Reachable.NO_COMPOSER, WishReason.NOT_MESSAGEABLE),
        (Variant.OVERLAY, Reachable.PREMIUM, WishReason.PREMIUM_REQUIRED),
        (Variant.OVERLAY, Reachable.PAID_INMAIL, WishReason.PREMIUM_REQUIRED),
        (Variant.OVERLAY, Reachable.UNKNOWN_DIALOG, WishReason.NOT_MESSAGEABLE),
        (Variant.DIALOG, Reachable.PREMIUM, WishReason.PREMIUM_REQUIRED),
        (Variant.DIALOG, Reachable.UNKNOWN_DIALOG, WishReason.NOT_MESSAGEABLE),
    ],
)
async def test_somebody_out_of_reach_is_left_alone_and_the_next_gets_their_text(
    browser: Browser, variant: Variant, reachable: Reachable, reason: WishReason
) -> None:
    scenario = Scenario(people=[zoe(reachable=reachable), noe()], variant=variant)
    timeouts = replace(PROMPT, opening=3.0)
    async with staged(browser, scenario, timeouts=timeouts) as stage:
        first, second = [await stage.by_card(p.name) for p in scenario.people]

        assert await reason_for(stage, first) == reason
        assert await wish(stage, second) is Delivery.SENT
        assert stage.received == [("Noé Fictif", TEXT)]
        assert not stage.twin.record.traps


async def test_a_profile_without_a_message_link_is_left_alone(browser: Browser) -> None:
    people = [zoe(reachable=Reachable.NO_BUTTON), noe()]
    async with staged(browser, Scenario(people=people), timeouts=HASTY) as stage:
        target = stage.by_profile("Zoé Martin")

        assert await reason_for(stage, target) == WishReason.NOT_MESSAGEABLE
        assert not stage.twin.record.traps


async def test_somebody_who_is_no_connection_any_more_is_left_alone(
    browser: Browser,
) -> None:
    async with staged(browser, Scenario(people=[zoe(degree=2), noe()])) as stage:
        target = stage.by_profile("Zoé Martin")

        assert await reason_for(stage, target) == WishReason.NOT_MESSAGEABLE
        assert not stage.twin.record.traps


async def test_a_profile_that_is_gone_is_left_alone(browser: Browser) -> None:
    async with staged(browser, Scenario(people=[zoe()])) as stage:
        target = replace(stage.by_profile("Zoé Martin"), vanity="zoe-gone")

        assert await reason_for(stage, target) == WishReason.NOT_MESSAGEABLE


@pytest.mark.parametrize("begun", [False, True])
async def test_a_draft_that_the_person_was_writing_stays_word_for_word(
    browser: Browser,
    begun: bool,  # noqa: FBT001 - a column of the table
) -> None:
    draft = "Dear Zoé, about the house:"
    thread = [Line(text="Hello", days_ago=40)] if begun else []
    people = [zoe(draft=draft, thread=thread), noe()]
    async with staged(browser, Scenario(people=people)) as stage:
        first, second = [await stage.by_card(person.name) for person in people]

        assert await reason_for(stage, first) == WishReason.DRAFT_IN_PROGRESS
        assert await drafts(stage) == [draft]
        assert await wish(stage, second) is Delivery.SENT
        assert stage.received == [("Noé Fictif", TEXT)]
        assert await drafts(stage) == [draft]


async def test_a_restored_bubble_of_the_same_person_with_a_draft_is_left_alone(
    browser: Browser,
) -> None:
    scenario = Scenario(people=[noe()])
    scenario.open_bubbles = [
        OpenBubble(member_id=scenario.people[0].member_id, draft="Dear Noé,")
    ]
    async with staged(browser, scenario) as stage:
        target = await stage.by_card("Noé Fictif")

        assert await reason_for(stage, target) == WishReason.DRAFT_IN_PROGRESS
        assert await drafts(stage) == ["Dear Noé,"]


async def test_our_own_text_of_a_run_that_ended_early_is_no_persons_draft(
    browser: Browser,
) -> None:
    async with staged(browser, Scenario(people=[zoe(draft=TEXT)])) as stage:
        assert await wish(stage, await stage.by_card("Zoé Martin")) is Delivery.SENT
        assert stage.received == [("Zoé Martin", TEXT)]


@pytest.mark.parametrize(
    "line",
    [
        Line(text="Happy birthday!", mine=True, days_ago=0.1),
        Line(text="See you on Friday", mine=True, days_ago=2.5),
        Line(text="Oops", mine=True, days_ago=0.1, recalled=True),
    ],
)
async def test_somebody_already_written_to_by_hand_gets_nothing_more(
    browser: Browser, line: Line
) -> None:
    older = Line(text="Hello", days_ago=40)
    answer = Line(text="Thank you", days_ago=0.05)
    scenario = Scenario(people=[zoe(thread=[older, line, answer])])
    async with staged(browser, scenario) as stage:
        target = await stage.by_card("Zoé Martin")

        assert await reason_for(stage, target) == WishReason.ALREADY_WISHED
        assert stage.received == []


async def test_an_own_message_far_up_in_a_long_conversation_is_seen(
    browser: Browser,
) -> None:
    chatter = [Line(text=f"Line {n}", days_ago=1 - n / 100) for n in range(90)]
    by_hand = Line(text="Happy birthday!", mine=True, days_ago=2)
    scenario = Scenario(people=[zoe(thread=[by_hand, *chatter])], latency_ms=50)
    async with staged(browser, scenario) as stage:
        target = await stage.by_card("Zoé Martin")

        assert await reason_for(stage, target) == WishReason.ALREADY_WISHED


async def test_a_text_with_a_disguised_enter_is_not_typed(browser: Browser) -> None:
    scenario = Scenario(people=[zoe()], enter_to_send=True)
    async with staged(browser, scenario) as stage:
        with pytest.raises(LeaveAloneError) as caught:
            await wish(stage, await stage.by_card("Zoé Martin"), "one\x0btwo")

        assert caught.value.reason == WishReason.TEXT_NOT_ACCEPTED
        assert stage.received == []


async def test_nothing_is_sent_when_the_conversation_changes_under_the_text(
    browser: Browser,
) -> None:
    async with staged(browser, Scenario(people=[noe()])) as stage:
        target = stage.by_profile("Noé Fictif")
        async with stage.site.conversation(target) as conversation:
            await conversation.write(TEXT)
            link = stage.page.locator("header h2 a")
            await link.evaluate("a => a.setAttribute('href', '/in/ACoAAOther/')")
            with pytest.raises(LeaveAloneError) as caught:
                await conversation.send()

        assert caught.value.reason == WishReason.RECIPIENT_UNCONFIRMED
        assert stage.received == []


async def test_nothing_is_sent_when_the_text_changes_after_it_was_read_back(
    browser: Browser,
) -> None:
    async with staged(browser, Scenario(people=[noe()])) as stage:
        target = stage.by_profile("Noé Fictif")
        async with stage.site.conversation(target) as conversation:
            await conversation.write(TEXT)
            await stage.page.keyboard.insert_text(" and more")
            with pytest.raises(LeaveAloneError) as caught:
                await conversation.send()

        assert caught.value.reason == WishReason.TEXT_NOT_ACCEPTED
        assert stage.received == []


async def test_nothing_is_sent_when_the_person_writes_by_hand_meanwhile(
    browser: Browser,
) -> None:
    lines = [Line(text="Long ago", mine=True, days_ago=80), Line(text="Hi")]
    async with staged(browser, Scenario(people=[zoe(thread=lines)])) as stage:
        target = stage.by_profile("Zoé Martin")
        async with stage.site.conversation(target) as conversation:
            await conversation.facts(SINCE)
            await conversation.write(TEXT)
            items = stage.page.locator("li.msg-s-message-list__event")
            await items.last.evaluate(
                """last => {
                    const other = "msg-s-event-listitem--other";
                    const copy = last.cloneNode(true);
                    const item = copy.querySelector("[data-event-urn]");
                    item.classList.remove(other);
                    item.dataset.eventUrn = "urn:li:msg_message:(x,by-hand)";
                    last.after(copy);
                }"""
            )
            with pytest.raises(LeaveAloneError) as caught:
                await conversation.send()

        assert caught.value.reason == WishReason.ALREADY_WISHED
        assert stage.received == []


async def test_nothing_is_sent_before_a_text_was_written(browser: Browser) -> None:
    async with staged(browser, Scenario(people=[zoe()])) as stage:
        target = await stage.by_card("Zoé Martin")
        with pytest.raises(LeaveAloneError):
            async with stage.site.conversation(target) as conversation:
                await conversation.send()

        assert stage.received == []


async def test_a_click_that_opens_nothing_is_a_changed_page(browser: Browser) -> None:
    async with staged(browser, Scenario(people=[zoe()]), timeouts=HASTY) as stage:
        await stage.page.route("**/messaging_app.js", lambda route: route.abort())
        with pytest.raises(PageChangedError):
            await wish(stage, stage.by_profile("Zoé Martin"))

        assert stage.received == []


async def test_a_run_that_is_stopped_while_typing_leaves_no_text(
    browser: Browser,
) -> None:
    async with staged(browser, Scenario(people=[noe()])) as stage:
        written = asyncio.Event()

        async def work() -> None:
            target = stage.by_profile("Noé Fictif")
            async with stage.site.conversation(target) as conversation:
                await conversation.write(TEXT)
                written.set()
                await asyncio.sleep(60)

        task = asyncio.create_task(work())
        await written.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert await drafts(stage) == []
        assert stage.received == []
