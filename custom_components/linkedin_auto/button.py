"""What a person starts and stops by hand."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import LinkedInAutoConfigEntry, LinkedInAutoCoordinator
from .engine_client.contract.enums import BotName
from .engine_client.contract.requests import RunCreate
from .engine_client.contract.state import EngineState
from .entity import LinkedInAutoEntity
from .failures import translated
from .runs import async_start_run, async_stop_runs

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class LinkedInAutoButtonDescription(ButtonEntityDescription):
    """``available_fn`` tells whether there is anything to do."""

    press_fn: Callable[[LinkedInAutoCoordinator], Awaitable[object]]
    available_fn: Callable[[EngineState], bool] = lambda _: True


BUTTONS: Final = (
    LinkedInAutoButtonDescription(
        key="run_birthday",
        press_fn=lambda coordinator: async_start_run(
            coordinator, RunCreate(bot=BotName.BIRTHDAY)
        ),
    ),
    LinkedInAutoButtonDescription(
        key="run_unlimited",
        press_fn=lambda coordinator: async_start_run(
            coordinator, RunCreate(bot=BotName.UNLIMITED)
        ),
    ),
    LinkedInAutoButtonDescription(
        key="stop",
        press_fn=async_stop_runs,
        available_fn=lambda state: state.run is not None or bool(state.queued),
    ),
    LinkedInAutoButtonDescription(
        key="reap_zombies",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        press_fn=lambda coordinator: coordinator.client.reap(),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LinkedInAutoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons."""
    async_add_entities(
        LinkedInAutoButton(entry.runtime_data, description) for description in BUTTONS
    )


class LinkedInAutoButton(LinkedInAutoEntity, ButtonEntity):
    """One thing to have done."""

    entity_description: LinkedInAutoButtonDescription

    @property
    @override
    def available(self) -> bool:
        """Whether the engine is there, and there is anything to do."""
        return super().available and self.entity_description.available_fn(
            self.state_of_engine
        )

    @override
    async def async_press(self) -> None:
        """Have it done."""
        with translated(self.coordinator):
            await self.entity_description.press_fn(self.coordinator)
        await self.coordinator.async_refresh()
