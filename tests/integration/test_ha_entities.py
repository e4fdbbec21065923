"""Every entity as it is shown, and what it does."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from custom_components.linkedin_auto import PLATFORMS
from homeassistant.components import image
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from integration.conftest import AddEntry, changed, coordinator_of
from integration.processes import EngineProcess, person
from integration.scripted import ScriptedEngine, Told, refusal, sample

SNAPSHOT = "image.linkedin_auto_last_snapshot"
# The words of the contract that other programs use.
KEYS = {
    "sensor": {
        *("messages_sent_today", "messages_sent_week", "messages_sent_total"),
        *("birthdays_today", "wishes_pending", "weekly_allowance", "next_run"),
        *("last_run", "last_run_result", "run_progress", "engine_memory"),
        *("host_memory", "cpu_temperature", "zombie_processes"),
        *("browser_processes", "database_size"),
    },
    "binary_sensor": {"running", "session", "problem", "throttled"},
    "switch": {"schedule"},
    "select": {"sending_mode"},
    "number": {"daily_limit", "weekly_limit", "max_days_late"},
    "time": {"hours_start", "hours_end"},
    "button": {"run_birthday", "run_unlimited", "stop", "reap_zombies"},
    "event": {"wish", "run"},
    "calendar": {"birthdays"},
    "todo": {"wishes"},
    "image": {"last_snapshot"},
}


@pytest.fixture
def _one_access_token() -> Iterator[None]:
    with patch.object(image, "_RND") as random:
        random.getrandbits.return_value = 1
        yield


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    assert state is not None, entity_id
    return state.state


async def call(hass: HomeAssistant, action: str, entity_id: str, **data: Any) -> None:
    domain = entity_id.partition(".")[0]
    await hass.services.async_call(
        domain, action, {"entity_id": entity_id, **data}, blocking=True
    )


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.usefixtures("_one_access_token", "_all_entities")
async def test_a_platform_is_as_recorded(
    hass: HomeAssistant,
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
    platform: Platform,
) -> None:
    now = datetime(2026, 3, 30, 9, tzinfo=UTC)
    with (
        patch("custom_components.linkedin_auto.PLATFORMS", (platform,)),
        patch("homeassistant.util.dt.now", return_value=now),
    ):
        entry = await add_entry(scripted)
        await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_the_keys_are_those_of_the_contract(
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    entry = await add_entry(scripted)
    found: dict[str, set[str]] = {}
    for each in er.async_entries_for_config_entry(entity_registry, entry.entry_id):
        key = each.unique_id.removeprefix(f"{entry.unique_id}_")
        assert each.translation_key == key
        assert each.has_entity_name
        assert each.entity_id == f"{each.domain}.linkedin_auto_{key}"
        found.setdefault(each.domain, set()).add(key)
    assert found == KEYS
    off = {
        each.translation_key
        for each in er.async_entries_for_config_entry(entity_registry, entry.entry_id)
        if each.disabled_by
    }
    assert off == {
        *("host_memory", "browser_processes", "database_size"),
        *("throttled", "reap_zombies", "last_snapshot"),
    }


@pytest.mark.usefixtures("_all_entities")
async def test_what_the_machine_cannot_tell_is_unavailable(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    scripted.state = sample("EngineState", "just installed")
    scripted.state["system"]["host_memory_total"] = 0
    await add_entry(scripted)
    for entity_id in (
        "sensor.linkedin_auto_cpu_temperature",
        "sensor.linkedin_auto_host_memory",
        "binary_sensor.linkedin_auto_throttled",
        "button.linkedin_auto_stop",
    ):
        assert state_of(hass, entity_id) == STATE_UNAVAILABLE
    for entity_id in (
        "sensor.linkedin_auto_last_run",
        "sensor.linkedin_auto_last_run_result",
        "sensor.linkedin_auto_run_progress",
        "sensor.linkedin_auto_next_run",
    ):
        assert state_of(hass, entity_id) == STATE_UNKNOWN


async def test_words_of_a_newer_engine_do_not_harm(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    scripted.state["sending_mode"] = "telepathy"
    scripted.state["last_run"] |= {"state": "dissolved", "reason": "sunspots"}
    scripted.state["run"] |= {"total": 0}
    entry = await add_entry(scripted)
    assert state_of(hass, "select.linkedin_auto_sending_mode") == STATE_UNKNOWN
    assert state_of(hass, "sensor.linkedin_auto_last_run_result") == STATE_UNKNOWN
    assert state_of(hass, "sensor.linkedin_auto_run_progress") == "0"
    await scripted.listened()
    wish = sample("WishItem", "sent")
    async with changed(entry, lambda: not coordinator_of(entry).data.drafts):
        await scripted.tell(
            type="wish", previous=None, wish=wish | {"id": 4712, "state": "dissolved"}
        )
    assert state_of(hass, "event.linkedin_auto_wish") == STATE_UNKNOWN


async def test_settings_are_changed_in_the_engine(
    hass: HomeAssistant, engine: EngineProcess, add_entry: AddEntry
) -> None:
    await add_entry(engine)
    mode, schedule = (
        "select.linkedin_auto_sending_mode",
        "switch.linkedin_auto_schedule",
    )
    limit, start = "number.linkedin_auto_daily_limit", "time.linkedin_auto_hours_start"
    await call(hass, "select_option", mode, option="preview")
    await call(hass, "turn_on", schedule)
    await call(hass, "set_value", limit, value=4)
    await call(hass, "set_value", start, time="06:30:00")
    shown = [state_of(hass, each) for each in (mode, schedule, limit, start)]
    assert shown == ["preview", "on", "4", "06:30:00"]
    values = (await asyncio.to_thread(engine.ask, "GET", "settings"))["values"]
    assert values["sending_mode"] == "preview"
    assert (values["daily_limit"], values["hours_start"]) == (4, "06:30")
    await call(hass, "turn_off", schedule)
    assert state_of(hass, schedule) == "off"
    with pytest.raises(ServiceValidationError, match="hours_end") as caught:
        await call(hass, "set_value", "time.linkedin_auto_hours_end", time="05:00:00")
    assert caught.value.translation_key == "bad_input"
    everything = ("sending_mode", "schedule_enabled", "daily_limit", "hours_start")
    back = dict.fromkeys(everything)
    await asyncio.to_thread(engine.ask, "PUT", "settings", back)


@pytest.mark.usefixtures("_all_entities")
async def test_buttons_ask_the_engine(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    run = scripted.state["run"]
    queued = scripted.state["queued"][0]["run_id"]
    scripted.say("POST", "runs", run, status=202)
    scripted.say("POST", "system/reap", {"reaped": 2})
    scripted.say("DELETE", f"runs/{run['run_id']}", run, status=202)
    scripted.say("DELETE", f"runs/{queued}", run, status=202)
    await add_entry(scripted)
    scripted.asked.clear()
    for name in (
        "run_birthday",
        "run_unlimited",
        "stop",
        "reap_zombies",
    ):
        await call(hass, "press", f"button.linkedin_auto_{name}")
    changes = [each for each in scripted.asked if not each[0].startswith("GET")]
    assert [key.replace("/api/v1/", "") for key, _ in changes] == [
        "POST runs",
        "POST runs",
        f"DELETE runs/{queued}",
        f"DELETE runs/{run['run_id']}",
        "POST system/reap",
    ]
    assert [body["bot"] for _, body in changes[:2]] == ["birthday", "unlimited"]


@pytest.mark.parametrize(
    ("told", "key", "kind"),
    [
        (Told(refusal("conflict"), 409), "conflict", ServiceValidationError),
        (Told(refusal("storage_full"), 503), "storage_full", HomeAssistantError),
        (Told(refusal("of_the_future"), 500), "engine_error", HomeAssistantError),
        (Told("no engine", 502), "cannot_connect", HomeAssistantError),
        (Told(refusal("unauthorized"), 401), "invalid_auth", HomeAssistantError),
    ],
)
async def test_what_the_engine_refuses_is_a_translated_exception(
    hass: HomeAssistant,
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    told: Told,
    key: str,
    kind: type[HomeAssistantError],
) -> None:
    await add_entry(scripted)
    scripted.answers["POST /api/v1/runs"] = told
    with pytest.raises(kind) as caught:
        await call(hass, "press", "button.linkedin_auto_run_birthday")
    assert type(caught.value) is kind
    assert caught.value.translation_key == key
    assert str(caught.value)
    flows = hass.config_entries.flow.async_progress()
    assert len(flows) == (key == "invalid_auth")


async def test_an_engine_that_was_replaced_by_another_age_says_so(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    await add_entry(scripted)
    scripted.state["schema_version"] = 0
    with pytest.raises(HomeAssistantError) as caught:
        await call(hass, "press", "button.linkedin_auto_stop")
    assert caught.value.translation_key == "engine_too_old"


async def test_a_wish_that_changes_is_an_event(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    await scripted.listened()
    wish = sample("WishItem", "nobody knows") | {"state": "approved", "id": 4712}
    async with changed(entry, lambda: not coordinator_of(entry).data.drafts):
        await scripted.tell(type="wish", wish=wish, previous="drafted")
    state = hass.states.get("event.linkedin_auto_wish")
    assert state is not None
    assert state.attributes["event_type"] == "approved"
    assert state.attributes["previous_state"] == "drafted"
    assert state.attributes["wish_id"] == 4712
    assert state.attributes["text"] == "Tillykke, Søren!"
    async with changed(entry, lambda: bool(coordinator_of(entry).data.drafts)):
        await scripted.tell(
            type="wish", wish=wish | {"state": "drafted"}, previous=None
        )


async def test_a_run_that_ended_is_an_event_once(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    coordinator = coordinator_of(entry)
    await coordinator.async_refresh()
    assert state_of(hass, "event.linkedin_auto_run") == STATE_UNKNOWN
    last = scripted.state["last_run"] | {"run_id": "newer", "state": "stopped"}
    scripted.state["last_run"] = last | {"reason": "checkpoint", "message": "Look."}
    await coordinator.async_refresh()
    state = hass.states.get("event.linkedin_auto_run")
    assert state is not None
    assert state.attributes["event_type"] == "stopped"
    assert state.attributes["reason"] == "checkpoint"
    scripted.state["next_run"] = None
    await coordinator.async_refresh()
    again = hass.states.get("event.linkedin_auto_run")
    assert again is not None
    assert again.state == state.state


async def picture_of(hass: HomeAssistant) -> tuple[bytes, str]:
    shown = await image.async_get_image(hass, SNAPSHOT)
    return shown.content, shown.content_type


@pytest.mark.usefixtures("_all_entities")
async def test_the_snapshot_of_a_page_comes_after_the_run_that_made_it(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)

    async def after_a_run(run_id: str, is_so: Callable[[], bool]) -> None:
        async with changed(entry, is_so):
            scripted.state["last_run"] = scripted.state["last_run"] | {"run_id": run_id}
            await coordinator_of(entry).async_refresh()

    def asked() -> int:
        return sum(key == "GET /api/v1/system/snapshot" for key, _ in scripted.asked)

    assert state_of(hass, SNAPSHOT) == STATE_UNKNOWN
    with pytest.raises(HomeAssistantError):
        await picture_of(hass)
    told = {
        "Content-Type": "image/jpeg",
        "Last-Modified": "Tue, 31 Mar 2026 07:16:02 GMT",
    }
    scripted.say("GET", "system/snapshot", b"JFIF", headers=told)
    await after_a_run("newer", lambda: state_of(hass, SNAPSHOT) != STATE_UNKNOWN)
    assert state_of(hass, SNAPSHOT) == "2026-03-31T07:16:02+00:00"
    assert await picture_of(hass) == (b"JFIF", "image/jpeg")

    # One that cannot be had now leaves the last, and is asked for again.
    scripted.say("GET", "system/snapshot", refusal("internal"), status=500)
    times = asked()
    await after_a_run("newest", lambda: asked() > times)
    assert await picture_of(hass) == (b"JFIF", "image/jpeg")
    del scripted.answers["GET /api/v1/system/snapshot"]
    async with changed(entry, lambda: hass.states.is_state(SNAPSHOT, STATE_UNKNOWN)):
        scripted.state["today"] = "2026-04-03"
        await coordinator_of(entry).async_refresh()
    with pytest.raises(HomeAssistantError):
        await picture_of(hass)


@pytest.mark.usefixtures("_all_entities")
async def test_a_page_that_is_not_as_expected_can_be_looked_at(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry
) -> None:
    own_engine.twin.play(person("Alice Martin"), changed="foreign_page")
    await asyncio.to_thread(own_engine.log_in)
    entry = await add_entry(own_engine)
    assert state_of(hass, SNAPSHOT) == STATE_UNKNOWN
    async with changed(entry, lambda: state_of(hass, SNAPSHOT) != STATE_UNKNOWN):
        ended = await asyncio.to_thread(own_engine.run)
    assert ended["reason"] == "page_changed"
    content, kind = await picture_of(hass)
    assert kind == "image/jpeg"
    assert content.startswith(b"\xff\xd8\xff")
    age = dt_util.utcnow() - datetime.fromisoformat(state_of(hass, SNAPSHOT))
    assert abs(age) < timedelta(minutes=5)
