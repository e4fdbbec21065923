"""What is so, or is not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import LinkedInAutoConfigEntry
from .engine_client.contract.state import EngineState
from .entity import LinkedInAutoEntity

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class LinkedInAutoBinarySensorDescription(BinarySensorEntityDescription):
    """``is_on_fn`` returns None where this machine cannot tell."""

    is_on_fn: Callable[[EngineState], bool | None]
    attributes_fn: Callable[[EngineState], Mapping[str, Any] | None] = lambda _: None


BINARY_SENSORS: Final = (
    LinkedInAutoBinarySensorDescription(
        key="running",
        device_class=BinarySensorDeviceClass.RUNNING,
        is_on_fn=lambda state: state.run is not None,
    ),
    LinkedInAutoBinarySensorDescription(
        key="session",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        is_on_fn=lambda state: state.session.usable,
        attributes_fn=lambda state: {"expires_at": state.session.expires_at},
    ),
    LinkedInAutoBinarySensorDescription(
        key="problem",
        device_class=BinarySensorDeviceClass.PROBLEM,
        is_on_fn=lambda state: bool(state.problems),
        attributes_fn=lambda state: {
            "problems": [problem.code.value for problem in state.problems]
        },
    ),
    LinkedInAutoBinarySensorDescription(
        key="throttled",
        device_class=BinarySensorDeviceClass.PROBLEM,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        is_on_fn=lambda state: state.system.throttled,
        attributes_fn=lambda state: {"under_voltage": state.system.under_voltage},
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LinkedInAutoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors."""
    async_add_entities(
        LinkedInAutoBinarySensor(entry.runtime_data, description)
        for description in BINARY_SENSORS
    )


class LinkedInAutoBinarySensor(LinkedInAutoEntity, BinarySensorEntity):
    """One fact out of the engine's state."""

    entity_description: LinkedInAutoBinarySensorDescription

    @property
    @override
    def available(self) -> bool:
        """Whether the engine is there, and this machine tells the fact."""
        return super().available and self.is_on is not None

    @property
    @override
    def is_on(self) -> bool | None:
        return self.entity_description.is_on_fn(self.state_of_engine)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        return self.entity_description.attributes_fn(self.state_of_engine)
