"""LinkedIn as one signed-in person sees it, through one page."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import partial
from typing import Any

from playwright.async_api import Error as PlaywrightError, Page

from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.domain.pace import Pacing
from linkedin_engine.errors import LeaveAloneError, PageChangedError
from linkedin_engine.log import get_logger

from .catch_up import BirthdayPage, read_birthdays
from .conversation import Conversation, Surroundings
from .conversation_network import NetworkWatch
from .conversation_opening import Opener
from .conversation_surface import Surface
from .facts import translated
from .patience import Timeouts
from .recipient import Recipient
from .signals import open_page
from .urls import SiteUrls

_log = get_logger("linkedin")


class Site:
    """LinkedIn through one signed-in page; one thing at a time.

    ``clock`` tells the present, aware. Where LinkedIn wants a person, or shows what
    is not understood, a ``StopRunError`` is raised; where one member cannot or must
    not be written to, a ``LeaveAloneError``.
    """

    def __init__(
        self,
        page: Page,
        urls: SiteUrls,
        *,
        pacing: Pacing,
        clock: Callable[[], datetime],
        timeouts: Timeouts | None = None,
    ) -> None:
        """Take a page whose browser holds the session; nothing is opened yet.

        Without ``timeouts`` those hold that fit the pace.
        """
        self._page = page
        self._urls = urls
        self._pacing = pacing
        self._clock = clock
        self._timeouts = timeouts or Timeouts.at(pacing.pace)

    async def check_session(self) -> None:
        """Open the start page; raise unless it is a member's."""
        await open_page(self._page, self._urls.feed, name="start")

    async def birthdays(
        self, today: date, enough: Callable[[Sequence[Celebration]], bool] | None = None
    ) -> BirthdayPage:
        """Read whose birthday it is or was, until ``enough`` says so."""
        return await read_birthdays(
            self._page,
            self._urls,
            today=today,
            pause=self._glance,
            enough=enough,
            patience=self._timeouts.cards,
        )

    @asynccontextmanager
    async def conversation(self, target: Recipient) -> AsyncIterator[Conversation]:
        """Open the target's conversation, proved, and close it afterwards.

        Nothing that we typed and did not send stays behind; a person's own draft
        does.
        """
        surface = Surface(self._page, self._timeouts.action)
        opener = Opener(
            self._page,
            self._urls,
            surface=surface,
            pacing=self._pacing,
            timeouts=self._timeouts,
        )
        async with _understood(), NetworkWatch(self._page) as watch:
            try:
                opened, proved = await opener.open(target, watch)
            except BaseException:
                await self._bounded(opener.abandon(target))
                raise
            around = Surroundings(
                surface=surface,
                watch=watch,
                pacing=self._pacing,
                timeouts=self._timeouts,
                clock=self._clock,
                card_says_sent=partial(opener.card_says_sent, proved),
            )
            conversation = Conversation(opened, proved, around)
            try:
                yield conversation
            finally:
                await self._bounded(conversation.leave())

    async def _bounded(self, tidying: Coroutine[Any, Any, None]) -> None:
        """Tidy up within bounds; what is in the way then must not hide the outcome."""
        try:
            async with asyncio.timeout(3 * self._timeouts.action):
                await tidying
        except (PlaywrightError, LeaveAloneError, TimeoutError) as error:
            _log.info("conversation_not_tidied", error=type(error).__name__)

    async def _glance(self) -> None:
        await asyncio.sleep(self._pacing.glance())


@asynccontextmanager
async def _understood() -> AsyncIterator[None]:
    """Turn what Playwright says, and nobody recognised, into a changed page."""
    try:
        with translated():
            yield
    except PlaywrightError as error:
        first_line = str(error).partition("\n")[0]
        raise PageChangedError("messaging", first_line) from error
