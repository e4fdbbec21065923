"""Dialogs that stand in the way of a page, and are no conversation."""

from dataclasses import dataclass
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin
from playwright.async_api import Page

from linkedin_engine.errors import PageChangedError

from .facts import script, translated
from .signals_facts import markers
from .signals_rules import PageState, raise_for

_CLOSE_MILLISECONDS: Final = 5000
_CLOSES_MAX: Final = 3
_TOLD: Final = {
    "restricted": PageState.RESTRICTED,
    "rate_limit": PageState.LIMIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogFacts(DataClassDictMixin):
    """A visible dialog; ``asks`` where it has fields, ``markers`` of what it says."""

    role: str
    asks: bool
    has_closer: bool
    text: str

    @property
    def may_be_dismissed(self) -> bool:
        """Whether it only advertises: it neither alerts nor asks."""
        is_plain = self.role == "dialog" and not self.asks
        return is_plain and not markers(self.text)


async def blocking_dialogs(page: Page) -> tuple[DialogFacts, ...]:
    """Return the visible dialogs that are no message bubbles, topmost last."""
    with translated():
        raw = await page.evaluate(script("dialogs", shared="dialogs_dom"))
    return tuple(DialogFacts.from_dict(dialog) for dialog in raw)


async def clear_the_way(page: Page, *, name: str) -> None:
    """Dismiss advertisements by their close button or Escape; raise for the rest."""
    for _ in range(_CLOSES_MAX):
        dialogs = await blocking_dialogs(page)
        for dialog in dialogs:
            for marker in markers(dialog.text) & _TOLD.keys():
                raise_for(_TOLD[marker], page=name)
        if not dialogs:
            return
        if not all(dialog.may_be_dismissed for dialog in dialogs):
            break
        await _dismiss(page)
    if await blocking_dialogs(page):
        raise PageChangedError(name, "an unknown dialog is in the way")


async def _dismiss(page: Page) -> None:
    with translated():
        handle = await page.evaluate_handle(
            script("dialogs_closer", shared="dialogs_dom")
        )
        button = handle.as_element()
        if button is None:
            await page.keyboard.press("Escape")
        else:
            await button.click(timeout=_CLOSE_MILLISECONDS)
