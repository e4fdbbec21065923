"""What dialogs mean that stand in the way of a conversation."""

from collections.abc import Sequence
from typing import Final

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.errors import LeaveAloneError, LinkedInLimitError, PageChangedError

from .conversation_surface import Dialog, Surface
from .dialogs import clear_the_way
from .facts import data
from .phrases import normalise
from .signals_facts import markers
from .signals_rules import PageState, raise_for

_PAGE: Final = "messaging"


def stop_at_limit(dialogs: Sequence[Dialog]) -> None:
    """Raise where LinkedIn speaks of a limit or of a restriction."""
    phrases: list[str] = data("conversation_phrases")["limit"]
    for dialog in dialogs:
        if "restricted" in markers(dialog.text):
            raise_for(PageState.RESTRICTED, page=_PAGE)
        text = normalise(dialog.text)
        if any(normalise(words) in text for words in phrases):
            raise LinkedInLimitError(
                "LinkedIn says that a limit on messages is reached. Nothing more is "
                "done today; lower the limits before the next run."
            )


def leave_alone_at(dialogs: Sequence[Dialog]) -> None:
    """Raise where a dialog came up instead of, or over, a conversation."""
    if not dialogs:
        return
    if any(dialog.is_premium for dialog in dialogs):
        raise LeaveAloneError(WishReason.PREMIUM_REQUIRED, "LinkedIn offers Premium")
    stop_at_limit(dialogs)
    raise LeaveAloneError(
        WishReason.NOT_MESSAGEABLE, "an unknown dialog came up", is_strange=True
    )


async def clear_dialogs(surface: Surface) -> None:
    """Take advertisements away that were there before anything was clicked.

    Raises ``PageChangedError`` for any other dialog.
    """
    await clear_the_way(surface.page, name=_PAGE)
    # Messaging has dialogs of its own, in a shadow root or a frame.
    dialogs = await surface.dialogs()
    stop_at_limit(dialogs)
    for dialog in dialogs:
        if not await surface.dismiss(dialog):
            raise PageChangedError(_PAGE, "an unknown dialog that stays")
