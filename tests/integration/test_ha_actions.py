"""The actions: what they take, do, answer and refuse."""

import asyncio
from typing import Any

import pytest
import voluptuous as vol

from custom_components.linkedin_auto.const import DOMAIN
from custom_components.linkedin_auto.services import ACTIONS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from integration.conftest import AddEntry, changed, coordinator_of
from integration.processes import NOW, EngineProcess, person
from integration.scripted import ScriptedEngine, eventually, refusal, sample

RUN = "20260401-0701-birthday"


async def act(hass: HomeAssistant, action: str, **data: Any) -> Any:
    return await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )


async def test_every_action_of_the_contract_is_there_without_an_entry(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    await hass.config_entries.async_unload(entry.entry_id)
    words = "run stop approve skip preview get_birthdays get_history send_wish"
    more = "block_contact unblock_contact set_message"
    assert set(ACTIONS) == {*words.split(), *more.split()}
    assert all(hass.services.has_service(DOMAIN, name) for name in ACTIONS)
    with pytest.raises(ServiceValidationError):
        await act(hass, "stop")
    with pytest.raises(ServiceValidationError):
        await act(hass, "stop", config_entry_id=entry.entry_id)


async def test_a_day_of_wishes_by_actions_alone(
    hass: HomeAssistant, engine: EngineProcess, add_entry: AddEntry
) -> None:
    engine.twin.play(person("Alice Martin"), person("Bruno Keller"), person("Cléo Roy"))
    await asyncio.to_thread(engine.log_in)
    entry = await add_entry(engine)

    report = await act(hass, "run", wait=True, dry_run=True)
    assert (report["run"]["state"], report["run"]["found"]) == ("finished", 3)
    report = await act(hass, "run", wait=True)
    ids = {wish["name"]: wish["id"] for wish in report["wishes"]}
    assert set(ids) == {"Alice Martin", "Bruno Keller", "Cléo Roy"}

    skipped = await act(hass, "skip", wish_id=ids["Cléo Roy"])
    assert skipped["wishes"][0]["state"] == "skipped"
    sent = await act(
        hass,
        "send_wish",
        config_entry_id=entry.entry_id,
        wish_id=ids["Alice Martin"],
        text="Salut Alice !",
        wait=True,
    )
    assert (sent["wish"]["state"], sent["run"]["sent"]) == ("sent", 1)
    total = "sensor.linkedin_auto_messages_sent_total"
    async with changed(entry, lambda: hass.states.is_state(total, "2")):
        approved = await act(hass, "approve", all=True)
        assert [each["id"] for each in approved["wishes"]] == [ids["Bruno Keller"]]
    received = await asyncio.to_thread(engine.twin.received)
    assert set(received) == {"Alice Martin", "Bruno Keller"}
    assert received["Alice Martin"] == "Salut Alice !"
    history = await act(hass, "get_history", state="sent", since=NOW.date())
    assert {each["name"] for each in history["wishes"]} == set(received)
    await asyncio.to_thread(engine.idle)
    assert await act(hass, "stop") == {"stopped": 0}


async def test_people_are_asked_for_and_blocked_by_their_whole_name(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry
) -> None:
    own_engine.twin.play(person("Dora Lind"), person("Émile Roy"))
    await asyncio.to_thread(own_engine.log_in)
    await asyncio.to_thread(own_engine.run)
    await add_entry(own_engine)
    coming = {"start_date": NOW.date(), "days": 1}
    birthdays = await act(hass, "get_birthdays", **coming)
    assert [each["name"] for each in birthdays["birthdays"]] == [
        "Dora Lind",
        "Émile Roy",
    ]
    blocked = await act(hass, "block_contact", name="émile roy")
    assert blocked["contact"]["blocked"]
    birthdays = await act(hass, "get_birthdays", **coming)
    assert [each["blocked"] for each in birthdays["birthdays"]] == [False, True]
    contact_id = blocked["contact"]["id"]
    free = await act(hass, "unblock_contact", contact_id=contact_id)
    assert not free["contact"]["blocked"]
    text = "Cheers, {{ first_name }}!"
    shown = await act(hass, "preview", text=text, contact_id=contact_id)
    assert shown == {"text": "Cheers, Émile!", "problems": []}
    own = await act(hass, "set_message", text=text, contact_id=contact_id)
    assert own["contact"]["own_text"] == text


async def test_messages_of_ones_own_are_added_and_changed(
    hass: HomeAssistant, engine: EngineProcess, add_entry: AddEntry
) -> None:
    await add_entry(engine)
    text = "Cheers, {{ first_name }}!"
    await act(hass, "set_message", text=text, late=True)
    await act(hass, "set_message", text=text, message_id="mine")
    kept = await act(hass, "set_message", text="Santé !", message_id="mine")
    texts = {each["id"]: each["text"] for each in kept["messages"]}
    assert (texts["own-birthday-en-late"], texts["mine"]) == (text, "Santé !")
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "set_message", text="{{ nonsense", message_id="mine")
    assert caught.value.translation_key == "bad_input"
    for spoken, written in (("fr-CA", "fr"), ("gsw", "en"), ("en", "en")):
        hass.config.language = spoken
        kept = await act(hass, "set_message", text=text, message_id="spoken")
        languages = {each["id"]: each["language"] for each in kept["messages"]}
        assert languages["spoken"] == written
        shown = await act(hass, "preview", text=text)
        assert shown["problems"] == []


async def test_a_run_without_a_session_names_the_cause(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry
) -> None:
    await add_entry(own_engine)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "run")
    assert caught.value.translation_key == "session_required"
    await asyncio.to_thread(
        own_engine.ask, "PUT", "session", {"cookies": "AQED" + "x" * 60}
    )
    with pytest.raises(HomeAssistantError) as refused:
        await act(hass, "run", wait=True)
    assert refused.value.translation_key == "session_required"


@pytest.mark.parametrize(
    ("reason", "state", "key"),
    [
        ("checkpoint", "stopped", "checkpoint"),
        ("page_changed", "failed", "page_changed"),
        ("sunspots", "failed", "run_failed"),
    ],
)
async def test_a_run_that_could_not_work_is_an_exception(
    hass: HomeAssistant,
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    reason: str,
    state: str,
    key: str,
) -> None:
    await add_entry(scripted)
    detail = sample("RunDetail", "with its wishes")
    detail["run"] |= {"reason": reason, "state": state, "message": "Look at it."}
    scripted.say("POST", "runs", scripted.state["run"], status=202)
    scripted.say("GET", f"runs/{RUN}", detail)
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "run", wait=True)
    assert caught.value.translation_key == key


async def test_a_run_that_nobody_waits_for_answers_at_once(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    await add_entry(scripted)
    scripted.say("POST", "runs", scripted.state["run"], status=202)
    started = await act(hass, "run", bot="occasions", max_messages=3)
    assert started["run"]["run_id"] == scripted.state["run"]["run_id"]
    assert started["wishes"] == []
    assert dict(scripted.asked)["POST /api/v1/runs"] == {
        "bot": "occasions",
        "dry_run": False,
        "max_messages": 3,
    }


async def test_a_run_is_waited_for_until_a_push_says_that_it_may_be_over(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    await add_entry(scripted)
    await scripted.listened()
    under_way = {"run": scripted.state["run"], "wishes": []}
    over = sample("RunDetail", "with its wishes")
    over["run"] |= {"reason": "limit_reached", "state": "stopped"}
    scripted.say("POST", "runs", scripted.state["run"], status=202)
    scripted.say("GET", f"runs/{RUN}", under_way)
    waiting = hass.async_create_task(act(hass, "run", wait=True))
    looking = f"GET /api/v1/runs/{RUN}"
    await eventually(lambda: looking in [key for key, _ in scripted.asked])
    await scripted.tell_state(daily_limit=3)
    scripted.say("GET", f"runs/{RUN}", over)
    await scripted.tell_state(run=None, queued=[])
    assert (await waiting)["run"]["reason"] == "limit_reached"
    assert [key for key, _ in scripted.asked].count(looking) == 2


async def test_a_run_that_takes_longer_goes_on_without_the_caller(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    coordinator = coordinator_of(await add_entry(scripted))
    under_way = {"run": scripted.state["run"], "wishes": []}
    scripted.say("GET", f"runs/{RUN}", under_way)
    with pytest.raises(TimeoutError):
        await coordinator.async_wait_for_run(RUN, 0.05)
    scripted.say("POST", "runs", scripted.state["run"], status=202)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "custom_components.linkedin_auto.actions._SECONDS_A_MINUTE", 0.001
        )
        with pytest.raises(HomeAssistantError) as caught:
            await act(hass, "run", wait=True, wait_minutes=1)
    assert caught.value.translation_key == "run_takes_longer"


async def test_a_run_of_which_the_engine_dies_is_no_traceback(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    await add_entry(scripted)
    scripted.say("POST", "runs", scripted.state["run"], status=202)
    scripted.say("GET", f"runs/{RUN}", "gone", status=502)
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "run", wait=True)
    assert caught.value.translation_key == "cannot_connect"


async def test_a_wish_that_was_not_sent_is_an_exception(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    await add_entry(scripted)
    wish = sample("WishItem", "sent") | {"id": 4712, "occasion": "job_change"}
    scripted.say("PATCH", "wishes/4712", wish | {"state": "approved"})
    scripted.say("POST", "runs", scripted.state["run"], status=202)
    scripted.say("GET", f"runs/{RUN}", sample("RunDetail", "with its wishes"))
    for reason, key in (
        ("send_unconfirmed", "wish_send_unconfirmed"),
        ("sunspots", "wish_not_sent"),
        (None, "wish_not_sent"),
    ):
        ended = wish | {"state": "unverified", "reason": reason}
        scripted.say("GET", "wishes", {"wishes": [ended], "next_before": None})
        with pytest.raises(HomeAssistantError) as caught:
            await act(hass, "send_wish", wish_id=4712, wait=True)
        assert caught.value.translation_key == key
        assert "{" not in str(caught.value)
    posted = [body for key, body in scripted.asked if key == "POST /api/v1/runs"]
    assert posted == 3 * [{"bot": "occasions", "mode": "approval", "dry_run": False}]
    told = await act(hass, "send_wish", wish_id="4712")
    assert told["wish"]["state"] == "approved"


async def test_a_name_is_no_identity(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    await add_entry(scripted)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "block_contact", name="Nobody")
    assert caught.value.translation_key == "no_contact"
    contacts = sample("ContactPage", "two")["contacts"]
    twins = [contacts[0], contacts[0] | {"id": 19}]
    scripted.say("GET", "contacts", {"contacts": twins, "next_after": None})
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "block_contact", name="Élodie Marchand")
    assert caught.value.translation_key == "several_contacts"
    assert "17, 19" in str(caught.value)


async def test_what_is_half_done_is_shown_when_the_rest_is_refused(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    await add_entry(scripted)
    scripted.say("PATCH", "wishes/1", sample("WishItem", "sent"))
    scripted.say("PATCH", "wishes/2", refusal("not_found"), status=404)
    scripted.asked.clear()
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "approve", wish_id=[1, 2])
    assert caught.value.translation_key == "not_found"
    assert scripted.asked[-2][0] == "GET /api/v1/state"
    assert await act(hass, "skip", all=False) == {"wishes": []}


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("approve", {}),
        ("approve", {"wish_id": [1], "all": True}),
        ("approve", {"wish_id": []}),
        ("skip", {"wish_id": 0}),
        ("run", {"bot": "seagull"}),
        ("run", {"max_messages": 0}),
        ("preview", {}),
        ("get_birthdays", {"days": 0}),
        ("get_history", {"state": "dissolved"}),
        ("send_wish", {}),
        ("block_contact", {}),
        ("block_contact", {"contact_id": 1, "name": "Both"}),
        ("set_message", {"text": "Hello", "message_id": "no spaces"}),
        ("set_message", {"text": "Hello", "language": "not a language"}),
        ("stop", {"unknown": 1}),
    ],
)
async def test_what_cannot_be_meant_is_refused_before_the_engine_is_asked(
    hass: HomeAssistant,
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    action: str,
    data: dict[str, Any],
) -> None:
    await add_entry(scripted)
    with pytest.raises(vol.Invalid):
        await act(hass, action, **data)


async def test_a_text_goes_to_one_wish_only(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    await add_entry(scripted)
    for chosen in ({"wish_id": [1, 2]}, {"all": True}):
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, "approve", text="Hello", **chosen)
        assert caught.value.translation_key == "text_is_for_one_wish"
    scripted.say("PATCH", "wishes/1", sample("WishItem", "sent"))
    await hass.services.async_call(
        DOMAIN, "approve", {"wish_id": 1, "text": "Hello"}, blocking=True
    )
    changes = [body for key, body in scripted.asked if key.startswith("PATCH")]
    assert changes == [{"decision": "approve", "text": "Hello"}]
