"""What happened: a wish came to another state, a run ended."""

from typing import Any, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import FINAL_STATES, LinkedInAutoConfigEntry
from .engine_client.contract.enums import WishState
from .engine_client.contract.events import WishChanged
from .engine_client.contract.state import RunSummary
from .entity import LinkedInAutoEntity

PARALLEL_UPDATES = 0

WISH: Final = EventEntityDescription(
    key="wish", event_types=[state.value for state in WishState]
)
RUN: Final = EventEntityDescription(
    key="run", event_types=sorted(state.value for state in FINAL_STATES)
)

_PRIVATE: Final = frozenset(
    {"name", "profile_url", "member_id", "text", "contact_id", "message"}
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LinkedInAutoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the events."""
    async_add_entities(
        [WishEvent(entry.runtime_data, WISH), RunEvent(entry.runtime_data, RUN)]
    )


class WishEvent(LinkedInAutoEntity, EventEntity):
    """Fires as a wish comes to another state, as the engine tells it."""

    # An automation wants them; the recorder need not keep them.
    _unrecorded_attributes = _PRIVATE

    @override
    async def async_added_to_hass(self) -> None:
        """Listen."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_listen_to_wishes(self._changed))

    @callback
    def _changed(self, event: WishChanged) -> None:
        wish = event.wish
        if not wish.state.is_known:
            return
        told = wish.to_dict()
        told["wish_id"] = told.pop("id")
        told["wish_state"] = told.pop("state")
        told["previous_state"] = event.previous
        self._trigger_event(wish.state.value, told)
        self.async_write_ha_state()


class RunEvent(LinkedInAutoEntity, EventEntity):
    """Fires when a run has ended.

    It looks at the last run in the state, so that one that ended while the event stream
    was away is told too, and none is told twice.
    """

    _unrecorded_attributes = _PRIVATE
    _last: str | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Take note of the last run, which is no news."""
        await super().async_added_to_hass()
        last = self.state_of_engine.last_run
        self._last = None if last is None else last.run_id

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        run = self.state_of_engine.last_run
        if run is not None and run.run_id != self._last and run.state in FINAL_STATES:
            self._last = run.run_id
            self._trigger_event(run.state.value, _told(run))
        super()._handle_coordinator_update()


def _told(run: RunSummary) -> dict[str, Any]:
    told = run.to_dict()
    for name in ("state", "step", "done", "total"):
        del told[name]
    return told
