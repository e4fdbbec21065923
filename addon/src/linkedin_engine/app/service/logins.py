"""One person at a time logs in to LinkedIn, before a browser in its own process."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
import sys
from typing import Any, Final

from linkedin_engine.browser.workspace import sweep_stale
from linkedin_engine.errors import ConflictError, UnavailableError
from linkedin_engine.jobs.dispatcher import Dispatcher
from linkedin_engine.jobs.login import (
    LoginNews,
    LoginReason,
    LoginRequest,
    LoginStatus,
    ended,
)
from linkedin_engine.jobs.login_process import LoginProcess
from linkedin_engine.log import get_logger

from .core import Core

LOGIN_MODULE: Final = "linkedin_engine.app.login"
BUSY: Final = "Somebody is logging in to LinkedIn; the run waits for the end of that."

_STARTING: Final = LoginNews(status=LoginStatus.STARTING)

_log = get_logger("service")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginTiming:
    """How long a browser waits: for its person to come back, and to do something.

    Who looks up a code in an app on the same telephone is gone for a while.
    """

    gone_seconds: float = 60.0
    idle_seconds: float = 600.0


class LoginView:
    """What one open panel sees of a login: the newest of everything.

    ``changed`` is set whenever there is something to take.
    """

    def __init__(self, login: "Login") -> None:
        """See it as it is now."""
        self.changed = asyncio.Event()
        self._login = login
        self._news = [login.news]
        self._picture = login.picture
        self.changed.set()

    def take_news(self) -> LoginNews | None:
        """Return the next news, each once."""
        return self._news.pop(0) if self._news else None

    def take_picture(self) -> bytes | None:
        """Return the newest picture, once."""
        picture, self._picture = self._picture, None
        return picture

    async def send(self, act: Mapping[str, Any]) -> None:
        """Hand on what the person does."""
        await self._login.process.send(act)

    def stop(self) -> None:
        """End the login; its last news tell when it is over."""
        self._login.process.stop(LoginReason.STOPPED)

    def note(self, news: LoginNews | None = None, picture: bytes | None = None) -> None:
        """Take something new; an older picture is of no use any more."""
        if news is not None:
            self._news.append(news)
        if picture is not None:
            self._picture = picture
        self.changed.set()


class Login:
    """One login under way."""

    def __init__(self, owner: str, gone_seconds: float) -> None:
        """Begin for this person."""
        self.owner = owner
        self.news = _STARTING
        self.picture: bytes | None = None
        self.view: LoginView | None = None
        self.process = LoginProcess(
            (sys.executable, "-m", LOGIN_MODULE), show=self._show, tell=self.tell
        )
        self._gone_seconds = gone_seconds
        self._leaving: asyncio.TimerHandle | None = None

    def come(self) -> LoginView:
        """Let the person look, also one who has been away."""
        if self._leaving is not None:
            self._leaving.cancel()
        self.view = LoginView(self)
        return self.view

    def leave(self) -> None:
        """Note that nobody looks, and end when that lasts."""
        self.view = None
        self._leaving = asyncio.get_running_loop().call_later(
            self._gone_seconds, self.process.stop, LoginReason.GONE
        )

    def tell(self, news: LoginNews) -> None:
        """Keep news for who comes, and tell who looks."""
        self.news = news
        if self.view is not None:
            self.view.note(news=news)

    def end(self, last: LoginNews) -> None:
        """Tell the end, and keep nothing."""
        if self._leaving is not None:
            self._leaving.cancel()
        self.picture = None
        self.tell(last)

    def _show(self, picture: bytes) -> None:
        self.picture = picture
        if self.view is not None:
            self.view.note(picture=picture)


class Logins:
    """The logins of one service."""

    def __init__(
        self, core: Core, dispatcher: Dispatcher, timing: LoginTiming | None = None
    ) -> None:
        """Work with this engine; nothing happens before somebody comes."""
        self._core = core
        self._dispatcher = dispatcher
        self._timing = timing or LoginTiming()
        self._login: Login | None = None
        self._work: asyncio.Task[None] | None = None
        self._is_closing = False

    @property
    def is_open(self) -> bool:
        """Whether somebody is logging in: then no run can have a browser."""
        return self._work is not None

    @contextmanager
    def seen_by(self, owner: str, *, width: int, height: int) -> Iterator[LoginView]:
        """Start a login, or come back to the own one, and see it within the block.

        Raises ``ConflictError`` where somebody sees one already, and
        ``UnavailableError`` while the engine stops.
        """
        login = self._start(owner, width, height)
        view = login.come()
        try:
            yield view
        finally:
            if login.view is view:
                login.leave()

    async def stop(self) -> None:
        """End a login under way and wait for its end; no other one begins."""
        self._is_closing = True
        if self._login is not None:
            self._login.process.stop(LoginReason.STOPPING)
        if self._work is not None:
            await self._work

    def _start(self, owner: str, width: int, height: int) -> Login:
        if self._is_closing:
            raise UnavailableError("The engine is stopping; try again soon.")
        if self._login is not None:
            if self._login.view is not None or self._login.owner != owner:
                raise ConflictError("Somebody else is logging in; try again later.")
            return self._login
        login = Login(owner, self._timing.gone_seconds)
        options_file = self._core.engine.options_file
        request = LoginRequest(
            data_dir=str(self._core.engine.data_dir),
            options_file=None if options_file is None else str(options_file),
            width=width,
            height=height,
            idle_seconds=self._timing.idle_seconds,
        )
        self._login = login
        self._work = asyncio.create_task(self._see_through(login, request))
        self._work.add_done_callback(_report)
        return login

    async def _see_through(self, login: Login, request: LoginRequest) -> None:
        """Stay with a login to its end, and let what waited for it go on."""
        last = ended(LoginReason.LOST)
        _log.info("login_begins")
        try:
            last = await login.process.run(
                request, self._core.engine.child_environment()
            )
        finally:
            # A process that was killed leaves its profile behind, in memory.
            await asyncio.to_thread(sweep_stale)
            self._login = self._work = None
            _log.info("login_ended", status=last.status, reason=last.reason)
            try:
                await self._go_on(last)
            finally:
                login.end(last)

    async def _go_on(self, last: LoginNews) -> None:
        if last.status is LoginStatus.LOGGED_IN:
            await self._dispatcher.person_acted()
        else:
            self._dispatcher.nudge()
        self._core.changed()


def _report(work: asyncio.Task[None]) -> None:
    if not work.cancelled() and (error := work.exception()) is not None:
        _log.error("login_failed", exc_info=error)
