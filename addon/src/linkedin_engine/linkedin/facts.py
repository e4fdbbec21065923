"""Reading a page: scripts that return plain facts, and Playwright's errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
import json
from typing import Any, Final

from playwright.async_api import Error as PlaywrightError, TimeoutError as TimedOut

from linkedin_engine.errors import (
    BrowserCrashedError,
    NetworkError,
    SessionRequiredError,
)

# Playwright tells these apart in its message only.
_GONE: Final = (
    "TargetClosedError",
    "Target page, context or browser has been closed",
    "Target crashed",
    "Page crashed",
    "Connection closed",
)
_REDIRECT_LOOP: Final = "ERR_TOO_MANY_REDIRECTS"
_NAVIGATED: Final = (
    "Execution context was destroyed",
    "Cannot find context",
    "interrupted by another navigation",
    "because of a navigation",
    "frame was detached",
)


@cache
def script(name: str, *, shared: str | None = None) -> str:
    """Return the JavaScript function of ``js/<name>.js``.

    It sees what ``js/<shared>.js`` declares.
    """
    function = _javascript(name).removesuffix(";")
    if shared is None:
        return function
    return f"(argument) => {{ {_javascript(shared)} return ({function})(argument); }}"


def _javascript(name: str) -> str:
    file = _folder().joinpath("js", f"{name}.js")
    return file.read_text(encoding="utf-8").strip()


@cache
def data(name: str) -> dict[str, Any]:
    """Return the table of ``data/<name>.json``."""
    text = _folder().joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


def _folder() -> Traversable:
    return resources.files("linkedin_engine.linkedin")


def navigated_away(error: PlaywrightError) -> bool:
    """Tell whether the page went elsewhere while it was being read."""
    return any(words in str(error) for words in _NAVIGATED)


@contextmanager
def translated() -> Iterator[None]:
    """Turn Playwright's errors into those of the engine."""
    try:
        yield
    except PlaywrightError as error:
        raise _translate(error) from error


def _translate(error: PlaywrightError) -> Exception:
    told = f"{type(error).__name__} {error}"
    if any(words in told for words in _GONE):
        return BrowserCrashedError(
            "Chromium ended in the middle of a run. What is left stays due; if it "
            "happens again, look at the free memory of the machine."
        )
    if _REDIRECT_LOOP in told:
        return SessionRequiredError(
            "LinkedIn sends the browser in circles, as it does with a session that "
            "is no longer valid. Log in again."
        )
    if isinstance(error, TimedOut):
        return NetworkError(
            "LinkedIn did not answer in time. What is left stays due; try again later."
        )
    if "net::" in told:
        return NetworkError(
            "LinkedIn could not be reached. Check the internet connection; what is "
            "left stays due."
        )
    return error
