"""Numbers, times and words about the engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    PERCENTAGE,
    EntityCategory,
    UnitOfInformation,
    UnitOfTemperature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

from .birthdays import birthdays_between
from .coordinator import FINAL_STATES, EngineData, LinkedInAutoConfigEntry
from .engine_client.contract.enums import RunReason
from .engine_client.contract.state import EngineState, RunSummary
from .entity import LinkedInAutoEntity

PARALLEL_UPDATES = 0

_MIB: Final = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class LinkedInAutoSensorDescription(SensorEntityDescription):
    """``needs_value``: without a value, this machine cannot tell it."""

    value_fn: Callable[[EngineState], StateType | datetime]
    attributes_fn: Callable[[EngineData], Mapping[str, Any] | None] = lambda _: None
    needs_value: bool = False


def _result(run: RunSummary | None) -> str | None:
    """Return why the run did not simply finish, or else how it ended."""
    if run is None:
        return None
    if run.reason is not None and run.reason.is_known:
        return run.reason.value
    return run.state.value if run.state in FINAL_STATES else None


def _ended(run: RunSummary | None) -> datetime | None:
    return None if run is None else run.finished_at


def _counts(run: RunSummary | None) -> Mapping[str, Any] | None:
    if run is None:
        return None
    names = ("bot", "mode", "origin", "dry_run", "found", "sent", "skipped", "failed")
    counts = {name: getattr(run, name) for name in (*names, "unverified", "pending")}
    return {**counts, "message": run.message}


def _progress(run: RunSummary | None) -> float | None:
    if run is None:
        return None
    return 100 * run.done / run.total if run.total else 0


def _step(run: RunSummary | None) -> Mapping[str, Any] | None:
    if run is None:
        return None
    return {"bot": run.bot, "step": run.step, "done": run.done, "total": run.total}


def _names_of_today(data: EngineData) -> Mapping[str, Any]:
    today = dt_util.now().date()
    found = birthdays_between(data.people, today, today)
    return {"names": [birthday.contact.name for birthday in found]}


def _host_memory(state: EngineState) -> float | None:
    system = state.system
    if not system.host_memory_total:
        return None
    used = system.host_memory_total - system.host_memory_available
    return 100 * used / system.host_memory_total


SENSORS: Final = (
    LinkedInAutoSensorDescription(
        key="messages_sent_today",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value_fn=lambda state: state.counters.sent_today,
    ),
    LinkedInAutoSensorDescription(
        key="messages_sent_week",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.counters.sent_week,
    ),
    LinkedInAutoSensorDescription(
        key="messages_sent_total",
        # Forgetting a person takes their wishes along, so it may also fall.
        state_class=SensorStateClass.TOTAL,
        value_fn=lambda state: state.counters.sent_total,
    ),
    LinkedInAutoSensorDescription(
        key="birthdays_today",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.counters.birthdays_today,
        attributes_fn=_names_of_today,
    ),
    LinkedInAutoSensorDescription(
        key="wishes_pending",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.counters.pending,
    ),
    LinkedInAutoSensorDescription(
        key="weekly_allowance",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.counters.weekly_allowance,
    ),
    LinkedInAutoSensorDescription(
        key="next_run",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda state: state.next_run,
    ),
    LinkedInAutoSensorDescription(
        key="last_run",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda state: _ended(state.last_run),
    ),
    LinkedInAutoSensorDescription(
        key="last_run_result",
        device_class=SensorDeviceClass.ENUM,
        options=[each.value for each in (*sorted(FINAL_STATES), *RunReason)],
        value_fn=lambda state: _result(state.last_run),
        attributes_fn=lambda data: _counts(data.state.last_run),
    ),
    LinkedInAutoSensorDescription(
        key="run_progress",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        value_fn=lambda state: _progress(state.run),
        attributes_fn=lambda data: _step(data.state.run),
    ),
    LinkedInAutoSensorDescription(
        key="engine_memory",
        device_class=SensorDeviceClass.DATA_SIZE,
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        suggested_unit_of_measurement=UnitOfInformation.MEBIBYTES,
        value_fn=lambda state: state.system.engine_memory + state.system.browser_memory,
        attributes_fn=lambda data: {
            "engine": round(data.state.system.engine_memory / _MIB),
            "browser": round(data.state.system.browser_memory / _MIB),
        },
    ),
    LinkedInAutoSensorDescription(
        key="host_memory",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=_host_memory,
        needs_value=True,
    ),
    LinkedInAutoSensorDescription(
        key="cpu_temperature",
        device_class=SensorDeviceClass.TEMPERATURE,
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value_fn=lambda state: state.system.cpu_temperature,
        needs_value=True,
    ),
    LinkedInAutoSensorDescription(
        key="zombie_processes",
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.system.zombie_processes,
    ),
    LinkedInAutoSensorDescription(
        key="browser_processes",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.system.browser_processes,
    ),
    LinkedInAutoSensorDescription(
        key="database_size",
        device_class=SensorDeviceClass.DATA_SIZE,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        suggested_unit_of_measurement=UnitOfInformation.MEBIBYTES,
        value_fn=lambda state: state.system.database_size,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LinkedInAutoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors."""
    async_add_entities(
        LinkedInAutoSensor(entry.runtime_data, description) for description in SENSORS
    )


class LinkedInAutoSensor(LinkedInAutoEntity, SensorEntity):
    """One value out of the engine's state."""

    entity_description: LinkedInAutoSensorDescription
    _unrecorded_attributes = frozenset({"message", "names"})

    @property
    @override
    def available(self) -> bool:
        """Whether the engine is there, and this machine tells the value."""
        return super().available and not (
            self.entity_description.needs_value and self.native_value is None
        )

    @property
    @override
    def native_value(self) -> StateType | datetime:
        return self.entity_description.value_fn(self.state_of_engine)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        return self.entity_description.attributes_fn(self.coordinator.data)
