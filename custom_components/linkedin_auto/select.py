"""What the engine may do with a wish by itself."""

from typing import Final, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import LinkedInAutoConfigEntry
from .engine_client.contract.enums import SendingMode
from .entity import SettingEntity

PARALLEL_UPDATES = 1

SENDING_MODE: Final = SelectEntityDescription(
    key="sending_mode",
    entity_category=EntityCategory.CONFIG,
    options=[mode.value for mode in SendingMode],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LinkedInAutoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the select."""
    async_add_entities([SendingModeSelect(entry.runtime_data, SENDING_MODE)])


class SendingModeSelect(SettingEntity, SelectEntity):
    """Drafts only, a person's approval, or automatic sending."""

    @property
    @override
    def current_option(self) -> str | None:
        mode = self.state_of_engine.sending_mode
        return mode.value if mode.is_known else None

    @override
    async def async_select_option(self, option: str) -> None:
        """Choose a mode."""
        await self.async_change(option)
