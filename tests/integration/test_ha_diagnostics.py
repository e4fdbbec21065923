"""What helps to help tells nothing about anybody."""

import asyncio
from collections.abc import Iterator
import json
from typing import Any

from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.linkedin_auto.const import DOMAIN
from custom_components.linkedin_auto.diagnostics import (
    async_get_config_entry_diagnostics,
)
from custom_components.linkedin_auto.system_health import system_health_info
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from integration.conftest import AddEntry
from integration.processes import EngineProcess
from integration.scripted import ScriptedEngine, sample

PRIVATE = frozenset(
    {"name", "text", "own_text", "first_name", "greeting", "profile_url", "member_id"}
)


def private_values(data: Any) -> Iterator[str]:
    """Yield every name, text and address in a recorded answer."""
    match data:
        case dict():
            for key, value in data.items():
                if key in PRIVATE and isinstance(value, str):
                    yield value
                yield from private_values(value)
        case list():
            for each in data:
                yield from private_values(each)


async def test_diagnostics_hold_no_name_text_or_secret(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    scripted.say("GET", "settings", sample("SettingsReply", "as the app"))
    entry = await add_entry(scripted)
    found = await async_get_config_entry_diagnostics(hass, entry)
    text = json.dumps(found, default=str, ensure_ascii=False)
    wishes = scripted.answers["GET /api/v1/wishes"]
    contacts = scripted.answers["GET /api/v1/contacts"]
    secrets = {
        *private_values([wishes.body, contacts.body]),  # type: ignore[union-attr]  # told
        scripted.token,
        scripted.url,
        scripted.state["instance_id"],
        "browser.invented",
    }
    assert len(secrets) > 8
    assert [secret for secret in secrets if secret in text] == []
    assert found["state"]["counters"]["sent_total"] == 412
    assert found["settings"]["values"]["daily_limit"] == 15
    assert len(found["runs"]["runs"]) == 3
    assert found["people"] == 2


async def test_diagnostics_of_an_engine_that_is_away_say_so(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    scripted.say("GET", "settings", "gone", status=502)
    found = await async_get_config_entry_diagnostics(hass, entry)
    assert found["error"] == "CannotConnectError"
    assert found["drafts"][0]["text"] == "**REDACTED**"


async def test_system_health_tells_whether_the_engine_answers(
    hass: HomeAssistant, engine: EngineProcess, add_entry: AddEntry
) -> None:
    assert await system_health_info(hass) == {}
    entry = await add_entry(engine)
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    told = await get_system_health_info(hass, DOMAIN)
    assert await told.pop("can_reach_engine") == "ok"
    state = await asyncio.to_thread(engine.ask, "GET", "state")
    assert told == {
        "engine_version": state["engine_version"],
        "session_usable": False,
        "problems": "session_required",
        "next_run": None,
    }
    await hass.config_entries.async_unload(entry.entry_id)
    told = await system_health_info(hass)
    assert await told.pop("can_reach_engine") == "ok"
    assert told == {}
