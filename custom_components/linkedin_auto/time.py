"""The hours in which messages may be sent."""

from datetime import time
from typing import Final, override

from homeassistant.components.time import TimeEntity, TimeEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import LinkedInAutoConfigEntry
from .entity import SettingEntity

PARALLEL_UPDATES = 1

TIMES: Final = (
    TimeEntityDescription(key="hours_start", entity_category=EntityCategory.CONFIG),
    TimeEntityDescription(key="hours_end", entity_category=EntityCategory.CONFIG),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LinkedInAutoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the times."""
    async_add_entities(
        LinkedInAutoTime(entry.runtime_data, description) for description in TIMES
    )


class LinkedInAutoTime(SettingEntity, TimeEntity):
    """One time of day among the engine's options, in the person's time zone."""

    @property
    @override
    def native_value(self) -> time:
        return time.fromisoformat(self.setting)

    @override
    async def async_set_value(self, value: time) -> None:
        """Change the option; on the wire it is "HH:MM"."""
        await self.async_change(value.strftime("%H:%M"))
