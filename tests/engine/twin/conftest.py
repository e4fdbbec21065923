"""One browser a module, and a twin for every visit."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
import shutil

from playwright.async_api import Browser, async_playwright, expect
import pytest_asyncio

from engine.twin.visit import BIRTHDAYS, HEAR_SENT, Visit
from twin.scenario import Scenario, load
from twin.server import running

PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

type LogIn = Callable[..., Awaitable[Visit]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Give one Chromium for all tests of a module."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"),
            args=["--no-sandbox"],
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def log_in(browser: Browser) -> AsyncIterator[LogIn]:
    """Give what plays a scenario and shows its birthdays to the logged-in owner."""
    async with AsyncExitStack() as stack:

        async def begin(scenario: Scenario | str, **changes: object) -> Visit:
            if isinstance(scenario, str):
                scenario = load(scenario, **changes)
            twin = await stack.enter_async_context(running(scenario))
            context = await browser.new_context(base_url=twin.url)
            stack.push_async_callback(context.close)
            await context.add_cookies(
                [{"name": "li_at", "value": scenario.li_at, "url": twin.url}]
            )
            await context.add_init_script(HEAR_SENT)
            page = await context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            visit = Visit(page=page, twin=twin)
            await page.goto(BIRTHDAYS)
            return visit

        yield begin
