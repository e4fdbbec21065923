"""The dashboard: a strategy in JavaScript that Home Assistant's frontend loads."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from homeassistant.components.frontend import add_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant

from .const import DOMAIN

_FILE: Final = Path(__file__).with_name("frontend") / "linkedin-auto.js"
_ADDRESS: Final = f"/{DOMAIN}/{_FILE.name}"


async def async_setup_dashboard(hass: HomeAssistant) -> None:
    """Offer the strategy to every page; without a frontend there is nothing to do."""
    if "frontend" not in hass.config.components:
        return
    # Browsers keep the file, and a changed one has another address.
    content = await hass.async_add_executor_job(_FILE.read_bytes)
    version = sha256(content).hexdigest()[:8]
    await hass.http.async_register_static_paths(
        [StaticPathConfig(_ADDRESS, str(_FILE), cache_headers=True)]
    )
    add_extra_js_url(hass, f"{_ADDRESS}?v={version}")
