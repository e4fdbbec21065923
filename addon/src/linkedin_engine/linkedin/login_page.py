"""The pages on the way from the login form to the feed, as a person comes along."""

from dataclasses import dataclass

from mashumaro.mixins.dict import DataClassDictMixin
from playwright.async_api import Error as PlaywrightError, Page

from .facts import script, translated
from .signals import NAVIGATION_SECONDS, read_signals
from .signals_rules import PageState, classify
from .urls import FEED_PATH, SiteUrls


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus(DataClassDictMixin):
    """What the keyboard writes to: its kind, and what the page calls it.

    ``kind`` is ``text``, ``email``, ``password``, ``tel`` or ``numeric`` where there
    is something to write; else ``button``, ``link``, ``checkbox``, ``list``,
    ``frame`` (of another site) or ``none``.
    """

    kind: str = "none"
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """The page that is shown; ``OK`` is the feed, as members alone see it."""

    state: PageState
    focus: Focus


async def open_login(page: Page, urls: SiteUrls) -> None:
    """Open the login form; raises ``NetworkError`` where nobody answers."""
    with translated():
        await page.goto(
            urls.login, wait_until="commit", timeout=NAVIGATION_SECONDS * 1000
        )


async def read_login_page(page: Page) -> LoginPage | None:
    """Look at the page as it is now; None where it is none, or becomes another one.

    Raises ``BrowserCrashedError``.
    """
    try:
        signals = await read_signals(page)
        with translated():
            raw = await page.evaluate(script("focus"))
    except PlaywrightError:
        return None
    return LoginPage(
        state=classify(signals, expected_path_prefix=FEED_PATH),
        focus=Focus.from_dict(raw),
    )
