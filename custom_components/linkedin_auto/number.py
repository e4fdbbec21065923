"""The limits."""

from collections.abc import Callable
from dataclasses import dataclass
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
from .engine_client.contract.state import EngineState
from .entity import LinkedInAutoEntity

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class LinkedInAutoNumberDescription(NumberEntityDescription):
    """The key is the engine's option too."""

    value_fn: Callable[[EngineState], int]


NUMBERS: Final = (
    LinkedInAutoNumberDescription(
        key="daily_limit",
        entity_category=EntityCategory.CONFIG,
        mode=NumberMode.BOX,
        native_max_value=100,
        native_min_value=1,
        native_step=1,
        value_fn=lambda state: state.daily_limit,
    ),
    LinkedInAutoNumberDescription(
        key="weekly_limit",
        entity_category=EntityCategory.CONFIG,
        mode=NumberMode.BOX,
        native_max_value=500,
        native_min_value=1,
        native_step=1,
        value_fn=lambda state: state.weekly_limit,
    ),
    LinkedInAutoNumberDescription(
        key="max_days_late",
        device_class=NumberDeviceClass.DURATION,
        entity_category=EntityCategory.CONFIG,
        mode=NumberMode.BOX,
        native_max_value=365,
        native_min_value=0,
        native_step=1,
        native_unit_of_measurement=UnitOfTime.DAYS,
        value_fn=lambda state: state.max_days_late,
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


class LinkedInAutoNumber(LinkedInAutoEntity, NumberEntity):
    """One whole number among the engine's options."""

    entity_description: LinkedInAutoNumberDescription

    @property
    @override
    def native_value(self) -> int:
        return self.entity_description.value_fn(self.state_of_engine)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Change the option."""
        await self.async_change_setting(self.entity_description.key, int(value))
