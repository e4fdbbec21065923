"""Opening a page, and judging where the browser ended up."""

import asyncio
from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError, Page, Response

from .facts import navigated_away, script, translated
from .signals_facts import PageSignals
from .signals_rules import PageState, classify, is_login_path, raise_for

NAVIGATION_SECONDS: Final = 45.0
SETTLE_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.25


def ui_language(signals: PageSignals) -> str | None:
    """Return the language of the interface, such as ``fr``; None where not said."""
    primary = signals.language.replace("_", "-").split("-")[0].lower()
    return primary or None


async def read_signals(page: Page, *, status: int = 200) -> PageSignals:
    """Look at the page as it is now."""
    with translated():
        raw = await page.evaluate(script("signals"))
    return PageSignals.from_page(raw, status=status)


async def goto(
    page: Page,
    url: str,
    *,
    expected_path: str,
    settle_seconds: float = SETTLE_SECONDS,
) -> PageSignals:
    """Open an address and wait, within bounds, for a page that can be judged."""
    statuses: list[int] = []

    def note(response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == page.main_frame:
            statuses.append(response.status)

    page.on("response", note)
    try:
        with translated():
            await _navigate(page, url, statuses)
            return await _settled(page, expected_path, statuses, settle_seconds)
    finally:
        page.remove_listener("response", note)


async def open_page(
    page: Page,
    url: str,
    *,
    name: str,
    expected_path: str | None = None,
    settle_seconds: float = SETTLE_SECONDS,
) -> PageSignals:
    """Open an address, and raise unless it is a member's page at that path."""
    path = expected_path or urlsplit(url).path
    signals = await goto(page, url, expected_path=path, settle_seconds=settle_seconds)
    raise_for(classify(signals, expected_path_prefix=path), page=name)
    return signals


async def check_still_there(page: Page, *, name: str, expected_path: str) -> None:
    """Raise where the open page has meanwhile become an obstacle."""
    signals = await read_signals(page)
    raise_for(classify(signals, expected_path_prefix=expected_path), page=name)


async def _navigate(page: Page, url: str, statuses: list[int]) -> None:
    try:
        await page.goto(
            url, wait_until="domcontentloaded", timeout=NAVIGATION_SECONDS * 1000
        )
    except PlaywrightError as error:
        # Chromium shows its own page for an error status without a body.
        answered = "ERR_HTTP_RESPONSE_CODE_FAILURE" in str(error) and statuses
        if not answered and not navigated_away(error):
            raise


async def _settled(
    page: Page, expected_path: str, statuses: list[int], seconds: float
) -> PageSignals:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        try:
            raw = await page.evaluate(script("signals"))
        except PlaywrightError as error:
            if not navigated_away(error) or loop.time() > deadline:
                raise
        else:
            status = statuses[-1] if statuses else 0
            signals = PageSignals.from_page(raw, status=status)
            if loop.time() > deadline or not _may_change(signals, expected_path):
                return signals
        await asyncio.sleep(_POLL_SECONDS)


def _may_change(signals: PageSignals, expected_path: str) -> bool:
    """Tell whether scripts may still turn this document into something else."""
    state = classify(signals, expected_path_prefix=expected_path)
    if state is PageState.NOT_REACHED:
        return not signals.is_signed_in
    return state is PageState.BLANK or (
        state is PageState.LOGGED_OUT
        and not signals.complete
        and not is_login_path(signals)
    )
