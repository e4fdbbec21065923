"""Adds the model without a question."""

from typing import Any, override

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult


class OwnModelFlow(ConfigFlow, domain="own_model"):
    @override
    async def async_step_user(
        self,
        user_input: dict[str, Any] | None = None,
    ) -> ConfigFlowResult:
        return self.async_create_entry(title="Own model", data={})
