"""The process of one login: a browser, the person before it, and the vault."""

from collections.abc import Mapping
from pathlib import Path
import sys
from typing import Any

from linkedin_engine.browser.acts import Size
from linkedin_engine.browser.launch import BrowserConfig
from linkedin_engine.errors import EngineError
from linkedin_engine.jobs.lock import run_lock
from linkedin_engine.jobs.login import (
    LoginNews,
    LoginReason,
    LoginRequest,
    LoginStatus,
    ended,
)
from linkedin_engine.jobs.login_child import Onlooker, log_in_in_this_process
from linkedin_engine.linkedin.login_page import LoginPage
from linkedin_engine.linkedin.urls import CAPTCHA_HOSTS, SiteUrls
from linkedin_engine.session.login import LoginEnd, LoginPlace, log_in
from linkedin_engine.system.processes import is_orphan, set_parent_death_signal

from .engine import Engine

_LOGGED_IN = LoginNews(status=LoginStatus.LOGGED_IN)
_NEWS = {
    LoginEnd.LOGGED_IN: _LOGGED_IN,
    LoginEnd.IDLE: ended(LoginReason.IDLE),
    LoginEnd.GONE: ended(LoginReason.GONE),
}


def main() -> int:
    """Be one login's process from its request to its exit status."""
    set_parent_death_signal()
    if is_orphan():
        return EngineError.exit_status
    return log_in_in_this_process(log_in_once)


async def log_in_once(request: LoginRequest, onlooker: Onlooker) -> LoginNews:
    """Let a person log in; raises ``BusyError`` and what the data folder raises."""
    options_file = None if request.options_file is None else Path(request.options_file)
    with (
        Engine.open(Path(request.data_dir), options_file) as engine,
        run_lock(engine.data_dir),
    ):
        return _NEWS[await log_in(_place(engine, request), _Person(onlooker))]


class _Person:
    """The onlooker, told of pages in the words of the wire."""

    def __init__(self, onlooker: Onlooker) -> None:
        self.show = onlooker.show
        self._onlooker = onlooker

    def tell(self, page: LoginPage) -> None:
        self._onlooker.tell(
            LoginNews(
                status=LoginStatus.SHOWING,
                page=page.state.value,
                field=page.focus.kind,
                label=page.focus.label,
            )
        )

    def logged_in(self) -> None:
        self._onlooker.tell(_LOGGED_IN)

    async def next_act(self) -> Mapping[str, Any] | None:
        return await self._onlooker.next_act()


def _place(engine: Engine, request: LoginRequest) -> LoginPlace:
    base_url = engine.environment.base_url
    return LoginPlace(
        vault=engine.vault,
        browser=BrowserConfig(
            base_url=base_url,
            kind=engine.options.browser,
            executable=engine.environment.browser,
            remote_url=engine.options.remote_browser_url,
            media=True,
            also_reaches=CAPTCHA_HOSTS,
        ),
        urls=SiteUrls(base_url),
        clock=engine.clock,
        size=Size.within_bounds(request.width, request.height),
        idle_seconds=request.idle_seconds,
    )


if __name__ == "__main__":
    sys.exit(main())
