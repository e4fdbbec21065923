"""Notices that a browser is gone, or no longer answers."""

import asyncio
from collections.abc import Iterable
import contextlib
import os

from playwright.async_api import BrowserContext, Error as PlaywrightError, Page

from linkedin_engine.system.processes import PROC, ProcessInfo

from .config import BrowserTimes
from .failure import Failure
from .steps import Steps

# A question to Chromium's main process that no page can delay and that costs little.
_QUESTION = "http://heartbeat.invalid"


class Watch:
    """Reports the end of processes, of the page, and of answers, until ``stop``."""

    def __init__(self, failure: Failure) -> None:
        """Take where reports go."""
        self._failure = failure
        self._descriptors: list[int] = []
        self._beating: asyncio.Task[None] | None = None

    def processes(self, processes: Iterable[ProcessInfo]) -> None:
        """Watch the driver and the browser's main process."""
        for process in processes:
            reason = _role(process)
            if reason is not None:
                self._watch_process(process, reason)

    def page(self, page: Page, *, lost: str | None = None) -> None:
        """Watch the page and what it lives in; ``lost`` is said of the end of each.

        The end of a browser out of reach looks like the end of its page.
        """
        context = page.context
        page.on("crash", lambda _: self._failure.report("The page crashed"))
        page.on("close", lambda _: self._failure.report(lost or "The page was closed"))
        ended = lost or "Chromium ended"
        context.on("close", lambda _: self._failure.report(ended))
        if context.browser is not None:
            context.browser.on("disconnected", lambda _: self._failure.report(ended))

    def heartbeat(
        self, context: BrowserContext, steps: Steps, times: BrowserTimes
    ) -> None:
        """Ask the browser now and then, and report when it does not answer."""
        self._beating = asyncio.create_task(self._beat(context, steps, times))

    async def stop(self) -> None:
        """Watch no longer."""
        loop = asyncio.get_running_loop()
        for descriptor in self._descriptors:
            loop.remove_reader(descriptor)
            os.close(descriptor)
        self._descriptors.clear()
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.wait({self._beating})

    def _watch_process(self, process: ProcessInfo, reason: str) -> None:
        try:
            descriptor = os.pidfd_open(process.pid)
        except ProcessLookupError:
            self._failure.report(reason)
            return
        except OSError:
            # An old kernel or a strict container; Playwright tells most of it too.
            return
        self._descriptors.append(descriptor)
        loop = asyncio.get_running_loop()

        def ended() -> None:
            loop.remove_reader(descriptor)
            self._failure.report(reason)

        loop.add_reader(descriptor, ended)

    async def _beat(
        self, context: BrowserContext, steps: Steps, times: BrowserTimes
    ) -> None:
        while self._failure.reason is None:
            await asyncio.sleep(times.heartbeat_every)
            with contextlib.suppress(PlaywrightError):
                try:
                    question = context.cookies(_QUESTION)
                    await steps.take(question, times.heartbeat_answer)
                except TimeoutError:
                    self._failure.report("Chromium stopped answering")


def _role(process: ProcessInfo) -> str | None:
    if process.parent == os.getpid():
        return "Playwright's driver ended"
    try:
        command = (PROC / str(process.pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return None
    is_main = b"--remote-debugging-pipe" in command
    helper = any(argument.startswith(b"--type=") for argument in command)
    return "Chromium ended" if is_main and not helper else None
