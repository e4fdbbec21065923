"""The base of all entities."""

from typing import Any, override

from homeassistant.const import CONF_URL
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN, TITLE
from .coordinator import LinkedInAutoCoordinator
from .engine_client.contract.state import EngineState
from .failures import translated
from .issues import app_page


class LinkedInAutoEntity(CoordinatorEntity[LinkedInAutoCoordinator]):
    """One thing that is known of one engine."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: LinkedInAutoCoordinator, description: EntityDescription
    ) -> None:
        """Belong to the engine's device."""
        super().__init__(coordinator)
        entry = coordinator.config_entry
        self.entity_description = description
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{entry.unique_id}_{description.key}"
        self._attr_device_info = DeviceInfo(
            configuration_url=app_page(entry) or entry.data[CONF_URL],
            entry_type=DeviceEntryType.SERVICE,
            identifiers={(DOMAIN, str(entry.unique_id))},
            manufacturer=TITLE,
            model="Engine",
            name=entry.title,
            sw_version=self.state_of_engine.engine_version,
        )

    @property
    @override
    def suggested_object_id(self) -> str:
        """Name the entity by its key, so that its id is the same in all languages."""
        return self.entity_description.key

    @property
    def state_of_engine(self) -> EngineState:
        """What the engine said of itself last."""
        return self.coordinator.data.state


class SettingEntity(LinkedInAutoEntity):
    """One of the engine's options, which its state tells under the same name."""

    @property
    def option(self) -> str:
        """What the engine calls it."""
        return self.entity_description.key

    @property
    def setting(self) -> Any:
        """Return what holds now, as it is on the wire."""
        return getattr(self.state_of_engine, self.option)

    async def async_change(self, value: object) -> None:
        """Have the engine take another value."""
        with translated(self.coordinator):
            await self.coordinator.client.change_settings({self.option: value})
        await self.coordinator.async_refresh()
