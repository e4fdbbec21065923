"""Somebody in front of the panel, and what must not happen before their eyes."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import os
from pathlib import Path
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    async_playwright,
)

from engine.service.home import Home
from engine.web.words import Words
from linkedin_engine.browser.find import find_browser
from linkedin_engine.settings import BrowserKind

DESKTOP = (1280, 900)
PHONE = (360, 740)
# Who comes to each page, and how large it is before them.
READERS = (("en", PHONE), ("fr", DESKTOP))
# A machine that does a lot beside this is slow.
PATIENCE = 20_000

# Shows what the engine says, with some of it changed.
_SUPPOSE = """async (changes) => {
    const main = document.querySelector("script[type=module]").src;
    const { live } = await import(new URL("live.js", main));
    window.known ??= live.value.state;
    const next = structuredClone(window.known);
    for (const [name, value] of Object.entries(changes)) {
        const isPart = value && typeof value === "object" && !Array.isArray(value);
        next[name] = isPart ? { ...next[name], ...value } : value;
    }
    live.set({ state: next });
}"""


@dataclass
class Place:
    """A service with its panel behind ingress, and a browser."""

    home: Home
    url: str
    browser: Browser


@dataclass
class Visit:
    """One open panel."""

    page: Page
    context: BrowserContext
    url: str
    say: Words
    troubles: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    async def go(self, name: str) -> None:
        """Open a page and wait until it shows."""
        await self.page.goto(f"{self.url}#/{name}")
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing says any more that it is loading."""
        await self.page.locator("main h1").first.wait_for()
        await self.page.wait_for_function(
            "() => !document.querySelector('.loading') "
            "&& document.querySelector('main .card')"
        )

    async def suppose(self, changes: Mapping[str, Any]) -> None:
        """Show the page as it is when the engine says this of itself."""
        await self.page.evaluate(_SUPPOSE, dict(changes))

    def expect(self, status: str) -> None:
        """Forgive that the browser's console names refused requests, at least one."""
        kept = [each for each in self.troubles if f"status of {status}" not in each]
        assert len(kept) < len(self.troubles)
        self.troubles[:] = kept

    def note(self, message: ConsoleMessage) -> None:
        # Who goes through the pages this fast is asked to wait, and the panel does.
        is_haste = "status of 429" in message.text
        if message.type in {"error", "warning"} and not is_haste:
            self.troubles.append(message.text)

    def heard(self, response: Response) -> None:
        self.answers.append(response)

    def saw(self, request: Request) -> None:
        self.requests.append(request.url)


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    given = os.environ.get("LINKEDIN_AUTO_BROWSER")
    executable = find_browser(
        Path(given) if given else None, BrowserKind.HEADLESS_SHELL
    )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable,
            chromium_sandbox=False,
            args=["--disable-dev-shm-usage"],
        )
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visiting(
    browser: Browser,
    url: str,
    *,
    language: str = "en",
    size: tuple[int, int] = DESKTOP,
    theme: str = "light",
) -> AsyncIterator[Visit]:
    """Come with a fresh browser profile; leave complaining about what went wrong."""
    context = await browser.new_context(
        locale={"en": "en-GB", "fr": "fr-FR"}[language],
        timezone_id="Europe/Paris",
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
    )
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    visit = Visit(page=page, context=context, url=url, say=Words(language))
    page.on("console", visit.note)
    page.on("pageerror", lambda error: visit.troubles.append(str(error)))
    page.on("request", visit.saw)
    page.on("response", visit.heard)
    try:
        yield visit
    finally:
        await context.close()
    origin = "/".join(url.split("/")[:3])
    own = (origin, "blob:", origin.replace("http", "ws", 1), "about:")
    strange = [each for each in visit.requests if not each.startswith(own)]
    assert not visit.troubles, visit.troubles
    assert not strange, strange
