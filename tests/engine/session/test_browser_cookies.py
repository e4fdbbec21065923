from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from hypothesis import given, settings, strategies as st
from playwright.async_api import async_playwright
import pytest

from linkedin_engine.browser.find import find_browser
from linkedin_engine.session.cookies import (
    Cookie,
    SameSite,
    SessionSource,
    SessionState,
    cookie_to_dict,
    from_playwright,
    merged,
    parse_cookie,
    to_playwright,
)
from linkedin_engine.settings import BrowserKind

LINKEDIN = "https://www.linkedin.com"
TWIN = "http://127.0.0.1:8123"
NOW = datetime.now(UTC).replace(microsecond=0)
LATER = NOW + timedelta(days=300)
LI_AT = "AQEDATkxMjM0NTY3Zy3_a-BZy3_a-BZy3_a-B"

STATE = SessionState(
    cookies=(
        Cookie(name="li_at", value=LI_AT, expires_at=LATER),
        Cookie(
            name="JSESSIONID",
            value='"ajax:123"',
            http_only=False,
            expires_at=NOW + timedelta(days=30),
        ),
        Cookie(
            name="lang",
            value="v=2&lang=fr-fr",
            domain=".linkedin.com",
            same_site=SameSite.LAX,
        ),
    ),
    imported_at=NOW,
    source=SessionSource.PLAYWRIGHT,
)


def in_browser(base_url: str, **changes: str | None) -> list[dict[str, Any]]:
    """Give what a context holds after a run that set or deleted cookies."""
    host = urlsplit(base_url).hostname
    jar = []
    for given_cookie in to_playwright(STATE, base_url=base_url):
        cookie = dict(given_cookie)
        if cookie.pop("url", None):
            cookie |= {"domain": host, "path": "/"}
        if cookie["name"] in changes:
            value = changes[cookie["name"]]
            if value is None:
                continue
            cookie["value"] = value
        jar.append(cookie)
    return jar


def test_linkedin_gets_its_cookies_for_its_own_domains_over_https_only() -> None:
    given_cookies = to_playwright(STATE, base_url=LINKEDIN)

    assert given_cookies[0] == {
        "name": "li_at",
        "value": LI_AT,
        "domain": ".www.linkedin.com",
        "path": "/",
        "expires": int(LATER.timestamp()),
        "httpOnly": True,
        "secure": True,
        "sameSite": "None",
    }
    assert [cookie["domain"] for cookie in given_cookies[1:]] == [
        ".www.linkedin.com",
        ".linkedin.com",
    ]
    assert given_cookies[2]["expires"] == -1


@pytest.mark.parametrize(
    ("base_url", "secure"), [(TWIN, False), ("https://twin.example", True)]
)
def test_another_base_url_gets_them_and_linkedin_does_not(
    base_url: str, *, secure: bool
) -> None:
    for cookie in to_playwright(STATE, base_url=base_url):
        assert cookie["url"] == f"{base_url}/"
        assert "domain" not in cookie
        assert "path" not in cookie
        assert cookie["secure"] is secure
        assert cookie["sameSite"] == "Lax"


@pytest.mark.parametrize("base_url", [LINKEDIN, TWIN])
async def test_chromium_takes_every_cookie_and_gives_it_back(base_url: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(None, BrowserKind.HEADLESS_SHELL),
            args=["--no-sandbox"],
        )
        context = await browser.new_context()
        await context.add_cookies(
            to_playwright(STATE, base_url=base_url)  # type: ignore[arg-type] # plain dicts
        )
        sent_there = await context.cookies(base_url)
        elsewhere = await context.cookies(TWIN if base_url == LINKEDIN else LINKEDIN)
        jar = await context.cookies()
        await browser.close()

    assert len(sent_there) == len(STATE.cookies)
    assert elsewhere == []
    assert merged(STATE, jar, base_url=base_url, now=NOW) is STATE


@pytest.mark.parametrize("base_url", [LINKEDIN, TWIN])
def test_a_run_that_changed_nothing_leaves_nothing_to_save(base_url: str) -> None:
    jar = in_browser(base_url)

    assert merged(STATE, reversed(jar), base_url=base_url, now=NOW) is STATE


def test_an_expiry_that_lost_a_millisecond_in_the_browser_is_no_change() -> None:
    jar = [
        cookie | {"expires": cookie["expires"] - 0.001 if cookie["expires"] > 0 else -1}
        for cookie in in_browser(LINKEDIN)
    ]

    assert merged(STATE, jar, base_url=LINKEDIN, now=NOW) is STATE


@pytest.mark.parametrize("base_url", [LINKEDIN, TWIN])
def test_a_renewed_cookie_is_saved_back_at_its_own_domain(base_url: str) -> None:
    jar = in_browser(base_url, li_at="AQEDrenewed", lang="v=2&lang=en-us")

    after = merged(STATE, jar, base_url=base_url, now=NOW)

    li_at, jsessionid, lang = STATE.cookies
    assert set(after.cookies) == {
        replace(li_at, value="AQEDrenewed"),
        jsessionid,
        replace(lang, value="v=2&lang=en-us"),
    }
    assert (after.imported_at, after.source) == (STATE.imported_at, STATE.source)


@pytest.mark.parametrize("base_url", [LINKEDIN, TWIN])
def test_a_cookie_that_the_site_deleted_stays_deleted(base_url: str) -> None:
    after = merged(
        STATE, in_browser(base_url, JSESSIONID=None), base_url=base_url, now=NOW
    )

    assert {cookie.name for cookie in after.cookies} == {"li_at", "lang"}


@pytest.mark.parametrize("base_url", [LINKEDIN, TWIN])
@pytest.mark.parametrize("li_at", [None, "delete me", '"delete me"', ""])
def test_a_signed_out_browser_never_replaces_the_session(
    li_at: str | None, base_url: str
) -> None:
    jar = in_browser(base_url, li_at=li_at, lang="changed")

    assert merged(STATE, jar, base_url=base_url, now=NOW) is STATE
    assert merged(STATE, [], base_url=base_url, now=NOW) is STATE


def test_an_expired_li_at_never_replaces_the_session() -> None:
    jar = in_browser(LINKEDIN, lang="changed")

    assert merged(STATE, jar, base_url=LINKEDIN, now=LATER) is STATE


def test_a_renewed_li_at_wins_over_the_one_that_was_given_for_another_domain() -> None:
    jar = in_browser(LINKEDIN)
    renewed = jar[0] | {"value": "AQEDrenewed", "domain": ".linkedin.com"}

    for order in ([*jar, renewed], [renewed, *jar]):
        after = merged(STATE, order, base_url=LINKEDIN, now=NOW)
        assert {cookie.value for cookie in after.cookies if cookie.name == "li_at"} == {
            "AQEDrenewed"
        }


def test_a_new_cookie_of_the_twin_comes_home_to_linkedin() -> None:
    new = {"name": "li_mc", "value": "1", "domain": "127.0.0.1", "expires": -1}

    after = merged(STATE, [*in_browser(TWIN), new], base_url=TWIN, now=NOW)

    assert [cookie.domain for cookie in after.cookies if cookie.name == "li_mc"] == [
        ".linkedin.com"
    ]


@pytest.mark.parametrize(
    ("base_url", "domain"),
    [
        (LINKEDIN, ".example.com"),
        (LINKEDIN, "127.0.0.1"),
        (TWIN, ".linkedin.com"),
        (TWIN, "127.0.0.2"),
        ("http://[::1]:8", "127.0.0.1"),
    ],
)
def test_cookies_of_another_host_are_not_brought_along(
    base_url: str, domain: str
) -> None:
    cookie = {"name": "x", "value": "1", "domain": domain, "path": "/", "expires": -1}

    assert from_playwright([cookie], base_url=base_url) == ()


@pytest.mark.parametrize("domain", ["::1", "[::1]"])
def test_the_loopback_of_ipv6_is_a_host_like_another(domain: str) -> None:
    cookie = {"name": "x", "value": "1", "domain": domain, "path": "/", "expires": -1}

    (found,) = from_playwright([cookie], base_url="http://[::1]:8")

    assert found.domain == ".linkedin.com"


COOKIES = st.builds(
    Cookie,
    name=st.from_regex(r"[A-Za-z0-9_.-]{1,12}", fullmatch=True),
    value=st.from_regex(r"[!-:<-~]{1,20}", fullmatch=True),
    domain=st.sampled_from([".linkedin.com", ".www.linkedin.com"]),
    path=st.sampled_from(["/", "/voyager"]),
    expires_at=st.none()
    | st.datetimes(datetime(1970, 1, 2), datetime(5138, 1, 1)).map(  # noqa: DTZ001 - made aware below
        lambda when: when.replace(microsecond=0, tzinfo=UTC)
    ),
    http_only=st.booleans(),
    same_site=st.sampled_from(SameSite),
)


@given(COOKIES)
@settings(max_examples=150, deadline=None)
def test_a_cookie_survives_being_written_and_read(cookie: Cookie) -> None:
    assert parse_cookie(cookie_to_dict(cookie)) == cookie
