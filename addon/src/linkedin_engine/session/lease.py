"""An authenticated page for as long as a run needs one."""

import asyncio
from collections.abc import AsyncIterator, Callable
import contextlib
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from playwright.async_api import BrowserContext, Error as PlaywrightError

from linkedin_engine.browser.evidence import redacted_snapshot, screenshot
from linkedin_engine.browser.launch import BrowserConfig, BrowserSession, open_browser
from linkedin_engine.clock import Clock
from linkedin_engine.errors import PageChangedError, SessionRequiredError
from linkedin_engine.linkedin.site import Site
from linkedin_engine.log import get_logger

from .cookies import SessionState, merged, to_playwright
from .snapshots import SnapshotFolder
from .vault import Vault

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam

# Playwright's own timeouts never come when its driver has stopped.
TAKE_BACK_SECONDS = 10

_log = get_logger("session")


class Lease:
    """Lends LinkedIn, signed in, and takes the cookies back.

    A run may start the browser several times; the session goes from one to the
    next in memory and is written once, by ``save``, unless its key cookie changed.
    """

    def __init__(
        self,
        *,
        vault: Vault,
        browser: BrowserConfig,
        data_dir: Path,
        base_url: str,
        clock: Clock,
        make_site: Callable[[BrowserSession], Site],
    ) -> None:
        """Take what a signed-in page is made of; nothing starts yet."""
        self._vault = vault
        self._browser = browser
        self._snapshots = SnapshotFolder(data_dir)
        self._base_url = base_url
        self._clock = clock
        self._make_site = make_site
        self._stored: SessionState | None = None
        self._current: SessionState | None = None

    @asynccontextmanager
    async def site(self) -> AsyncIterator[Site]:
        """Start the browser with the session and yield LinkedIn, signed in.

        Raises ``SessionRequiredError`` before a browser starts when there is no
        session or it is over, and what ``Site.check_session`` raises.
        """
        state = self._current or self._load()
        async with open_browser(self._browser) as session:
            cookies = to_playwright(state, base_url=self._base_url)
            await session.context.add_cookies(cast("list[SetCookieParam]", cookies))
            async with session.ended_by_failure():
                site = self._make_site(session)
                try:
                    await site.check_session()
                    yield site
                except PageChangedError as error:
                    await self._keep_evidence(session, error)
                    raise
                finally:
                    await self._take_back(state, session.context)

    def save(self) -> None:
        """Write the session back where a run has changed it, and nobody else has."""
        if self._current is None or self._current == self._stored:
            return
        # The person may have logged in anew, or logged out, while the run was on.
        if self._vault.load() == self._stored:
            self._vault.save(self._current, self._clock.now())
            self._stored = self._current

    def _load(self) -> SessionState:
        now = self._clock.now()
        state = self._vault.load()
        if state is None:
            raise SessionRequiredError(
                "There is no LinkedIn session yet. Log in, or import your cookies "
                "with: linkedin-auto session import FILE"
            )
        if state.li_at_expires_at is not None and state.li_at_expires_at <= now:
            raise SessionRequiredError(
                f"The LinkedIn session ended on {state.li_at_expires_at:%Y-%m-%d}. "
                "Log in again, or import new cookies."
            )
        self._stored = self._current = state
        return state

    async def _take_back(self, state: SessionState, context: BrowserContext) -> None:
        # Cookies are out of reach only when the browser has crashed, and then the
        # ones that the run began with are still good.
        with contextlib.suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(TAKE_BACK_SECONDS):
                cookies = await context.cookies()
            self._current = merged(
                state,
                cookies,
                base_url=self._base_url,
                now=self._clock.now(),
            )

    async def _keep_evidence(
        self, session: BrowserSession, error: PageChangedError
    ) -> None:
        """Keep the look, without texts and names, of a page not understood."""
        try:
            async with asyncio.timeout(TAKE_BACK_SECONDS):
                html = await redacted_snapshot(session.page)
            picture = await _picture(session)
            now = self._clock.now()
            self._snapshots.keep(html, picture, now=now, label=error.page)
        except (PlaywrightError, TimeoutError, OSError) as problem:
            _log.warning("snapshot_not_kept", error=type(problem).__name__)


async def _picture(session: BrowserSession) -> bytes | None:
    # A structure without a picture is worth keeping.
    with contextlib.suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(TAKE_BACK_SECONDS):
            return await screenshot(session.page)
    return None
