"""What is learnt by reading about a message that may or may not have been sent."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
import re

from playwright.async_api import Browser
import pytest
import pytest_asyncio

from engine.linkedin.reading import chromium
from engine.linkedin.stage import (
    HASTY,
    NOW,
    PROMPT,
    SINCE,
    TEXT,
    Stage,
    noe,
    staged,
    wish,
    zoe,
)
from linkedin_engine.linkedin.delivery import Delivery
from linkedin_engine.linkedin.recipient import Shape
from linkedin_engine.linkedin.thread import Found
from twin.scenario import Line, Scenario, SendFault

pytestmark = pytest.mark.asyncio(loop_scope="module")

INTENT = NOW - timedelta(minutes=5)
UNANSWERED = replace(PROMPT, delivery=HASTY.delivery)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


async def found(stage: Stage, name: str = "Zoé Martin") -> Found:
    async with stage.site.conversation(stage.by_profile(name)) as conversation:
        return await conversation.find_own(TEXT, INTENT)


@pytest.mark.parametrize(
    ("surface", "fault"),
    [
        ("overlay", SendFault.NO_ANSWER),
        ("overlay", SendFault.SILENT),
        ("iframe", SendFault.NO_ANSWER),
        ("page", SendFault.SILENT),
    ],
)
async def test_a_message_that_arrived_unconfirmed_is_found_afterwards(
    browser: Browser, surface: str, fault: SendFault
) -> None:
    scenario = Scenario(people=[zoe(fault=fault)], surface=surface)
    async with staged(browser, scenario, timeouts=UNANSWERED) as stage:
        target = stage.by_profile("Zoé Martin")
        assert await wish(stage, target) is Delivery.UNKNOWN

        assert await found(stage) is Found.FOUND
        assert stage.received == [("Zoé Martin", TEXT)]


@pytest.mark.parametrize("begun", [False, True])
async def test_a_message_that_was_lost_is_certainly_not_there(
    browser: Browser,
    begun: bool,  # noqa: FBT001 - a column of the table
) -> None:
    thread = [Line(text=TEXT, mine=True, days_ago=365)] if begun else []
    scenario = Scenario(people=[zoe(fault=SendFault.LOST, thread=thread)])
    async with staged(browser, scenario, timeouts=UNANSWERED) as stage:
        assert await wish(stage, stage.by_profile("Zoé Martin")) is Delivery.UNKNOWN

        assert await found(stage) is Found.NOT_THERE


async def test_a_message_under_many_answers_is_found_by_scrolling(
    browser: Browser,
) -> None:
    answers = [Line(text=f"Thanks {n}", days_ago=0) for n in range(70)]
    ours = Line(text=TEXT, mine=True, days_ago=0.001)
    older = Line(text="Hello", days_ago=40)
    scenario = Scenario(people=[zoe(thread=[older, ours, *answers])])
    async with staged(browser, scenario) as stage:
        assert await found(stage) is Found.FOUND


async def test_a_message_taken_back_since_leaves_it_unclear(browser: Browser) -> None:
    older = Line(text="Hello", days_ago=40)
    gone = Line(text="x", mine=True, days_ago=0, recalled=True)
    async with staged(browser, Scenario(people=[zoe(thread=[older, gone])])) as stage:
        assert await found(stage) is Found.UNCLEAR


async def test_a_conversation_that_cannot_be_scrolled_leaves_it_unclear(
    browser: Browser,
) -> None:
    recent = [Line(text=f"Line {n}", days_ago=0.001) for n in range(45)]
    scenario = Scenario(people=[zoe(thread=recent)])
    timeouts = replace(PROMPT, thread=1.5)
    async with staged(browser, scenario, timeouts=timeouts) as stage:
        # The older messages never come, and their loader stays.
        never = asyncio.Event()
        earlier = "**/twin/messaging/messages?*before=25"
        await stage.page.route(earlier, lambda _: never.wait())

        assert await found(stage) is Found.UNCLEAR
        never.set()


async def test_a_draft_without_linkedins_word_on_it_leaves_it_unclear(
    browser: Browser,
) -> None:
    async with staged(browser, Scenario(people=[zoe()])) as stage:
        await stage.page.route(
            re.compile("ComposeOptions"), lambda route: route.fulfill(json={})
        )
        assert await found(stage) is Found.UNCLEAR


async def test_the_facts_of_a_conversation_are_those_of_the_twin(
    browser: Browser,
) -> None:
    lines = [
        Line(text="Hello", days_ago=40),
        Line(text="Happy\nnew year", mine=True, days_ago=20),
        Line(text="You too", days_ago=19),
    ]
    scenario = Scenario(people=[zoe(thread=lines), noe()], enter_to_send=True)
    async with staged(browser, scenario) as stage:
        target = stage.by_profile("Zoé Martin")
        async with stage.site.conversation(target) as conversation:
            facts = await conversation.facts(SINCE)

    assert [m.text for m in facts.messages] == ["Hello", "Happy\nnew year", "You too"]
    assert [m.mine for m in facts.messages] == [False, True, False]
    sent = facts.own[0].sent_at
    assert sent is not None
    assert abs(sent - (NOW - timedelta(days=20))) < timedelta(minutes=1)
    assert facts.shape is Shape.CONVERSATION
    assert facts.complete
    assert facts.last_is_inbound
    assert facts.enter_to_send
    assert not facts.has_send_button
    assert facts.draft == ""


async def test_without_a_day_a_long_conversation_is_read_to_its_first_message(
    browser: Browser,
) -> None:
    lines = [Line(text=f"Line {n}", days_ago=90 - n) for n in range(50)]
    async with staged(browser, Scenario(people=[zoe(thread=lines)])) as stage:
        target = stage.by_profile("Zoé Martin")
        async with stage.site.conversation(target) as conversation:
            facts = await conversation.facts()

    assert [m.text for m in facts.messages] == [line.text for line in lines]
    assert facts.complete
