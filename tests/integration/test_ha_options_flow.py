"""The settings that few people change."""

from typing import Any

from custom_components.linkedin_auto.const import CONF_SHOW_RUNS
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from integration.conftest import AddEntry
from integration.processes import EngineProcess
from integration.scripted import ScriptedEngine, refusal

GIVEN: dict[str, Any] = {
    "days": ["mon", "fri"],
    "language": "fr",
    "per_run_limit": 7.0,
    "delay_min_seconds": 100,
    "delay_max_seconds": 120.0,
    "birthday_time_jitter_minutes": 30,
    "max_temperature": 75,
    CONF_SHOW_RUNS: False,
}


async def test_settings_go_to_the_engine_and_the_rest_stays_here(
    hass: HomeAssistant, engine: EngineProcess, add_entry: AddEntry
) -> None:
    entry = await add_entry(engine)
    options = hass.config_entries.options
    flow = await options.async_init(entry.entry_id)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "init")
    schema = flow["data_schema"]
    assert schema is not None
    shown = {str(key): key.description for key in schema.schema}
    assert shown["delay_min_seconds"] == {"suggested_value": 90}

    refused = await options.async_configure(
        flow["flow_id"], GIVEN | {"delay_max_seconds": 50}
    )
    assert refused["errors"] == {"delay_max_seconds": "refused"}
    placeholders = refused["description_placeholders"]
    assert placeholders is not None
    assert "50" in placeholders["message"]

    result = await options.async_configure(flow["flow_id"], GIVEN)
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {CONF_SHOW_RUNS: False}
    assert entry.state is ConfigEntryState.LOADED
    values = engine.ask("GET", "settings")["values"]
    wanted = {key: value for key, value in GIVEN.items() if key != CONF_SHOW_RUNS}
    assert {key: values[key] for key in wanted} == wanted


async def test_an_engine_that_is_away_is_said_so(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    options = hass.config_entries.options
    flow = await options.async_init(entry.entry_id)
    scripted.say("PUT", "settings", "nonsense", status=502)
    result = await options.async_configure(flow["flow_id"], GIVEN)
    assert result["errors"] == {"base": "cannot_connect"}
    scripted.say("PUT", "settings", refusal("storage_full"), status=503)
    result = await options.async_configure(flow["flow_id"], GIVEN)
    assert result["errors"] == {"base": "refused"}
    scripted.say("GET", "settings", "nonsense", status=502)
    result = await options.async_init(entry.entry_id)
    assert result["reason"] == "cannot_connect"
    await hass.config_entries.async_unload(entry.entry_id)
    result = await options.async_init(entry.entry_id)
    assert result["reason"] == "cannot_connect"
