"""What helps to help, without anybody's name, text or secret."""

from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.core import HomeAssistant

from .coordinator import LinkedInAutoConfigEntry
from .engine_client import EngineClientError
from .engine_client.contract.requests import RunQuery

# Of the entry, of the engine's answers, and of the people in them.
REDACTED: Final = frozenset(
    {
        "contact_id",
        "first_name",
        "greeting",
        "instance_id",
        "member_id",
        "name",
        "own_text",
        "profile_url",
        "remote_browser_url",
        "text",
        "title",
        "token",
        "unique_id",
        "url",
    }
)


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: LinkedInAutoConfigEntry
) -> dict[str, Any]:
    """Return what is known of an engine, redacted."""
    coordinator = entry.runtime_data
    data = coordinator.data
    gathered: dict[str, Any] = {
        "entry": entry.as_dict(),
        "is_connected": coordinator.last_update_success,
        "state": data.state.to_dict(),
        "drafts": [draft.to_dict() for draft in data.drafts],
        "people": len(data.people),
    }
    try:
        client = coordinator.client
        gathered["settings"] = (await client.get_settings()).to_dict()
        gathered["runs"] = (await client.list_runs(RunQuery(limit=20))).to_dict()
    except EngineClientError as error:
        gathered["error"] = type(error).__name__
    redacted: dict[str, Any] = async_redact_data(gathered, REDACTED)
    return redacted
