"""A browser for somebody who logs in: what ends it, and what it leaves as it was."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
import os
from pathlib import Path
from typing import Any

import pytest

from engine.session.kept import NOW, STATE
from linkedin_engine.browser.acts import Size
from linkedin_engine.browser.config import BrowserConfig
from linkedin_engine.clock import Clock
from linkedin_engine.errors import NetworkError
from linkedin_engine.linkedin.login_page import LoginPage
from linkedin_engine.linkedin.signals_rules import PageState
from linkedin_engine.linkedin.urls import SiteUrls
from linkedin_engine.session.login import LoginEnd, LoginPlace, log_in
from linkedin_engine.session.vault import Vault
from linkedin_engine.settings import Environment
from twin.scenario import Scenario
from twin.server import running

NOBODY = "http://127.0.0.1:9"


@dataclass
class Somebody:
    """A person who does these things once the page is shown, then goes or waits."""

    acts: list[Any] = field(default_factory=list)
    goes: bool = True
    pictures: list[bytes] = field(default_factory=list)
    pages: list[LoginPage] = field(default_factory=list)
    sees: asyncio.Event = field(default_factory=asyncio.Event)
    is_told: bool = False

    def show(self, picture: bytes) -> None:
        self.pictures.append(picture)
        self.sees.set()

    def tell(self, page: LoginPage) -> None:
        self.pages.append(page)

    def logged_in(self) -> None:
        self.is_told = True

    async def next_act(self) -> Mapping[str, Any] | None:
        await self.sees.wait()
        if self.acts:
            act: Mapping[str, Any] = self.acts.pop(0)
            return act
        if not self.goes:
            await asyncio.Event().wait()
        return None


@pytest.fixture
async def place(vault: Vault) -> AsyncIterator[LoginPlace]:
    """LinkedIn's login, and a vault with a session from before."""
    vault.save(STATE, NOW)
    async with running(Scenario(now=NOW)) as twin:
        yield LoginPlace(
            vault=vault,
            browser=BrowserConfig(base_url=twin.url, executable=_browser(), media=True),
            urls=SiteUrls(twin.url),
            clock=Clock(NOW),
            size=Size(400, 500),
        )


def _browser() -> Path | None:
    return Environment.parse(os.environ).browser


async def test_who_does_nothing_loses_the_browser_and_not_the_session(
    place: LoginPlace, vault: Vault
) -> None:
    person = Somebody(goes=False)
    assert await log_in(replace(place, idle_seconds=1), person) is LoginEnd.IDLE
    assert person.pages[-1].state is PageState.LOGGED_OUT
    assert person.pictures[-1].startswith(b"\xff\xd8\xff")
    assert (vault.load(), person.is_told) == (STATE, False)


async def test_nonsense_does_no_harm_and_who_goes_ends_it(
    place: LoginPlace, vault: Vault
) -> None:
    person = Somebody([{}, {"type": "go", "to": "file:///etc"}, {"type": "touch"}])
    assert await log_in(place, person) is LoginEnd.GONE
    assert vault.load() == STATE


async def test_a_site_that_is_not_there_is_said_to_be_so(
    place: LoginPlace, vault: Vault
) -> None:
    nowhere = replace(
        place, browser=replace(place.browser, base_url=NOBODY), urls=SiteUrls(NOBODY)
    )
    with pytest.raises(NetworkError):
        await log_in(nowhere, Somebody(goes=False))
    assert vault.load() == STATE
