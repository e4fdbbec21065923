"""Setting up by discovery or by hand, a new token, a new address, and options."""

from collections.abc import Mapping
from typing import Any, Final, override

import voluptuous as vol
from yarl import URL

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN, CONF_URL
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.service_info.hassio import HassioServiceInfo

from .const import CONF_APP, DOMAIN, TITLE
from .coordinator import LinkedInAutoConfigEntry
from .engine_client import (
    EngineClient,
    EngineClientError,
    IncompatibleEngineError,
    InvalidAuthError,
)
from .options_flow import LinkedInAutoOptionsFlow

_EXAMPLE: Final = "http://192.168.1.20:8099"
_TOKEN: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)
_ADDRESS: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
_USER: Final = vol.Schema(
    {vol.Required(CONF_URL): _ADDRESS, vol.Required(CONF_TOKEN): _TOKEN}
)
_REAUTH: Final = vol.Schema({vol.Required(CONF_TOKEN): _TOKEN})


class LinkedInAutoConfigFlow(ConfigFlow, domain=DOMAIN):
    """One entry an engine, known by the id that stays with its data folder."""

    VERSION = 1

    def __init__(self) -> None:
        """Begin with nothing found."""
        self._found: dict[str, Any] = {}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(
        config_entry: LinkedInAutoConfigEntry,
    ) -> LinkedInAutoOptionsFlow:
        """Return the flow for the rarely needed settings."""
        return LinkedInAutoOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take the address and the token of an engine that runs elsewhere."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data = _cleaned(user_input)
            errors = await self._identify(data)
            if not errors:
                self._abort_if_unique_id_configured()
                return self.async_create_entry(title=TITLE, data=data)
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(_USER, user_input),
            description_placeholders={"example": _EXAMPLE},
            errors=errors,
        )

    @override
    async def async_step_hassio(
        self, discovery_info: HassioServiceInfo
    ) -> ConfigFlowResult:
        """Take what the app says of itself; a known engine is followed to it."""
        config = discovery_info.config
        try:
            url = URL.build(
                scheme="http", host=config[CONF_HOST], port=int(config[CONF_PORT])
            )
            self._found = {
                CONF_URL: str(url),
                CONF_TOKEN: config[CONF_TOKEN],
                CONF_APP: discovery_info.slug,
            }
        except (LookupError, TypeError, ValueError):
            return self.async_abort(reason="invalid_discovery_info")
        errors = await self._identify(self._found)
        if errors:
            return self.async_abort(reason=next(iter(errors.values())))
        self._abort_if_unique_id_configured(updates=self._found)
        # Without it the card of the discovery is headed by the domain.
        self.context["title_placeholders"] = {"name": TITLE}
        return await self.async_step_hassio_confirm()

    async def async_step_hassio_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the engine that was found shall be used."""
        if user_input is not None:
            return self.async_create_entry(title=TITLE, data=self._found)
        self._set_confirm_only()
        return self.async_show_form(step_id="hassio_confirm")

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Begin, after the engine did not know the token any more."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take a new token."""
        errors: dict[str, str] = {}
        entry = self._get_reauth_entry()
        if user_input is not None:
            data = _cleaned({**entry.data, **user_input})
            errors = await self._identify(data)
            if not errors:
                return self._updated(data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=_REAUTH,
            description_placeholders={"url": entry.data[CONF_URL]},
            errors=errors,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take another address or token of the same engine."""
        errors: dict[str, str] = {}
        entry = self._get_reconfigure_entry()
        if user_input is not None:
            data = _cleaned(user_input)
            errors = await self._identify(data)
            if not errors:
                return self._updated(data)
        shown = user_input or {CONF_URL: entry.data[CONF_URL]}
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(_USER, shown),
            description_placeholders={"example": _EXAMPLE},
            errors=errors,
        )

    def _updated(self, data: dict[str, Any]) -> ConfigFlowResult:
        """Keep new data of the same engine; another engine is refused."""
        self._abort_if_unique_id_mismatch(reason="another_engine")
        entry = (
            self._get_reauth_entry()
            if self.source == SOURCE_REAUTH
            else self._get_reconfigure_entry()
        )
        return self.async_update_reload_and_abort(entry, data_updates=data)

    async def _identify(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Ask the engine who it is; return what is wrong, by field."""
        client = EngineClient(
            async_get_clientsession(self.hass), data[CONF_URL], data[CONF_TOKEN]
        )
        try:
            state = await client.get_state()
        except InvalidAuthError:
            return {CONF_TOKEN: "invalid_auth"}
        except IncompatibleEngineError as error:
            return {"base": f"engine_{error.mismatch}"}
        except EngineClientError:
            return {"base": "cannot_connect"}
        await self.async_set_unique_id(
            state.instance_id, raise_on_progress=self.source not in _BY_HAND
        )
        return {}


_BY_HAND: Final = frozenset({"user", SOURCE_REAUTH, SOURCE_RECONFIGURE})


def _cleaned(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **data,
        CONF_URL: data[CONF_URL].strip().rstrip("/"),
        CONF_TOKEN: data[CONF_TOKEN].strip(),
    }
