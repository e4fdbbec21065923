"""The actions, registered once for all entries."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_get_config_entry

from . import actions
from .const import DOMAIN
from .coordinator import LinkedInAutoConfigEntry, LinkedInAutoCoordinator
from .engine_client.contract.enums import BotName, Occasion, SendingMode, WishState
from .engine_client.contract.limits import MAX_ID

type Act = Callable[
    [LinkedInAutoCoordinator, dict[str, Any]], Coroutine[Any, Any, dict[str, Any]]
]

_ID: Final = vol.All(vol.Coerce(int), vol.Range(min=1, max=MAX_ID))
_TEXT: Final = vol.All(cv.string, vol.Length(min=1, max=8000))
_LONGEST_WAIT_MINUTES: Final = 720
_WAIT: Final[dict[Any, Any]] = {
    vol.Optional("wait", default=False): cv.boolean,
    vol.Optional("wait_minutes", default=180): vol.All(
        vol.Coerce(int), vol.Range(min=1, max=_LONGEST_WAIT_MINUTES)
    ),
}
_CONTACT: Final[dict[Any, Any]] = {
    vol.Exclusive("contact_id", "contact"): _ID,
    vol.Exclusive("name", "contact"): vol.All(cv.string, vol.Length(min=1, max=200)),
}
_WISHES: Final[dict[Any, Any]] = {
    vol.Exclusive("wish_id", "wishes"): vol.All(
        cv.ensure_list, [_ID], vol.Length(min=1)
    ),
    vol.Exclusive("all", "wishes"): cv.boolean,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What an action takes, does, and whether it answers."""

    act: Act
    fields: dict[Any, Any]
    one_of: tuple[str, ...] = ()
    response: SupportsResponse = SupportsResponse.OPTIONAL

    @property
    def schema(self) -> vol.All:
        """Return the schema of a call."""
        fields = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string, **self.fields}
        checks = [cv.has_at_least_one_key(*self.one_of)] if self.one_of else []
        return vol.All(vol.Schema(fields), *checks)


ACTIONS: Final[dict[str, Action]] = {
    "run": Action(
        act=actions.run,
        fields={
            vol.Optional("bot", default=BotName.BIRTHDAY): vol.Coerce(BotName),
            vol.Optional("mode"): vol.Coerce(SendingMode),
            vol.Optional("dry_run", default=False): cv.boolean,
            vol.Optional("max_messages"): vol.All(
                vol.Coerce(int), vol.Range(min=1, max=1000)
            ),
            **_WAIT,
        },
    ),
    "stop": Action(act=actions.stop, fields={}),
    "approve": Action(
        act=actions.approve,
        fields={**_WISHES, vol.Optional("text"): _TEXT},
        one_of=("wish_id", "all"),
    ),
    "skip": Action(act=actions.skip, fields=_WISHES, one_of=("wish_id", "all")),
    "preview": Action(
        act=actions.preview,
        fields={
            vol.Required("text"): _TEXT,
            vol.Optional("language"): cv.language,
            vol.Optional("occasion", default=Occasion.BIRTHDAY): vol.Coerce(Occasion),
            vol.Optional("late", default=False): cv.boolean,
            vol.Optional("contact_id"): _ID,
        },
        response=SupportsResponse.ONLY,
    ),
    "get_birthdays": Action(
        act=actions.get_birthdays,
        fields={
            vol.Optional("start_date"): cv.date,
            vol.Optional("days", default=30): vol.All(
                vol.Coerce(int), vol.Range(min=1, max=366)
            ),
        },
        response=SupportsResponse.ONLY,
    ),
    "get_history": Action(
        act=actions.get_history,
        fields={
            vol.Optional("since"): cv.date,
            vol.Optional("until"): cv.date,
            vol.Optional("state", default=list): vol.All(
                cv.ensure_list, [vol.Coerce(WishState)]
            ),
            vol.Optional("contact_id"): _ID,
            vol.Optional("limit", default=100): vol.All(
                vol.Coerce(int), vol.Range(min=1, max=5000)
            ),
        },
        response=SupportsResponse.ONLY,
    ),
    "send_wish": Action(
        act=actions.send_wish,
        fields={vol.Required("wish_id"): _ID, vol.Optional("text"): _TEXT, **_WAIT},
    ),
    "block_contact": Action(
        act=actions.block_contact, fields=_CONTACT, one_of=("contact_id", "name")
    ),
    "unblock_contact": Action(
        act=actions.unblock_contact, fields=_CONTACT, one_of=("contact_id", "name")
    ),
    "set_message": Action(
        act=actions.set_message,
        fields={
            vol.Required("text"): vol.All(cv.string, vol.Length(max=8000)),
            vol.Optional("language"): cv.language,
            vol.Optional("occasion", default=Occasion.BIRTHDAY): vol.Coerce(Occasion),
            vol.Optional("late", default=False): cv.boolean,
            vol.Optional("enabled", default=True): cv.boolean,
            vol.Optional("message_id"): vol.All(
                cv.string, vol.Match(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
            ),
            vol.Optional("contact_id"): _ID,
        },
    ),
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register all actions."""
    for name, action in ACTIONS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            _handler(action.act),
            schema=action.schema,
            supports_response=action.response,
        )


def _handler(act: Act) -> Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]:
    async def handle(call: ServiceCall) -> ServiceResponse:
        data = dict(call.data)
        entry: LinkedInAutoConfigEntry = async_get_config_entry(
            call.hass, DOMAIN, data.pop(ATTR_CONFIG_ENTRY_ID, None)
        )
        answer = await act(entry.runtime_data, data)
        return answer if call.return_response else None

    return handle
