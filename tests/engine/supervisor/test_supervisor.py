"""Home Assistant learns of the app, whatever the Supervisor is doing just then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import logging
import socket

import pytest

from engine.supervisor.office_of_supervisor import TOKEN, FakeSupervisor, supervising
from linkedin_engine.supervisor import (
    URL,
    Announcement,
    Supervisor,
    SupervisorError,
    Times,
)

PATIENCE = 30.0
QUICK = Times(first_wait=0.005, longest_wait=0.02, again=0.01)
CALM = Times(first_wait=0.005, longest_wait=0.02, again=3600.0)
HERE = Announcement(host="abc-linkedin-auto", port=8099, token="t", instance_id="home")


@pytest.fixture
async def fake() -> AsyncIterator[FakeSupervisor]:
    async with supervising() as fake:
        yield fake


@asynccontextmanager
async def announcing(
    fake: FakeSupervisor, times: Times
) -> AsyncIterator[asyncio.Task[None]]:
    supervisor = Supervisor(TOKEN, url=fake.url, times=times)
    task = asyncio.create_task(supervisor.run(HERE))
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_without_a_supervisor_there_is_nobody_to_tell() -> None:
    assert Supervisor.from_environment({}) is None
    assert Supervisor.from_environment({"SUPERVISOR_TOKEN": ""}) is None
    assert Supervisor.from_environment({"SUPERVISOR_TOKEN": "t"}) is not None
    assert URL == "http://supervisor"


async def test_the_message_holds_what_the_integration_needs(
    fake: FakeSupervisor,
) -> None:
    await Supervisor(TOKEN, url=fake.url).announce(HERE)
    assert list(fake.messages.values()) == [
        {"host": "abc-linkedin-auto", "port": 8099, "token": "t", "instance_id": "home"}
    ]


def test_the_host_is_the_containers_own_name() -> None:
    announcement = Announcement(port=8099, token="t", instance_id="home")
    assert announcement.host == socket.gethostname()
    assert "token" not in repr(announcement)


async def test_it_is_told_again_until_it_is_taken(
    fake: FakeSupervisor, caplog: pytest.LogCaptureFixture
) -> None:
    fake.moods = [502, 500, 400, 429]
    async with announcing(fake, CALM):
        await asyncio.wait_for(fake.told.wait(), PATIENCE)
    assert fake.asked == 5
    warnings = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert len(warnings) == 1


async def test_a_supervisor_that_is_not_up_yet_is_waited_for() -> None:
    async with supervising() as gone:
        pass
    supervisor = Supervisor(TOKEN, url=gone.url, times=CALM)
    with pytest.raises(SupervisorError) as raised:
        await supervisor.announce(HERE)
    assert not raised.value.is_final
    assert "asked again" in str(raised.value)


async def test_a_supervisor_that_lost_its_messages_is_told_again(
    fake: FakeSupervisor,
) -> None:
    async with announcing(fake, QUICK):
        await asyncio.wait_for(fake.told.wait(), PATIENCE)
        fake.messages.clear()
        fake.told.clear()
        await asyncio.wait_for(fake.told.wait(), PATIENCE)
    assert fake.messages


async def test_the_same_message_disturbs_nobody_and_a_changed_one_is_passed_on(
    fake: FakeSupervisor,
) -> None:
    supervisor = Supervisor(TOKEN, url=fake.url)
    await supervisor.announce(HERE)
    await supervisor.announce(HERE)
    assert len(fake.pushed) == 1
    await supervisor.announce(
        Announcement(host=HERE.host, port=8099, token="new", instance_id="home")
    )
    assert len(fake.pushed) == 2
    assert len(fake.messages) == 1


async def test_a_refusal_for_good_is_said_once_and_not_asked_again(
    fake: FakeSupervisor, caplog: pytest.LogCaptureFixture
) -> None:
    fake.listed = ()
    async with announcing(fake, QUICK) as task:
        await asyncio.wait_for(task, PATIENCE)
    assert fake.asked == 1
    assert "by hand" in caplog.text
    assert TOKEN not in caplog.text


def test_it_wakes_up_a_handful_of_times_a_day() -> None:
    assert 24 * 3600 / Times().again <= 6
    assert Times().longest_wait >= 300
