"""Finds its way to a browser that somebody else runs, on this machine or another.

The address may hold a token: no error and no log names it.
"""

import asyncio
import ipaddress
import re
import socket
from typing import Final
from urllib.parse import SplitResult, urlsplit

from playwright.async_api import Browser, BrowserType, Error as PlaywrightError

from linkedin_engine.errors import BrowserCrashedError

LOST: Final = "The browser at remote_browser_url, or the way to it, was lost"
LOST_ADVICE: Final = (
    "If it happens again, look at the machine that it runs on and at the network in "
    "between."
)

_NOT_FOUND: Final = "its name is unknown in this network. Write its IP address instead"
_CHECK: Final = "Check that it runs and that the address is right"

# By what Playwright, node and Chromium say; the first that is found holds.
_REASONS: Final = {
    r"server version: v([\d.]+)[\s\S]*client version: v([\d.]+)": (
        "it is a Playwright server of version {0}, and the engine needs one of "
        "version {1}. Start it again in that version"
    ),
    "Executable doesn't exist": (
        "its Playwright server has no Chromium. Install one there (playwright install "
        "chromium)"
    ),
    "does not look like a DevTools server|is not valid JSON": (
        "no Chromium with remote debugging answers there. The address of a Playwright "
        "server begins with ws:// or wss://"
    ),
    r"\b40[134]\b|\b400 Bad Request": (
        "it turns this path away. Check the path and the token of a Playwright "
        "server; the address of a Chromium with remote debugging begins with http://"
    ),
    "ENOTFOUND|EAI_AGAIN": _NOT_FOUND,
    "ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT": (
        f"nobody answers there. {_CHECK}"
    ),
    "(?i)ssl|certificate|self.signed": (
        "its encryption does not fit. Check its certificate, or write ws:// for wss:// "
        "and http:// for https://"
    ),
    "Timeout": f"it takes too long. {_CHECK}",
}


async def connect(chromium: BrowserType, url: str, *, seconds: float) -> Browser:
    """Reach a Playwright server, or a Chromium with remote debugging.

    Raises ``BrowserCrashedError`` saying what to do about the address.
    """
    milliseconds = seconds * 1000
    try:
        if speaks_cdp(url):
            # No defaults: the tabs that are open there are somebody else's.
            return await chromium.connect_over_cdp(
                await numeric(url), timeout=milliseconds, no_defaults=True
            )
        return await chromium.connect(url, timeout=milliseconds)
    except PlaywrightError as error:
        why = _reason(error.message)
    except OSError:
        why = _NOT_FOUND
    raise unusable(why)


def speaks_cdp(url: str) -> bool:
    """Whether the address is one of Chromium itself, and not of a Playwright server."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} or "/devtools/" in parts.path


async def numeric(url: str) -> str:
    """Return the address with its host as a number; raises ``OSError``.

    Chromium's remote debugging answers only those who call it so, or localhost, see
    https://github.com/puppeteer/puppeteer/issues/2242. A certificate is for a name: an
    encrypted address is kept.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme in {"https", "wss"} or host == "localhost" or _is_number(host):
        return url
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, parts.port, type=socket.SOCK_STREAM)
    return _with_host(parts, str(found[0][4][0]))


def unusable(why: str) -> BrowserCrashedError:
    """Return the error for a browser that could not be reached."""
    return BrowserCrashedError(
        f"The browser at remote_browser_url could not be used: {why}, or leave the "
        "option empty for a browser on this machine."
    )


def _reason(text: str) -> str:
    for pattern, sentence in _REASONS.items():
        found = re.search(pattern, text)
        if found is not None:
            return sentence.format(*found.groups())
    return f"it was not understood. {_CHECK}"


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _with_host(parts: SplitResult, host: str) -> str:
    keeper, at, _ = parts.netloc.rpartition("@")
    shown = f"[{host}]" if ":" in host else host
    port = "" if parts.port is None else f":{parts.port}"
    return parts._replace(netloc=f"{keeper}{at}{shown}{port}").geturl()
