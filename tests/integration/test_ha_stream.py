"""The event stream, which comes back by itself."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
import json

from aiohttp import ClientSession
import pytest

from custom_components.linkedin_auto.engine_client import (
    CannotConnectError,
    EngineClient,
    EventStream,
    IncompatibleEngineError,
    InvalidAuthError,
    Lost,
)
from custom_components.linkedin_auto.engine_client.contract.events import (
    Event,
    Hello,
    Snapshot,
)
from custom_components.linkedin_auto.engine_client.stream import Backoff
from integration.scripted import ScriptedEngine, scripted_engine

type Events = AsyncGenerator[Event | Lost]


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened


@pytest.fixture
async def events(
    session: ClientSession, scripted: ScriptedEngine
) -> AsyncIterator[Events]:
    wire = EngineClient(session, scripted.url, scripted.token).wire
    async with aclosing(aiter(EventStream(wire, Backoff(0.01, 0.05)))) as stream:
        yield stream


async def test_a_connection_begins_with_a_hello_and_a_snapshot(events: Events) -> None:
    assert isinstance(await anext(events), Hello)
    snapshot = await anext(events)
    assert isinstance(snapshot, Snapshot)
    assert snapshot.state.engine_version == "0.1.0"


async def test_a_lost_stream_is_told_once_and_comes_back(
    events: Events, scripted: ScriptedEngine
) -> None:
    await anext(events)
    await anext(events)
    await scripted.hang_up()
    lost = await anext(events)
    assert isinstance(lost, Lost)
    assert isinstance(lost.error, CannotConnectError)
    assert isinstance(await anext(events), Hello)
    assert scripted.connections == 2


async def test_what_a_newer_engine_or_a_broken_one_says_is_left_out(
    events: Events, scripted: ScriptedEngine
) -> None:
    await anext(events)
    await anext(events)
    await scripted.listened()
    await scripted.tell(type="of the future", more=1)
    await scripted.tell(type="snapshot", state={})
    for socket in scripted.streams:
        await socket.send_str("no json")
        await socket.send_str("[]")
        await socket.send_bytes(b"bytes")
    await scripted.tell_state(engine_version="0.2.0")
    snapshot = await anext(events)
    assert isinstance(snapshot, Snapshot)
    assert snapshot.state.engine_version == "0.2.0"


async def test_an_unknown_token_ends_it(
    events: Events, scripted: ScriptedEngine
) -> None:
    scripted.token = "another"
    lost = await anext(events)
    assert isinstance(lost, Lost)
    assert isinstance(lost.error, InvalidAuthError)
    with pytest.raises(StopAsyncIteration):
        await anext(events)


@pytest.mark.parametrize(
    "said",
    [
        "no json",
        "[1]",
        json.dumps({"type": "snapshot"}),
        json.dumps(
            {
                "type": "wish",
                "schema_version": 1,
                "min_supported_schema_version": 1,
            }
        ),
        json.dumps(
            {
                "type": "of the future",
                "schema_version": 1,
                "min_supported_schema_version": 1,
            }
        ),
    ],
)
async def test_a_stream_without_a_hello_is_no_engines(
    events: Events, scripted: ScriptedEngine, said: str
) -> None:
    scripted.hello = said
    lost = await anext(events)
    assert isinstance(lost, Lost)
    assert isinstance(lost.error, CannotConnectError)
    scripted.hello = None
    assert isinstance(await anext(events), Hello)


async def test_an_engine_that_was_updated_meanwhile_is_told_of(
    events: Events, scripted: ScriptedEngine
) -> None:
    await anext(events)
    await anext(events)
    scripted.state |= {"schema_version": 9, "min_supported_schema_version": 9}
    await scripted.hang_up()
    assert isinstance(await anext(events), Lost)
    await asyncio.sleep(0.1)
    scripted.state |= {"schema_version": 1, "min_supported_schema_version": 1}
    assert isinstance(await anext(events), Hello)


async def test_the_reason_of_a_first_refusal_is_kept(
    events: Events, scripted: ScriptedEngine
) -> None:
    scripted.state |= {"schema_version": 0, "min_supported_schema_version": 0}
    lost = await anext(events)
    assert isinstance(lost, Lost)
    assert isinstance(lost.error, IncompatibleEngineError)


async def test_an_engine_that_is_not_there_yet_is_waited_for(
    session: ClientSession,
) -> None:
    async with scripted_engine() as gone:
        url, port = gone.url, int(gone.url.rpartition(":")[2])
    wire = EngineClient(session, url, gone.token).wire
    async with aclosing(aiter(EventStream(wire, Backoff(0.01, 0.05)))) as events:
        assert isinstance(await anext(events), Lost)
        async with scripted_engine(port):
            assert isinstance(await anext(events), Hello)


async def test_a_proxy_that_knows_no_streams_is_a_lost_connection(
    session: ClientSession, scripted: ScriptedEngine
) -> None:
    wire = EngineClient(session, f"{scripted.url}/elsewhere", scripted.token).wire
    async with aclosing(aiter(EventStream(wire, Backoff(0.01, 0.05)))) as events:
        lost = await anext(events)
    assert isinstance(lost, Lost)
    assert "404" in str(lost.error)


def test_waits_grow_to_a_bound_and_begin_anew_after_a_success() -> None:
    backoff = Backoff(1.0, 8.0)
    waits = [backoff.seconds() for _ in range(6)]
    for wait, longest in zip(waits, (1, 2, 4, 8, 8, 8), strict=True):
        assert longest / 2 <= wait <= longest
    backoff.reset()
    assert backoff.seconds() <= 1.0
