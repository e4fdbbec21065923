"""Every call of the client, against the real engine; its failures, scripted."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.linkedin_auto.engine_client import (
    CannotConnectError,
    EngineClient,
    EngineError,
    IncompatibleEngineError,
    InvalidAuthError,
    Mismatch,
)
from custom_components.linkedin_auto.engine_client.contract.enums import (
    BotName,
    Occasion,
    RunState,
    SendingMode,
    WishState,
)
from custom_components.linkedin_auto.engine_client.contract.requests import (
    ContactPatch,
    ContactQuery,
    Decision,
    HistoryQuery,
    MessagePreview,
    MessagesPut,
    RunCreate,
    RunQuery,
    SessionPut,
    TemplateItem,
    WishPatch,
    WishQuery,
)
from custom_components.linkedin_auto.engine_client.paging import (
    every_contact,
    find_wish,
    newest_wishes,
)
from integration.processes import LI_AT, EngineProcess, free_port, person
from integration.scripted import ScriptedEngine, Told, refusal, sample


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened


@pytest.fixture
def client(session: ClientSession, engine: EngineProcess) -> EngineClient:
    return EngineClient(session, engine.url, engine.token)


@pytest.fixture
def to_scripted(session: ClientSession, scripted: ScriptedEngine) -> EngineClient:
    return EngineClient(session, scripted.url, scripted.token)


async def test_the_engine_tells_of_itself_and_the_machine(client: EngineClient) -> None:
    assert (await client.get_health()).status == "ok"
    state = await client.get_state()
    assert state.sending_mode is SendingMode.APPROVAL
    assert (await client.get_system()).host_memory_total > 0
    assert (await client.reap()).reaped == 0
    made = await client.make_backup()
    assert made in (await client.list_backups()).backups
    assert any(check.title for check in (await client.get_doctor("fr")).checks)


async def test_settings_are_changed_one_by_one_and_taken_back(
    client: EngineClient,
) -> None:
    changed = await client.change_settings({"daily_limit": 3})
    assert (changed.values.daily_limit, changed.changed) == (3, ("daily_limit",))
    await client.change_settings({"daily_limit": None})
    assert (await client.get_settings()).changed == ()


async def test_what_the_engine_refuses_names_the_field(client: EngineClient) -> None:
    with pytest.raises(EngineError) as caught:
        await client.change_settings({"daily_limit": 0})
    assert (caught.value.code, caught.value.field) == ("bad_input", "daily_limit")
    assert caught.value.message


async def test_a_session_is_given_and_forgotten(client: EngineClient) -> None:
    given = await client.put_session(SessionPut(cookies=LI_AT))
    assert given.usable
    assert await client.get_session() == given
    await client.clear_session()
    assert not (await client.get_session()).present


async def test_messages_are_replaced_and_previewed(client: EngineClient) -> None:
    own = TemplateItem(
        id="own-1",
        language="en",
        occasion=Occasion.BIRTHDAY,
        late=False,
        text="Cheers, {{ first_name }}!",
    )
    reply = await client.put_messages(MessagesPut(templates=(own,)))
    assert "own-1" in {each.id for each in reply.templates}
    assert reply == await client.get_messages()
    preview = await client.preview_message(MessagePreview(text=own.text))
    assert preview.text is not None
    assert preview.text.startswith("Cheers, ")
    await client.put_messages(MessagesPut(templates=()))


async def test_a_run_drafts_wishes_which_are_decided_about(
    client: EngineClient, engine: EngineProcess
) -> None:
    engine.twin.play(person("Alice Martin"), person("Bruno Keller"))
    engine.log_in()
    started = await client.create_run(RunCreate(bot=BotName.BIRTHDAY))
    with pytest.raises(EngineError) as caught:
        await client.get_run("no-such-run")
    assert caught.value.code == "not_found"
    await asyncio.to_thread(engine.idle)
    detail = await client.get_run(started.run_id)
    assert (detail.run.state, len(detail.wishes)) == (RunState.FINISHED, 2)
    assert (await client.list_runs(RunQuery(limit=1))).runs == (detail.run,)
    with pytest.raises(EngineError) as caught:
        await client.cancel_run(started.run_id)
    assert caught.value.code == "conflict"

    drafts = (await client.list_wishes(WishQuery(state=(WishState.DRAFTED,)))).wishes
    assert {draft.name for draft in drafts} == {"Alice Martin", "Bruno Keller"}
    edited = await client.change_wish(drafts[0].id, WishPatch(text="Bonne fête !"))
    assert (edited.text, edited.edited) == ("Bonne fête !", True)
    skipped = await client.change_wish(drafts[0].id, WishPatch(decision=Decision.SKIP))
    assert skipped.state is WishState.SKIPPED
    assert await find_wish(client, drafts[0].id) == skipped
    assert await find_wish(client, 10_000) is None

    people = await every_contact(client, ContactQuery(with_birthday=True, search="a"))
    assert [each.name for each in people] == ["Alice Martin"]
    blocked = await client.change_contact(people[0].id, ContactPatch(blocked=True))
    assert blocked.blocked
    assert (await newest_wishes(client, HistoryQuery(), 1))[0].id == drafts[0].id
    await client.forget_contact(people[0].id)
    assert {each.name for each in (await client.list_contacts()).contacts} == {
        "Bruno Keller"
    }


async def test_a_wrong_token_is_not_a_lost_connection(
    session: ClientSession, engine: EngineProcess
) -> None:
    with pytest.raises(InvalidAuthError):
        await EngineClient(session, engine.url, "wrong").get_state()


async def test_nobody_there_is_said_in_words(session: ClientSession) -> None:
    stranger = EngineClient(session, f"http://127.0.0.1:{free_port()}", "token")
    with pytest.raises(CannotConnectError, match=r"127\.0\.0\.1"):
        await stranger.get_state()


@pytest.mark.parametrize("url", ["not an address", "http://", "ftp://127.0.0.1"])
async def test_what_is_no_address_is_no_crash(session: ClientSession, url: str) -> None:
    with pytest.raises(CannotConnectError):
        await EngineClient(session, url, "token").get_state()


@pytest.mark.parametrize(
    ("versions", "mismatch"),
    [
        ({"schema_version": 0, "min_supported_schema_version": 0}, Mismatch.TOO_OLD),
        ({"schema_version": 9, "min_supported_schema_version": 9}, Mismatch.TOO_NEW),
    ],
)
async def test_an_engine_of_another_age_is_told_before_anything_is_read(
    to_scripted: EngineClient,
    scripted: ScriptedEngine,
    versions: dict[str, int],
    mismatch: Mismatch,
) -> None:
    scripted.state = {**versions, "engine_version": "7.0"}
    with pytest.raises(IncompatibleEngineError) as caught:
        await to_scripted.get_state()
    assert (caught.value.mismatch, caught.value.engine_version) == (mismatch, "7.0")


async def test_a_newer_engine_that_still_serves_this_version_is_fine(
    to_scripted: EngineClient, scripted: ScriptedEngine
) -> None:
    scripted.state |= {"schema_version": 9, "new_field": 1}
    assert (await to_scripted.get_state()).schema_version == 9


async def test_too_many_requests_are_tried_again_as_the_engine_says(
    to_scripted: EngineClient, scripted: ScriptedEngine
) -> None:
    slow_down = Told(refusal("too_many_requests"), 429, {"Retry-After": "0.1"})
    good = Told(sample("SettingsReply", "as the app"))
    answers: list[Told] = [slow_down, slow_down, good]
    scripted.answers["GET /api/v1/settings"] = answers
    assert (await to_scripted.get_settings()).changed == ()
    assert len(scripted.asked) == 3


async def test_a_limit_that_never_ends_is_an_error_in_the_end(
    to_scripted: EngineClient, scripted: ScriptedEngine
) -> None:
    scripted.say(
        "GET",
        "settings",
        refusal("too_many_requests"),
        status=429,
        headers={"Retry-After": "0"},
    )
    with pytest.raises(EngineError) as caught:
        await to_scripted.get_settings()
    assert caught.value.code == "too_many_requests"
    assert len(scripted.asked) == 6


@pytest.mark.parametrize(
    "told",
    [
        b"<html>a login page</html>",
        Told({"no": "state"}),
        Told(["a list"]),
        Told({"schema_version": 1, "min_supported_schema_version": 1}),
        Told("gone", 502),
        Told({"error": "text"}, 500),
    ],
)
async def test_an_answer_that_is_no_engines_is_a_lost_connection(
    to_scripted: EngineClient, scripted: ScriptedEngine, told: Any
) -> None:
    scripted.answers["GET /api/v1/state"] = told
    with pytest.raises(CannotConnectError):
        await to_scripted.get_state()


async def test_an_engine_that_does_not_answer_is_not_waited_for(
    to_scripted: EngineClient, scripted: ScriptedEngine
) -> None:
    scripted.hangs = True
    with pytest.raises(CannotConnectError, match=r"no answer in 0\.5 seconds"):
        await to_scripted.wire.exchange("GET", "api/v1/state", seconds=0.5)


async def test_there_may_be_no_snapshot_and_there_may_be_one(
    to_scripted: EngineClient, scripted: ScriptedEngine
) -> None:
    assert await to_scripted.get_snapshot() is None
    scripted.say(
        "GET",
        "system/snapshot",
        b"\xff\xd8\xff\xe0",
        headers={
            "Content-Type": "image/jpeg",
            "Last-Modified": "Tue, 31 Mar 2026 07:16:02 GMT",
        },
    )
    picture = await to_scripted.get_snapshot()
    assert picture is not None
    assert picture.taken_at is not None
    assert picture.taken_at.isoformat() == "2026-03-31T07:16:02+00:00"
    scripted.say("GET", "system/snapshot", refusal("internal"), status=500)
    with pytest.raises(EngineError):
        await to_scripted.get_snapshot()


async def test_long_lists_are_read_page_by_page(
    to_scripted: EngineClient, scripted: ScriptedEngine
) -> None:
    first = sample("ContactPage", "two")
    last = sample("ContactPage", "nobody")
    scripted.answers["GET /api/v1/contacts"] = [Told(first), Told(last)]
    found = await every_contact(to_scripted, ContactQuery(blocked=False))
    assert [each.id for each in found] == [17, 18]
    assert scripted.asked[-1][1] == {"limit": "500", "after": "18", "blocked": "false"}
    pages = [Told(sample("WishPage", "two")), Told(sample("WishPage", "none"))]
    scripted.answers["GET /api/v1/history"] = pages
    wishes = await newest_wishes(to_scripted, HistoryQuery(), 1000)
    assert [each.id for each in wishes] == [4712, 4711]
    assert scripted.asked[-1][1] == {"limit": "500", "before": "4711"}
