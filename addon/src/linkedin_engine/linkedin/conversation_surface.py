"""Where conversations appear: bubbles in a shadow root or a frame, or a page."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import ElementHandle, Page

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.errors import LeaveAloneError

from .conversation_actions import find_all, is_seen, press, visible_in, wait_until
from .conversation_facts import ConversationFacts, read_conversation
from .conversation_text import is_blank
from .facts import script

_BUBBLES: Final = (
    ".msg-overlay-conversation-bubble,"
    "[data-msg-overlay-conversation-bubble-is-minimized]"
)
_EDITORS: Final = "[contenteditable='true'][role='textbox']"
_DIALOGS: Final = "dialog[open],[role='dialog'],[role='alertdialog']"
_ERROR_TOASTS: Final = (
    "[data-test-artdeco-toast-item-type='error'],.artdeco-toast-item--error"
)
_DISMISS: Final = (
    "button.artdeco-modal__dismiss,[data-test-modal-close-btn],"
    "button[aria-label='Dismiss']"
)
_MESSAGING_PATH: Final = "/messaging/"
# The order in a bubble's header is the same in every language.
_CLOSE: Final = -1
_MINIMIZE: Final = -2


@dataclass(frozen=True, slots=True)
class Dialog:
    """A visible dialog that is no conversation."""

    handle: ElementHandle
    text: str
    is_premium: bool


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """The element of one conversation, and what it said when it was found."""

    root: ElementHandle
    facts: ConversationFacts


class Surface:
    """Finds conversations and dialogs on a page, in its shadow roots and its frames.

    ``seconds`` bound how long a click there may take to show its effect.
    """

    def __init__(self, page: Page, seconds: float) -> None:
        """Take the page; nothing is read yet."""
        self.page = page
        self._seconds = seconds

    async def bubbles(self) -> list[OpenConversation]:
        """Return all bubbles that can be seen, minimised ones too."""
        return [
            OpenConversation(root, await read_conversation(root))
            for root in await find_all(self.page, _BUBBLES)
        ]

    async def open_conversations(self) -> list[OpenConversation]:
        """Return what can be written into: open bubbles, or the page's own pane."""
        is_open = [b for b in await self.bubbles() if not b.facts.is_minimized]
        return is_open or await self._panes()

    async def dialogs(self) -> list[Dialog]:
        """Return the visible dialogs that are no conversation."""
        found: list[Dialog] = []
        for handle in await find_all(self.page, _DIALOGS):
            raw = await handle.evaluate(script("conversation_dialog"))
            if not raw["bubble"]:
                found.append(Dialog(handle, raw["text"], raw["premium"]))
        return found

    async def error_toasts(self) -> int:
        """Count the error notes that can be seen."""
        return len(await find_all(self.page, _ERROR_TOASTS))

    async def dismiss(self, dialog: Dialog) -> bool:
        """Take a dialog away without answering it; say whether it went."""
        button = await dialog.handle.query_selector(_DISMISS)
        if button is not None:
            await press(button, self._seconds)
        else:
            await self.page.keyboard.press("Escape")

        async def is_gone() -> bool:
            return not await is_seen(dialog.handle)

        return await wait_until(is_gone, self._seconds)

    async def clear(self) -> None:
        """Close every bubble; one that holds a person's text is only minimised.

        Raises ``LeaveAloneError`` where that cannot be done without losing it.
        """
        for bubble in await self.bubbles():
            await self.close(bubble)

    async def close(self, bubble: OpenConversation) -> None:
        """Close a bubble, or minimise it where closing might lose a text.

        A minimised draft stays as it is, since what it holds may not be on the page.
        """
        facts = bubble.facts
        is_hidden_draft = facts.is_draft and facts.is_minimized
        if (
            is_blank(facts.held_text)
            and not is_hidden_draft
            and await self._closes(bubble.root)
        ):
            return
        await self._minimize(bubble.root)

    async def _closes(self, root: ElementHandle) -> bool:
        await self._press(root, _CLOSE)

        async def has_answer() -> bool:
            return not await is_seen(root) or bool(await self.dialogs())

        await wait_until(has_answer, self._seconds)
        if not await is_seen(root):
            return True
        for dialog in await self.dialogs():
            if not await self.dismiss(dialog):
                raise LeaveAloneError(
                    WishReason.DRAFT_IN_PROGRESS, "a dialog asks about a draft"
                )
        return False

    async def _minimize(self, root: ElementHandle) -> None:
        async def is_minimized() -> bool:
            return (await read_conversation(root)).is_minimized

        if not await is_minimized():
            await self._press(root, _MINIMIZE)
        if not await wait_until(is_minimized, self._seconds):
            raise LeaveAloneError(
                WishReason.DRAFT_IN_PROGRESS, "a bubble with a draft stays open"
            )

    async def _press(self, root: ElementHandle, position: int) -> None:
        buttons = await visible_in(root, "header button")
        if len(buttons) >= -position:
            await press(buttons[position], self._seconds)

    async def _panes(self) -> list[OpenConversation]:
        if not urlsplit(self.page.url).path.startswith(_MESSAGING_PATH):
            return []
        panes: list[OpenConversation] = []
        for editor in await find_all(self.page, _EDITORS):
            pane = await editor.evaluate_handle(script("conversation_pane"))
            root = pane.as_element()
            if root is not None:
                panes.append(OpenConversation(root, await read_conversation(root)))
        return panes
