"""Gives every test a site and a browser's settings, and sees that nothing is left."""

from collections.abc import AsyncIterator, Iterator
import os
from pathlib import Path

from aiohttp import web
import pytest

from engine.browser.surroundings import Remains, Site, collect_orphans
from linkedin_engine.browser.launch import BrowserConfig, BrowserTimes
from linkedin_engine.system.processes import Identity, adopt_and_reap, zombies

QUICK = BrowserTimes(close=2.0, stop=1.0)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    shown = Site()
    app = web.Application()
    app.router.add_get("/{any:.*}", shown.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    server = web.TCPSite(runner, "127.0.0.1", 0)
    await server.start()
    shown.port = runner.addresses[0][1]
    yield shown
    await runner.cleanup()


@pytest.fixture
def config(site: Site) -> BrowserConfig:
    given = os.environ.get("LINKEDIN_AUTO_BROWSER")
    executable = Path(given) if given else None
    return BrowserConfig(base_url=site.url, executable=executable, times=QUICK)


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    # What an earlier test left must not fail this one.
    adopt_and_reap()
    assert collect_orphans()
    ours = Remains(os.getpid())
    before = _zombies()
    yield
    assert ours.processes() == []
    assert ours.folders() == []
    assert _zombies() - before == set()


def _zombies() -> set[Identity]:
    return {each.identity for each in zombies() if each.parent == os.getpid()}
