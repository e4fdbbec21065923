import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
import json
from typing import Any

import pytest

from engine.session.exports import (
    EARLIER,
    FULL_EXPORTS,
    JSESSIONID,
    LATER,
    LI_AT,
    NOW,
    STAMP,
    STATE,
    extension_cookie,
    failure,
    lines,
    netscape,
    packed,
    playwright_cookie,
    row,
    storage_state,
    values,
)
from linkedin_engine.session.cookies import SameSite, SessionSource
from linkedin_engine.session.importers import LARGEST_BYTES, import_session

# The last second that is not taken for milliseconds when it is read again.
LATEST = datetime(5138, 11, 16, 9, 46, 39, tzinfo=UTC)
BARE_VALUES = {
    "bare": LI_AT,
    "spaces": f"  {LI_AT}\r\n",
    "named": f"li_at={LI_AT}",
    "named with semicolon": f"li_at={LI_AT};",
    "named with spaces": f"li_at = {LI_AT} ;",
    "colon": f"li_at: {LI_AT}",
    "tab": f"li_at\t{LI_AT}",
    "quoted": f'"{LI_AT}"',
    "single quotes": f"'{LI_AT}'",
    "named and quoted": f'li_at="{LI_AT}";',
    "all quoted": f'"li_at={LI_AT}"',
    "JSON member": f'"li_at": "{LI_AT}",',
}


WRAPPINGS: dict[str, Callable[[str], str | bytes]] = {
    "text": lambda text: text,
    "UTF-8": str.encode,
    "UTF-8 with BOM": lambda text: text.encode("utf-8-sig"),
    "text with BOM": lambda text: f"\ufeff{text}",
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "base64": packed,
    "base64 in lines": lambda text: lines(packed(text)),
    "base64 for addresses": lambda text: (
        base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    ),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16")),
    "base64 in quotes": lambda text: f'"{packed(text)}"\n',
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("export", FULL_EXPORTS)
def test_every_export_is_recognised_by_its_content(export: str, wrapping: str) -> None:
    text, source = FULL_EXPORTS[export]

    state = import_session(WRAPPINGS[wrapping](text), now=NOW)

    found = values(state)
    assert (found["li_at"], found["JSESSIONID"]) == (LI_AT, JSESSIONID)
    assert state.source is source
    assert state.imported_at == NOW


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("given_as", BARE_VALUES)
def test_the_value_of_li_at_is_enough(given_as: str, wrapping: str) -> None:
    state = import_session(WRAPPINGS[wrapping](BARE_VALUES[given_as]), now=NOW)

    assert values(state) == {"li_at": LI_AT}
    assert state.source is SessionSource.LI_AT
    assert state.li_at_expires_at is None
    assert not state.is_expired(NOW)


@pytest.mark.parametrize("export", ["playwright", "cookie editor", "netscape"])
def test_the_end_of_the_session_is_known_to_the_second(export: str) -> None:
    state = import_session(FULL_EXPORTS[export][0], now=NOW)

    assert state.li_at_expires_at == LATER
    assert not state.is_expired(LATER - timedelta(seconds=1))
    assert state.is_expired(LATER)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("no_restriction", SameSite.NONE),
        ("none", SameSite.NONE),
        ("None", SameSite.NONE),
        ("lax", SameSite.LAX),
        ("Lax", SameSite.LAX),
        ("strict", SameSite.STRICT),
        ("unspecified", SameSite.LAX),
        ("", SameSite.LAX),
        (None, SameSite.LAX),
        (3, SameSite.LAX),
    ],
)
def test_each_word_for_same_site_becomes_one_that_a_browser_takes(
    word: object, meaning: SameSite
) -> None:
    export = json.dumps([extension_cookie("li_at", LI_AT, sameSite=word)])

    (cookie,) = import_session(export, now=NOW).cookies

    assert cookie.same_site is meaning


@pytest.mark.parametrize(
    ("changes", "expires_at"),
    [
        ({"expires": -1}, None),
        ({"expires": 0}, None),
        ({"expires": None}, None),
        ({"expires": "soon"}, None),
        ({"expires": True}, None),
        ({"expires": [1]}, None),
        ({"expires": float("nan")}, None),
        ({"expires": 10**400}, None),
        ({"expires": str(STAMP)}, LATER),
        ({"expires": STAMP * 1000}, LATER),
        ({"expires": LATER.isoformat()}, LATER),
        ({"expires": "2027-09-19T09:00:00"}, LATER),
        ({"expirationDate": STAMP + 0.25, "expires": -1}, LATER),
        ({"expirationDate": STAMP, "session": True}, None),
        ({"expires": float("inf")}, LATEST),
        ({"expires": 10**16}, LATEST),
        ({"expires": "9999-12-31"}, LATEST),
    ],
)
def test_an_expiry_is_understood_however_it_is_written(
    changes: dict[str, Any], expires_at: datetime | None
) -> None:
    other = playwright_cookie("li_at", LI_AT, expires=-1)
    export = json.dumps([other, playwright_cookie("lang", "x") | changes])

    state = import_session(export, now=datetime(1971, 1, 1, tzinfo=UTC))

    assert {cookie.name: cookie.expires_at for cookie in state.cookies} == {
        "li_at": None,
        "lang": expires_at,
    }


@pytest.mark.parametrize(
    ("domain", "kept"),
    [
        ("linkedin.com", ".linkedin.com"),
        (".linkedin.com", ".linkedin.com"),
        ("www.linkedin.com", ".www.linkedin.com"),
        (".www.linkedin.com", ".www.linkedin.com"),
        (".WWW.LinkedIn.com ", ".www.linkedin.com"),
    ],
)
def test_both_domains_of_linkedin_are_told_apart_and_written_one_way(
    domain: str, kept: str
) -> None:
    (cookie,) = import_session(
        storage_state(playwright_cookie("li_at", LI_AT, domain=domain)), now=NOW
    ).cookies

    assert cookie.domain == kept


@pytest.mark.parametrize(
    "domain",
    [
        ".example.com",
        "notlinkedin.com",
        "linkedin.com.evil.example",
        "fr.linkedin.com",
        "",
        ".",
        "127.0.0.1",
        5,
    ],
)
def test_cookies_of_other_sites_are_left_out(domain: object) -> None:
    foreign = playwright_cookie("li_at", "AQEDforeignforeign", domain=domain)
    own = playwright_cookie("li_at", LI_AT)

    state = import_session(storage_state(foreign, own, foreign), now=NOW)

    if domain != "":
        assert values(state) == {"li_at": LI_AT}
        assert "no li_at" in failure(storage_state(foreign))


def test_expired_cookies_are_dropped_and_the_session_is_kept() -> None:
    old = int(EARLIER.timestamp())

    state = import_session(
        storage_state(
            playwright_cookie("lidc", "old", expires=old),
            playwright_cookie("li_at", "AQEDoldoldoldold", expires=old),
            playwright_cookie("li_at", LI_AT, domain=".linkedin.com"),
        ),
        now=NOW,
    )

    assert values(state) == {"li_at": LI_AT}


def test_of_two_copies_the_one_that_lasts_longest_is_kept() -> None:
    short = playwright_cookie("li_at", "AQEDshort", expires=STAMP - 60)
    long = playwright_cookie("li_at", LI_AT, domain=".linkedin.com")
    gone = playwright_cookie("li_at", "delete me", expires=STAMP + 60)

    for order in ((short, long, gone), (gone, long, short)):
        assert values(import_session(storage_state(*order), now=NOW)) == {
            "li_at": LI_AT
        }


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "empty"),
    "spaces": (" \r\n\t", "empty"),
    "only a BOM": (b"\xef\xbb\xbf", "empty"),
    "zeros": (b"\0\0\0\0", "empty"),
    "prose": ("my cookies please", "not a known format"),
    "a short value": ("AQED", "not a known format"),
    "base64 of prose": (packed("my cookies please"), "not a known format"),
    "base64 of base64": (packed(packed(STATE)), "not a known format"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "not text"),
    "half of UTF-16": (b"\xff\xfea", "not text"),
    "truncated JSON": (STATE[: len(STATE) // 2], "not complete"),
    "truncated base64": (packed(STATE)[: len(STATE) // 2], "not complete"),
    "deep JSON": ("[" * 200_000, "not complete"),
    "long number": ('[{"expires": ' + "1" * 5000 + "}]", "not complete"),
    "empty list": ("[]", "no li_at"),
    "empty object": ("{}", "no li_at"),
    "empty state": (storage_state(), "no li_at"),
    "list of nonsense": ('[1, null, "li_at", [], {"name": 1}]', "no li_at"),
    "nonsense in a state": ('{"cookies": [1, null]}', "no li_at"),
    "cookies of no list": ('{"cookies": {"li_at": "x"}}', "no li_at"),
    "other cookies": (storage_state(playwright_cookie("lang", "fr")), "no li_at"),
    "empty cookies.txt": (netscape(), "no li_at"),
    "other cookies.txt": (netscape(row("lang", "fr")), "no li_at"),
    "other site's cookies.txt": (
        netscape(row("li_at", LI_AT, domain=".example.com")),
        "no li_at",
    ),
    "other header": ("Cookie: a=b; c=d", "no li_at"),
    "another case": (storage_state(playwright_cookie("LI_AT", LI_AT)), "no li_at"),
    "signed out": (
        storage_state(playwright_cookie("li_at", "delete me")),
        "no usable value",
    ),
    "signed out header": ("li_at=delete me; lang=x", "no usable value"),
    "empty value": ("li_at=; lang=x", "no usable value"),
    "expired": (
        storage_state(
            playwright_cookie("li_at", LI_AT, expires=int(EARLIER.timestamp()))
        ),
        "expired on 2026-11-20",
    ),
    "expired export": (
        json.dumps([extension_cookie("li_at", LI_AT, expirationDate=1700000000.5)]),
        "expired on 2023-11-14",
    ),
    "huge text": ("x" * (LARGEST_BYTES + 1), "too large"),
    "huge file": (b"x" * (LARGEST_BYTES + 1), "too large"),
    "a whole browser's cookies": (
        storage_state(
            playwright_cookie("li_at", LI_AT),
            *(playwright_cookie(f"c{i}", "1") for i in range(500)),
        ),
        "too many",
    ),
}
