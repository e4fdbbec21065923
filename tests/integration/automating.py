"""Automations made of the blueprints, and what they need around them."""

import asyncio

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.core import HomeAssistant
from integration.conftest import AddEntry, changed
from integration.processes import EngineProcess, person

WISHES = "todo.linkedin_auto_wishes"


async def drafted(
    hass: HomeAssistant, engine: EngineProcess, add_entry: AddEntry, *names: str
) -> MockConfigEntry:
    """Have wishes to these people drafted."""
    engine.twin.play(*map(person, names))
    await asyncio.to_thread(engine.log_in)
    entry = await add_entry(engine)
    await draft(hass, entry, engine, len(names))
    return entry


async def draft(
    hass: HomeAssistant, entry: MockConfigEntry, engine: EngineProcess, count: int
) -> None:
    async with changed(entry, lambda: hass.states.is_state(WISHES, str(count))):
        await asyncio.to_thread(engine.run)


async def trigger(hass: HomeAssistant, name: str) -> None:
    data = {"entity_id": f"automation.{name}"}
    await hass.services.async_call(AUTOMATION, "trigger", data, blocking=False)
