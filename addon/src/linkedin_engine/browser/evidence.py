"""Evidence of what a page looked like, without what it said about anybody."""

import asyncio
from datetime import UTC, datetime
import functools
from importlib import resources
import os
from pathlib import Path
import re

from playwright.async_api import Error as PlaywrightError, Page

from .redacting import PageStructure, redacted_html

MAX_FILES = 20
MAX_TOTAL_BYTES = 5 * 1024 * 1024

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


def save_snapshot(
    html: str,
    folder: Path,
    now: datetime,
    label: str,
    *,
    max_files: int = MAX_FILES,
    max_total_bytes: int = MAX_TOTAL_BYTES,
) -> Path:
    """Write a snapshot for the owner's eyes only and drop the oldest above the limits.

    The newest always stays. Raises ``OSError`` when the folder cannot be written to.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    words = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:40] or "page"
    moment = now.astimezone(UTC)
    path = folder / f"{moment:%Y%m%dT%H%M%S}{moment.microsecond:06d}Z-{words}.html"
    draft = path.with_suffix(".part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(html)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _prune(path, max_files, max_total_bytes)
    return path


def _prune(newest: Path, max_files: int, max_total_bytes: int) -> None:
    files, room = 1, max_total_bytes - newest.stat().st_size
    older = sorted(newest.parent.glob("*.html"), reverse=True)
    for path in older:
        if path == newest:
            continue
        room -= path.stat().st_size
        files += 1
        if files > max_files or room < 0:
            path.unlink(missing_ok=True)


async def screenshot(page: Page) -> bytes:
    """Return what is visible as a small JPEG with its texts blurred.

    Raises Playwright's ``Error`` when the page cannot be painted in time.
    """
    return await page.screenshot(
        type="jpeg", quality=50, scale="css", style=_BLUR, timeout=_SECONDS * 1000
    )
