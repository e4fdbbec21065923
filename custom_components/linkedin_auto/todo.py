"""The drafts, to approve, edit or skip."""

from typing import Final, override

from homeassistant.components.todo import (
    TodoItem,
    TodoItemStatus,
    TodoListEntity,
    TodoListEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .coordinator import LinkedInAutoConfigEntry
from .engine_client.contract.replies import WishItem
from .engine_client.contract.requests import Decision, WishPatch
from .entity import LinkedInAutoEntity
from .failures import translated

PARALLEL_UPDATES = 1

WISHES: Final = EntityDescription(key="wishes")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LinkedInAutoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the list."""
    async_add_entities([WishList(entry.runtime_data, WISHES)])


class WishList(LinkedInAutoEntity, TodoListEntity):
    """One item a draft: the person is its title, the message its description.

    Ticking an item approves the wish, changing its description changes the message, and
    deleting it skips the wish. Approved wishes leave the list, so that nobody skips
    them by clearing what is done.
    """

    _attr_supported_features = (
        TodoListEntityFeature.UPDATE_TODO_ITEM
        | TodoListEntityFeature.DELETE_TODO_ITEM
        # The dialog of Home Assistant sends the date of an item with every change.
        | TodoListEntityFeature.SET_DUE_DATE_ON_ITEM
        | TodoListEntityFeature.SET_DESCRIPTION_ON_ITEM
    )

    @property
    @override
    def todo_items(self) -> list[TodoItem]:
        return [_item(draft) for draft in self.coordinator.data.drafts]

    @override
    async def async_update_todo_item(self, item: TodoItem) -> None:
        """Approve a draft, or change its message."""
        draft = self._draft(item.uid)
        if item.summary != draft.name:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="title_is_the_person"
            )
        if item.due != draft.day:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="due_is_the_birthday"
            )
        text = item.description or ""
        patch = WishPatch(
            decision=(
                Decision.APPROVE if item.status == TodoItemStatus.COMPLETED else None
            ),
            text=None if text == draft.text else text,
        )
        if patch == WishPatch():
            return
        with translated(self.coordinator):
            await self.coordinator.client.change_wish(draft.id, patch)
        await self.coordinator.async_refresh()

    @override
    async def async_delete_todo_items(self, uids: list[str]) -> None:
        """Skip drafts: they are not sent."""
        try:
            with translated(self.coordinator):
                for uid in uids:
                    await self.coordinator.client.change_wish(
                        self._draft(uid).id, WishPatch(decision=Decision.SKIP)
                    )
        finally:
            await self.coordinator.async_refresh()

    def _draft(self, uid: str | None) -> WishItem:
        for draft in self.coordinator.data.drafts:
            if str(draft.id) == uid:
                return draft
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="draft_gone"
        )


def _item(draft: WishItem) -> TodoItem:
    return TodoItem(
        summary=draft.name,
        uid=str(draft.id),
        status=TodoItemStatus.NEEDS_ACTION,
        due=draft.day,
        description=draft.text,
    )
