"""Takes the panel's pictures for the docs: ``python -m engine.web.pictures FOLDER``."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
import sys
import tempfile

from engine.runs.house import NOW
from engine.web.furnishing import furnish
from engine.web.places import a_place
from engine.web.visit import PHONE, Place, Visit, visiting
from twin.scenario import Scenario

PAGES = ("today", "login", "messages", "people", "history", "system", "settings")
LARGEST_BYTES = 120 * 1024
_TALLEST = 1120
# Pages full of words are large as pictures.
_SHORTER = {"messages": 1000}
_WIDE = (960, 900)


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as somebody sees it."""

    page: str
    name: str
    language: str = "en"
    theme: str = "light"
    size: tuple[int, int] = _WIDE

    @property
    def file(self) -> str:
        return f"panel-{self.name}.png"


PICTURES = (
    *(Picture(page, page) for page in PAGES),
    Picture("today", "today-fr", language="fr"),
    Picture("login", "login-fr", language="fr"),
    Picture("today", "today-phone", size=PHONE),
    Picture("today", "today-phone-fr", language="fr", size=PHONE),
    Picture("history", "history-dark", theme="dark"),
)


async def take(place: Place, folder: Path, pictures: Sequence[Picture]) -> None:
    """Write the pictures into the folder."""
    for each in pictures:
        async with visiting(
            place.browser,
            place.url,
            language=each.language,
            size=each.size,
            theme=each.theme,
        ) as visit:
            await _take(visit, folder / each.file, each)


async def _take(visit: Visit, file: Path, picture: Picture) -> None:
    page = visit.page
    # The same day for the browser as for the engine.
    await page.clock.set_fixed_time(NOW)
    await visit.go(picture.page)
    if picture.page == "system":
        await page.locator(".checks, .card .button.primary").first.click()
        await page.locator(".checks").wait_for()
    if picture.page == "messages":
        await page.locator(".templates .button").first.click()
        await page.locator(".editor blockquote").wait_for()
        await page.evaluate("scrollTo(0, 0)")
    width, _ = picture.size
    tallest = _SHORTER.get(picture.page, _TALLEST)
    wanted = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": width, "height": min(wanted, tallest)})
    taken = await page.screenshot(path=file, animations="disabled")
    assert len(taken) < LARGEST_BYTES, f"{file.name} is too large for the docs"


async def main(folder: Path) -> None:
    """Furnish a home and take all pictures of it."""
    with tempfile.TemporaryDirectory(prefix="linkedin-auto-") as kept:
        data = Path(kept) / "data"
        options = {"sending_mode": "approval", "schedule_enabled": True}
        async with a_place(data, Scenario(now=NOW), options) as place:
            await place.home.log_in()
            await place.home.idle()
            await asyncio.to_thread(furnish, data)
            await place.home.ask("POST", "/api/v1/system/backups", status=201)
            await take(place, folder, PICTURES)


if __name__ == "__main__":
    wanted = Path(sys.argv[1])
    wanted.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(wanted))
