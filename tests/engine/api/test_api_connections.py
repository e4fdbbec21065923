import asyncio
import json
import socket

from aiohttp import ClientSession, web
import pytest

from engine.api.served import AUTHORIZED, StubEngine, house, raw, until
from engine.log.logged import Output
from linkedin_engine.api.connections import ConnectionLimits
from linkedin_engine.api.guards import TokenGuard
from linkedin_engine.api.server import ApiServer, Limits, Listening, Pages
from linkedin_engine.log import configure


def _limits(*, most: int = 512, idle_seconds: float = 30.0) -> Limits:
    return Limits(
        requests_per_second=10_000,
        connections=ConnectionLimits(most=most, idle_seconds=idle_seconds),
    )


@pytest.mark.parametrize("said", [b"", b"GET /heal", b"GET /health HTTP/1.1\r\nHost: "])
async def test_a_connection_without_a_whole_request_is_closed(said: bytes) -> None:
    async with house(limits=_limits(idle_seconds=0.2)) as home:
        assert await raw(home.ports.api, said) == b""


async def test_headers_that_drip_are_not_waited_for() -> None:
    async with house(limits=_limits(idle_seconds=0.3)) as home:
        reader, writer = await asyncio.open_connection("127.0.0.1", home.ports.api)
        writer.write(b"GET /health HTTP/1.1\r\n")
        end = asyncio.create_task(reader.read())
        async with asyncio.timeout(20):
            while not end.done():
                writer.write(b"X: y\r\n")
                await asyncio.sleep(0.05)
        writer.close()
        # Closed, or reset because a drop was still on its way.
        assert isinstance(end.exception(), ConnectionError) or end.result() == b""


async def test_a_connection_stays_for_the_next_request() -> None:
    async with house() as home:
        request = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
        last = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        assert (await raw(home.ports.api, request, last)).count(b'"ok"') == 2


async def test_of_too_many_connections_the_oldest_silent_one_gives_way() -> None:
    async with house(limits=_limits(most=3)) as home:
        silent = [
            await asyncio.open_connection("127.0.0.1", home.ports.api) for _ in range(3)
        ]
        async with ClientSession() as new, new.get(home.url("/health")) as reply:
            assert reply.status == 200
        async with asyncio.timeout(20):
            assert await silent[0][0].read() == b""
        assert not silent[1][0].at_eof()
        for _, writer in silent:
            writer.close()


async def test_connections_at_work_do_not_give_way() -> None:
    engine = StubEngine(gate=asyncio.Event())
    assert engine.gate
    async with house(engine, limits=_limits(most=2)) as home:
        url = home.url("/api/v1/state")
        working = [asyncio.create_task(home.client.get(url)) for _ in range(2)]
        await until(lambda: len(engine.seen) == 2)
        assert await raw(home.ports.api, b"GET /health HTTP/1.1\r\n\r\n") == b""
        engine.gate.set()
        assert [(await task).status for task in working] == [200, 200]


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"POST /x HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
async def test_what_is_no_http_gets_the_contracts_error(said: bytes) -> None:
    log = Output()
    configure("info", stream=log)
    async with house() as home:
        reply = await raw(home.ports.api, said)
    head, _, body = reply.partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))
    assert json.loads(body)["error"]["code"] == "bad_input"
    assert log.events == []


async def test_while_stopping_all_but_the_health_is_refused() -> None:
    engine = StubEngine(gate=asyncio.Event())
    assert engine.gate
    async with house(engine) as home:
        under_way = asyncio.create_task(home.client.get(home.url("/api/v1/state")))
        await until(lambda: engine.seen)
        home.server.refuse()
        async with home.client.get(home.url("/api/v1/settings")) as reply:
            assert (reply.status, (await reply.json())["error"]["code"]) == (
                503,
                "unavailable",
            )
        async with home.client.get(home.url("/health")) as reply:
            assert (reply.status, (await reply.json())["status"]) == (503, "stopping")
        stopping = asyncio.create_task(home.server.stop())
        engine.gate.set()
        assert (await under_way).status == 200
        await stopping
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", home.ports.api)


async def test_a_port_that_is_taken_leaves_nothing_listening() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with socket.create_server(("127.0.0.1", 0)) as probe:
            free = probe.getsockname()[1]
        server = ApiServer(
            StubEngine(),  # type: ignore[arg-type]  # is asked nothing
            "token",
            Listening(port=free, ingress_port=port),
        )
        with pytest.raises(OSError, match="in use"):
            await server.start()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", free)


async def test_the_panels_pages_are_mounted_at_each_listener_as_it_wants() -> None:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="panel")

    def mount(app: web.Application) -> None:
        app.router.add_get("/", page)

    server = ApiServer(
        StubEngine(),  # type: ignore[arg-type]  # is asked nothing
        "token",
        Listening(ingress_port=0, ingress_trusts_loopback=True),
        limits=Limits(requests_per_second=1),
        pages=Pages(
            guard=TokenGuard("token"), at_ingress=mount, stand_alone=lambda _: None
        ),
    )
    ports = await server.start()
    try:
        async with ClientSession(headers=AUTHORIZED) as client:
            for _ in range(20):
                async with client.get(f"http://127.0.0.1:{ports.ingress}/") as reply:
                    assert await reply.text() == "panel"
            async with client.get(f"http://127.0.0.1:{ports.api}/") as reply:
                assert reply.status == 401
    finally:
        await server.stop()
