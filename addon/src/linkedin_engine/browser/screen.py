"""One page as pictures, and a person's hands on it."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, Self

from playwright.async_api import CDPSession, Error as PlaywrightError, Page

from linkedin_engine.errors import BadInputError
from linkedin_engine.log import get_logger

from .acts import Command, Size, commands, size_of
from .session import BrowserSession

QUALITY: Final = 60
# A page that is busy answers late, and one that hangs never does.
ACT_SECONDS: Final = 5.0
MOST_ACTS_UNDER_WAY: Final = 64

_log = get_logger("browser")


class Screen:
    """Shows every picture as it comes, as JPEG, and keeps none."""

    def __init__(
        self, page: Page, cdp: CDPSession, show: Callable[[bytes], None]
    ) -> None:
        """Take a page; ``show`` gets one pixel for each of the page's."""
        self._page = page
        self._cdp = cdp
        self._show = show
        self._acks: set[asyncio.Task[None]] = set()
        self._acts: set[asyncio.Task[None]] = set()

    @classmethod
    @asynccontextmanager
    async def of(
        cls, session: BrowserSession, show: Callable[[bytes], None], size: Size
    ) -> AsyncIterator[Self]:
        """Show the session's page in this size until the block is left."""
        page = session.page
        screen = cls(page, await session.context.new_cdp_session(page), show)
        await page.set_viewport_size({"width": size.width, "height": size.height})
        screen._cdp.on("Page.screencastFrame", screen._take)
        await screen._send(
            Command("Page.startScreencast", {"format": "jpeg", "quality": QUALITY})
        )
        try:
            yield screen
        finally:
            screen._cdp.remove_listener("Page.screencastFrame", screen._take)
            for task in screen._acks | screen._acts:
                task.cancel()

    def do(self, act: Mapping[str, Any]) -> None:
        """Begin to do what a person did, after what they did before.

        Nonsense, and what the page refuses or does not come to, is left out.
        """
        if len(self._acts) < MOST_ACTS_UNDER_WAY:
            _keep(self._acts, asyncio.ensure_future(self._do(act)))

    async def _do(self, act: Mapping[str, Any]) -> None:
        try:
            size = size_of(act)
            if size is not None:
                await self._resize(size)
            for command in commands(act):
                await self._send(command)
        except BadInputError as error:
            _log.debug("act_not_understood", field=error.field)
        except (PlaywrightError, TimeoutError) as error:
            # Its text may hold what was typed.
            _log.debug("act_not_done", error=type(error).__name__)

    async def _resize(self, size: Size) -> None:
        async with asyncio.timeout(ACT_SECONDS):
            await self._page.set_viewport_size(
                {"width": size.width, "height": size.height}
            )

    async def _send(self, command: Command) -> None:
        async with asyncio.timeout(ACT_SECONDS):
            await self._cdp.send(command.method, dict(command.parameters))

    def _take(self, frame: Mapping[str, Any]) -> None:
        # At once, whatever becomes of the picture: of those that are not answered
        # for, Chromium would leave out the newest.
        answering = asyncio.ensure_future(self._acknowledge(frame["sessionId"]))
        _keep(self._acks, answering)
        self._show(base64.b64decode(frame["data"]))

    async def _acknowledge(self, number: int) -> None:
        with suppress(PlaywrightError):
            await self._cdp.send("Page.screencastFrameAck", {"sessionId": number})


def _keep(tasks: set[asyncio.Task[None]], task: asyncio.Task[None]) -> None:
    tasks.add(task)
    task.add_done_callback(tasks.discard)
