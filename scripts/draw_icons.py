"""Paints every icon and logo from addon/art: uv run --project addon python ..."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import os
from pathlib import Path
from typing import Final, Literal

from playwright.async_api import Browser, async_playwright

from linkedin_engine.browser.find import find_browser
from linkedin_engine.settings import BrowserKind

ROOT: Final = Path(__file__).resolve().parents[1]
ART: Final = ROOT / "addon/art"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing at a size in pixels; ``crop`` is the part of it, in its own units."""

    drawing: str
    size: tuple[int, int]
    crop: str = "0 0 128 128"
    scheme: Literal["light", "dark"] = "light"


_APP: Final = Path("addon")
_BRAND: Final = Path("custom_components/linkedin_auto/brand")
# A brand image has no margin, where the app store wants one.
_TRIMMED: Final = "6 14 203.2 72"
# A dark icon is the light one: Home Assistant takes that where there is none.
PICTURES: Final = {
    _APP / "icon.png": Picture(drawing="icon", size=(128, 128)),
    _APP / "logo.png": Picture(drawing="logo", size=(250, 100), crop="0 0 250 100"),
    _BRAND / "icon.png": Picture(drawing="icon", size=(256, 256)),
    _BRAND / "icon@2x.png": Picture(drawing="icon", size=(512, 512)),
    _BRAND / "logo.png": Picture(drawing="logo", size=(508, 180), crop=_TRIMMED),
    _BRAND / "logo@2x.png": Picture(drawing="logo", size=(1016, 360), crop=_TRIMMED),
    _BRAND / "dark_logo.png": Picture(
        drawing="logo", size=(508, 180), crop=_TRIMMED, scheme="dark"
    ),
    _BRAND / "dark_logo@2x.png": Picture(
        drawing="logo", size=(1016, 360), crop=_TRIMMED, scheme="dark"
    ),
}


async def draw(browser: Browser, picture: Picture) -> bytes:
    """Paint a picture on nothing, and return it as PNG."""
    width, height = picture.size
    page = await browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=picture.scheme
    )
    try:
        drawing = (ART / f"{picture.drawing}.svg").read_text("utf-8")
        await page.set_content(f"<body style='margin:0;line-height:0'>{drawing}")
        await page.evaluate(
            """([crop, width, height]) => {
                const svg = document.querySelector("svg");
                svg.setAttribute("viewBox", crop);
                svg.setAttribute("width", width);
                svg.setAttribute("height", height);
            }""",
            [picture.crop, width, height],
        )
        return await page.screenshot(omit_background=True)
    finally:
        await page.close()


@asynccontextmanager
async def painting() -> AsyncIterator[Browser]:
    """Start the browser that paints."""
    chosen = os.environ.get("LINKEDIN_AUTO_BROWSER")
    shell = find_browser(Path(chosen) if chosen else None, BrowserKind.HEADLESS_SHELL)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shell)
        yield browser
        await browser.close()


async def main() -> None:
    """Paint all of them where they belong."""
    async with painting() as browser:
        for place, picture in PICTURES.items():
            (ROOT / place).write_bytes(await draw(browser, picture))


if __name__ == "__main__":
    asyncio.run(main())
