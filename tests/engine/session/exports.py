import base64
from datetime import UTC, datetime, timedelta
import json
from typing import Any

import pytest

from linkedin_engine.errors import BadInputError
from linkedin_engine.session.cookies import SessionSource, SessionState
from linkedin_engine.session.importers import import_session

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

LATER = NOW + timedelta(days=300)

EARLIER = NOW - timedelta(days=3)

LI_AT = "AQEDATkxMjM0NTY3" + "Zy3_a-B" * 18

JSESSIONID = '"ajax:8142093645201874512"'

STAMP = int(LATER.timestamp())


def playwright_cookie(name: str, value: str, **changes: Any) -> dict[str, Any]:
    cookie = {
        "name": name,
        "value": value,
        "domain": ".www.linkedin.com",
        "path": "/",
        "expires": STAMP,
        "httpOnly": True,
        "secure": True,
        "sameSite": "None",
    }
    return cookie | changes


def extension_cookie(name: str, value: str, **changes: Any) -> dict[str, Any]:
    cookie = {
        "name": name,
        "value": value,
        "domain": ".www.linkedin.com",
        "hostOnly": False,
        "path": "/",
        "secure": True,
        "httpOnly": True,
        "sameSite": "no_restriction",
        "session": False,
        "storeId": None,
        "expirationDate": STAMP + 0.123456,
        "id": 7,
    }
    return cookie | changes


def storage_state(*cookies: dict[str, Any]) -> str:
    return json.dumps({"cookies": cookies, "origins": []})


def netscape(*rows: str, end: str = "\n") -> str:
    return end.join(["# Netscape HTTP Cookie File", "", *rows, ""])


def row(name: str, value: str, *, domain: str = ".www.linkedin.com") -> str:
    return "\t".join([domain, "TRUE", "/", "TRUE", str(STAMP), name, value])


PAIR = (("li_at", LI_AT), ("JSESSIONID", JSESSIONID))

STATE = storage_state(*(playwright_cookie(*pair) for pair in PAIR))

EXPORT = json.dumps([extension_cookie(*pair) for pair in PAIR], indent=4)

NETSCAPE = netscape(*(f"#HttpOnly_{row(*pair)}" for pair in PAIR))

HEADER = f"Cookie: lang=v=2&lang=fr-fr; li_at={LI_AT}; JSESSIONID={JSESSIONID}; a=b"

FULL_EXPORTS = {
    "playwright": (STATE, SessionSource.PLAYWRIGHT),
    "cookie editor": (EXPORT, SessionSource.COOKIE_JSON),
    "netscape": (NETSCAPE, SessionSource.COOKIES_TXT),
    "netscape without title": (
        "\n".join(row(*pair) for pair in PAIR),
        SessionSource.COOKIES_TXT,
    ),
    "netscape with CRLF": (NETSCAPE.replace("\n", "\r\n"), SessionSource.COOKIES_TXT),
    "netscape with spaces": (NETSCAPE.replace("\t", "  "), SessionSource.COOKIES_TXT),
    "header": (HEADER, SessionSource.COOKIE_HEADER),
    "header in lower case": (HEADER.replace("C", "c", 1), SessionSource.COOKIE_HEADER),
    "header's value": (HEADER.removeprefix("Cookie: "), SessionSource.COOKIE_HEADER),
    "command line": (f"-H '{HEADER}'", SessionSource.COOKIE_HEADER),
}


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def lines(text: str) -> str:
    return "\n".join(text[i : i + 76] for i in range(0, len(text), 76))


def values(state: SessionState) -> dict[str, str]:
    return {cookie.name: cookie.value for cookie in state.cookies}


def failure(text: str | bytes) -> str:
    with pytest.raises(BadInputError) as caught:
        import_session(text, now=NOW)
    assert caught.value.field == "session"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return str(caught.value)
