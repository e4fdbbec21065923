"""A session as cookies: what is kept, and how a browser gets and returns it."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
import re
from typing import Any
from urllib.parse import urlsplit

LI_AT = "li_at"
COOKIES_MAX = 400
# Chromium refuses more for name and value together, and all cookies given with it.
COOKIE_CHARACTERS_MAX = 4096

_HOSTS = {"linkedin.com": ".linkedin.com", "www.linkedin.com": ".www.linkedin.com"}
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(r"[!-:<-~](?:[ -:<-~]*[!-:<-~])?")
_PATH = re.compile(r"/[!-:<-~]*")
_LI_AT_VALUE = re.compile(r"[\w.~+/=%-]+", re.ASCII)
# Cookies with these prefixes bind to one host and to https; LinkedIn has none.
_BOUND_PREFIXES = ("__host-", "__secure-")
# From here on a number counts milliseconds since 1970, not seconds (year 5138).
_MILLISECONDS_FROM = 100_000_000_000


class SameSite(StrEnum):
    """The only words that a browser takes for ``sameSite``."""

    STRICT = "Strict"
    LAX = "Lax"
    NONE = "None"


class SessionSource(StrEnum):
    """What a session was imported from; ``login``: the engine's own browser."""

    PLAYWRIGHT = "playwright"
    COOKIE_JSON = "cookie_json"
    COOKIES_TXT = "cookies_txt"
    COOKIE_HEADER = "cookie_header"
    LI_AT = "li_at"
    LOGIN = "login"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """One cookie of LinkedIn's; ``expires_at`` None lasts as long as the browser.

    ``domain`` is ``.linkedin.com`` or ``.www.linkedin.com``. Quotes around a value
    (``JSESSIONID``, ``bcookie``) belong to it.
    """

    name: str
    value: str = field(repr=False)
    domain: str = ".www.linkedin.com"
    path: str = "/"
    expires_at: datetime | None = None
    http_only: bool = True
    same_site: SameSite = SameSite.NONE

    def is_live(self, now: datetime) -> bool:
        """Whether a browser would still send the cookie."""
        return self.expires_at is None or self.expires_at > now

    @property
    def is_usable(self) -> bool:
        """Whether a ``li_at`` is one: signed out it reads ``delete me`` or nothing."""
        return self.name != LI_AT or bool(_LI_AT_VALUE.fullmatch(self.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """A signed-in session: one cookie a name, a ``li_at`` among them."""

    cookies: tuple[Cookie, ...]
    imported_at: datetime
    source: SessionSource

    @property
    def li_at_expires_at(self) -> datetime | None:
        """When LinkedIn ends the session at the latest; None where it is not said."""
        return next((c.expires_at for c in self.cookies if c.name == LI_AT), None)

    def is_expired(self, now: datetime) -> bool:
        """Whether ``li_at`` has come to its end."""
        expires_at = self.li_at_expires_at
        return expires_at is not None and expires_at <= now


def parse_cookie(raw: Mapping[str, Any], *, domain: str | None = None) -> Cookie | None:
    """Read one exported cookie, whichever extension or browser wrote it.

    ``domain`` stands for one that is not given. None: of another site, or nothing
    that a browser would take.
    """
    name, value = raw.get("name"), raw.get("value")
    kept_domain = _HOSTS.get(_host(raw.get("domain") or domain))
    if not isinstance(name, str) or not isinstance(value, str) or kept_domain is None:
        return None
    value = value.strip('" ') if name == LI_AT else value.strip()
    if not _NAME.fullmatch(name) or name.lower().startswith(_BOUND_PREFIXES):
        return None
    if len(name) + len(value) > COOKIE_CHARACTERS_MAX:
        return None
    if name != LI_AT and not _VALUE.fullmatch(value):
        return None
    path = raw.get("path")
    return Cookie(
        name=name,
        value=value,
        domain=kept_domain,
        path=path if isinstance(path, str) and _PATH.fullmatch(path) else "/",
        expires_at=_expiry(raw),
        http_only=raw.get("httpOnly") is True,
        same_site=_same_site(raw.get("sameSite")),
    )


def one_per_name(cookies: Iterable[Cookie]) -> tuple[Cookie, ...]:
    """Keep the copy of each cookie that lasts longest; the later one on a tie."""
    kept: dict[str, Cookie] = {}
    for cookie in cookies:
        other = kept.get(cookie.name)
        if other is None or _lasting(cookie) >= _lasting(other):
            kept[cookie.name] = cookie
    return tuple(kept.values())


def to_playwright(state: SessionState, *, base_url: str) -> list[dict[str, Any]]:
    """Return the cookies for ``BrowserContext.add_cookies``.

    At another base URL than LinkedIn's they belong to that host alone.
    """
    return [_to_playwright(cookie, base_url) for cookie in state.cookies]


def from_playwright(
    cookies: Iterable[Mapping[str, Any]], *, base_url: str
) -> tuple[Cookie, ...]:
    """Read the cookies of a browser context that belong to the session's host."""
    here = None if _is_linkedin(base_url) else _host(urlsplit(base_url).hostname)
    found: list[Cookie] = []
    for raw in cookies:
        if here is None:
            cookie = parse_cookie(raw)
        elif _host(raw.get("domain")) == here:
            cookie = parse_cookie({**raw, "domain": "linkedin.com"})
        else:
            cookie = None
        if cookie is not None:
            found.append(cookie)
    return tuple(found)


def signed_in(
    cookies: Iterable[Mapping[str, Any]], *, base_url: str, now: datetime
) -> SessionState | None:
    """Return the session of a browser in which somebody logged in; None without."""
    found = from_playwright(cookies, base_url=base_url)
    kept = one_per_name(each for each in found if each.is_live(now) and each.is_usable)
    if not any(each.name == LI_AT for each in kept):
        return None
    return SessionState(cookies=kept, imported_at=now, source=SessionSource.LOGIN)


def merged(
    state: SessionState,
    cookies: Iterable[Mapping[str, Any]],
    *,
    base_url: str,
    now: datetime,
) -> SessionState:
    """Return the session as a run leaves it in its browser.

    It is the same object where there is nothing to save: nothing changed, or the
    browser is signed out, which must not replace a session that may still be good.
    """
    before = {cookie.name: cookie for cookie in state.cookies}
    kept: dict[str, Cookie] = {}
    for cookie in from_playwright(cookies, base_url=base_url):
        known = before.get(cookie.name)
        if not cookie.is_live(now) or not cookie.is_usable:
            continue
        if known is not None and not _is_linkedin(base_url):
            cookie = _at_home(cookie, known)  # noqa: PLW2901 - the same cookie
        # Of two domains' copies, the one that the run was not given is the newer.
        if cookie.name not in kept or known is None or cookie.value != known.value:
            kept[cookie.name] = cookie
    after = tuple(kept.values())
    if LI_AT not in kept or set(after) == set(state.cookies):
        return state
    return replace(state, cookies=after)


def cookie_to_dict(cookie: Cookie) -> dict[str, Any]:
    """Return a cookie as Playwright's storage state writes it."""
    expires_at = cookie.expires_at
    return {
        "name": cookie.name,
        "value": cookie.value,
        "domain": cookie.domain,
        "path": cookie.path,
        "expires": -1 if expires_at is None else int(expires_at.timestamp()),
        "httpOnly": cookie.http_only,
        "secure": True,
        "sameSite": cookie.same_site.value,
    }


def _to_playwright(cookie: Cookie, base_url: str) -> dict[str, Any]:
    entry = cookie_to_dict(cookie)
    if not _is_linkedin(base_url):
        del entry["domain"], entry["path"]
        is_https = urlsplit(base_url).scheme == "https"
        entry |= {"url": f"{base_url}/", "secure": is_https, "sameSite": "Lax"}
    return entry


def _at_home(cookie: Cookie, known: Cookie) -> Cookie:
    """Give a cookie back what a host on the loopback cannot carry."""
    return replace(
        cookie,
        domain=known.domain,
        path=known.path,
        same_site=known.same_site,
    )


def _is_linkedin(url: str) -> bool:
    host = _host(urlsplit(url).hostname)
    return host == "linkedin.com" or host.endswith(".linkedin.com")


def _host(domain: object) -> str:
    return domain.strip(" .[]").lower() if isinstance(domain, str) else ""


def _lasting(cookie: Cookie) -> tuple[bool, datetime]:
    longest = datetime.max.replace(tzinfo=UTC)
    return cookie.is_usable, cookie.expires_at or longest


def _same_site(word: object) -> SameSite:
    known = {
        "strict": SameSite.STRICT,
        "none": SameSite.NONE,
        "no_restriction": SameSite.NONE,
    }
    return known.get(str(word).lower() if word else "", SameSite.LAX)


def _expiry(raw: Mapping[str, Any]) -> datetime | None:
    if raw.get("session") is True:
        return None
    seconds = _seconds(raw.get("expirationDate", raw.get("expires")))
    if not seconds > 0:
        return None
    return datetime.fromtimestamp(round(min(seconds, _MILLISECONDS_FROM - 1)), UTC)


def _seconds(value: object) -> float:
    """Return a moment since 1970; -1, as exports write it, where there is none."""
    if not isinstance(value, int | float | str) or isinstance(value, bool):
        return -1
    with suppress(ValueError, OverflowError):
        number = float(value)
        return number / 1000 if number >= _MILLISECONDS_FROM else number
    with suppress(ValueError, OverflowError):
        when = datetime.fromisoformat(str(value))
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    return -1
