"""Small acts on a page that every part of a conversation needs."""

import asyncio
from collections.abc import Awaitable, Callable
import time
from typing import Final

from playwright.async_api import (
    ElementHandle,
    Error as PlaywrightError,
    Frame,
    Page,
    TimeoutError as TimedOut,
)

from .facts import navigated_away

POLL_SECONDS: Final = 0.1
_SEEN: Final = """(element) => element.isConnected &&
    element.checkVisibility({ visibilityProperty: true }) &&
    element.getClientRects().length > 0"""
_COVERED: Final = "intercepts pointer events"
# What covers something for so long stays: the frame that bubbles live in.
_TRIAL_SECONDS: Final = 1.0


async def wait_until(
    is_so: Callable[[], Awaitable[bool]], seconds: float, poll: float = POLL_SECONDS
) -> bool:
    """Ask again and again until it is so; False when the time is over."""
    end = time.monotonic() + seconds
    while not await is_so():
        if time.monotonic() >= end:
            return False
        await asyncio.sleep(poll)
    return True


async def is_seen(element: ElementHandle) -> bool:
    """Say whether an element is still on the page, and visible."""
    try:
        return bool(await element.evaluate(_SEEN))
    except PlaywrightError as error:
        if navigated_away(error):
            return False
        raise


async def find_all(page: Page, selector: str) -> list[ElementHandle]:
    """Return the visible elements of a page, its open shadow roots and frames."""
    found: list[ElementHandle] = []
    for frame in page.frames:
        found += await _find_in(frame, selector)
    return [element for element in found if await is_seen(element)]


async def visible_in(element: ElementHandle, selector: str) -> list[ElementHandle]:
    """Return the visible elements inside another one."""
    return [
        inner
        for inner in await element.query_selector_all(selector)
        if await is_seen(inner)
    ]


async def _find_in(frame: Frame, selector: str) -> list[ElementHandle]:
    try:
        return await frame.query_selector_all(selector)
    except PlaywrightError as error:
        # A frame that goes away takes what was in it along.
        if navigated_away(error) or frame.is_detached():
            return []
        raise


async def press(element: ElementHandle, seconds: float) -> None:
    """Click, or press Enter on it where something invisible lies over it."""
    for is_trial in (True, False):
        limit = min(_TRIAL_SECONDS, seconds) if is_trial else seconds
        try:
            await element.click(trial=is_trial, timeout=limit * 1000)
        except TimedOut as error:
            if _COVERED in str(error):
                await element.press("Enter", timeout=seconds * 1000)
                return
            if not is_trial:
                raise
