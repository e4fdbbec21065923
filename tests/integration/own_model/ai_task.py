"""What the model does with a task: it answers with the message and one word more."""

from typing import override

from homeassistant.components.ai_task import (
    AITaskEntity,
    AITaskEntityFeature,
    GenDataTask,
    GenDataTaskResult,
)
from homeassistant.components.conversation import ChatLog
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback


async def async_setup_entry(
    _hass: HomeAssistant,
    _entry: ConfigEntry[None],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    async_add_entities([OwnModel()])


class OwnModel(AITaskEntity):
    _attr_supported_features = AITaskEntityFeature.GENERATE_DATA

    def __init__(self) -> None:
        self._attr_name = "Own model"
        self._attr_unique_id = "own_model"

    @override
    async def _async_generate_data(
        self, task: GenDataTask, chat_log: ChatLog
    ) -> GenDataTaskResult:
        message = task.instructions.split("---")[1].strip()
        return GenDataTaskResult(
            conversation_id=chat_log.conversation_id, data=f"{message} Cheers!"
        )
