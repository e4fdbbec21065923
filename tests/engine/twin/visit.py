"""A logged-in person at the twin, and where things are on its messaging pages."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page, expect

from twin.record import Record
from twin.scenario import Person
from twin.server import Twin

WISH = "Wishing you a very happy birthday!"
BIRTHDAYS = "/mynetwork/catch-up/birthday/"
BUBBLE = "[data-view-name='message-overlay-conversation-bubble-item']"
EDITOR = ".msg-form__contenteditable"
ITEM = ".msg-s-event-listitem"
INDICATOR = ".msg-s-event-with-indicator__sending-indicator"
SENT = f"{INDICATOR}--sent"
SEND = "button.msg-form__send-button[type=submit]"
TOAST = "[data-test-artdeco-toast-item-type='error']"
LIST = ".msg-s-message-list"
CHIP = "button.artdeco-pill"
PROFILE = "a.profile-card-one-to-one__profile-link"
HEAR_SENT = """
window.sent = [];
window.addEventListener("twin:sent", (event) => sent.push(event.detail));
"""
"""Remembers which messages the page announced."""

# Only for what never comes: a slow machine takes its time.
_CLICK_TIMEOUT_SECONDS = 20


@dataclass(kw_only=True)
class Visit:
    """A page of somebody who is logged in to the twin."""

    page: Page
    twin: Twin
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))

    @property
    def record(self) -> Record:
        return self.twin.record

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.record.messages]

    def has_asked(self, what: str) -> bool:
        return any(what in url for url in self.asked)

    def person(self, first_name: str) -> Person:
        people = self.twin.state.scenario.people
        return next(p for p in people if p.first_name == first_name)

    async def click(self, first_name: str) -> None:
        """Click the card of somebody."""
        member_id = self.person(first_name).member_id
        await self.page.click(f"[data-twin-cta][data-twin-member='{member_id}']")

    async def bubble(self, first_name: str) -> Locator:
        """Click a card and wait for the bubble with its composer."""
        await self.click(first_name)
        bubble = self.page.locator(BUBBLE).last
        await expect(bubble.locator(EDITOR)).to_be_visible()
        return bubble

    async def thread(self, first_name: str, size: int) -> Locator:
        """Click a card and wait for the bubble with its messages."""
        bubble = await self.bubble(first_name)
        await expect(bubble.locator(ITEM)).to_have_count(size)
        return bubble


async def texts(root: Locator) -> list[str]:
    """Return the messages that a person reads."""
    bodies = root.locator(".msg-s-event-listitem__body")
    return [text.strip() for text in await bodies.all_inner_texts()]


async def replace_text(root: Locator, text: str) -> None:
    """Empty the composer and type."""
    editor = root.locator(EDITOR)
    await editor.fill("")
    await editor.press_sequentially(text)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what only the server knows."""
    async with asyncio.timeout(_CLICK_TIMEOUT_SECONDS):
        while not condition():  # noqa: ASYNC110 - the twin has no events to wait for
            await asyncio.sleep(0.01)
