"""LinkedIn Auto: birthday wishes to one's own LinkedIn connections."""

from typing import Final

from homeassistant.const import CONF_TOKEN, CONF_URL, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN
from .coordinator import LinkedInAutoConfigEntry, LinkedInAutoCoordinator
from .dashboard import async_setup_dashboard
from .engine_client import EngineClient
from .issues import async_clear_issues
from .services import async_setup_services

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS: Final = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TIME,
    Platform.TODO,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register what is there whether an engine is or not."""
    async_setup_services(hass)
    await async_setup_dashboard(hass)
    return True


async def async_setup_entry(
    hass: HomeAssistant, entry: LinkedInAutoConfigEntry
) -> bool:
    """Connect to one engine."""
    client = EngineClient(
        async_get_clientsession(hass), entry.data[CONF_URL], entry.data[CONF_TOKEN]
    )
    coordinator = LinkedInAutoCoordinator(hass, entry, client)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_create_background_task(
        hass, coordinator.async_follow(), "linkedin_auto_events"
    )
    return True


async def async_unload_entry(
    hass: HomeAssistant, entry: LinkedInAutoConfigEntry
) -> bool:
    """Let go of the engine."""
    is_unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if is_unloaded:
        async_clear_issues(hass, entry)
    return is_unloaded


async def async_remove_entry(
    hass: HomeAssistant, entry: LinkedInAutoConfigEntry
) -> None:
    """Take away what an engine that was never reached has left."""
    async_clear_issues(hass, entry)
