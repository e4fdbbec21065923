"""Reads the session that a person pastes or exports, whatever its format."""

import base64
import binascii
from collections.abc import Callable, Iterable
from datetime import datetime
import json
import re

from linkedin_engine.errors import BadInputError

from .cookies import (
    COOKIE_CHARACTERS_MAX,
    COOKIES_MAX,
    LI_AT,
    Cookie,
    SameSite,
    SessionSource,
    SessionState,
    one_per_name,
    parse_cookie,
)

LARGEST_BYTES = 1024 * 1024
_WWW = "www.linkedin.com"

_BARE = re.compile(
    r"""["'\s]*(?:li_at["']?(?:\s*[=:]\s*|\s+))?["']?(?P<value>AQ[\w-]{10,})["';,\s]*""",
    re.ASCII,
)
_HEADER_NAME = re.compile(r"""["'\s]*cookie["']?\s*:\s*""", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_HTTP_ONLY = "#HttpOnly_"
_NETSCAPE_COLUMNS = 7
_FORMATS = (
    "a Playwright storage state, the JSON of Cookie-Editor or EditThisCookie, a "
    "cookies.txt, or the value of the li_at cookie"
)

type Found = tuple[SessionSource, list[Cookie]]


def import_session(text: str | bytes, *, now: datetime) -> SessionState:
    """Recognise the format by its content and return the session in it.

    Raises ``BadInputError`` saying what is wrong and what to do; no message ever
    repeats a part of the input.
    """
    if len(text) > LARGEST_BYTES:
        raise _bad(
            f"too large for cookies ({len(text) // 1024} KiB); export the cookies of "
            "linkedin.com only"
        )
    content = _decoded(text) if isinstance(text, bytes) else text
    content = content.strip("\ufeff \t\r\n\x00")
    if not content:
        raise _bad(f"empty; give {_FORMATS}")
    found = _recognised(content)
    if found is None and (inner := _unwrapped(content)) is not None:
        found = _recognised(inner)
    if found is None:
        raise _bad(f"not a known format; give {_FORMATS}")
    source, cookies = found
    return _signed_in(source, cookies, now)


def _signed_in(
    source: SessionSource, cookies: list[Cookie], now: datetime
) -> SessionState:
    _check_li_at([cookie for cookie in cookies if cookie.name == LI_AT], now)
    live = one_per_name(
        cookie for cookie in cookies if cookie.is_live(now) and cookie.is_usable
    )
    if len(live) > COOKIES_MAX:
        raise _bad("too many cookies; export the cookies of linkedin.com only")
    return SessionState(cookies=live, imported_at=now, source=source)


def _check_li_at(copies: list[Cookie], now: datetime) -> None:
    if not copies:
        raise _bad(
            "there is no li_at cookie of linkedin.com; sign in to LinkedIn in your "
            "browser first, then export again (li_at is an HttpOnly cookie: scripts "
            "in a page cannot see it, extensions and developer tools can)"
        )
    usable = [cookie for cookie in copies if cookie.is_usable]
    if not usable:
        raise _bad(
            "the li_at cookie has no usable value, as after signing out; sign in to "
            "LinkedIn in your browser, then export again"
        )
    if not any(cookie.is_live(now) for cookie in usable):
        last = max(c.expires_at for c in usable if c.expires_at is not None)
        raise _bad(
            f"the li_at cookie expired on {last:%Y-%m-%d}; sign in to LinkedIn in "
            "your browser again, then export again"
        )


def _decoded(content: bytes) -> str:
    """Return text from UTF-8 or UTF-16, with or without a byte order mark."""
    encoding = "utf-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content[1:2] == b"\x00":
        encoding = "utf-16-le"
    elif content[:1] == b"\x00":
        encoding = "utf-16-be"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise _bad(f"not text; give {_FORMATS}") from None


def _recognised(content: str) -> Found | None:
    for reader in _READERS:
        if (found := reader(content)) is not None:
            return found
    return None


def _from_bare_value(content: str) -> Found | None:
    match = _BARE.fullmatch(content)
    if match is None or len(content) > COOKIE_CHARACTERS_MAX:
        return None
    cookie = Cookie(name=LI_AT, value=match["value"])
    return SessionSource.LI_AT, [cookie]


def _from_json(content: str) -> Found | None:
    if content[0] not in "[{":
        return None
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise _bad(
            "starts like JSON but is not complete or not correct; copy the whole export"
        ) from None
    source, entries = SessionSource.COOKIE_JSON, document
    if isinstance(document, dict) and isinstance(document.get("cookies"), list):
        source, entries = SessionSource.PLAYWRIGHT, document["cookies"]
    elif isinstance(document, dict):
        entries = [document]
    read = (
        parse_cookie(entry, domain=_WWW) for entry in entries if isinstance(entry, dict)
    )
    return source, _present(read)


def _from_cookies_txt(content: str) -> Found | None:
    rows = [_columns(line) for line in _LINE_END.split(content)]
    entries = [
        {
            "domain": domain,
            "path": path,
            "expires": expires,
            "name": name,
            "value": value,
            "httpOnly": http_only,
            "sameSite": SameSite.NONE,
        }
        for http_only, (domain, _, path, _, expires, name, value) in filter(None, rows)
    ]
    is_titled = re.match(r"#.*\bcookie file\b", content, re.IGNORECASE) is not None
    if not entries and not is_titled:
        return None
    return SessionSource.COOKIES_TXT, _present(map(parse_cookie, entries))


def _columns(line: str) -> tuple[bool, list[str]] | None:
    """Return whether the cookie is HttpOnly, and its seven columns."""
    line = line.strip(" ")
    http_only = line.startswith(_HTTP_ONLY)
    line = line.removeprefix(_HTTP_ONLY)
    if line.startswith("#"):
        return None
    columns = line.split("\t")
    if len(columns) != _NETSCAPE_COLUMNS:
        # A copy from a page turns tabs into spaces.
        columns = line.split(maxsplit=_NETSCAPE_COLUMNS - 1)
    flags = {column.upper() for column in columns[1:4:2]}
    if len(columns) != _NETSCAPE_COLUMNS or not flags <= {"TRUE", "FALSE"}:
        return None
    return http_only, columns


def _from_header(content: str) -> Found | None:
    named = _HEADER_NAME.match(content)
    line = content[named.end() :].strip("'") if named else content
    line = _LINE_END.split(line, maxsplit=1)[0]
    pairs: dict[str, str] = {}
    for part in line.split(";"):
        name, equals, value = part.partition("=")
        if equals and name.strip():
            # What stands before the first name is left of a copied command line.
            pairs[name.split()[-1].strip("\"'")] = value.strip()
    if not named and LI_AT not in pairs:
        return None
    read = (
        parse_cookie({"name": name, "value": value, "domain": _WWW, "sameSite": "None"})
        for name, value in pairs.items()
        if name.lower() not in _ATTRIBUTES
    )
    return SessionSource.COOKIE_HEADER, _present(read)


# A line of a server's Set-Cookie carries these beside the cookie.
_ATTRIBUTES = frozenset(
    {"domain", "expires", "max-age", "path", "priority", "samesite"}
)

_READERS: tuple[Callable[[str], Found | None], ...] = (
    _from_bare_value,
    _from_json,
    _from_cookies_txt,
    _from_header,
)


def _unwrapped(content: str) -> str | None:
    """Return the text inside base64; None where there is none."""
    packed = "".join(content.strip("\"'").split())
    if not _BASE64.fullmatch(packed):
        return None
    packed = packed.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        content = _decoded(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (binascii.Error, BadInputError):
        return None
    return content.strip("\ufeff \t\r\n\x00") or None


def _present(cookies: Iterable[Cookie | None]) -> list[Cookie]:
    return [cookie for cookie in cookies if cookie is not None]


def _bad(message: str) -> BadInputError:
    return BadInputError("session", message)
