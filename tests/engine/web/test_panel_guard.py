"""Who is let in at the API's listener when the panel is there, and how often."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from typing import cast

from aiohttp import ClientSession, CookieJar, WSServerHandshakeError
import pytest

from engine.api.served import TOKEN, StubEngine
from linkedin_engine.api.server import ApiServer, Limits, Listening
from linkedin_engine.api.service import EngineService
from linkedin_engine.errors import ConflictError
from linkedin_engine.web.login_socket import View
from linkedin_engine.web.logs import LogRing
from linkedin_engine.web.panel import Panel
from linkedin_engine.web.visitors import COOKIE, VISIT_SECONDS, Visitors


class NoLogins:
    """Nobody can log in: there is no engine behind this panel."""

    def seen_by(
        self, owner: str, *, width: int, height: int
    ) -> AbstractContextManager[View]:
        raise ConflictError(f"{owner} of {width} by {height}")


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """Serve an engine and its panel."""
    server = ApiServer(
        cast("EngineService", StubEngine()),
        TOKEN,
        Listening(),
        limits=Limits(requests_per_second=10_000),
        pages=Panel(TOKEN, LogRing(), NoLogins()).pages(),
    )
    ports = await server.start()
    yield f"http://127.0.0.1:{ports.api}"
    await server.stop()


@pytest.fixture
async def visitor(url: str) -> AsyncIterator[ClientSession]:
    """Somebody with the panel's cookie and without the token."""
    async with ClientSession(url, cookie_jar=CookieJar(unsafe=True)) as client:
        async with client.post("/panel/login", json={"token": TOKEN}) as reply:
            assert reply.status == 204
        yield client


async def test_the_cookie_changes_nothing_for_another_site(
    visitor: ClientSession,
) -> None:
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
    ):
        async with visitor.delete("/api/v1/session", headers=headers) as reply:
            assert reply.status == 403
            assert (await reply.json())["error"]["code"] == "cross_site"
        with pytest.raises(WSServerHandshakeError):
            await visitor.ws_connect("/api/v1/events", headers=headers)
    async with visitor.delete(
        "/api/v1/session", headers={"Sec-Fetch-Site": "same-origin"}
    ) as reply:
        assert reply.status == 204


async def test_a_wrong_token_is_refused_also_beside_a_good_cookie(
    visitor: ClientSession,
) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    async with visitor.get("/api/v1/state", headers=wrong) as reply:
        assert reply.status == 401


async def test_without_a_cookie_only_the_page_and_its_door_answer(
    url: str,
) -> None:
    async with ClientSession(url) as client:
        for path in ("/api/v1/state", "/metrics", "/panel/logs", "/assets"):
            async with client.get(path, headers={"Cookie": f"{COOKIE}=x"}) as reply:
                assert reply.status == 401, path
        async with client.post("/panel/logout") as reply:
            assert reply.status == 401
        async with client.get("/") as reply:
            assert reply.status == 200
            assert (
                "'none'"
                in reply.headers["Content-Security-Policy"].split("frame-ancestors ")[1]
            )
        async with client.get("/assets/0000000000000000/main.js") as reply:
            assert reply.status == 404


async def test_tries_at_the_door_are_slowed_down(url: str) -> None:
    async with ClientSession(url) as client:
        statuses = []
        for _ in range(4):
            async with client.post("/panel/login", json={"token": "x"}) as reply:
                statuses.append(reply.status)
        assert statuses[-1] == 429
        assert set(statuses) <= {401, 429}


def test_a_visit_ends_by_itself_and_the_oldest_makes_room() -> None:
    now = 0.0
    visitors = Visitors(lambda: now)
    first = visitors.open()
    others = [visitors.open() for _ in range(32)]
    assert not visitors.is_open(first)
    assert all(visitors.is_open(each) for each in others)
    visitors.close(others[0])
    assert not visitors.is_open(others[0])
    now = VISIT_SECONDS
    assert not any(visitors.is_open(each) for each in others)


async def test_the_cookie_ends_when_the_person_leaves(visitor: ClientSession) -> None:
    cookies = {each.key: each.value for each in visitor.cookie_jar}
    async with visitor.post("/panel/logout") as reply:
        assert reply.status == 204
    async with visitor.get("/api/v1/state", cookies=cookies) as reply:
        assert reply.status == 401


async def test_what_is_no_token_at_all_is_refused_in_words(url: str) -> None:
    async with ClientSession(url) as client:
        for content, status in (
            (b'{"token": 5}', 400),
            (b"[]", 400),
            (b"{", 400),
            (b'{"token": "%s"}' % (b"x" * 5000), 413),
        ):
            async with client.post(
                "/panel/login",
                data=content,
                headers={"Content-Type": "application/json"},
            ) as reply:
                assert reply.status == status
        async with client.post("/panel/login", data=b"token=x") as reply:
            assert reply.status == 415
