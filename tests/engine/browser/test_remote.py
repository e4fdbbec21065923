"""A browser that somebody else runs: used, left running, and left as it was."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import pytest

from engine.browser.elsewhere import (
    SECRET,
    Elsewhere,
    chromium,
    playwright_server,
)
from engine.browser.surroundings import Site
from linkedin_engine.browser.launch import BrowserConfig, open_browser
from linkedin_engine.browser.remote import numeric
from linkedin_engine.errors import BrowserCrashedError


@pytest.fixture
async def browser_there() -> AsyncIterator[Elsewhere]:
    async with chromium() as there:
        yield there


async def _pages(there: Elsewhere) -> list[str]:
    targets: Any = (await there.ask("Target.getTargets"))["targetInfos"]
    return [each["title"] for each in targets if each["type"] == "page"]


async def test_a_remote_chromium_is_left_running_with_the_tabs_that_it_had(
    config: BrowserConfig, site: Site, browser_there: Elsewhere
) -> None:
    for url in (browser_there.url, browser_there.http):
        async with open_browser(replace(config, remote_url=url)) as session:
            assert await session.context.cookies(site.url) == []
            await session.page.goto(f"{site.url}/empty")
            await session.context.add_cookies(
                [{"name": "li_at", "value": "secret", "url": site.url}]
            )
            assert len(session.pids()) == 1
        assert await browser_there.is_left_clean()
        assert await _pages(browser_there) == ["Of somebody else"]


async def test_the_end_of_a_remote_browser_ends_the_work(
    config: BrowserConfig, browser_there: Elsewhere
) -> None:
    async with open_browser(replace(config, remote_url=browser_there.url)) as session:
        closing = asyncio.ensure_future(browser_there.ask("Browser.close"))
        begun = time.monotonic()
        with pytest.raises(BrowserCrashedError, match=r"at remote_browser_url.*middle"):
            await session.guard(asyncio.sleep(60))
        assert time.monotonic() - begun < 30
        await asyncio.gather(closing, return_exceptions=True)


async def test_a_playwright_server_gives_a_browser_and_takes_it_back(
    config: BrowserConfig, site: Site
) -> None:
    async with playwright_server() as there:
        remote = replace(config, remote_url=there.url)
        async with open_browser(remote) as session:
            await session.page.goto(f"{site.url}/empty")
            assert session.context.pages == [session.page]
            assert there.browsers()
        assert await there.is_left_clean()


async def test_a_playwright_server_of_another_version_is_named_with_both_versions(
    config: BrowserConfig,
) -> None:
    async with playwright_server({"PW_VERSION_OVERRIDE": "1.9.3"}) as there:
        with pytest.raises(BrowserCrashedError) as error:
            async with open_browser(replace(config, remote_url=there.url)):
                pass
    assert "server of version 1.9, and the engine needs one of version 1." in str(
        error.value
    )


async def test_an_address_of_the_other_kind_is_told_which_kind_it_is(
    config: BrowserConfig, browser_there: Elsewhere
) -> None:
    async with playwright_server() as server:
        kinds = {
            server.http: "begins with ws://",
            browser_there.http.replace("http", "ws"): "begins with http://",
        }
        for url, advice in kinds.items():
            with pytest.raises(BrowserCrashedError, match=advice):
                async with open_browser(replace(config, remote_url=url)):
                    pass


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        (f"http://127.0.0.1:9/?token={SECRET}", "nobody answers"),
        (f"ws://127.0.0.1:9/devtools/browser/{SECRET}", "nobody answers"),
        (f"ws://127.0.0.1:9/{SECRET}", "nobody answers"),
        (f"ws://nowhere.invalid/{SECRET}", "IP address"),
        (f"http://nowhere.invalid/{SECRET}", "IP address"),
    ],
)
async def test_an_unreachable_remote_browser_is_named_without_its_token(
    config: BrowserConfig, caplog: pytest.LogCaptureFixture, url: str, advice: str
) -> None:
    with pytest.raises(BrowserCrashedError, match="remote_browser_url") as error:
        async with open_browser(replace(config, remote_url=url)):
            pass
    raised = error.value
    assert advice in str(raised)
    assert SECRET not in f"{raised!r} {raised.__cause__!r} {raised.__context__!r}"
    assert SECRET not in caplog.text
    assert SECRET not in repr(replace(config, remote_url=url))


async def test_a_chromium_is_reached_by_its_machines_name(
    config: BrowserConfig, browser_there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = urlsplit(browser_there.url).port
    asked: list[object] = []

    async def resolve(host: str, port: int, **_: object) -> list[Any]:
        asked.append((host, port))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    named = replace(config, remote_url=f"http://desk:{port}")
    async with open_browser(named) as session:
        assert await session.page.evaluate("1 + 1") == 2
    assert asked == [("desk", port)]


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.20:9222/path?token=x",
        "http://localhost:9222",
        "http://[fe80::1]:9222",
        "https://desk:9222",
        "wss://desk/devtools/browser/1",
    ],
)
async def test_an_address_that_needs_no_looking_up_stays_as_it_is(url: str) -> None:
    assert await numeric(url) == url
