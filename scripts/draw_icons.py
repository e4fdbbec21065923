"""Paints the app's icon and logo from addon/art: uv run --project addon python ..."""

import asyncio
from pathlib import Path

from playwright.async_api import async_playwright

from linkedin_engine.browser.find import find_browser
from linkedin_engine.settings import BrowserKind

ADDON = Path(__file__).resolve().parents[1] / "addon"
SIZES = {"icon": (128, 128), "logo": (250, 100)}


async def main() -> None:
    """Paint each drawing on nothing, at the size that Home Assistant shows it."""
    shell = find_browser(None, BrowserKind.HEADLESS_SHELL)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shell)
        for name, (width, height) in SIZES.items():
            page = await browser.new_page(viewport={"width": width, "height": height})
            drawing = (ADDON / "art" / f"{name}.svg").read_text("utf-8")
            await page.set_content(f"<body style='margin:0'>{drawing}")
            await page.screenshot(path=ADDON / f"{name}.png", omit_background=True)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
