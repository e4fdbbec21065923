"""Evidence of what a page looked like, without what it said about anybody."""

import asyncio
import functools
from importlib import resources

from playwright.async_api import Error as PlaywrightError, Page

from .redacting import PageStructure, redacted_html

_MAX_CHARACTERS = 1_000_000
_LIMITS = {"maxNodes": 15_000, "maxWords": 20_000, "maxValue": 400}
_SECONDS = 20
_UNREADABLE = "<!-- the page could not be read ({}) -->\n"

# Hides texts also in shadow roots; images are not loaded in the first place.
_BLUR = (
    "* { color: transparent !important; text-shadow: 0 0 9px #7778 !important; "
    "caret-color: transparent !important } "
    "img, video, picture { opacity: 0 !important }"
)


@functools.cache
def _script() -> str:
    file = resources.files("linkedin_engine.browser").joinpath("js", "structure.js")
    return file.read_text(encoding="utf-8")


async def redacted_snapshot(
    page: Page, *, max_characters: int = _MAX_CHARACTERS
) -> str:
    """Return the page's structure as HTML, without texts, names, ids and secrets.

    It is taken when something else has failed already, so it never raises because of
    the page: an unreadable one gives a comment that says so.
    """
    try:
        async with asyncio.timeout(_SECONDS):
            facts = await page.evaluate(_script(), _LIMITS)
    except (PlaywrightError, TimeoutError) as error:
        return _UNREADABLE.format(type(error).__name__)
    structure = PageStructure.of_facts(facts)
    return redacted_html(structure, max_characters=max_characters)


async def screenshot(page: Page) -> bytes:
    """Return what is visible as a small JPEG with its texts blurred.

    Raises Playwright's ``Error`` when the page cannot be painted in time.
    """
    return await page.screenshot(
        type="jpeg", quality=50, scale="css", style=_BLUR, timeout=_SECONDS * 1000
    )
