import asyncio
import json
from typing import Any

from aiohttp import ClientSession, TCPConnector
import pytest

from engine.api.served import AUTHORIZED, TOKEN, StubEngine, house, raw
from linkedin_engine.api.server import Limits


def _error(content: bytes) -> Any:
    return json.loads(content.partition(b"\r\n\r\n")[2])["error"]


@pytest.mark.parametrize(
    "authorization",
    [
        [],
        [""],
        ["Bearer"],
        [f"Bearer {TOKEN}x"],
        [f"Bearer {TOKEN[:-1]}"],
        [f"Basic {TOKEN}"],
        [TOKEN],
        [f"Bearer {TOKEN}", f"Bearer {TOKEN}"],
        ["Bearer \udcff\udcfe"],
    ],
)
async def test_without_the_one_token_there_is_nothing(authorization: list[str]) -> None:
    lines = "".join(f"Authorization: {value}\r\n" for value in authorization)
    request = f"GET /api/v1/state?token={TOKEN} HTTP/1.1\r\nHost: x\r\n{lines}\r\n"
    async with house() as home:
        reply = await raw(
            home.ports.api, request.encode("utf-8", errors="surrogateescape")
        )
        assert home.engine.seen == []
    assert reply.startswith(b"HTTP/1.1 401 ")
    assert b'WWW-Authenticate: Bearer realm="linkedin-auto"' in reply
    assert _error(reply)["code"] == "unauthorized"


@pytest.mark.parametrize(
    "path", ["/metrics", "/api/v1/openapi.json", "/api/v1/nothing"]
)
async def test_what_there_is_cannot_be_told_without_the_token(path: str) -> None:
    async with house() as home, ClientSession() as stranger:
        async with stranger.get(home.url(path)) as reply:
            assert reply.status == 401
        async with stranger.get(
            home.url("/api/v1/events"), headers={"Upgrade": "websocket"}
        ) as reply:
            assert reply.status == 401


@pytest.mark.parametrize(("status", "code"), [("ok", 200), ("starting", 503)])
async def test_health_needs_no_token_and_has_no_secret(status: str, code: int) -> None:
    async with house(StubEngine(status=status)) as home, ClientSession() as stranger:
        for url in (home.url("/health"), home.ingress("/health")):
            async with stranger.get(url) as reply:
                assert reply.status == code
                assert await reply.json() == {"status": status, "version": "1.2.3"}


async def test_metrics_are_for_whoever_has_the_token() -> None:
    async with house() as home, home.client.get(home.url("/metrics")) as reply:
        assert await reply.read() == b"up 1\n"
        assert reply.headers["Content-Type"].startswith("text/plain; version=0.0.4")


async def test_unknown_paths_and_methods_are_errors_of_the_contract() -> None:
    async with house() as home:
        async with home.client.get(home.url("/api/v1/nothing")) as reply:
            assert (reply.status, (await reply.json())["error"]["code"]) == (
                404,
                "not_found",
            )
        async with home.client.delete(home.url("/api/v1/settings")) as reply:
            assert reply.status == 405
            assert reply.headers["Allow"] == "GET,PUT"
            assert (await reply.json())["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("target", "statuses"),
    [
        ("/api/v1/../../etc/passwd", {404}),
        ("/api/v1/runs/..%2f..%2fstate", {400}),
        ("/api/v1/%2e%2e/state", {404}),
        ("/api/v1/system/backups/..%2Fsecret.key", {400}),
        ("/api/v1/system/backups/%2e%2e", {400, 404}),
        ("/api/v1/system/backups/a%00b", {400}),
        ("//api/v1/state", {404}),
        ("/api/v1/state/", {404}),
        ("/api/v1/state%00", {404}),
        ("/api/v1/runs/" + "a" * 4000, {400}),
        ("/" + "a" * 9000, {400}),
        ("http://elsewhere/etc/passwd", {404}),
        ("*", {400, 404}),
    ],
)
async def test_path_tricks_lead_nowhere(target: str, statuses: set[int]) -> None:
    request = f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    request += f"Authorization: Bearer {TOKEN}\r\n\r\n"
    async with house() as home:
        reply = await raw(home.ports.api, request.encode())
        assert home.engine.seen == []
    assert int(reply.split()[1]) in statuses
    assert _error(reply)["code"] in {"not_found", "bad_input"}


async def test_a_client_over_its_limit_is_told_how_long_to_wait() -> None:
    limits = Limits(requests_per_second=10)
    async with (
        house(limits=limits) as home,
        ClientSession(
            headers=AUTHORIZED, connector=TCPConnector(local_addr=("127.0.0.2", 0))
        ) as neighbour,
    ):
        async with asyncio.TaskGroup() as group:
            asked = [
                group.create_task(home.client.get(home.url("/api/v1/state")))
                for _ in range(40)
            ]
        replies = [task.result() for task in asked]
        refused = [reply for reply in replies if reply.status == 429]
        assert refused
        assert len(replies) - len(refused) >= 10
        assert refused[0].headers["Retry-After"] == "1"
        assert (await refused[0].json())["error"]["code"] == "too_many_requests"
        async with neighbour.get(home.url("/api/v1/state")) as reply:
            assert reply.status == 200


async def test_the_panel_is_for_the_supervisors_address_whatever_the_headers() -> None:
    claims = {
        "X-Forwarded-For": "172.30.32.2",
        "X-Real-IP": "172.30.32.2",
        "X-Ingress-Path": "/api/hassio_ingress/x",
        "X-Remote-User-Id": "admin",
    }
    async with house(trusts_loopback=False) as home:
        async with home.client.get(
            home.ingress("/api/v1/state"), headers=claims
        ) as reply:
            assert reply.status == 403
            assert (await reply.json())["error"]["code"] == "forbidden"
        assert home.engine.seen == []


async def test_the_panel_needs_no_token_where_its_address_is_trusted() -> None:
    async with house() as home, ClientSession() as panel:
        async with panel.get(home.ingress("/api/v1/state")) as reply:
            assert reply.status == 200
        async with panel.delete(
            home.ingress("/api/v1/session"),
            headers={"Origin": f"http://127.0.0.1:{home.ports.ingress}"},
        ) as reply:
            assert reply.status == 204


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Host": "evil.example"},
    ],
)
async def test_another_site_in_the_persons_browser_gets_nothing(
    headers: dict[str, str],
) -> None:
    async with house() as home, ClientSession(headers=headers) as browser:
        async with browser.delete(home.ingress("/api/v1/session")) as reply:
            assert (reply.status, (await reply.json())["error"]["code"]) == (
                403,
                "cross_site",
            )
        async with browser.get(
            home.ingress("/api/v1/events"),
            headers={"Upgrade": "websocket", "Connection": "Upgrade"},
        ) as reply:
            assert reply.status == 403
        assert home.engine.seen == []


async def test_no_page_may_read_an_answer_from_another_site() -> None:
    async with (
        house() as home,
        home.client.get(
            home.ingress("/api/v1/state"), headers={"Origin": "https://evil.example"}
        ) as reply,
    ):
        assert "Access-Control-Allow-Origin" not in reply.headers
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Cache-Control"] == "no-store"
