"""The whole service as the Supervisor has it: told, asked, stopped, started again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession
import pytest

from engine.service.home import SOON_SECONDS, Home, started
from engine.supervisor import supervised
from engine.supervisor.office_of_supervisor import TOKEN, FakeSupervisor, supervising
from engine.web.ingress import PREFIX, ingress
from linkedin_engine.supervisor import TOKEN as TOKEN_VARIABLE
from twin.scenario import Scenario
from twin.server import running


@dataclass
class Box:
    """A Supervisor, the service that it runs, and nobody else."""

    supervisor: FakeSupervisor
    home: Home

    async def told(self) -> dict[str, object]:
        """Wait until the Supervisor has heard of the app; return what it heard."""
        async with asyncio.timeout(SOON_SECONDS):
            await self.supervisor.told.wait()
        (message,) = self.supervisor.messages.values()
        return message

    async def restart(self, **options: object) -> None:
        """Do what the Supervisor does when a person has changed the options."""
        assert await self.home.end() == 0
        self.home.options = options
        self.supervisor.answered.clear()
        await self.home.start()
        async with asyncio.timeout(SOON_SECONDS):
            await self.supervisor.answered.wait()


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Box]:
    async with running(Scenario()) as twin, supervising() as supervisor:
        home = Home(
            twin=twin,
            data=tmp_path / "data",
            program=(supervised.__file__, supervisor.url),
            words=("--port", "0", "--ingress-port", "0"),
            variables={TOKEN_VARIABLE: TOKEN},
        )
        async with started(home):
            yield Box(supervisor, home)


async def test_what_the_supervisor_hears_leads_to_this_very_engine(box: Box) -> None:
    message = await box.told()
    assert set(message) == {"host", "port", "token", "instance_id"}
    headers = {"Authorization": f"Bearer {message['token']}"}
    url = f"http://127.0.0.1:{message['port']}/api/v1/state"
    async with ClientSession(headers=headers) as core, core.get(url) as reply:
        assert (await reply.json())["instance_id"] == message["instance_id"]


async def test_changed_options_hold_after_the_restart_and_nobody_is_told_twice(
    box: Box,
) -> None:
    before = await box.told()
    box.home.words = ("--port", str(before["port"]), "--ingress-port", "0")
    await box.restart(daily_limit=3, hours_start="09:00")
    settings = await box.home.ask("GET", "/api/v1/settings")
    assert settings["values"]["daily_limit"] == 3
    assert settings["values"]["hours_start"] == "09:00"
    assert list(box.supervisor.messages.values()) == [before]
    assert box.supervisor.asked == 2
    assert len(box.supervisor.pushed) == 1


async def test_a_restored_supervisor_is_told_again_when_the_app_starts(
    box: Box,
) -> None:
    before = await box.told()
    box.supervisor.messages.clear()
    await box.restart()
    after = await box.told()
    assert after["instance_id"] == before["instance_id"]
    assert after["token"] == before["token"]


async def test_a_person_at_home_assistant_needs_no_token_for_the_panel(
    box: Box,
) -> None:
    said = await box.home.logged("listening")
    behind = f"http://127.0.0.1:{said['ingress_port']}"
    async with ingress(behind) as url, ClientSession() as person:
        assert PREFIX in url
        async with person.get(url) as reply:
            assert reply.status == 200
            page = await reply.text()
        # Relative to where Home Assistant shows it, whatever that is.
        assert 'src="/' not in page
        assert 'href="/' not in page
        async with person.get(f"{url}api/v1/state") as reply:
            assert reply.status == 200
    assert TOKEN not in str(box.home.log)
