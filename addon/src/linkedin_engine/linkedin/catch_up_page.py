"""The catch-up page in the browser: open it, look at it, scroll it, ask for more."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from playwright.async_api import Error as PlaywrightError, Page

from linkedin_engine.errors import PageChangedError

from .catch_up_facts import CardFacts, CatchUpFacts
from .dialogs import clear_the_way
from .facts import navigated_away, script, translated
from .patience import Patience
from .signals import check_still_there, open_page, ui_language
from .urls import CATCH_UP_PATH, SiteUrls, is_under

PAGE: Final = "birthdays"
CLICK_MILLISECONDS: Final = 5000
# Bounds for one batch of cards; a page that takes more is not getting anywhere.
_SCROLLS_MAX: Final = 30
_ASKS_MAX: Final = 2


type Pause = Callable[[], Awaitable[None]]
type _Place = tuple[int, tuple[CardFacts, ...]]


def _place(facts: CatchUpFacts) -> _Place:
    return facts.offset, facts.cards


class CatchUpPage:
    """One browser page on the catch-up page's birthdays tab."""

    def __init__(
        self, page: Page, urls: SiteUrls, *, pause: Pause, patience: Patience
    ) -> None:
        """Take a page that may be anywhere; ``pause`` is awaited after a scroll."""
        self.page = page
        self.urls = urls
        self._pause = pause
        self._patience = patience

    @property
    def is_open(self) -> bool:
        """Whether the browser is on a catch-up page already."""
        return is_under(self.urls.path_of(self.page.url) or "", CATCH_UP_PATH)

    async def open(self) -> str | None:
        """Open the birthdays tab; return the language of the interface."""
        signals = await open_page(
            self.page, self.urls.birthdays, name=PAGE, expected_path=CATCH_UP_PATH
        )
        await clear_the_way(self.page, name=PAGE)
        return ui_language(signals)

    async def look(self) -> CatchUpFacts:
        """Read what is mounted now."""
        raw = await self._run("catch_up_read")
        if not isinstance(raw, dict):
            raise PageChangedError(PAGE, "it could not be read")
        return CatchUpFacts.from_dict(raw)

    async def scroll_to_top(self) -> None:
        """Go to where today's cards are, and wait until they are mounted again."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._patience.more
        mounted: tuple[CardFacts, ...] | None = None
        while loop.time() < end:
            await self._run("catch_up_advance", "top")
            await asyncio.sleep(self._patience.poll)
            cards = (await self.look()).cards
            if cards == mounted:
                return
            mounted = cards

    async def scroll_on(self) -> None:
        """Bring the last mounted card into view, and a little more."""
        await self._run("catch_up_advance", "down")
        await self._pause()

    async def first_look(self) -> CatchUpFacts:
        """Wait for cards, or for an empty list that stays; raise without either."""
        loop = asyncio.get_running_loop()
        started = empty_since = loop.time()
        while True:
            facts = await self.look()
            now = loop.time()
            if not facts.says_nobody:
                empty_since = now
            if facts.cards or now - empty_since > self._patience.sure:
                return facts
            if now - started > self._patience.without_cards(facts):
                break
            await asyncio.sleep(self._patience.poll)
        await check_still_there(self.page, name=PAGE, expected_path=CATCH_UP_PATH)
        missing = "cards" if facts.has_root else "root of the list"
        raise PageChangedError(PAGE, f"no {missing}")

    async def brings(self, wanted: Callable[[CatchUpFacts], bool]) -> bool:
        """Scroll on, and ask for more, until a look is as wanted.

        False at the end of the list: nothing moves any more, and nothing comes.
        """
        asked = 0
        reached: _Place | None = None
        for _ in range(_SCROLLS_MAX):
            found, facts = await self._wait_for(wanted, self._patience.glance)
            if found:
                return True
            if not facts.is_at_end and _place(facts) != reached:
                reached = _place(facts)
                await self.scroll_on()
                continue
            reached = _place(facts)
            # Cards that are asked for may be mounted only further down.
            has_asked = asked < _ASKS_MAX and await self._ask_for_more()
            asked += has_asked
            found, facts = await self._wait_for(wanted, self._patience.more)
            if found:
                return True
            if not has_asked and _place(facts) == reached:
                return False
        return False

    async def _wait_for(
        self, wanted: Callable[[CatchUpFacts], bool], seconds: float
    ) -> tuple[bool, CatchUpFacts]:
        """Look until it is as wanted, or for so long, or longer while it loads."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        while True:
            facts = await self.look()
            if wanted(facts):
                return True, facts
            bound = self._patience.busy if facts.is_busy else seconds
            if loop.time() - started > bound:
                return False, facts
            await asyncio.sleep(self._patience.poll)

    async def _ask_for_more(self) -> bool:
        """Click the button below the last card; False where there is none."""
        with translated():
            handle = await self.page.evaluate_handle(
                script("catch_up_more", shared="catch_up_dom")
            )
            button = handle.as_element()
            if button is None:
                return False
            try:
                await button.click(timeout=CLICK_MILLISECONDS)
            except PlaywrightError as error:
                # It goes away by itself when the cards come meanwhile.
                if "not attached" not in str(error):
                    raise
            return True

    async def _run(self, name: str, argument: str | None = None) -> object:
        """Run one of the page's scripts; judge the page where it went elsewhere."""
        code = script(name, shared="catch_up_dom")
        with translated():
            try:
                return await self.page.evaluate(code, argument)
            except PlaywrightError as error:
                if not navigated_away(error):
                    raise
                await self.page.wait_for_load_state("domcontentloaded")
                await check_still_there(
                    self.page, name=PAGE, expected_path=CATCH_UP_PATH
                )
                return await self.page.evaluate(code, argument)
