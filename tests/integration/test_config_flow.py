"""Every step of setting up, by hand and by discovery, and every way it can fail."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.linkedin_auto.const import CONF_APP, DOMAIN
from homeassistant.config_entries import SOURCE_HASSIO, SOURCE_USER, ConfigEntryState
from homeassistant.const import CONF_TOKEN, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from integration.conftest import AddEntry, coordinator_of
from integration.processes import EngineProcess, free_port
from integration.scripted import ScriptedEngine, scripted_engine

SLUG = "0a1b2c3d_linkedin_auto"


def discovery(engine: ScriptedEngine, **changes: Any) -> HassioServiceInfo:
    port = int(engine.url.rpartition(":")[2])
    config = {"host": "127.0.0.1", "port": port, "token": engine.token, **changes}
    return HassioServiceInfo(
        config=config, name="LinkedIn Auto", slug=SLUG, uuid="1234"
    )


async def begin(hass: HomeAssistant, given: dict[str, Any] | None = None) -> Any:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}, data=given
    )


async def discover(hass: HomeAssistant, found: HassioServiceInfo) -> Any:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_HASSIO}, data=found
    )


async def go_on(hass: HomeAssistant, flow: Any, given: dict[str, Any]) -> Any:
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], given)
    await hass.async_block_till_done()
    return result


async def test_an_engine_is_set_up_by_hand(
    hass: HomeAssistant, engine: EngineProcess
) -> None:
    flow = await begin(hass)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "user")
    given = {CONF_URL: f" {engine.url}/ ", CONF_TOKEN: f"{engine.token}\n"}
    result = await go_on(hass, flow, given)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == {CONF_URL: engine.url, CONF_TOKEN: engine.token}
    entry = result["result"]
    assert entry.unique_id == engine.ask("GET", "state")["instance_id"]
    assert entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_same_engine_is_not_set_up_twice(
    hass: HomeAssistant, engine: EngineProcess, add_entry: AddEntry
) -> None:
    await add_entry(engine)
    given = {CONF_URL: engine.url, CONF_TOKEN: engine.token}
    result = await go_on(hass, await begin(hass), given)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({CONF_TOKEN: "wrong"}, {CONF_TOKEN: "invalid_auth"}),
        ({CONF_URL: "http://127.0.0.1:1"}, {"base": "cannot_connect"}),
        ({CONF_URL: "nonsense"}, {"base": "cannot_connect"}),
    ],
)
async def test_what_is_wrong_is_said_and_can_be_mended(
    hass: HomeAssistant,
    scripted: ScriptedEngine,
    changes: dict[str, str],
    errors: dict[str, str],
) -> None:
    good = {CONF_URL: scripted.url, CONF_TOKEN: scripted.token}
    flow = await go_on(hass, await begin(hass), good | changes)
    assert (flow["type"], flow["errors"]) == (FlowResultType.FORM, errors)
    result = await go_on(hass, flow, good)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.config_entries.async_unload(result["result"].entry_id)


@pytest.mark.parametrize(
    ("version", "error"), [(0, "engine_too_old"), (9, "engine_too_new")]
)
async def test_an_engine_of_another_age_says_which_side_to_update(
    hass: HomeAssistant, scripted: ScriptedEngine, version: int, error: str
) -> None:
    scripted.state |= {
        "schema_version": version,
        "min_supported_schema_version": version,
    }
    given = {CONF_URL: scripted.url, CONF_TOKEN: scripted.token}
    flow = await go_on(hass, await begin(hass), given)
    assert flow["errors"] == {"base": error}
    assert (await discover(hass, discovery(scripted)))["reason"] == error


async def test_the_app_is_found_and_confirmed(
    hass: HomeAssistant, scripted: ScriptedEngine
) -> None:
    flow = await discover(hass, discovery(scripted))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "hassio_confirm")
    (shown,) = hass.config_entries.flow.async_progress()
    assert shown["context"]["title_placeholders"] == {"name": "LinkedIn Auto"}
    again = await discover(hass, discovery(scripted))
    assert again["reason"] == "already_in_progress"
    result = await go_on(hass, flow, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == {
        CONF_URL: scripted.url,
        CONF_TOKEN: scripted.token,
        CONF_APP: SLUG,
    }
    await hass.config_entries.async_unload(result["result"].entry_id)


async def test_an_app_that_moved_takes_its_entry_along(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    async with scripted_engine() as moved:
        moved.token = "new token"
        result = await discover(hass, discovery(moved))
        await hass.async_block_till_done()
        assert result["reason"] == "already_configured"
        assert entry.data == {
            CONF_URL: moved.url,
            CONF_TOKEN: "new token",
            CONF_APP: SLUG,
        }
        assert entry.state is ConfigEntryState.LOADED
        assert moved.asked
        await hass.config_entries.async_unload(entry.entry_id)


async def test_an_app_that_tells_its_new_token_asks_the_person_for_none(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    scripted.token = "new token"
    await coordinator_of(entry).async_refresh()
    await hass.async_block_till_done()
    flows = hass.config_entries.flow
    assert [each["context"]["source"] for each in flows.async_progress()] == ["reauth"]
    result = await discover(hass, discovery(scripted))
    await hass.async_block_till_done()
    assert result["reason"] == "already_configured"
    assert entry.data[CONF_TOKEN] == "new token"
    assert entry.state is ConfigEntryState.LOADED
    assert flows.async_progress() == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"port": "no port"}, "invalid_discovery_info"),
        ({"host": None}, "invalid_discovery_info"),
        ({"port": free_port}, "cannot_connect"),
        ({"token": "wrong"}, "invalid_auth"),
    ],
)
async def test_a_discovery_that_leads_nowhere_asks_nobody(
    hass: HomeAssistant, scripted: ScriptedEngine, changes: dict[str, Any], reason: str
) -> None:
    changes = {
        key: value() if callable(value) else value for key, value in changes.items()
    }
    result = await discover(hass, discovery(scripted, **changes))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, reason)


async def test_a_discovery_without_a_token_asks_nobody(
    hass: HomeAssistant, scripted: ScriptedEngine
) -> None:
    found = discovery(scripted)
    del found.config["token"]
    assert (await discover(hass, found))["reason"] == "invalid_discovery_info"


async def test_a_new_token_is_asked_for_until_it_fits(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    scripted.token = "new token"
    flow = await entry.start_reauth_flow(hass)
    assert flow["step_id"] == "reauth_confirm"
    flow = await go_on(hass, flow, {CONF_TOKEN: "wrong"})
    assert flow["errors"] == {CONF_TOKEN: "invalid_auth"}
    result = await go_on(hass, flow, {CONF_TOKEN: "new token"})
    assert result["reason"] == "reauth_successful"
    assert entry.data == {CONF_URL: scripted.url, CONF_TOKEN: "new token"}
    assert entry.state is ConfigEntryState.LOADED


async def test_another_address_of_the_same_engine_is_taken(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    async with scripted_engine() as moved:
        flow = await entry.start_reconfigure_flow(hass)
        assert flow["step_id"] == "reconfigure"
        given = {CONF_URL: "http://127.0.0.1:1", CONF_TOKEN: moved.token}
        flow = await go_on(hass, flow, given)
        assert flow["errors"] == {"base": "cannot_connect"}
        result = await go_on(hass, flow, given | {CONF_URL: moved.url})
        assert result["reason"] == "reconfigure_successful"
        assert entry.data[CONF_URL] == moved.url
        await hass.config_entries.async_unload(entry.entry_id)


async def test_another_engine_is_refused_where_the_same_is_expected(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry: MockConfigEntry = await add_entry(scripted)
    scripted.state["instance_id"] = "another"
    flow = await entry.start_reconfigure_flow(hass)
    given = {CONF_URL: scripted.url, CONF_TOKEN: scripted.token}
    result = await go_on(hass, flow, given)
    assert result["reason"] == "another_engine"
