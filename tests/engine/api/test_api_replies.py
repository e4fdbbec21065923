import asyncio
import csv
from io import StringIO
import json
from pathlib import Path
from typing import NoReturn

from aiohttp import ClientError, ClientResponse
from blockbuster import blockbuster_ctx
import pytest

from engine.api.served import StubEngine, house, wish_item
from engine.log.logged import Output
from linkedin_engine.api import answers, history
from linkedin_engine.errors import (
    BadInputError,
    BusyError,
    ConflictError,
    DatabaseDamagedError,
    EngineError,
    NotFoundError,
    PageChangedError,
    SessionRequiredError,
    StorageFullError,
    UnavailableError,
)
from linkedin_engine.log import configure

_CSV = {"Accept": "text/csv"}


def _raising(error: Exception) -> StubEngine:
    def fail() -> NoReturn:
        raise error

    return StubEngine(before=fail)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (BadInputError("text", "is empty"), 400, "bad_input"),
        (NotFoundError("there is no wish 1"), 404, "not_found"),
        (ConflictError("it was sent"), 409, "conflict"),
        (BusyError("a run is under way"), 409, "busy"),
        (SessionRequiredError("log in"), 409, "session_required"),
        (PageChangedError("profile", "name"), 409, "page_changed"),
        (UnavailableError("the engine starts"), 503, "unavailable"),
        (StorageFullError("free some space"), 503, "storage_full"),
        (DatabaseDamagedError("restore a copy"), 503, "database_damaged"),
        (EngineError("look at the log"), 500, "internal"),
    ],
)
async def test_each_error_of_the_engine_has_its_status_and_its_words(
    error: EngineError, status: int, code: str
) -> None:
    async with (
        house(_raising(error)) as home,
        home.client.patch(home.url("/api/v1/wishes/1"), json={}) as reply,
    ):
        expected = {"code": code, "message": str(error)}
        if isinstance(error, BadInputError):
            expected["field"] = "text"
        assert (reply.status, await reply.json()) == (status, {"error": expected})


async def test_what_nobody_expected_tells_nothing_of_the_inside() -> None:
    log = Output()
    configure("info", stream=log)
    async with (
        house(_raising(KeyError("/data/secret.key"))) as home,
        home.client.get(home.url("/api/v1/state")) as reply,
    ):
        assert reply.status == 500
        text = await reply.text()
        assert json.loads(text)["error"]["code"] == "internal"
        assert "secret.key" not in text
        assert "KeyError" not in text
    assert log.event["event"] == "request_failed"
    assert log.event["route"] == "/api/v1/state"
    assert "KeyError" in log.getvalue()


async def test_an_engine_that_does_not_answer_in_time_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "HANDLER_SECONDS", 0.1)
    async with house(StubEngine(gate=asyncio.Event())) as home:
        for headers in ({}, _CSV):
            async with home.client.get(
                home.url("/api/v1/history"), headers=headers
            ) as reply:
                assert reply.status == 503
                assert (await reply.json())["error"]["code"] == "timeout"


async def test_the_history_is_a_table_that_excel_reads_and_never_runs() -> None:
    wishes = (
        wish_item(id=1, name="Zoë", text="Joyeux anniversaire, Zoë"),
        wish_item(id=2, name="=HYPERLINK(1)", text="-1+1"),
        wish_item(id=3, name="@SUM", text="+1"),
        wish_item(id=4, name="\tA", text="\rB"),
        wish_item(id=5, name="A, B", text='two\nlines "quoted"'),
    )
    async with (
        house(StubEngine(wishes_kept=wishes)) as home,
        home.client.get(home.url("/api/v1/history"), headers=_CSV) as reply,
    ):
        assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in reply.headers["Content-Disposition"]
        content = await reply.read()
    assert content.startswith(b"\xef\xbb\xbfid,day,occasion,name,state,reason,text,")
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert [(row["name"], row["text"]) for row in rows] == [
        ("Zoë", "Joyeux anniversaire, Zoë"),
        ("'=HYPERLINK(1)", "'-1+1"),
        ("'@SUM", "'+1"),
        ("'\tA", "'\rB"),
        ("A, B", 'two\nlines "quoted"'),
    ]
    assert rows[0]["sent_at"] == "2026-03-31T08:00:00+00:00"
    assert rows[0]["edited"] == "false"
    assert rows[0]["approved_at"] == ""


async def test_the_history_is_json_for_whoever_takes_anything() -> None:
    engine = StubEngine(wishes_kept=(wish_item(),))
    async with house(engine) as home:
        for accepted in ("*/*", "application/json", "application/json, text/csv"):
            async with home.client.get(
                home.url("/api/v1/history"), headers={"Accept": accepted}
            ) as reply:
                assert (await reply.json())["wishes"][0]["name"] == "Ada"
                assert reply.headers["Vary"] == "Accept"


async def test_a_table_that_breaks_off_does_not_pass_for_a_whole_one() -> None:
    engine = StubEngine(wishes_kept=(wish_item(),) * 3, fails_after_pages=2)
    async with (
        house(engine) as home,
        home.client.get(home.url("/api/v1/history"), headers=_CSV) as reply,
    ):
        assert reply.status == 200
        with pytest.raises(ClientError):
            await reply.read()


async def test_a_copy_of_the_database_comes_as_a_file(tmp_path: Path) -> None:
    copy = tmp_path / "linkedin-2026.db"
    copy.write_bytes(b"SQLite" * 50_000)
    log = Output()
    configure("info", stream=log)
    async with house(StubEngine(backup=copy)) as home:
        url = home.url(f"/api/v1/system/backups/{copy.name}")
        for _ in range(2):
            async with home.client.get(url) as reply:
                assert await reply.read() == copy.read_bytes()
                disposition = reply.headers["Content-Disposition"]
                assert disposition == f'attachment; filename="{copy.name}"'
        assert home.engine.seen == [copy.name] * 2
    assert log.events == []


async def test_who_takes_a_copy_too_slowly_does_not_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "DOWNLOAD_SECONDS", 0.2)
    copy = tmp_path / "linkedin-2026.db"
    with copy.open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    async with (
        house(StubEngine(backup=copy)) as home,
        home.client.get(home.url(f"/api/v1/system/backups/{copy.name}")) as reply,
    ):
        with pytest.raises(ClientError):
            await _read_slowly(reply)


async def test_nothing_that_is_asked_holds_up_the_others(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"SQLite")
    engine = StubEngine(backup=copy, wishes_kept=(wish_item(),))
    async with house(engine) as home:
        with blockbuster_ctx("linkedin_engine.api"):
            for path in (
                "/health",
                "/metrics",
                "/api/v1/state",
                "/api/v1/openapi.json",
                "/api/v1/system/backups/copy.db",
            ):
                async with home.client.get(home.url(path)) as reply:
                    assert reply.status == 200
            async with home.client.get(
                home.url("/api/v1/history"), headers=_CSV
            ) as reply:
                assert reply.status == 200


async def test_forgetting_the_session_has_nothing_to_say() -> None:
    async with (
        house() as home,
        home.client.delete(home.url("/api/v1/session")) as reply,
    ):
        assert (reply.status, await reply.read()) == (204, b"")


async def _read_slowly(reply: ClientResponse) -> None:
    async for _ in reply.content.iter_any():
        await asyncio.sleep(0.05)
