"""The hours in which messages may be sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Final, override

from homeassistant.components.time import TimeEntity, TimeEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import LinkedInAutoConfigEntry
from .engine_client.contract.state import EngineState
from .entity import LinkedInAutoEntity

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class LinkedInAutoTimeDescription(TimeEntityDescription):
    """The key is the engine's option too; on the wire it is "HH:MM"."""

    value_fn: Callable[[EngineState], str]


TIMES: Final = (
    LinkedInAutoTimeDescription(
        key="hours_start",
        entity_category=EntityCategory.CONFIG,
        value_fn=lambda state: state.hours_start,
    ),
    LinkedInAutoTimeDescription(
        key="hours_end",
        entity_category=EntityCategory.CONFIG,
        value_fn=lambda state: state.hours_end,
    ),
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


class LinkedInAutoTime(LinkedInAutoEntity, TimeEntity):
    """One time of day among the engine's options, in the person's time zone."""

    entity_description: LinkedInAutoTimeDescription

    @property
    @override
    def native_value(self) -> time:
        return time.fromisoformat(
            self.entity_description.value_fn(self.state_of_engine)
        )

    @override
    async def async_set_value(self, value: time) -> None:
        """Change the option; the engine knows no seconds."""
        await self.async_change_setting(
            self.entity_description.key, value.strftime("%H:%M")
        )
