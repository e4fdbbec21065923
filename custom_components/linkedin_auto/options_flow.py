"""The settings that few people change, which have no entities."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.const import UnitOfTemperature, UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from .const import CONF_SHOW_RUNS
from .engine_client import EngineClientError, EngineError

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _number(lowest: int, highest: int, unit: str | None = None) -> NumberSelector:
    config = NumberSelectorConfig(
        min=lowest, max=highest, step=1, mode=NumberSelectorMode.BOX
    )
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


# The engine's settings; it has the last word on what they may be.
_SETTINGS: Final[Mapping[str, Any]] = {
    "days": SelectSelector(
        SelectSelectorConfig(
            options=list(_DAYS),
            multiple=True,
            mode=SelectSelectorMode.LIST,
            translation_key="days",
        )
    ),
    "language": SelectSelector(
        SelectSelectorConfig(
            options=["auto", "en", "fr"],
            custom_value=True,
            mode=SelectSelectorMode.DROPDOWN,
            translation_key="language",
        )
    ),
    "per_run_limit": _number(1, 100),
    "delay_min_seconds": _number(1, 3600, UnitOfTime.SECONDS),
    "delay_max_seconds": _number(1, 3600, UnitOfTime.SECONDS),
    "birthday_time_jitter_minutes": _number(0, 720, UnitOfTime.MINUTES),
    "max_temperature": _number(40, 110, UnitOfTemperature.CELSIUS),
}
_SCHEMA: Final = vol.Schema(
    {
        **{vol.Required(name): selector for name, selector in _SETTINGS.items()},
        vol.Required(CONF_SHOW_RUNS, default=True): BooleanSelector(),
    }
)


class LinkedInAutoOptionsFlow(OptionsFlowWithReload):
    """Settings are kept by the engine; how things are shown, by the entry."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the settings that hold, and change them."""
        errors: dict[str, str] = {}
        message = ""
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="cannot_connect")
        client = self.config_entry.runtime_data.client
        shown = user_input
        try:
            if user_input is not None:
                await client.change_settings(_whole(user_input))
                return self.async_create_entry(
                    data={CONF_SHOW_RUNS: user_input[CONF_SHOW_RUNS]}
                )
            values = (await client.get_settings()).values.to_dict()
            shown = {**values, **self.config_entry.options}
        except EngineError as error:
            field = error.field or ""
            errors = {field if field in _SETTINGS else "base": "refused"}
            message = error.message
        except EngineClientError:
            if user_input is None:
                return self.async_abort(reason="cannot_connect")
            errors = {"base": "cannot_connect"}
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, shown),
            description_placeholders={"message": message},
            errors=errors,
        )


def _whole(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the engine's part; a number selector gives 90.0 for 90."""
    return {
        name: int(value) if isinstance(value, float) else value
        for name, value in given.items()
        if name in _SETTINGS
    }
