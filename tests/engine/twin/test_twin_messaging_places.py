"""Where the twin's conversations open, and where they do not."""

import re

from playwright.async_api import expect
import pytest

from engine.twin.conftest import LogIn
from engine.twin.visit import (
    BUBBLE,
    CHIP,
    EDITOR,
    ITEM,
    LIST,
    SEND,
    SENT,
    WISH,
    replace_text,
    texts,
    until,
)
from twin.cards import compose_link
from twin.scenario import Line, Variant, load

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_bubbles_live_in_a_frame_over_the_page_for_some_accounts(
    log_in: LogIn,
) -> None:
    visit = await log_in("message_thread", surface="iframe")
    await visit.click("Noé")
    inside = visit.page.frame_locator("iframe[data-testid='interop-iframe']")
    bubble = inside.locator(BUBBLE)
    await replace_text(bubble, "In a frame")
    await bubble.locator(SEND).click()
    await expect(bubble.locator(SENT)).to_have_count(1)
    assert await visit.page.locator(BUBBLE).count() == 0
    assert visit.texts == ["In a frame"]
    await bubble.locator("header button").last.click()
    await expect(bubble).to_have_count(0)
    await visit.click("Ada")
    await expect(bubble).to_have_count(1)


async def test_the_older_pages_have_bubbles_without_a_shadow(log_in: LogIn) -> None:
    visit = await log_in("message_thread", variant=Variant.EMBER)
    bubble = await visit.bubble("Noé")
    assert await bubble.locator(EDITOR).inner_text() == WISH
    assert await visit.page.evaluate(f"document.querySelector(`{BUBBLE}`) !== null")


async def test_a_page_of_its_own_shows_an_existing_conversation(
    log_in: LogIn,
) -> None:
    visit = await log_in("message_thread", surface="page", keeps_hidden_thread=True)
    page = visit.page
    await visit.click("Noé")
    await page.wait_for_url(re.compile(r"/messaging/thread/2-[\w=]+/$"))
    shown = page.locator(".msg-thread:visible")
    await expect(shown.locator(EDITOR)).to_have_text(WISH)
    link = shown.locator("a.msg-thread__link-to-profile")
    friend = visit.person("Noé")
    assert await link.get_attribute("href") == f"/in/{friend.member_id}/"
    title = link.locator("h2.msg-entity-lockup__entity-title")
    assert await title.inner_text() == "Noé Fictif"
    assert await page.locator(".msg-thread").count() == 2
    hidden = page.locator(".msg-thread h2").first
    assert (await hidden.text_content() or "").strip() == "Ada Sample"
    await shown.locator(SEND).click()
    await expect(shown.locator(SENT)).to_have_count(1)
    assert [m.member_id for m in visit.record.messages] == [friend.member_id]
    await page.reload()
    await expect(shown.locator(ITEM)).to_have_count(5)


async def test_a_page_of_its_own_starts_a_new_conversation(log_in: LogIn) -> None:
    visit = await log_in("message_new", surface="page")
    page = visit.page
    await visit.click("Camille")
    await page.wait_for_url("**/messaging/compose/**")
    chip = page.locator(CHIP)
    await expect(chip).to_have_attribute("aria-label", "Remove Camille Fictive")
    assert await page.locator(".msg-thread__link-to-profile").count() == 0
    await page.locator(SEND).click()
    await expect(page.locator(SENT)).to_have_count(1)
    await page.wait_for_url("**/messaging/thread/2-*/")
    assert await page.locator(".msg-thread__link-to-profile").count() == 1


async def test_a_compose_link_opens_as_a_document_too(log_in: LogIn) -> None:
    visit = await log_in("message_new")
    link = compose_link(visit.person("Camille"), WISH)
    await visit.page.goto(link)
    await expect(visit.page.locator(BUBBLE).locator(EDITOR)).to_have_text(WISH)
    await visit.page.goto(link.replace("&interop=msgOverlay", ""))
    await expect(visit.page.locator(EDITOR)).to_have_text(WISH)
    assert await visit.page.locator(BUBBLE).count() == 0


@pytest.mark.parametrize(
    "query",
    [
        "profileUrn=urn:li:fsd_profile:{id}&body=Hello",
        "profileUrn=urn:li:fsd_profile:ACoAANobody&recipient=ACoAANobody&body=Hello",
        "body=Hello",
    ],
)
async def test_a_link_that_names_nobody_opens_a_composer_for_nobody(
    log_in: LogIn, query: str
) -> None:
    visit = await log_in("message_new")
    member_id = visit.person("Camille").member_id
    await visit.page.goto(f"/messaging/compose/?{query.format(id=member_id)}")
    await expect(visit.page.locator(EDITOR)).to_have_text("Hello")
    assert await visit.page.locator(CHIP).count() == 0
    await expect(visit.page.locator(SEND)).to_be_disabled()
    await visit.page.locator(EDITOR).press("Control+Enter")
    assert not visit.has_asked("createMessage")


async def test_a_recipient_without_a_profile_gets_no_composer(log_in: LogIn) -> None:
    visit = await log_in("message_new")
    member_id = visit.person("Camille").member_id
    await visit.page.goto(f"/messaging/compose/?recipient={member_id}")
    await expect(visit.page.get_by_text("Say hello")).to_be_visible()
    assert await visit.page.locator(EDITOR).count() == 0


async def test_somebody_without_a_composer_can_only_be_greeted(log_in: LogIn) -> None:
    visit = await log_in("message_unreachable")
    await visit.click("Nils")
    bubble = visit.page.locator(BUBBLE)
    await bubble.get_by_text("Say hello").click()
    assert await bubble.locator(EDITOR).count() == 0
    await until(lambda: visit.record.traps == ["say_hello"])


async def test_premium_is_offered_instead_of_a_bubble(log_in: LogIn) -> None:
    visit = await log_in("message_unreachable")
    await visit.click("Petra")
    offer = visit.page.locator("[role=dialog] a[href*='/premium/']")
    await offer.click()
    await until(lambda: visit.record.traps == ["premium"])
    assert await visit.page.locator(BUBBLE).count() == 0


async def test_an_unknown_dialog_covers_everything(log_in: LogIn) -> None:
    visit = await log_in("message_unreachable")
    await visit.click("Uma")
    dialog = visit.page.get_by_role("dialog").filter(has_text="Before you continue")
    await expect(dialog).to_be_visible()
    covered = await visit.page.locator(BUBBLE).evaluate(
        "b => { const r = b.getBoundingClientRect();"
        " return document.elementFromPoint(r.x + 9, r.y + 9).className }"
    )
    assert "artdeco-modal-overlay" in covered


async def test_a_link_may_open_somebody_else(log_in: LogIn) -> None:
    scenario = load("message_thread")
    friend, ada = scenario.people
    friend.opens = ada.member_id
    visit = await log_in(scenario)
    bubble = await visit.bubble("Noé")
    href = await bubble.locator("h2 > a").get_attribute("href")
    assert href == f"/in/{ada.member_id}/"
    await visit.page.goto(compose_link(friend, WISH))
    href = await visit.page.locator(f"{BUBBLE} h2 > a").get_attribute("href")
    assert href == f"/in/{ada.member_id}/"


async def test_long_conversations_show_twenty_messages_until_scrolled(
    log_in: LogIn,
) -> None:
    lines = [Line(text=f"Line {n}", days_ago=50.0 - n) for n in range(45)]
    scenario = load("message_new")
    scenario.people[0].thread = lines
    visit = await log_in(scenario)
    bubble = await visit.bubble("Camille")
    items = bubble.locator(ITEM)
    await expect(items).to_have_count(20)
    assert (await texts(bubble))[-1] == "Line 44"
    scroller = bubble.locator(LIST)
    for expected in (40, 45):
        await scroller.evaluate("list => { list.scrollTop = 0 }")
        await expect(items).to_have_count(expected)
    assert await texts(bubble) == [line.text for line in lines]
