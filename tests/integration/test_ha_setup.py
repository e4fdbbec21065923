"""Coming, staying, going away and coming back."""

import asyncio
from datetime import timedelta
import signal
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.linkedin_auto.const import DOMAIN
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util import dt as dt_util
from integration.conftest import AddEntry, changed, coordinator_of, loud
from integration.processes import EngineProcess
from integration.scripted import (
    ScriptedEngine,
    eventually,
    refusal,
    sample,
    scripted_engine,
)

MODE = "select.linkedin_auto_sending_mode"
RUNNING = "binary_sensor.linkedin_auto_running"


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    assert state is not None, entity_id
    return state.state


def tasks_of_home_assistant() -> set[str]:
    """Return all tasks but those of the scripted engine, which is in the same loop."""
    tasks = asyncio.all_tasks()
    return {each.get_name() for each in tasks if "RequestHandler" not in repr(each)}


async def test_setup_entry_makes_one_device_of_the_kind_service(
    hass: HomeAssistant, engine: EngineProcess, add_entry: AddEntry
) -> None:
    entry = await add_entry(engine)
    assert entry.state is ConfigEntryState.LOADED
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert len(devices) == 1
    (device,) = devices
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert device.identifiers == {(DOMAIN, entry.unique_id)}
    assert device.configuration_url == engine.url
    assert device.sw_version == engine.ask("GET", "state")["engine_version"]


async def test_a_change_elsewhere_is_there_without_a_poll(
    hass: HomeAssistant, engine: EngineProcess, add_entry: AddEntry
) -> None:
    entry = await add_entry(engine)
    assert state_of(hass, MODE) == "approval"
    async with changed(entry, lambda: state_of(hass, MODE) == "preview"):
        await asyncio.to_thread(
            engine.ask, "PUT", "settings", {"sending_mode": "preview"}
        )
    async with changed(entry, lambda: state_of(hass, MODE) == "approval"):
        await asyncio.to_thread(engine.ask, "PUT", "settings", {"sending_mode": None})


async def test_an_engine_that_dies_is_unavailable_and_back_by_itself(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = await add_entry(own_engine)
    caplog.clear()
    async with changed(entry, lambda: state_of(hass, MODE) == STATE_UNAVAILABLE):
        await asyncio.to_thread(own_engine.stop, signal.SIGKILL)
    await coordinator_of(entry).async_refresh()
    await coordinator_of(entry).async_refresh()
    async with changed(entry, lambda: state_of(hass, MODE) == "approval"):
        await asyncio.to_thread(own_engine.start)
    told = loud(caplog)
    assert len(told) == 2, told
    assert told[0].startswith("Error fetching LinkedIn Auto data")
    assert told[1] == "Fetching LinkedIn Auto data recovered"


async def test_the_poll_finds_what_no_event_told(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    coordinator = coordinator_of(entry)
    assert coordinator.update_interval == timedelta(seconds=60)
    coordinator.update_interval = timedelta(seconds=0.1)
    await coordinator.async_refresh()
    assert state_of(hass, MODE) == "automatic"
    async with changed(entry, lambda: state_of(hass, MODE) == "preview"):
        scripted.state["sending_mode"] = "preview"


async def test_a_push_that_overtakes_a_poll_is_not_undone_by_it(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    await scripted.listened()
    async with changed(entry, lambda: state_of(hass, MODE) == "approval"):
        await scripted.tell_state(sending_mode="approval")
    coordinator = coordinator_of(entry)
    asked = coordinator.client.get_state

    async def slowly() -> Any:
        old = await asked()
        async with changed(entry, lambda: state_of(hass, MODE) == "preview"):
            await scripted.tell_state(sending_mode="preview")
        return old

    coordinator.client.get_state = slowly  # type: ignore[method-assign]  # the race
    await coordinator.async_refresh()
    assert state_of(hass, MODE) == "preview"


async def test_a_poll_that_failed_is_repeated_when_the_engine_speaks(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    await scripted.listened()
    scripted.say("GET", "state", refusal("internal"), status=500)
    await coordinator_of(entry).async_refresh()
    assert state_of(hass, MODE) == STATE_UNAVAILABLE
    del scripted.answers["GET /api/v1/state"]
    async with changed(entry, lambda: state_of(hass, MODE) == "preview"):
        await scripted.tell_state(sending_mode="preview")


async def test_people_are_asked_for_once_an_hour_and_after_a_run(
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    coordinator = coordinator_of(await add_entry(scripted))

    def times() -> int:
        return sum(key == "GET /api/v1/contacts" for key, _ in scripted.asked)

    await coordinator.async_refresh()
    assert times() == 1
    later = dt_util.utcnow() + timedelta(seconds=3601)
    monkeypatch.setattr(dt_util, "utcnow", lambda: later)
    await coordinator.async_refresh()
    assert times() == 2
    scripted.state["last_run"] = scripted.state["last_run"] | {"run_id": "newer"}
    await coordinator.async_refresh()
    await coordinator.async_refresh()
    assert times() == 3


async def test_unload_leaves_no_stream_and_setting_up_again_works(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    await scripted.listened()
    scripted.state["problems"] = sample("EngineState", "at work")["problems"]
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.NOT_LOADED
    await eventually(lambda: not scripted.streams)
    assert not ir.async_get(hass).issues
    assert await hass.config_entries.async_setup(entry.entry_id)
    await scripted.listened()


async def test_unload_and_reload_leave_nothing_behind(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    await scripted.listened()
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    await eventually(lambda: not scripted.streams)
    listeners = hass.bus.async_listeners()
    tasks = tasks_of_home_assistant()

    assert await hass.config_entries.async_setup(entry.entry_id)
    await scripted.listened()
    coordinators = [coordinator_of(entry)]
    assert await hass.config_entries.async_reload(entry.entry_id)
    await eventually(lambda: scripted.connections == 3)
    coordinators.append(coordinator_of(entry))
    assert coordinators[0] is not coordinators[1]
    assert len(scripted.streams) <= 2
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    await eventually(lambda: not scripted.streams)

    assert hass.bus.async_listeners() == listeners
    assert tasks_of_home_assistant() == tasks
    assert not entry.update_listeners
    for each in coordinators:
        assert not each._listeners
        assert not each._wish_listeners
        assert each._unsub_refresh is None
    connector = async_get_clientsession(hass).connector
    assert connector is not None
    assert not connector._acquired


async def test_an_unknown_token_asks_for_a_new_one(
    hass: HomeAssistant, scripted: ScriptedEngine
) -> None:
    scripted.token = "another"
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id="1",
        data={"url": scripted.url, "token": "wrong"},
    )
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH


async def test_a_token_that_is_replaced_asks_for_the_new_one(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    await scripted.listened()
    async with changed(entry, lambda: state_of(hass, MODE) == STATE_UNAVAILABLE):
        scripted.token = "another"
        await scripted.hang_up()
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH


async def test_an_engine_that_is_not_there_is_tried_again(add_entry: AddEntry) -> None:
    async with scripted_engine() as gone:
        pass
    entry = await add_entry(gone)
    assert entry.state is ConfigEntryState.SETUP_RETRY


@pytest.mark.parametrize(
    ("version", "issue"), [(0, "engine_too_old"), (9, "engine_too_new")]
)
async def test_an_engine_of_another_age_is_a_repair_until_one_side_is_updated(
    hass: HomeAssistant,
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    version: int,
    issue: str,
) -> None:
    good = dict(scripted.state)
    scripted.state |= {
        "schema_version": version,
        "min_supported_schema_version": version,
    }
    entry = await add_entry(scripted)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    issues = ir.async_get(hass).issues
    assert [each.translation_key for each in issues.values()] == [issue]
    scripted.state = good | {"problems": []}
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert not issues


async def test_a_removed_entry_takes_its_repairs_along(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    scripted.state["schema_version"] = 0
    entry = await add_entry(scripted)
    assert ir.async_get(hass).issues
    await hass.config_entries.async_remove(entry.entry_id)
    assert not ir.async_get(hass).issues


async def test_an_engine_that_fails_to_answer_is_no_traceback(
    hass: HomeAssistant,
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = await add_entry(scripted)
    caplog.clear()
    for path in ("state", "wishes"):
        scripted.say("GET", path, refusal("internal"), status=500)
        await coordinator_of(entry).async_refresh()
        assert state_of(hass, RUNNING) == STATE_UNAVAILABLE
        del scripted.answers[f"GET /api/v1/{path}"]
    assert all("Error fetching" in line or "recovered" in line for line in loud(caplog))
