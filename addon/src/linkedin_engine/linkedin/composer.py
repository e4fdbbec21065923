"""The editor of one conversation: read, empty, write, and read back."""

import asyncio
from typing import Final
import unicodedata

from playwright.async_api import ElementHandle, Page

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.domain.pace import Pacing
from linkedin_engine.errors import LeaveAloneError
from linkedin_engine.settings import Pace

from .conversation_actions import visible_in, wait_until
from .conversation_facts import ConversationFacts, read_conversation
from .conversation_text import is_blank, lines_of, same_lines

# LINKEDIN facts: longer messages are cut or refused.
MAX_CHARACTERS: Final = 8000
_EDITORS: Final = "[contenteditable='true'][role='textbox']"
_SEND_BUTTONS: Final = "button.msg-form__send-button,form button[type='submit']"
_HAS_FOCUS: Final = "(editor) => editor.contains(editor.getRootNode().activeElement)"
# Editors tell their app what was typed a moment later than they show it.
_SETTLE_SECONDS: Final = 2.0


def may_replace(draft: str, *, suggested: str | None, text: str) -> bool:
    """Say whether what the composer holds is LinkedIn's or ours, not a person's.

    Our own text is there when an earlier run ended between typing and sending.
    """
    return (
        is_blank(draft)
        or same_lines(draft, text)
        or (suggested is not None and same_lines(draft, suggested))
    )


def check_text(text: str) -> None:
    """Refuse what could not be typed as it is; Enter in disguise would send."""
    if is_blank(text) or len(text) > MAX_CHARACTERS:
        raise LeaveAloneError(WishReason.TEXT_NOT_ACCEPTED, "empty, or too long")
    if any(
        unicodedata.category(character) == "Cc"
        for line in lines_of(text)
        for character in line
    ):
        raise LeaveAloneError(WishReason.TEXT_NOT_ACCEPTED, "it has control characters")


class Composer:
    """Types into the one editor inside a conversation's element, nowhere else."""

    def __init__(
        self,
        page: Page,
        root: ElementHandle,
        pacing: Pacing,
        *,
        settling: float = _SETTLE_SECONDS,
    ) -> None:
        """Take the conversation's element and the pace to type at.

        The editor has ``settling`` seconds to show what was done to it.
        """
        self._settling = settling
        self._page = page
        self._root = root
        self._pacing = pacing

    async def clear(self) -> bool:
        """Empty the editor; say whether it is empty now."""
        editor = await self._editor()
        await editor.press("Control+A")
        await editor.press("Backspace")

        async def is_empty() -> bool:
            return is_blank((await self._read()).draft)

        return await wait_until(is_empty, self._settling)

    async def type(self, text: str) -> bool:
        """Write into the empty editor; say whether it then holds exactly the text."""
        editor = await self._editor()
        for number, line in enumerate(lines_of(text)):
            if number:
                await editor.press("Shift+Enter")
                await self._rest()
            await self._type_line(editor, line)

        async def is_written() -> bool:
            return same_lines((await self._read()).draft, text)

        return await wait_until(is_written, self._settling)

    async def send_button(self) -> ElementHandle | None:
        """Return the enabled Send button, waiting a little for it to be enabled."""

        async def is_ready() -> bool:
            facts = await self._read()
            return facts.can_click_send or not facts.has_send_button

        if not await wait_until(is_ready, self._settling):
            return None
        return await self._only(_SEND_BUTTONS)

    async def focus(self) -> ElementHandle:
        """Put the cursor into the editor and return it."""
        editor = await self._editor()
        await editor.focus()
        if not await editor.evaluate(_HAS_FOCUS):
            raise LeaveAloneError(
                WishReason.TEXT_NOT_ACCEPTED, "the editor does not take the cursor"
            )
        return editor

    async def _type_line(self, editor: ElementHandle, line: str) -> None:
        if self._pacing.pace is Pace.INSTANT:
            if line:
                await self.focus()
                await self._page.keyboard.insert_text(line)
            return
        for character in line:
            # ``type`` puts the cursor here first: a bubble that pops up in
            # between must not get the rest of the text.
            await editor.type(character)
            await self._rest()

    async def _rest(self) -> None:
        await asyncio.sleep(self._pacing.keystroke())

    async def _read(self) -> ConversationFacts:
        return await read_conversation(self._root)

    async def _editor(self) -> ElementHandle:
        editor = await self._only(_EDITORS)
        if editor is None:
            raise LeaveAloneError(
                WishReason.NOT_MESSAGEABLE, "there is not exactly one editor"
            )
        return editor

    async def _only(self, selector: str) -> ElementHandle | None:
        found = await visible_in(self._root, selector)
        return found[0] if len(found) == 1 else None
