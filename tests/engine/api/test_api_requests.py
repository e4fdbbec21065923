import asyncio
from collections.abc import AsyncIterator
from datetime import date
import json

import pytest

from engine.api.served import TOKEN, StubEngine, house, raw, until
from linkedin_engine.api import parsing
from linkedin_engine.contract.enums import WishState
from linkedin_engine.contract.requests import Decision, HistoryQuery, WishPatch

_JSON = {"Content-Type": "application/json"}


async def test_what_was_asked_reaches_the_engine_with_its_types() -> None:
    async with house() as home:
        query = "limit=5&before=9&state=sent&state=failed&since=2026-03-01&contact_id=7"
        async with home.client.get(home.url(f"/api/v1/history?{query}")) as reply:
            assert reply.status == 200
        async with home.client.patch(
            home.url("/api/v1/wishes/12"), json={"decision": "approve"}
        ) as reply:
            assert (await reply.json())["id"] == 12
        assert home.engine.seen == [
            HistoryQuery(
                limit=5,
                before=9,
                state=(WishState.SENT, WishState.FAILED),
                since=date(2026, 3, 1),
                contact_id=7,
            ),
            (12, WishPatch(decision=Decision.APPROVE)),
        ]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/v1/wishes?limits=5", "limits"),
        ("/api/v1/wishes?limit=5&limit=6", "limit"),
        ("/api/v1/wishes?limit=many", "limit"),
        ("/api/v1/wishes?limit=501", "limit"),
        ("/api/v1/wishes?state=done", "state[0]"),
        ("/api/v1/history?since=yesterday", "since"),
        ("/api/v1/contacts?blocked=1", "blocked"),
        ("/api/v1/state?verbose=true", "verbose"),
        ("/api/v1/system/doctor?language=de", "language"),
        ("/api/v1/runs/a%20b", "run_id"),
    ],
)
async def test_a_bad_query_is_refused_by_the_name_of_its_field(
    path: str, field: str
) -> None:
    async with house() as home, home.client.get(home.url(path)) as reply:
        error = (await reply.json())["error"]
        assert (reply.status, error["code"], error["field"]) == (
            400,
            "bad_input",
            field,
        )
        assert home.engine.seen == []


@pytest.mark.parametrize(
    "wish_id", ["0", "-1", "007", "1.0", "one", "9007199254740993"]
)
async def test_an_id_that_cannot_be_one_is_bad_input(wish_id: str) -> None:
    async with (
        house() as home,
        home.client.patch(home.url(f"/api/v1/wishes/{wish_id}"), json={}) as reply,
    ):
        assert reply.status == 400
        assert (await reply.json())["error"]["field"] == "wish_id"


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"", "body"),
        (b"{", "body"),
        (b"[]", "body"),
        (b"null", "body"),
        (b"\xff\xfe", "body"),
        ('{"text": "é"}'.encode("utf-16"), "body"),
        (b'{"text": NaN}', "body"),
        (b'{"text": 1e999}', "body"),
        (b'{"text": "\\ud800"}', "body"),
        (b'{"text": ' + b"9" * 5000 + b"}", "body"),
        (b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "body"),
        (b'{"text": "a", "text": "b"}', "text"),
        (b'{"text": 5}', "text"),
        (b'{"decision": "perhaps"}', "decision"),
        (b'{"txt": "a"}', "txt"),
    ],
)
async def test_a_bad_body_is_refused_by_the_name_of_its_field(
    content: bytes, field: str
) -> None:
    async with (
        house() as home,
        home.client.patch(
            home.url("/api/v1/wishes/1"), data=content, headers=_JSON
        ) as reply,
    ):
        error = (await reply.json())["error"]
        assert (reply.status, error["code"], error["field"]) == (
            400,
            "bad_input",
            field,
        )
        assert home.engine.seen == []


async def test_a_setting_that_does_not_exist_is_named() -> None:
    async with (
        house() as home,
        home.client.put(home.url("/api/v1/settings"), json={"speed": 9}) as reply,
    ):
        assert reply.status == 400
        assert (await reply.json())["error"]["field"] == "speed"


def test_a_whole_number_may_be_written_with_a_point() -> None:
    number = parsing.parsed_json(b'{"at": 478.0}')
    assert json.dumps(number) == '{"at": 478}'


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {**_JSON, "Content-Encoding": "gzip"},
    ],
)
async def test_only_plain_json_is_read(headers: dict[str, str]) -> None:
    async with (
        house() as home,
        home.client.patch(
            home.url("/api/v1/wishes/1"), data=b'{"text":"a"}', headers=headers
        ) as reply,
    ):
        assert reply.status == 415
        assert (await reply.json())["error"]["code"] == "unsupported_media_type"


async def test_a_body_that_is_too_large_is_not_read_to_its_end() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * 65536

    async with house() as home:
        for body in (b" " * (parsing.LARGEST_BODY_BYTES + 1), pieces()):
            async with home.client.put(
                home.url("/api/v1/session"), data=body, headers=_JSON
            ) as reply:
                assert reply.status == 413
                assert (await reply.json())["error"]["code"] == "too_large"
        head = (
            "PUT /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            f"Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"
            "Content-Length: 99999999999\r\n\r\n{"
        )
        assert (await raw(home.ports.api, head.encode())).startswith(b"HTTP/1.1 413 ")
        assert home.engine.seen == []


async def test_a_body_that_never_ends_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parsing, "BODY_SECONDS", 0.1)
    head = (
        "PATCH /api/v1/wishes/1 HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"
        'Content-Length: 500\r\n\r\n{"te'
    )
    async with house() as home:
        reply = await raw(home.ports.api, head.encode())
        assert home.engine.seen == []
    assert reply.startswith(b"HTTP/1.1 408 ")
    assert json.loads(reply.partition(b"\r\n\r\n")[2])["error"]["code"] == "timeout"


async def test_the_same_long_work_is_not_done_twice_at_once() -> None:
    engine = StubEngine(gate=asyncio.Event())
    assert engine.gate
    async with house(engine) as home:
        url = home.url("/api/v1/system/doctor")
        first = asyncio.create_task(home.client.get(url))
        await until(lambda: engine.seen)
        async with home.client.get(url) as reply:
            assert (reply.status, (await reply.json())["error"]["code"]) == (
                409,
                "busy",
            )
        engine.gate.set()
        for reply in (await first, await home.client.get(url)):
            assert (reply.status, await reply.json()) == (
                200,
                {"healthy": True, "checks": []},
            )
