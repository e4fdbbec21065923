"""What the last page that was not understood looked like, its texts blurred."""

from typing import Final, override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import LOGGER
from .coordinator import LinkedInAutoConfigEntry, LinkedInAutoCoordinator
from .engine_client import EngineClientError
from .engine_client.client import Picture
from .entity import LinkedInAutoEntity

PARALLEL_UPDATES = 1

LAST_SNAPSHOT: Final = ImageEntityDescription(
    key="last_snapshot",
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LinkedInAutoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the image."""
    async_add_entities([LastSnapshot(entry.runtime_data)])


class LastSnapshot(LinkedInAutoEntity, ImageEntity):
    """Looked at again after each run, for only a run makes a new one."""

    _picture: Picture | None = None
    _of_run: str | None = None

    def __init__(self, coordinator: LinkedInAutoCoordinator) -> None:
        """Begin without a picture."""
        LinkedInAutoEntity.__init__(self, coordinator, LAST_SNAPSHOT)
        ImageEntity.__init__(self, coordinator.hass)

    @override
    async def async_added_to_hass(self) -> None:
        """Take the picture that there is."""
        await super().async_added_to_hass()
        self._of_run = self._last_run()
        await self._look()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        if self._last_run() != self._of_run:
            self._of_run = self._last_run()
            self.coordinator.config_entry.async_create_background_task(
                self.hass, self._look_and_tell(), "linkedin_auto_snapshot"
            )
        super()._handle_coordinator_update()

    @override
    async def async_image(self) -> bytes | None:
        """Return the picture."""
        return None if self._picture is None else self._picture.content

    def _last_run(self) -> str | None:
        last = self.state_of_engine.last_run
        return None if last is None else last.run_id

    async def _look_and_tell(self) -> None:
        await self._look()
        self.async_write_ha_state()

    async def _look(self) -> None:
        try:
            self._picture = await self.coordinator.client.get_snapshot()
        except EngineClientError as error:
            LOGGER.debug("The snapshot cannot be had: %s", error)
            # The next update looks again.
            self._of_run = None
            return
        self._attr_image_last_updated = None
        if self._picture is not None:
            self._attr_content_type = self._picture.content_type
            self._attr_image_last_updated = self._picture.taken_at
