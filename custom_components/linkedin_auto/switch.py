"""The schedule, on or off."""

from typing import Any, Final, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import LinkedInAutoConfigEntry
from .entity import SettingEntity

PARALLEL_UPDATES = 1

SCHEDULE: Final = SwitchEntityDescription(
    key="schedule", entity_category=EntityCategory.CONFIG
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LinkedInAutoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the switch."""
    async_add_entities([ScheduleSwitch(entry.runtime_data, SCHEDULE)])


class ScheduleSwitch(SettingEntity, SwitchEntity):
    """Whether runs start by themselves."""

    @property
    @override
    def option(self) -> str:
        return "schedule_enabled"

    @property
    @override
    def is_on(self) -> bool:
        return bool(self.setting)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let runs start by themselves."""
        await self.async_change(value=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Start no run by itself."""
        await self.async_change(value=False)
