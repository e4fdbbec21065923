import asyncio
from dataclasses import replace
import json
import socket
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
import pytest

from engine.api.served import TOKEN, House, StubEngine, engine_state, house, until
from linkedin_engine.api import events
from linkedin_engine.contract.events import Event, Progress, Snapshot
from linkedin_engine.contract.models import RunProgress
from linkedin_engine.jobs.bus import EventBus

_PATH = "/api/v1/events"


def _step(number: int, *, padding: str = "") -> Event:
    return Progress(
        progress=RunProgress(run_id=f"r{padding}", step="pause", done=number)
    )


async def _open(home: House) -> ClientWebSocketResponse:
    return await home.client.ws_connect(home.url(_PATH))


async def _next(stream: ClientWebSocketResponse) -> Any:
    return await stream.receive_json(timeout=20)


async def _greeted(stream: ClientWebSocketResponse) -> None:
    assert [(await _next(stream))["type"] for _ in range(2)] == ["hello", "snapshot"]


async def test_hello_then_the_snapshot_then_what_happens() -> None:
    async with house() as home:
        stream = await _open(home)
        assert (await _next(stream))["schema_version"] == 1
        snapshot = await _next(stream)
        assert snapshot == {"type": "snapshot", "state": engine_state().to_dict()}
        home.engine.bus.publish(_step(1))
        home.engine.bus.publish(Snapshot(state=replace(engine_state(), daily_limit=3)))
        assert (await _next(stream))["progress"]["done"] == 1
        assert (await _next(stream))["state"]["daily_limit"] == 3


async def test_nothing_falls_between_the_snapshot_and_the_first_event() -> None:
    engine = StubEngine()
    engine.before = lambda: engine.bus.publish(_step(7))
    async with house(engine) as home:
        stream = await _open(home)
        await _greeted(stream)
        assert (await _next(stream))["progress"]["done"] == 7


async def test_the_panel_listens_without_a_token_and_from_its_own_page() -> None:
    async with house() as home:
        stream = await home.client.ws_connect(
            home.ingress(_PATH),
            headers={"Authorization": ""},
            origin=f"http://127.0.0.1:{home.ports.ingress}",
        )
        await _greeted(stream)


async def test_two_hundred_clients_hear_the_same() -> None:
    async with house() as home:
        streams = await asyncio.gather(*(_open(home) for _ in range(200)))
        await asyncio.gather(*(_greeted(stream) for stream in streams))
        for number in range(3):
            home.engine.bus.publish(_step(number))
        for stream in streams:
            heard = [(await _next(stream))["progress"]["done"] for _ in range(3)]
            assert heard == [0, 1, 2]
        await asyncio.gather(*(stream.close() for stream in streams))
        await until(lambda: not home.engine.bus.has_listeners)


async def test_a_client_that_falls_a_whole_queue_behind_is_let_go() -> None:
    engine = StubEngine(bus=EventBus(queue_length=4))
    async with house(engine) as home:
        slow, stream = await _open(home), await _open(home)
        for one in (slow, stream):
            await _greeted(one)
        for number in range(6):
            engine.bus.publish(_step(number))
        message = await slow.receive(timeout=20)
        while message.type is WSMsgType.TEXT:
            message = await slow.receive(timeout=20)
        assert (message.type, message.data) == (WSMsgType.CLOSE, 1013)
        assert message.extra == "too slow: events were lost"


async def test_a_client_that_does_not_read_is_let_go_and_others_hear_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(events, "SEND_SECONDS", 0.2)
    monkeypatch.setattr(events, "CLOSE_SECONDS", 20)
    engine = StubEngine(bus=EventBus(queue_length=10_000))
    async with house(engine) as home:
        stream = await _open(home)
        await _greeted(stream)
        with _deaf_client(home.ports.api) as deaf:
            await until(lambda: len(engine.bus._subscriptions) == 2)
            sent = 0
            async with asyncio.timeout(20):
                while len(engine.bus._subscriptions) == 2:
                    engine.bus.publish(_step(sent, padding="x" * 100_000))
                    assert (await _next(stream))["progress"]["done"] == sent
                    sent += 1
            deaf.settimeout(20)
            await asyncio.to_thread(_hear_until, deaf, b"too slow: events were lost")


async def test_who_leaves_is_forgotten_at_once() -> None:
    async with house() as home:
        stream = await _open(home)
        await _greeted(stream)
        await stream.close()
        await until(lambda: not home.engine.bus.has_listeners)


async def test_what_clients_say_is_ignored_and_must_be_short() -> None:
    async with house() as home:
        stream = await _open(home)
        await _greeted(stream)
        await stream.send_str("anything")
        home.engine.bus.publish(_step(1))
        assert (await _next(stream))["type"] == "progress"
        await stream.send_str("x" * 5000)
        message = await stream.receive(timeout=20)
        assert (message.type, message.data) == (WSMsgType.CLOSE, 1009)


async def test_at_the_end_listeners_hear_that_the_engine_goes() -> None:
    async with house() as home:
        stream = await _open(home)
        await _greeted(stream)
        stopping = asyncio.create_task(home.server.stop())
        message = await stream.receive(timeout=20)
        assert (message.type, message.data) == (WSMsgType.CLOSE, 1001)
        await stopping


async def test_an_engine_that_cannot_tell_its_state_ends_the_stream() -> None:
    def fail() -> None:
        raise KeyError("inside")

    async with house(StubEngine(before=fail)) as home:
        stream = await _open(home)
        assert (await _next(stream))["type"] == "hello"
        message = await stream.receive(timeout=20)
        assert (message.type, message.data) == (WSMsgType.CLOSE, 1011)


async def test_more_listeners_than_there_may_be_are_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(events.EventStreams.__init__, "__kwdefaults__", {"most": 1})
    async with house() as home:
        await _greeted(await _open(home))
        with pytest.raises(WSServerHandshakeError) as refused:
            await _open(home)
        assert refused.value.status == 503


async def test_a_request_that_is_no_websocket_is_told_so() -> None:
    async with house() as home, home.client.get(home.url(_PATH)) as reply:
        assert reply.status == 400
        assert "WebSocket" in (await reply.json())["error"]["message"]


def test_an_event_is_written_once_for_all_who_listen() -> None:
    streams = events.EventStreams(StubEngine())  # type: ignore[arg-type]  # asks it nothing
    event = _step(1)
    assert streams.text(event) is streams.text(event)
    assert json.loads(streams.text(event)) == event.to_dict()


def _deaf_client(port: int) -> socket.socket:
    """Shake hands as a listener whose system has hardly any room for what comes."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    client.sendall(
        f"GET {_PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    return client


def _hear_until(client: socket.socket, last: bytes) -> None:
    heard = b""
    while last not in heard:
        piece = client.recv(65536)
        assert piece, "the connection ended without a word"
        heard = heard[-len(last) :] + piece
