"""What a page in our browser can do, and what it cannot reach."""

import asyncio
from dataclasses import replace
import os
from pathlib import Path
import re

from playwright.async_api import Error as PlaywrightError, async_playwright, expect
import pytest

from engine.browser.surroundings import (
    Site,
    collect_orphans,
    command_line,
    driver_pid,
    is_main,
    main_command,
)
from linkedin_engine.browser.find import find_browser
from linkedin_engine.browser.flags import (
    OUR_LISTS,
    PLAYWRIGHT_LISTS,
    repeated_lists,
)
from linkedin_engine.browser.launch import BrowserConfig, open_browser
from linkedin_engine.browser.workspace import places
from linkedin_engine.errors import BrowserCrashedError
from linkedin_engine.system.processes import (
    environment_of,
    own_tree,
)


async def test_a_page_is_shown_without_fetching_pictures_or_films(
    config: BrowserConfig, site: Site
) -> None:
    async with open_browser(config) as session:
        await session.page.goto(f"{site.url}/")
        await expect(session.page.locator("#list p")).to_have_count(50)
        await asyncio.sleep(0.5)
        assert site.paths == ["/"]
        await session.page.reload()
        await asyncio.sleep(0.5)
        assert site.paths == ["/", "/"]


async def test_only_the_host_of_the_site_can_be_reached(
    config: BrowserConfig, site: Site
) -> None:
    async with open_browser(config) as session:
        await session.page.goto(f"{site.url}/empty")
        for host in ("localhost", "example.test", "127.0.0.2", "[::1]"):
            with pytest.raises(PlaywrightError, match="ERR_NAME_NOT_RESOLVED"):
                await session.page.goto(f"http://{host}:{site.port}/other")
        assert site.asked == [(f"127.0.0.1:{site.port}", "/empty")]


async def test_a_page_cannot_fetch_from_another_host(
    config: BrowserConfig, site: Site
) -> None:
    async with open_browser(config) as session:
        await session.page.goto(f"{site.url}/empty")
        answer = await session.page.evaluate(
            "url => fetch(url, {mode: 'no-cors'}).then(() => 'got', () => 'refused')",
            f"http://localhost:{site.port}/stolen",
        )
        assert answer == "refused"
        assert "/stolen" not in site.paths


async def test_a_site_with_a_name_is_the_only_one_reached(
    config: BrowserConfig, site: Site
) -> None:
    named = replace(config, base_url=f"http://localhost:{site.port}")
    async with open_browser(named) as session:
        await session.page.goto(f"{named.base_url}/empty")
        with pytest.raises(PlaywrightError, match="ERR_NAME_NOT_RESOLVED"):
            await session.page.goto(f"{site.url}/other")
    assert "/other" not in site.paths


async def test_a_proxy_in_the_environment_does_not_open_the_network(
    config: BrowserConfig, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, site.url)
    async with open_browser(config) as session:
        with pytest.raises(PlaywrightError, match="ERR_NAME_NOT_RESOLVED"):
            await session.page.goto("http://example.test/through-the-proxy")
    assert site.asked == []


async def test_a_text_can_be_typed_into_an_editor_in_a_shadow_root(
    config: BrowserConfig, site: Site
) -> None:
    async with open_browser(config) as session:
        await session.page.goto(f"{site.url}/")
        box = session.page.get_by_role("textbox")
        await box.press_sequentially("Happy birthday, Zoé 🎂")
        await expect(box).to_have_text("Happy birthday, Zoé 🎂")


async def test_the_page_has_webassembly_and_does_not_hide_what_drives_it(
    config: BrowserConfig, site: Site
) -> None:
    async with open_browser(config) as session:
        await session.page.goto(f"{site.url}/empty")
        # an empty WebAssembly module: magic number and version
        assert await session.page.evaluate(
            "WebAssembly.instantiate(new Uint8Array([0,97,115,109,1,0,0,0]))"
            ".then(result => result.instance instanceof WebAssembly.Instance)"
        )
        assert await session.page.evaluate("navigator.webdriver") is True
        assert "Headless" in await session.page.evaluate("navigator.userAgent")


async def test_permissions_are_denied_and_service_workers_never_start(
    config: BrowserConfig, site: Site
) -> None:
    async with open_browser(config) as session:
        await session.page.goto(f"{site.url}/empty")
        for name in ("geolocation", "notifications", "clipboard-read"):
            query = "name => navigator.permissions.query({name}).then(it => it.state)"
            assert await session.page.evaluate(query, name) == "denied"
        # localhost addresses are secure contexts, so a worker could start here
        await session.page.evaluate("void navigator.serviceWorker.register('/sw.js')")
        await asyncio.sleep(0.3)
        assert "/sw.js" not in site.paths


async def test_a_new_tab_is_closed_and_a_dialog_does_not_stop_the_page(
    config: BrowserConfig, site: Site
) -> None:
    async with open_browser(config) as session:
        await session.page.goto(f"{site.url}/empty")
        async with session.context.expect_page() as coming:
            await session.page.evaluate("void window.open('/advert')")
        advert = await coming.value
        await session.page.evaluate("alert('look here')")
        assert await session.page.evaluate("confirm('sure?')") is False
        if not advert.is_closed():
            await advert.wait_for_event("close")
        assert session.context.pages == [session.page]
        assert not session.failed.is_set()


async def test_a_download_is_refused(config: BrowserConfig, site: Site) -> None:
    async with open_browser(config) as session:
        await session.page.goto(f"{site.url}/empty")
        async with session.page.expect_download() as coming:
            await session.page.evaluate("location.href = '/file.bin'")
        download = await coming.value
        assert await download.failure() is not None


async def test_every_list_of_switches_stands_once_and_holds_both_sides(
    config: BrowserConfig,
) -> None:
    async with open_browser(config) as session:
        words = main_command(session)
    assert repeated_lists(words) == set()
    for lists in (PLAYWRIGHT_LISTS, OUR_LISTS):
        for name, values in lists.items():
            given = next(word for word in words if word.startswith(f"{name}="))
            for value in values:
                assert value in re.split(r"[=,]", given, maxsplit=1)[1]


async def test_playwright_gives_by_itself_what_the_table_says(
    config: BrowserConfig,
) -> None:
    """Fails when a new Playwright changes its lists: then the table must follow."""
    found = await _default_command(config)
    for name in {*PLAYWRIGHT_LISTS, *OUR_LISTS}:
        given = [word for word in found if word.startswith(f"{name}=")]
        expected = PLAYWRIGHT_LISTS.get(name)
        assert given == ([f"{name}={','.join(expected)}"] if expected else [])


async def _default_command(config: BrowserConfig) -> list[str]:
    executable = find_browser(config.executable, config.kind)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable)
        lines = [command_line(process.pid) for process in own_tree(os.getpid())]
        await browser.close()
    # its helpers outlive it for a moment and come to this process
    assert await asyncio.to_thread(collect_orphans)
    return next(words for words in lines if is_main(words))


async def test_the_driver_runs_with_little_memory_and_in_the_workspace(
    config: BrowserConfig,
) -> None:
    async with open_browser(config) as session:
        driver = driver_pid(session)
        words = command_line(driver)
        assert {"--max-old-space-size=64", "--max-semi-space-size=1"} < set(words)
        assert "linkedin-auto-" in environment_of(driver)["TMPDIR"]


async def test_without_a_place_for_programs_the_driver_still_gets_its_limits(
    config: BrowserConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "linkedin_engine.browser.workspace._make_driver", lambda *_: None
    )
    async with open_browser(config) as session:
        options = environment_of(driver_pid(session))["NODE_OPTIONS"]
        assert options == "--max-old-space-size=64 --max-semi-space-size=1"


async def test_neither_driver_nor_browser_sees_the_engines_secrets(
    config: BrowserConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKEDIN_AUTO_API_TOKEN", "hidden-token")
    monkeypatch.setenv("SUPERVISOR_TOKEN", "hidden-token")
    async with open_browser(config) as session:
        assert os.environ["SUPERVISOR_TOKEN"] == "hidden-token"
        environments = [environment_of(pid) for pid in session.pids()]
    assert any(environments)
    assert not any("hidden-token" in each.values() for each in environments)


@pytest.mark.parametrize("program", ["/bin/false", "/nonexistent/chromium"])
async def test_a_browser_that_does_not_start_says_what_to_do(
    config: BrowserConfig, program: str
) -> None:
    broken = replace(config, executable=Path(program))
    with pytest.raises(BrowserCrashedError, match="Chromium could not start") as error:
        async with open_browser(broken):
            pass
    assert "linkedin-auto doctor" in str(error.value)


async def test_a_driver_that_does_not_start_says_what_to_do(
    config: BrowserConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "node"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", str(broken))
    with pytest.raises(BrowserCrashedError, match="apt install libatomic1"):
        async with open_browser(config):
            pass


async def test_a_browser_that_says_nothing_is_given_up(
    config: BrowserConfig, tmp_path: Path
) -> None:
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexec sleep 600\n")
    silent.chmod(0o755)
    times = replace(config.times, browser_start=1.0)
    with pytest.raises(BrowserCrashedError, match=r"it took too long|Timeout"):
        async with open_browser(replace(config, executable=silent, times=times)):
            pass


async def test_the_profile_is_in_memory_where_there_is_room(
    config: BrowserConfig,
) -> None:
    async with open_browser(config) as session:
        words = main_command(session)
        profile = next(w for w in words if w.startswith("--user-data-dir="))
    assert any(profile.partition("=")[2].startswith(f"{place}/") for place in places())
