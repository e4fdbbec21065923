"""A person logs in themselves, in a browser of the engine's that they see."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from playwright.async_api import Frame

from linkedin_engine.browser.acts import Size
from linkedin_engine.browser.launch import BrowserConfig, BrowserSession, open_browser
from linkedin_engine.browser.screen import Screen
from linkedin_engine.clock import Clock
from linkedin_engine.linkedin.login_page import LoginPage, open_login, read_login_page
from linkedin_engine.linkedin.signals_rules import PageState
from linkedin_engine.linkedin.urls import SiteUrls
from linkedin_engine.log import get_logger

from .cookies import SessionState, signed_in
from .vault import Vault

# The app on a telephone, or a mail with a code, may take its time.
IDLE_SECONDS: Final = 600.0

_LOOK_EVERY_SECONDS: Final = 1.0
_LOOK_AGAIN_SECONDS: Final = 0.2
_ANSWER_SECONDS: Final = 10.0

_log = get_logger("session")


class LoginEnd(StrEnum):
    """How a login came to its end without an error."""

    LOGGED_IN = "logged_in"
    IDLE = "idle"
    GONE = "gone"


class Person(Protocol):
    """Who sits before the browser."""

    def show(self, picture: bytes) -> None:
        """Show a new picture, a JPEG; an older one that was not seen is of no use."""

    def tell(self, page: LoginPage) -> None:
        """Say what is shown, when that has changed."""

    def logged_in(self) -> None:
        """Say that the session is kept; the browser is about to close."""

    async def next_act(self) -> Mapping[str, Any] | None:
        """Wait for what they do next; None when they are gone for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPlace:
    """Where somebody logs in, and where their session is kept."""

    vault: Vault
    browser: BrowserConfig
    urls: SiteUrls
    clock: Clock
    size: Size
    idle_seconds: float = IDLE_SECONDS


async def log_in(place: LoginPlace, person: Person) -> LoginEnd:
    """Show the login page until the feed is reached; then keep the session.

    Raises ``BrowserCrashedError``, ``NetworkError`` and what the vault raises. The
    stored session stays as it is unless somebody logged in.
    """
    async with open_browser(place.browser) as session, session.ended_by_failure():
        async with Screen.of(session, person.show, place.size) as screen:
            login = _Login(place, person, session, screen)
            end = await login.run()
        if login.state is not None:
            place.vault.save(login.state, place.clock.now())
            person.logged_in()
            _log.info("logged_in", cookies_kept=len(login.state.cookies))
    return end


class _Login:
    """One open browser and the person before it."""

    def __init__(
        self,
        place: LoginPlace,
        person: Person,
        session: BrowserSession,
        screen: Screen,
    ) -> None:
        self.state: SessionState | None = None
        self._place = place
        self._person = person
        self._session = session
        self._screen = screen
        self._changed = asyncio.Event()
        self._acted_at = asyncio.get_running_loop().time()

    async def run(self) -> LoginEnd:
        page = self._session.page
        page.on("framenavigated", self._note_navigation)
        ways = {
            asyncio.create_task(self._obey()),
            asyncio.create_task(self._watch()),
        }
        try:
            await open_login(page, self._place.urls)
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            return next(iter(done)).result()
        finally:
            page.remove_listener("framenavigated", self._note_navigation)
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _obey(self) -> LoginEnd:
        while (act := await self._person.next_act()) is not None:
            self._acted_at = asyncio.get_running_loop().time()
            self._screen.do(act)
            self._changed.set()
        return LoginEnd.GONE

    async def _watch(self) -> LoginEnd:
        told: LoginPage | None = None
        while not self._is_idle():
            page = await self._look()
            if page is not None and page != told:
                self._person.tell(page)
                told = page
            if page is not None and page.state is PageState.OK:
                self.state = await self._take_session()
                if self.state is not None:
                    return LoginEnd.LOGGED_IN
            await self._wait_for_change()
        return LoginEnd.IDLE

    def _is_idle(self) -> bool:
        now = asyncio.get_running_loop().time()
        return now - self._acted_at > self._place.idle_seconds

    async def _look(self) -> LoginPage | None:
        # A page that asks something in a dialog of its own answers nobody else.
        with suppress(TimeoutError):
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await read_login_page(self._session.page)
        return None

    async def _take_session(self) -> SessionState | None:
        async with asyncio.timeout(_ANSWER_SECONDS):
            cookies = await self._session.context.cookies()
        return signed_in(
            cookies, base_url=self._place.urls.base, now=self._place.clock.now()
        )

    async def _wait_for_change(self) -> None:
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY_SECONDS):
                await self._changed.wait()
        self._changed.clear()

    def _note_navigation(self, frame: Frame) -> None:
        del frame
        self._changed.set()
