"""Typing in a real Chromium, in an editor that stands alone."""

from collections.abc import AsyncIterator
from random import Random

from playwright.async_api import Browser, ElementHandle, Page
import pytest
import pytest_asyncio

from engine.linkedin.reading import chromium
from linkedin_engine.contract.enums import WishReason
from linkedin_engine.domain.pace import Pacing
from linkedin_engine.errors import LeaveAloneError
from linkedin_engine.linkedin.composer import Composer, check_text, may_replace
from linkedin_engine.linkedin.conversation_facts import read_conversation
from linkedin_engine.settings import Pace

SUGGESTED = "Wishing you a very happy birthday!"
TEXT = "Happy birthday!"

# The second bubble is another conversation, which must never get a key.
BUBBLES = """
<script>window.entered = 0;</script>
<div class="msg-overlay-conversation-bubble" id="ours"><form>
  <div id="editor" contenteditable="true" role="textbox"
    onkeydown="if (event.key === 'Enter' && !event.shiftKey) window.entered += 1"
    ><p>{draft}</p></div>
  <button type="submit" disabled>Send</button>
</form></div>
<div class="msg-overlay-conversation-bubble" id="other">
  <div contenteditable="true" role="textbox"><p></p></div>
</div>
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with await browser.new_page() as opened:
        yield opened


async def bubble(page: Page, draft: str = "") -> ElementHandle:
    await page.set_content(BUBBLES.replace("{draft}", draft))
    root = await page.query_selector("#ours")
    assert root is not None
    return root


def composer(page: Page, root: ElementHandle, pace: Pace = Pace.INSTANT) -> Composer:
    return Composer(page, root, Pacing(0, 0, Random(1), pace), settling=0.5)


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("", True),
        ("\n \u200b\n", True),
        (SUGGESTED, True),
        (f"{SUGGESTED}\u00a0\n", True),
        (TEXT, True),
        ("Happy birth", False),
        (f"{SUGGESTED} {TEXT}", False),
        ("Dear Zoé, about the house", False),
    ],
)
def test_only_linkedins_text_and_ours_may_be_replaced(
    draft: str,
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert may_replace(draft, suggested=SUGGESTED, text=TEXT) is expected


def test_without_a_suggestion_any_other_text_is_a_persons() -> None:
    assert not may_replace(SUGGESTED, suggested=None, text=TEXT)


@pytest.mark.parametrize(
    "text", ["", " \n\u00a0", "x" * 8001, "tab\tstop", "bell\a", "line\vfeed"]
)
def test_a_text_that_cannot_be_typed_as_it_is_is_refused(text: str) -> None:
    with pytest.raises(LeaveAloneError) as caught:
        check_text(text)

    assert caught.value.reason == WishReason.TEXT_NOT_ACCEPTED


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("text", "pace"),
    [
        ("Happy birthday!", Pace.INSTANT),
        ("Joyeux anniversaire\u00a0!", Pace.INSTANT),
        ("one\n\nthree\r\nfour", Pace.INSTANT),
        ("🎂 👩‍👩‍👧 ¡Feliz cumpleaños! יום הולדת שמח", Pace.INSTANT),
        ("two  spaces, and <b>no</b> markup & no @mention", Pace.INSTANT),
        ("Zoé 🎂\n¡2 días!", Pace.HUMAN),
    ],
)
async def test_the_editor_holds_exactly_the_text_and_enter_was_never_pressed(
    page: Page, text: str, pace: Pace
) -> None:
    root = await bubble(page, SUGGESTED)
    writing = composer(page, root, pace)

    assert await writing.clear()
    assert (await read_conversation(root)).draft.strip() == ""
    assert await writing.type(text)
    assert await page.evaluate("window.entered") == 0


@pytest.mark.asyncio(loop_scope="module")
async def test_an_editor_that_changes_the_text_is_noticed(page: Page) -> None:
    root = await bubble(page)
    await page.evaluate(
        """editor.addEventListener("input", () => {
            if (editor.textContent.includes(":)")) editor.textContent = "smile";
        })"""
    )

    assert not await composer(page, root).type("Happy birthday :)")


@pytest.mark.asyncio(loop_scope="module")
async def test_an_editor_that_cannot_be_emptied_is_noticed(page: Page) -> None:
    root = await bubble(page, "a draft that stays")
    await page.evaluate(
        """editor.addEventListener("beforeinput", (event) => {
            if (event.inputType.startsWith("delete")) event.preventDefault();
        })"""
    )

    assert not await composer(page, root).clear()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("pace", list(Pace))
async def test_another_conversation_that_takes_the_cursor_gets_no_key(
    page: Page, pace: Pace
) -> None:
    root = await bubble(page)
    await page.evaluate(
        """editor.addEventListener("keyup", () => {
            document.querySelector("#other [role=textbox]").focus();
        })"""
    )

    await composer(page, root, pace).type("one\ntwo")

    other = page.locator("#other [role=textbox]")
    assert (await other.text_content() or "").strip() == ""


@pytest.mark.asyncio(loop_scope="module")
async def test_a_send_button_that_stays_disabled_is_not_pressed(page: Page) -> None:
    root = await bubble(page, "Happy birthday!")

    assert await composer(page, root).send_button() is None


@pytest.mark.asyncio(loop_scope="module")
async def test_two_editors_in_one_conversation_are_not_typed_into(page: Page) -> None:
    root = await bubble(page)
    await page.evaluate("ours.append(editor.cloneNode(true))")

    with pytest.raises(LeaveAloneError) as caught:
        await composer(page, root).type("Happy birthday!")

    assert caught.value.reason == WishReason.NOT_MESSAGEABLE
