"""Opens a browser for a while, and leaves nothing of it behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os
from pathlib import Path

from playwright.async_api import (
    BrowserContext,
    Error as PlaywrightError,
    Page,
    Playwright,
)

from linkedin_engine.errors import BrowserCrashedError
from linkedin_engine.log import get_logger
from linkedin_engine.settings import BrowserKind
from linkedin_engine.system.processes import (
    PROC,
    ProcessInfo,
    kill_tree,
    marked,
    reap_adopted,
    reap_ended,
    reap_leftovers,
    set_child_subreaper,
)

from . import remote
from .config import BrowserConfig, BrowserTimes
from .driver import browser_environment, find_node, next_owner_mark, start_driver
from .failure import Failure
from .find import find_browser
from .flags import MEDIA_URLS, ChromiumArguments, chromium_args, repeated_lists
from .sandbox import sandbox_status
from .session import BrowserSession
from .steps import Steps, finished
from .watch import Watch
from .workspace import Workspace, make_workspace, sweep_stale

__all__ = ["BrowserConfig", "BrowserSession", "BrowserTimes", "open_browser"]

_KILL_ROUNDS = 5

_log = get_logger("browser")


@asynccontextmanager
async def open_browser(config: BrowserConfig) -> AsyncIterator[BrowserSession]:
    """Open a browser with one page; at the end no process or file of it is left.

    Raises ``BrowserCrashedError`` when it cannot start. Whether it still lives while
    the block runs is for the session's ``guard`` to say.
    """
    life = _Life(config)
    try:
        yield await life.begin()
    finally:
        await finished(life.end())


class _Life:
    """The steps of one browser from nothing to nothing."""

    def __init__(self, config: BrowserConfig) -> None:
        self._config = config
        self._times = config.times
        self._mark = next_owner_mark()
        self._steps = Steps()
        self._lost = remote.LOST if config.remote_url else None
        self._failure = Failure(remote.LOST_ADVICE) if self._lost else Failure()
        self._watch = Watch(self._failure)
        self._workspace: Workspace | None = None
        self._playwright: Playwright | None = None
        self._context: BrowserContext | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def begin(self) -> BrowserSession:
        set_child_subreaper()
        node = find_node()
        workspace = await self._prepare(node)
        try:
            self._playwright = playwright = await self._steps.take(
                start_driver(workspace, node, self._mark), self._times.driver_start
            )
        except (PlaywrightError, OSError) as error:
            # TimeoutError is an OSError.
            raise _not_started("Playwright's driver", error) from error
        open_context = self._connect if self._config.remote_url else self._launch
        context = await open_context(playwright, workspace)
        self._context = context
        page = await self._first_page(context)
        return BrowserSession(
            context=context, page=page, failure=self._failure, owner_mark=self._mark
        )

    async def _prepare(self, node: Path) -> Workspace:
        def prepare() -> Workspace:
            reap_leftovers()
            sweep_stale()
            # Kept here, where no cancellation can come between making and knowing.
            self._workspace = make_workspace(node)
            return self._workspace

        return await self._steps.take(
            asyncio.to_thread(prepare), self._times.driver_start
        )

    async def _launch(
        self, playwright: Playwright, workspace: Workspace
    ) -> BrowserContext:
        config = self._config
        executable = find_browser(config.executable, config.kind)
        headless = config.kind is BrowserKind.HEADLESS_SHELL or not _has_screen()
        arguments = await self._arguments(headless=headless)
        launching = playwright.chromium.launch_persistent_context(
            str(workspace.profile),
            executable_path=executable,
            headless=headless,
            args=list(arguments.args),
            ignore_default_args=list(arguments.ignored),
            env={**browser_environment(workspace, self._mark)},
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
            accept_downloads=False,
            service_workers="block",
            permissions=[],
            timeout=self._times.browser_start * 1000,
        )
        try:
            context = await self._steps.take(launching, self._times.browser_start)
        except (PlaywrightError, OSError) as error:
            raise _not_started("Chromium", error) from error
        processes = await asyncio.to_thread(marked, self._mark)
        _warn_of_lost_switches(processes)
        self._watch.processes(processes)
        return context

    async def _arguments(self, *, headless: bool) -> ChromiumArguments:
        if headless and self._config.kind is BrowserKind.FULL:
            _log.warning("no_screen_for_full_browser", hint="set DISPLAY, see xvfb-run")
        sandbox = await asyncio.to_thread(sandbox_status)
        if not sandbox.available:
            _log.warning("chromium_sandbox_off", why=sandbox.why)
        return chromium_args(
            base_url=self._config.base_url,
            sandbox=sandbox.available,
            headless=headless,
            media=self._config.media,
            also_reaches=self._config.also_reaches,
        )

    async def _connect(
        self, playwright: Playwright, workspace: Workspace
    ) -> BrowserContext:
        del workspace
        times, url = self._times, self._config.remote_url
        connecting = remote.connect(
            playwright.chromium, url, seconds=times.browser_start
        )
        try:
            browser = await self._steps.take(connecting, times.browser_start)
            context = await self._steps.take(
                browser.new_context(accept_downloads=False, service_workers="block"),
                times.page_start,
            )
        except (PlaywrightError, TimeoutError):
            raise remote.unusable("it answers, but too late or wrongly") from None
        self._watch.processes(await asyncio.to_thread(marked, self._mark))
        return context

    async def _first_page(self, context: BrowserContext) -> Page:
        times = self._times
        context.set_default_timeout(times.action * 1000)
        context.set_default_navigation_timeout(times.navigation * 1000)
        try:
            pages = context.pages
            page = pages[0] if pages else await self._new_page(context)
            self._watch.page(page, lost=self._lost)
            context.on("page", self._close_popup)
            if not self._config.media:
                await self._steps.take(_refuse_media(page), times.page_start)
        except (PlaywrightError, OSError) as error:
            raise _not_started("Chromium's page", error) from error
        self._watch.heartbeat(context, self._steps, times)
        return page

    async def _new_page(self, context: BrowserContext) -> Page:
        return await self._steps.take(context.new_page(), self._times.page_start)

    def _close_popup(self, popup: Page) -> None:
        async def close() -> None:
            try:
                await popup.close()
            except PlaywrightError:
                _log.debug("popup_not_closed")

        task = asyncio.create_task(close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def end(self) -> None:
        self._failure.expect()
        try:
            await self._watch.stop()
            family = await asyncio.to_thread(marked, self._mark)
            if self._failure.reason is None:
                await self._say_goodbye()
            await self._stop_driver()
            await asyncio.to_thread(self._kill, family)
            for task in self._closing:
                task.cancel()
            await self._steps.settle(self._times.stop, cancel=True)
            # A step under way when the block ended may have begun a process since.
            await asyncio.to_thread(self._kill, [])
        finally:
            if self._workspace is not None:
                await asyncio.to_thread(self._workspace.remove)

    async def _say_goodbye(self) -> None:
        try:
            if self._context is not None:
                await self._steps.take(self._context.close(), self._times.close)
                browser = self._context.browser
                if self._config.remote_url and browser is not None:
                    await self._steps.take(browser.close(), self._times.close)
        except (PlaywrightError, TimeoutError) as error:
            _log.warning("browser_close_failed", error=type(error).__name__)

    async def _stop_driver(self) -> None:
        playwright, self._playwright = self._playwright, None
        if playwright is None:
            return
        try:
            await self._steps.take(playwright.stop(), self._times.stop)
        except (PlaywrightError, TimeoutError) as error:
            _log.warning("driver_stop_failed", error=type(error).__name__)

    def _kill(self, family: list[ProcessInfo]) -> None:
        found = {process.identity: process for process in family}
        for _ in range(_KILL_ROUNDS):
            found.update((each.identity, each) for each in marked(self._mark))
            if not kill_tree(found.values()) and not marked(self._mark):
                break
        reap_ended(found.values())
        reap_adopted()


async def _refuse_media(page: Page) -> None:
    session = await page.context.new_cdp_session(page)
    await session.send("Network.setBlockedURLs", {"urls": list(MEDIA_URLS)})
    # Rules hold only while the domain is on; nothing of it is kept in memory.
    await session.send("Network.enable", {"maxTotalBufferSize": 0})


def _warn_of_lost_switches(processes: list[ProcessInfo]) -> None:
    for process in processes:
        try:
            raw = (PROC / str(process.pid) / "cmdline").read_text("utf-8", "replace")
        except OSError:
            continue
        repeated = repeated_lists(raw.split("\0"))
        if repeated:
            _log.warning("browser_switches_lost", switches=sorted(repeated))
            return


def _has_screen() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _not_started(what: str, error: Exception) -> BrowserCrashedError:
    if isinstance(error, TimeoutError):
        why = "it took too long"
    else:
        why = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return BrowserCrashedError(
        f"{what} could not start: {why}. Check the browser with linkedin-auto doctor, "
        "and that there is memory left."
    )
