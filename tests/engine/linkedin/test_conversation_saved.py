"""The two real bubbles that were saved, where they are at hand."""

from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser
import pytest
import pytest_asyncio

from engine.linkedin.reading import chromium
from linkedin_engine.linkedin.conversation_facts import ConversationFacts
from linkedin_engine.linkedin.conversation_surface import Surface
from linkedin_engine.linkedin.recipient import (
    Confirmed,
    Recipient,
    Shape,
    Unconfirmed,
    confirm,
)

PAGES = Path(__file__).parents[4] / "shared" / "pages"
NOE = "ACoAAQRyxOGNtkiDb8uQ13hTNgUoRXQpMAT8OyP"
CAMILLE = "ACoAACamilleExemple00000000000000000001"

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not PAGES.is_dir(), reason="the saved pages are not at hand"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


async def read(browser: Browser, name: str) -> ConversationFacts:
    html = (PAGES / name).read_text(encoding="utf-8")
    async with await browser.new_page() as page:
        await page.set_content(html)
        (bubble,) = await Surface(page, 1).open_conversations()
        return bubble.facts


def target(member_id: str, vanity: str, name: str) -> Recipient:
    return Recipient(member_id=member_id, vanity=vanity, name=name, profile_url="")


async def test_the_saved_conversation_is_noes_and_nobody_elses(
    browser: Browser,
) -> None:
    facts = await read(browser, "overlay_conversation_en_2026-02.html")
    noe = target(NOE, "noe-fictif", "Noé Fictif")
    namesake = target(CAMILLE, "noe-fictif", "Noé Fictif")

    assert facts.shape is Shape.CONVERSATION
    assert confirm(facts.recipient(()), noe) == Confirmed(NOE, "noe-fictif")
    assert isinstance(confirm(facts.recipient(()), namesake), Unconfirmed)


async def test_the_saved_conversation_has_one_own_message_that_was_taken_back(
    browser: Browser,
) -> None:
    facts = await read(browser, "overlay_conversation_en_2026-02.html")

    (message,) = facts.messages
    assert message.mine
    assert message.recalled
    assert message.sent_at is None
    assert facts.is_readable
    assert facts.draft == "Congrats on your 9 year anniversary at Fixture Works!"


async def test_the_saved_draft_is_camilles_with_linkedins_own_text(
    browser: Browser,
) -> None:
    facts = await read(browser, "overlay_new_message_en_2026-02.html")
    camille = target(CAMILLE, "camille-exemple", "Camille Exemple")
    namesake = target(CAMILLE, "camille-exemple-2", "Camille Exemple")

    assert facts.shape is Shape.DRAFT
    assert facts.is_new
    assert isinstance(confirm(facts.recipient(()), camille), Confirmed)
    assert isinstance(confirm(facts.recipient(()), namesake), Unconfirmed)
    assert facts.draft == "Wishing you a very happy birthday!"
    assert facts.messages == ()


@pytest.mark.parametrize(
    "name",
    [
        "overlay_conversation_en_2026-02.html",
        "overlay_new_message_en_2026-02.html",
    ],
)
async def test_both_saved_bubbles_are_sent_with_enter(
    browser: Browser, name: str
) -> None:
    facts = await read(browser, name)

    assert facts.enter_sends
    assert not facts.has_send_button
    assert facts.composers == 1
    assert not facts.is_paid
