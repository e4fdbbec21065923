"""Bubbles of the twin show whose they are and what was said, as LinkedIn's do."""

import base64
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
import re
from typing import override

from playwright.async_api import expect
import pytest

from engine.twin.conftest import LogIn
from engine.twin.visit import (
    BUBBLE,
    CHIP,
    EDITOR,
    ITEM,
    PROFILE,
    SEND,
    WISH,
    replace_text,
    texts,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")
SAVED_PAGES = Path(__file__).parents[4] / "shared" / "pages"
WATCH = """selectors => {
  const start = performance.now();
  window.seen = [];
  const look = () => {
    const root = document.getElementById("interop-outlet").shadowRoot;
    for (const selector of selectors.splice(0)) {
      if (!root?.querySelector(selector)) selectors.push(selector);
      else seen.push([selector, performance.now() - start]);
    }
    if (selectors.length) requestAnimationFrame(look);
  };
  look();
}"""


async def test_a_conversation_names_its_member_by_id(log_in: LogIn) -> None:
    visit = await log_in("message_thread")
    friend = visit.person("Noé")
    bubble = await visit.bubble("Noé")
    link = bubble.locator("h2.msg-overlay-bubble-header__title > a")
    assert await link.get_attribute("href") == f"/in/{friend.member_id}/"
    card = bubble.locator(".msg-s-profile-card a.profile-card-one-to-one__profile-link")
    href = await card.get_attribute("href")
    assert href == f"https://www.linkedin.com/in/{friend.member_id}"
    await expect(bubble.locator(ITEM)).to_have_count(4)
    assert await texts(bubble) == [
        "Happy new year!",
        "Thank you, and to you.",
        "See you\nsoon",
        "This message has been deleted.",
    ]
    others = bubble.locator(f"{ITEM}--other")
    assert await others.count() == 2
    headings = bubble.locator("time.msg-s-message-list__time-heading")
    assert await headings.all_inner_texts() == [
        "Aug 26, 2025", "Aug 27, 2025", "Wednesday", "Yesterday",
    ]  # fmt: skip


async def test_every_item_tells_the_mailbox_owner_and_when_it_was_sent(
    log_in: LogIn,
) -> None:
    visit = await log_in("message_thread")
    bubble = await visit.thread("Noé", 4)
    urns = await bubble.locator(ITEM).evaluate_all(
        "all => all.map(item => item.dataset.eventUrn)"
    )
    times = []
    for urn in urns:
        found = re.fullmatch(
            r"urn:li:msg_message:\(urn:li:fsd_profile:(\w+),2-(.+)\)", urn
        )
        assert found
        assert found[1] == visit.twin.state.scenario.owner_id
        plain = base64.b64decode(found[2]).decode()
        assert re.match(r"\d{13}b", plain)
        times.append(int(plain[:13]))
    assert times == sorted(times)
    now = visit.twin.state.now().timestamp() * 1000
    assert now - times[-1] == pytest.approx(86_400_000, abs=60_000)


async def test_a_new_draft_has_one_chip_and_the_address_of_the_profile(
    log_in: LogIn,
) -> None:
    visit = await log_in("message_new")
    bubble = await visit.bubble("Camille")
    await expect(bubble.locator("h2")).to_have_text("New message")
    chips = bubble.locator(CHIP)
    assert await chips.count() == 1
    assert await chips.get_attribute("aria-label") == "Remove Camille Fictive"
    card = bubble.locator(PROFILE)
    assert await card.get_attribute("href") == "/in/camille-fictive/"
    assert (await bubble.locator(EDITOR).inner_html()) == f"<p>{WISH}</p>"


@pytest.mark.parametrize(
    ("scenario", "name", "kind"),
    [
        ("message_thread", "Noé", "REPLY"),
        ("message_new", "Camille", "CONNECTION_MESSAGE"),
        ("message_unreachable", "Paul", "PREMIUM_INMAIL"),
    ],
)
async def test_opening_asks_what_the_member_can_be_sent(
    log_in: LogIn, scenario: str, name: str, kind: str
) -> None:
    visit = await log_in(scenario)
    member_id = visit.person(name).member_id
    option = f"({member_id},NONE,EMPTY_CONTEXT_ENTITY_URN)"
    async with visit.page.expect_response(
        lambda r: "voyagerMessagingDashComposeOptions" in r.url
    ) as waiting:
        await visit.bubble(name)
    response = await waiting.value
    assert response.url.endswith(f"/urn:li:fsd_composeOption:{option}")
    data = (await response.json())["data"]
    urns = data["composeNavigationContext"]["recipientUrns"]
    assert urns == [f"urn:li:fsd_profile:{member_id}"]
    assert data["composeOptionType"] == kind
    assert data["paidInMail"] is (kind == "PREMIUM_INMAIL")


async def test_what_a_person_was_writing_comes_before_the_suggestion(
    log_in: LogIn,
) -> None:
    visit = await log_in("message_human_draft")
    draft = visit.person("Camille").draft
    for _ in range(2):
        bubble = await visit.bubble("Camille")
        lines = await bubble.locator(f"{EDITOR} p").all_inner_texts()
        assert "\n".join(lines) == draft
        await visit.page.reload()


async def test_restored_bubbles_are_there_on_every_load(log_in: LogIn) -> None:
    visit = await log_in("message_restored")
    bubbles = visit.page.locator(BUBBLE)
    for _ in range(2):
        await expect(bubbles).to_have_count(2)
        minimized = await bubbles.evaluate_all(
            "all => all.map(b => "
            "b.getAttribute('data-msg-overlay-conversation-bubble-is-minimized'))"
        )
        assert minimized == ["false", "true"]
        editor = bubbles.first.locator(EDITOR)
        await expect(editor).to_have_text("I am fine, and")
        await expect(bubbles.last.locator(EDITOR)).to_be_hidden()
        await visit.page.reload()
    await expect(bubbles).to_have_count(2)
    await visit.click("Noé")
    await expect(bubbles.last.locator(EDITOR)).to_have_text("Hello Noé")
    assert await bubbles.count() == 2
    await visit.click("Camille")
    await expect(bubbles).to_have_count(3)
    title = bubbles.last.locator(PROFILE)
    assert await title.get_attribute("href") == "/in/camille-fictive/"


async def test_minimise_and_close_are_the_last_buttons_of_the_header(
    log_in: LogIn,
) -> None:
    visit = await log_in("message_thread")
    bubble = await visit.bubble("Noé")
    buttons = bubble.locator("header button")
    await buttons.nth(-2).click()
    await expect(bubble.locator(EDITOR)).to_be_hidden()
    await buttons.nth(-2).click()
    await expect(bubble.locator(EDITOR)).to_be_visible()
    await buttons.last.click()
    await expect(bubble).to_have_count(0)


async def test_closing_a_typed_draft_asks_first(log_in: LogIn) -> None:
    visit = await log_in("message_new")
    bubble = await visit.bubble("Camille")
    await replace_text(bubble, "Dear Camille")
    close = bubble.locator("header button").last
    question = visit.page.get_by_role("alertdialog")
    await close.click()
    await question.get_by_text("Cancel").click()
    await expect(bubble).to_have_count(1)
    await close.click()
    await question.get_by_text("Discard", exact=True).click()
    await expect(bubble).to_have_count(0)
    await visit.bubble("Camille")
    await bubble.locator("header button").last.click()
    await expect(bubble).to_have_count(0)


async def test_another_click_on_a_member_brings_their_bubble_back(
    log_in: LogIn,
) -> None:
    visit = await log_in("message_thread")
    bubble = await visit.bubble("Noé")
    await replace_text(bubble, "Half a sentence")
    await bubble.locator("header button").nth(-2).click()
    await visit.bubble("Noé")
    await expect(visit.page.locator(BUBBLE)).to_have_count(1)
    assert await bubble.locator(EDITOR).inner_text() == "Half a sentence"


async def test_the_app_speaks_the_language_of_the_account(log_in: LogIn) -> None:
    visit = await log_in("message_new", language="fr")
    await visit.click("Camille")
    bubble = visit.page.get_by_role("dialog", name="Messagerie")
    await expect(bubble.get_by_label("Rédigez un message…")).to_be_visible()
    assert await bubble.locator("h2").inner_text() == "Nouveau message"
    assert await bubble.locator(SEND).inner_text() == "Envoyer"
    chip = bubble.locator(CHIP)
    assert await chip.get_attribute("aria-label") == "Supprimer Camille Fictive"


async def test_a_slow_account_shows_bubble_composer_and_messages_in_turn(
    log_in: LogIn,
) -> None:
    visit = await log_in("message_thread", latency_ms=200, typing_latency_ms=150)
    await visit.page.evaluate(WATCH, [BUBBLE, EDITOR, ITEM])
    bubble = await visit.thread("Noé", 4)
    seen = await visit.page.evaluate("window.seen")
    assert [name for name, _ in seen] == [BUBBLE, EDITOR, ITEM]
    times = [0.0, *(at for _, at in seen)]
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert all(wait >= 80 for wait in waits)
    await bubble.locator(EDITOR).fill("")
    assert await bubble.locator(SEND).is_enabled()
    await expect(bubble.locator(SEND)).to_be_disabled()


class Skeleton(HTMLParser):
    """Tags, roles, stable classes and how they nest; no ids and no texts."""

    EMPTY = frozenset({"img", "input", "br"})
    NAMES = re.compile(r"\b(Remove|with) .+")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._depth = 0
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        stable = re.compile(r"(msg-|artdeco-|profile-card|presence-)[a-z0-9_-]*")
        classes = {
            re.sub(r"ember\d+", "", name)
            for name in (values.get("class") or "").split()
            if stable.fullmatch(name)
        }
        shown = [tag, values.get("role") or "", *sorted(classes)]
        names = sorted(values.keys() - {"class", "role", "style"})
        shown += [
            f"{name}={self.NAMES.sub(r'\1', values[name] or '')}"
            if name in {"aria-label", "aria-expanded", "type", "data-view-name"}
            else name
            for name in names
        ]
        self.lines.append("  " * self._depth + " ".join(shown))
        self._depth += tag not in self.EMPTY

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    @override
    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag not in self.EMPTY


@pytest.mark.skipif(not SAVED_PAGES.is_dir(), reason="the saved pages are not here")
@pytest.mark.parametrize(
    ("saved", "scenario", "name"),
    [
        ("overlay_conversation_en_2026-02.html", "message_recalled", "Noé"),
        ("overlay_new_message_en_2026-02.html", "message_new", "Camille"),
    ],
)
async def test_bubbles_have_the_skeleton_of_the_saved_pages(
    log_in: LogIn, saved: str, scenario: str, name: str
) -> None:
    visit = await log_in(scenario, enter_to_send=True)
    bubble = await visit.bubble(name)
    if visit.person(name).thread:
        await expect(bubble.locator(ITEM)).to_have_count(1)
    html = (SAVED_PAGES / saved).read_text()
    start = html.index("<div")
    expected = Skeleton(html[start : html.rindex("</body>")])
    shown = Skeleton(await bubble.evaluate("bubble => bubble.outerHTML"))
    assert shown.lines == expected.lines
