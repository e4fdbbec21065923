"""A person's own AI model, as an integration for a Home Assistant without any."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry[None]) -> bool:
    await hass.config_entries.async_forward_entry_setups(entry, [Platform.AI_TASK])
    return True
