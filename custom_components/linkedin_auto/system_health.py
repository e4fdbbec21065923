"""Whether the engine can be reached, and what it is."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .coordinator import LinkedInAutoConfigEntry


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Say where to ask."""
    register.async_register_info(system_health_info)


async def system_health_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page of system health shows, for the first engine."""
    entries: list[LinkedInAutoConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    if not entries:
        return {}
    entry = entries[0]
    reachable = system_health.async_check_can_reach_url(
        hass, f"{entry.data[CONF_URL].rstrip('/')}/health"
    )
    if entry.state is not ConfigEntryState.LOADED:
        return {"can_reach_engine": reachable}
    state = entry.runtime_data.data.state
    return {
        "can_reach_engine": reachable,
        "engine_version": state.engine_version,
        "session_usable": state.session.usable,
        "problems": ", ".join(problem.code for problem in state.problems) or "-",
        "next_run": state.next_run,
    }
