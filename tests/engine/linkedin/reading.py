"""A browser that looks at the twin, for the tests of what is read from pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os
import shutil

from playwright.async_api import Browser, Page, async_playwright

from twin.server import Twin

CHROMIUMS = ("chromium-headless-shell", "chromium", "google-chrome")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run a browser for the tests of one module."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    # Chromium's own sandbox refuses to work for root.
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=args)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visitor(
    browser: Browser, twin: Twin, *, signed_in: bool = True
) -> AsyncIterator[Page]:
    """Open a page with the session of the twin's owner."""
    context = await browser.new_context(viewport={"width": 1280, "height": 720})
    if signed_in:
        value = twin.state.scenario.li_at
        await context.add_cookies([{"name": "li_at", "value": value, "url": twin.url}])
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def no_pause() -> None:
    """Go on at once."""
