"""Home Assistant's frontend in a real Chromium, as its owner sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

from linkedin_engine.browser.find import find_browser
from linkedin_engine.settings import BrowserKind

from .hass import HomeAssistant

DESKTOP = (1280, 900)
PHONE = (412, 915)
# A machine that does a lot beside this is slow.
PATIENCE_MS = 45_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Frontend:
    """One open browser tab, logged in."""

    hass: HomeAssistant
    page: Page
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Load a page of Home Assistant, and wait until it is connected."""
        self.page.goto(f"{self.hass.url}/{path}")
        self.page.wait_for_function(
            "() => !document.querySelector('#ha-launch-screen')"
            " && document.querySelector('home-assistant')?.hass?.connected"
        )

    def leave(self) -> None:
        """Close the page, as somebody does before Home Assistant ends."""
        self.page.goto("about:blank")

    def call(self, kind: str, **words: Any) -> Any:
        """Call the WebSocket API, as the pages themselves do."""
        message = {"type": kind, **words}
        return self.page.evaluate(
            "message => document.querySelector('home-assistant').hass.callWS(message)",
            message,
        )

    def picture(self, file: Path) -> None:
        """Take a picture of what is seen now."""
        self.page.screenshot(path=file, animations="disabled")


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Run a Chromium for as long as the block lasts."""
    given = os.environ.get("LINKEDIN_AUTO_BROWSER")
    executable = find_browser(
        Path(given) if given else None, BrowserKind.HEADLESS_SHELL
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            chromium_sandbox=False,
            args=["--disable-dev-shm-usage"],
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(
    browser: Browser,
    hass: HomeAssistant,
    *,
    size: tuple[int, int] = DESKTOP,
    is_dark: bool = False,
) -> Iterator[Frontend]:
    """Come as the owner, with a fresh browser profile."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale={"en": "en-GB", "fr": "fr-FR"}[hass.language],
        timezone_id="UTC",
        color_scheme="dark" if is_dark else "light",
    )
    context.set_default_timeout(PATIENCE_MS)
    tokens = json.dumps(hass.stored_tokens())
    context.add_init_script(
        f"if (location.host) localStorage.setItem('hassTokens', {tokens});"
    )
    page = context.new_page()
    frontend = Frontend(hass, page, context)
    page.on("pageerror", lambda error: frontend.complaints.append(str(error)))
    try:
        yield frontend
    finally:
        context.close()
