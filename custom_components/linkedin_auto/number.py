"""The limits."""

from typing import Final, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import LinkedInAutoConfigEntry
from .entity import SettingEntity

PARALLEL_UPDATES = 1

NUMBERS: Final = (
    NumberEntityDescription(
        key="daily_limit",
        entity_category=EntityCategory.CONFIG,
        mode=NumberMode.BOX,
        native_max_value=100,
        native_min_value=1,
        native_step=1,
    ),
    NumberEntityDescription(
        key="weekly_limit",
        entity_category=EntityCategory.CONFIG,
        mode=NumberMode.BOX,
        native_max_value=500,
        native_min_value=1,
        native_step=1,
    ),
    NumberEntityDescription(
        key="max_days_late",
        device_class=NumberDeviceClass.DURATION,
        entity_category=EntityCategory.CONFIG,
        mode=NumberMode.BOX,
        native_max_value=365,
        native_min_value=0,
        native_step=1,
        native_unit_of_measurement=UnitOfTime.DAYS,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LinkedInAutoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the numbers."""
    async_add_entities(
        LinkedInAutoNumber(entry.runtime_data, description) for description in NUMBERS
    )


class LinkedInAutoNumber(SettingEntity, NumberEntity):
    """One number among the engine's options."""

    @property
    @override
    def native_value(self) -> float:
        number: int = self.setting
        return number

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Change the option."""
        await self.async_change(int(value))
